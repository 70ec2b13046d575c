/* The interpreters of the process and their code objects, each recorded once. */
#ifndef LOOPLINE_CAPTURE_INTERNED_CODES_H
#define LOOPLINE_CAPTURE_INTERNED_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "key_table.h"
#include "modules.h"
#include "records.h"
#include "stack/walk/runtimes.h"

enum { RUNTIME_LIMIT = 8 };

#define CODE_LEFT_OUT UINT32_MAX /* id of a frame that is not the program's code */

struct code_table {
    struct arena *arena;
    struct code_slot *places; /* NULL: no memory */
    uint32_t place_count;
    struct key_table by_content;
    uint32_t code_count;
    struct loopline_runtime *runtimes[RUNTIME_LIMIT]; /* their records, by index; NULL: not written */
};

/* Makes the table in the arena, which must have no limit. Returns false if memory runs out. */
bool code_table_start(struct code_table *table, struct arena *arena);

/*
 * Returns the id of a frame's code object and records a new one; 0 if it cannot be kept, or CODE_LEFT_OUT.
 * `number` is the frame's in the walk. `scratch` is overwritten. If the runtime finds that it is not a code
 * object, the runtime's frames are no longer read. Under the recording's lock, on the thread whose frame it
 * is.
 */
uint32_t code_table_add(struct code_table *table, uint32_t runtime, const struct runtime_frame *frame,
                        uint32_t number, struct runtime_code *scratch, struct record_space *space,
                        struct capture_file *file);

/*
 * Returns the normalised instruction (struct runtime) of a frame that code_table_add accepted. The thread
 * whose frame it is.
 */
uint32_t code_table_instruction(uint32_t runtime, const struct runtime_frame *frame);

/* Returns true if the module holds the evaluator of an interpreter. Under the recording's lock. */
bool code_table_has_engine(const struct code_table *table, uint32_t module);

/* Writes the record of a runtime, or updates its state. Under the recording's lock. */
void code_table_note_runtime(struct code_table *table, uint32_t runtime, const struct module_map *modules,
                             struct record_space *space, struct capture_file *file);

#endif
