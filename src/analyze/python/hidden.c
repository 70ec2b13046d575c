#include "hidden.h"

#include <stddef.h>

#include "code.h"

enum { UNIT_BYTES = 2, MOST_CACHES = 10, LONGEST_GUESSED_RUN = 64 };

enum { OPCODE_CACHE = 0 }; /* since 3.11; never an instruction */

static uint8_t number_at(const struct python_hidden *hidden, uint64_t unit) {
    return hidden->bytes->bytecode[unit * UNIT_BYTES];
}

/* NULL: behind the end. */
static const struct python_opcode *opcode_at(const struct python_hidden *hidden, uint64_t unit) {
    return unit < hidden->instructions->unit_count
               ? &python_opcodes(hidden->bytes->minor)[number_at(hidden, unit)]
               : NULL;
}

static bool has_role(const struct python_hidden *hidden, uint64_t unit, enum python_role role) {
    const struct python_opcode *opcode = opcode_at(hidden, unit);
    return opcode && opcode->role == role;
}

static int line_at(const struct python_hidden *hidden, uint32_t offset) {
    const struct python_line_run *run = python_lines_find(hidden->lines, offset);
    return run ? run->line : 0;
}

/* Where a `for` is done lies END_FOR. */
static bool is_iteration(const struct python_hidden *hidden, const struct python_opcode *iteration) {
    const uint64_t end = (uint64_t)hidden->unit + 1 + iteration->inline_caches;
    return hidden->argument > 0 && has_role(hidden, end + hidden->argument, PYTHON_ROLE_ITERATION_END);
}

/* What waits is followed by the YIELD_VALUE that does so. */
static bool is_await(const struct python_hidden *hidden, const struct python_opcode *await) {
    return has_role(hidden, (uint64_t)hidden->unit + 1 + await->inline_caches, PYTHON_ROLE_YIELD);
}

/* GET_ANEXT has no argument and two instructions behind it what waits. */
static bool is_async_iteration(const struct python_hidden *hidden) {
    const uint64_t after_wait = (uint64_t)hidden->unit + 4; /* LOAD_CONST, SEND and its cache lie between */
    return hidden->argument == 0 && has_role(hidden, after_wait, PYTHON_ROLE_YIELD);
}

/* The jump back of a `for` stands between the two places that its FOR_ITER leads to. */
static bool closes_iteration(const struct python_hidden *hidden, uint32_t end, uint32_t target) {
    const struct python_instruction *start = &hidden->instructions->list[target];
    return start->role == PYTHON_ROLE_ITERATION && start->target == end;
}

/*
 * That of a `while True` has the line of the `while`, all by itself, and leads right behind the other
 * instructions of that line.
 */
static bool closes_while(const struct python_hidden *hidden, uint32_t end, uint32_t target) {
    const uint32_t offset = hidden->unit * UNIT_BYTES;
    const struct python_line_run *run = python_lines_find(hidden->lines, offset);
    if (!run || run->start != offset || run->end != end * UNIT_BYTES || target == 0)
        return false;
    const struct python_instruction *start = &hidden->instructions->list[target];
    return line_at(hidden, start->offset) > run->line && line_at(hidden, start[-1].offset) == run->line;
}

static bool is_jump_back(const struct python_hidden *hidden, const struct python_opcode *jump) {
    const struct python_instructions *instructions = hidden->instructions;
    const uint32_t end = hidden->unit + 1 + jump->inline_caches;
    if (hidden->argument > end || end - hidden->argument >= hidden->unit)
        return false;
    const uint32_t target = instructions->covering[end - hidden->argument];
    if (instructions->list[target].offset != (end - hidden->argument) * UNIT_BYTES)
        return false;
    return closes_iteration(hidden, end, target) || closes_while(hidden, end, target);
}

/* Whether instructions can be read from `unit` on that end at `end`, as far as they are known. */
static bool reads_up_to(const struct python_hidden *hidden, uint32_t unit, uint32_t end) {
    while (unit < end) {
        const struct python_opcode *opcode = opcode_at(hidden, unit);
        if (opcode->role == PYTHON_ROLE_HIDDEN)
            return true;
        if (number_at(hidden, unit) == OPCODE_CACHE)
            return false;
        unit += 1u + opcode->inline_caches;
    }
    return unit == end;
}

/*
 * How many caches follow is not told. But an instruction starts where a run of a line starts: take the least
 * number with which the rest of the run can be read.
 */
static uint8_t guess_caches(const struct python_hidden *hidden) {
    const uint32_t next = hidden->unit + 1;
    const struct python_line_run *run = python_lines_find(hidden->lines, hidden->unit * UNIT_BYTES);
    if (!run || run->end / UNIT_BYTES - hidden->unit > LONGEST_GUESSED_RUN)
        return 0;
    const uint32_t end = run->end / UNIT_BYTES;
    for (uint8_t caches = 0; caches <= MOST_CACHES && next + caches <= end; caches++)
        if (reads_up_to(hidden, next + caches, end))
            return caches;
    return 0;
}

struct python_opcode python_hidden_reveal(const struct python_hidden *hidden) {
    const struct python_opcode *opcodes = python_opcodes(hidden->bytes->minor);
    const uint64_t next = (uint64_t)hidden->unit + 1;
    for (size_t number = 0; number < 256; number++) {
        const struct python_opcode *opcode = &opcodes[number];
        const bool fits =
            (opcode->role == PYTHON_ROLE_ITERATION && is_iteration(hidden, opcode)) ||
            (opcode->role == PYTHON_ROLE_ASYNC_ITERATION && is_async_iteration(hidden)) ||
            (opcode->role == PYTHON_ROLE_HANDLER && has_role(hidden, next, PYTHON_ROLE_WITH_HANDLER)) ||
            (opcode->role == PYTHON_ROLE_AWAIT && is_await(hidden, opcode)) ||
            (opcode->flow == PYTHON_FLOW_JUMP_BACKWARD && is_jump_back(hidden, opcode));
        if (fits)
            return *opcode;
    }
    return (struct python_opcode){guess_caches(hidden), PYTHON_FLOW_NEXT, PYTHON_ROLE_NONE};
}
