/*
 * Finds the file that a code address belongs to.
 *
 * A snapshot of the loaded objects is taken without any lock of the shim's (dl_iterate_phdr takes the
 * loader's) and then adopted under the recording's lock. It is renewed when an address is in no known object,
 * and after every dlclose, because addresses are reused.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_MODULES_H
#define LOOPLINE_CAPTURE_INTERNED_MODULES_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "records.h"

#define MODULE_SHIM UINT32_MAX /* id of the shim itself, whose frames are left out */

struct module_range {
    uintptr_t start; /* of the executable segment */
    uintptr_t end;
    uintptr_t bias;
    uint32_t id; /* 0: could not be recorded */
};

struct module_map {
    struct module_range *ranges; /* sorted by start */
    uint32_t range_count;
    uint32_t range_capacity;
    uint32_t generation; /* of the loaded objects when the ranges were taken */
    struct arena arena;  /* holds the known modules, by path and build-id, and the ranges */
    struct known_module *known;
    uint32_t known_count;
};

struct module_snapshot; /* the objects that were loaded at one moment */

/*
 * Takes a snapshot; free it with the second function. NULL if memory runs out. `program` is the path of the
 * main program, for which the loader has no name. The caller must hold no lock. Any thread.
 */
struct module_snapshot *module_snapshot_take(const char *program);
void module_snapshot_free(struct module_snapshot *snapshot);

/* Makes the snapshot the map and records new modules. Under the recording's lock. */
void module_map_adopt(struct module_map *map, const struct module_snapshot *snapshot, uint32_t generation,
                      struct record_space *space, struct capture_file *file);

/*
 * Returns the range that holds an address, valid until the next adopt, or NULL. Under the recording's lock.
 */
const struct module_range *module_map_find(const struct module_map *map, uintptr_t address);

#endif
