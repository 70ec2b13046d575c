/*
 * Interpreters and their code objects, once per process.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_CODES_H
#define LOOPLINE_CAPTURE_INTERNED_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "host/memory.h"
#include "modules.h"
#include "records.h"
#include "stack/walk/runtimes.h"

enum { RUNTIME_LIMIT = 8 };

#define CODE_LEFT_OUT UINT32_MAX /* the id of a frame that is nothing of the program's */

struct code_table {
    struct code_slot *places;
    struct code_slot *contents;
    uint32_t code_count;
    struct loopline_runtime *runtimes[RUNTIME_LIMIT]; /* records, by index; NULL: not written yet */
};

/* The arena keeps what the table needs; its limit is none. False: no memory. */
bool code_table_start(struct code_table *table, struct arena *arena);

/*
 * Id of the code object of a frame, recorded where it is new; 0 where it cannot be kept, or
 * CODE_LEFT_OUT. `number` is that of the frame in the walk. `scratch` is overwritten. Where the runtime finds
 * that it is no code object, its frames are given up for good. Under the recording's lock, on the thread
 * whose frame it is.
 */
uint32_t code_table_add(struct code_table *table, uint32_t runtime, const struct runtime_frame *frame,
                        uint32_t number, struct runtime_code *scratch, struct record_space *space,
                        struct capture_file *file);

/* The instruction of a frame that code_table_add took, see struct runtime. The thread whose frame it is. */
uint32_t code_table_instruction(uint32_t runtime, const struct runtime_frame *frame);

/* True where the module holds the evaluator of an interpreter. Under the recording's lock. */
bool code_table_has_engine(const struct code_table *table, uint32_t module);

/* Writes the record of a runtime, or brings its state up to date. Under the recording's lock. */
void code_table_note_runtime(struct code_table *table, uint32_t runtime, const struct module_map *modules,
                             struct record_space *space, struct capture_file *file);

#endif
