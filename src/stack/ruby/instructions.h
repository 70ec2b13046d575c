/*
 * Ruby's instructions as they stand in memory: each begins with the address of the code that runs it. Which
 * address is which instruction the interpreter keeps in a table without a name; it is found by decoding code
 * that is being run.
 */
#ifndef LOOPLINE_STACK_RUBY_INSTRUCTIONS_H
#define LOOPLINE_STACK_RUBY_INSTRUCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stack/code_segment.h"

/* What libruby exports for debuggers since 3.1, and the memory of its object; both outlive all questions. */
struct ruby_instructions {
    const uint8_t *lengths; /* in words, by instruction; NULL: this version tells nothing */
    uint32_t count;
    const uint16_t *operands_at; /* where in `operands` an instruction's kinds stand */
    const char *operands;
    const uint16_t *names_at;
    const char *names;
    struct code_segment code;    /* of the object */
    struct code_segment data[8]; /* its segments without code */
    uint32_t data_count;
    const uintptr_t *addresses; /* the table, by instruction; NULL: not found yet */
    uint32_t attempts;
};

/* Code of Ruby: `words` words. */
struct ruby_code {
    const uintptr_t *code;
    uint32_t words;
};

/*
 * Looks for the table that all of these decode by; false: it is not known. A short code decodes by chance
 * with a table a few entries off, so give all there are. Stops looking after some failures.
 */
bool ruby_instructions_find(struct ruby_instructions *instructions, const struct ruby_code *codes,
                            size_t count);

/* A jump back: from the instruction at word `from` to the one at `to`. */
struct ruby_jump {
    uint32_t to;
    uint32_t from;
};

/* Writes the jumps back of a code, up to `capacity`, and returns how many. None without the table. */
size_t ruby_instructions_jumps_back(const struct ruby_instructions *instructions,
                                    const struct ruby_code *code, struct ruby_jump *jumps, size_t capacity);

#endif
