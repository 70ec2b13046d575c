/*
 * Which file a code address belongs to.
 *
 * A snapshot of the loaded objects is taken without any lock of ours (dl_iterate_phdr takes the loader's),
 * then adopted under the recording's lock. It is renewed when an address is in no known object, and after
 * every dlclose, since addresses are used again.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_MODULES_H
#define LOOPLINE_CAPTURE_INTERNED_MODULES_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "records.h"

#define MODULE_SHIM UINT32_MAX /* the id of this library itself, whose frames are left out */

struct module_range {
    uintptr_t start; /* executable part */
    uintptr_t end;
    uintptr_t bias;
    uint32_t id; /* 0: could not be recorded */
};

struct module_map {
    struct module_range *ranges; /* sorted by start */
    uint32_t range_count;
    uint32_t generation; /* of loaded objects, as it was when the ranges were taken */
    struct arena arena;  /* known modules, by path and build-id */
    struct known_module *known;
    uint32_t known_count;
};

struct module_snapshot; /* what was loaded at one moment */

/* The arena keeps what the table needs; its limit is none. False: no memory. */
bool module_map_start(struct module_map *map, struct arena *arena);

/* NULL: no memory. No lock may be held. `program` is the path that stands for the nameless main program. */
struct module_snapshot *module_snapshot_take(const char *program);
void module_snapshot_free(struct module_snapshot *snapshot);

/* Makes the snapshot the map, recording modules that are new. Under the recording's lock. */
void module_map_adopt(struct module_map *map, const struct module_snapshot *snapshot, uint32_t generation,
                      struct record_space *space, struct capture_file *file);

/* The range that holds an address, or NULL. Under the recording's lock. */
const struct module_range *module_map_find(const struct module_map *map, uintptr_t address);

#endif
