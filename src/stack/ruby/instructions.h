/*
 * Decodes Ruby's instructions in memory. Each begins with the address of the code that runs it. The
 * interpreter's table from instructions to addresses has no symbol; it is found by decoding code that is on
 * the stack.
 */
#ifndef LOOPLINE_STACK_RUBY_INSTRUCTIONS_H
#define LOOPLINE_STACK_RUBY_INSTRUCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stack/code_segment.h"

/* What libruby exports for debuggers since 3.1, and the segments of its object. Both must stay mapped. */
struct ruby_instructions {
    const uint8_t *lengths; /* in words, by instruction; NULL: this version exports nothing */
    uint32_t count;
    const uint16_t *operands_at; /* where an instruction's operand kinds begin in `operands` */
    const char *operands;
    const uint16_t *names_at;
    const char *names;
    struct code_segment code;    /* of libruby's object */
    struct code_segment data[8]; /* its segments without code */
    uint32_t data_count;
    const uintptr_t *addresses; /* the table, by instruction; NULL: not found */
    uint32_t attempts;
};

/* The instructions of one sequence. */
struct ruby_code {
    const uintptr_t *code;
    uint32_t words;
};

/*
 * Finds the table with which all of these codes decode, and returns true once it is known. A short code may
 * also decode with a table that is a few entries off, so pass all the codes there are. Stops looking after
 * some failures. One thread at a time.
 */
bool ruby_instructions_find(struct ruby_instructions *instructions, const struct ruby_code *codes,
                            size_t count);

/* A backward jump from the instruction at word `from` to the one at word `to`. */
struct ruby_jump {
    uint32_t to;
    uint32_t from;
};

/* Writes up to `capacity` backward jumps of a code and returns how many. 0 if the table is unknown. */
size_t ruby_instructions_jumps_back(const struct ruby_instructions *instructions,
                                    const struct ruby_code *code, struct ruby_jump *jumps, size_t capacity);

#endif
