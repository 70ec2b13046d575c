#include "instructions.h"

#include <stdlib.h>

#include "code.h"
#include "hidden.h"

enum { UNIT_BYTES = 2, MOST_OPEN_LOOPS = 64 };

/* The jumps of which executors take the place. */
enum { OPCODE_JUMP_BACKWARD_3_13 = 77, OPCODE_JUMP_BACKWARD_JIT_3_14 = 175 };

struct decoder {
    const struct python_code_bytes *bytes;
    const struct python_lines *lines;
    const struct python_opcode *opcodes;
    struct python_instructions *instructions;
    uint32_t unit;     /* being read */
    uint32_t argument; /* of the instruction at hand, with what EXTENDED_ARG has carried so far */
};

static const struct python_opcode *opcode_at(const struct decoder *decoder, uint32_t unit) {
    return &decoder->opcodes[decoder->bytes->bytecode[(size_t)unit * UNIT_BYTES]];
}

/*
 * ENTER_EXECUTOR (since 3.13) replaces a backward jump or the EXTENDED_ARG before it, and its argument says
 * nothing about the jump. No inline cache can be taken for the jump: the low byte of its counter ends in an
 * exponent of 12 or less (Include/internal/pycore_backoff.h, 3.13 and 3.14), the opcodes in 13 and 15.
 */
static struct python_opcode replaced_jump(const struct decoder *decoder) {
    const uint32_t next = decoder->unit + 1;
    const uint8_t jump =
        decoder->bytes->minor == 13 ? OPCODE_JUMP_BACKWARD_3_13 : OPCODE_JUMP_BACKWARD_JIT_3_14;
    const bool was_prefix = next < decoder->instructions->unit_count &&
                            decoder->bytes->bytecode[(size_t)next * UNIT_BYTES] == jump;
    return (struct python_opcode){was_prefix ? 2 : 1, PYTHON_FLOW_JUMP_BACKWARD, PYTHON_ROLE_EXECUTOR};
}

static struct python_opcode read_opcode(const struct decoder *decoder) {
    const struct python_opcode *opcode = opcode_at(decoder, decoder->unit);
    if (opcode->role == PYTHON_ROLE_EXECUTOR)
        return replaced_jump(decoder);
    if (opcode->role != PYTHON_ROLE_HIDDEN)
        return *opcode;
    const struct python_hidden hidden = {decoder->bytes, decoder->lines, decoder->instructions, decoder->unit,
                                         decoder->argument};
    return python_hidden_reveal(&hidden);
}

/* ---- Instructions and their jumps ---- */

static bool goes_on(enum python_flow flow) {
    return flow == PYTHON_FLOW_NEXT || flow == PYTHON_FLOW_BRANCH_FORWARD ||
           flow == PYTHON_FLOW_BRANCH_BACKWARD || flow == PYTHON_FLOW_BRANCH_ABSOLUTE;
}

/* Code unit that a jump leads to, for now; jumps count bytes up to 3.9 and code units since. */
static uint32_t target_unit(const struct decoder *decoder, enum python_flow flow, uint32_t end) {
    const int64_t distance = decoder->bytes->minor < 10 ? decoder->argument / UNIT_BYTES : decoder->argument;
    int64_t target = -1;
    switch (flow) {
    case PYTHON_FLOW_JUMP_FORWARD:
    case PYTHON_FLOW_BRANCH_FORWARD:
        target = end + distance;
        break;
    case PYTHON_FLOW_JUMP_BACKWARD:
    case PYTHON_FLOW_BRANCH_BACKWARD:
    case PYTHON_FLOW_WAIT:
        target = end - distance;
        break;
    case PYTHON_FLOW_JUMP_ABSOLUTE:
    case PYTHON_FLOW_BRANCH_ABSOLUTE:
        target = distance;
        break;
    case PYTHON_FLOW_NEXT:
    case PYTHON_FLOW_STOP:
        break;
    }
    const bool is_inside = target >= 0 && target < decoder->instructions->unit_count;
    return is_inside ? (uint32_t)target : PYTHON_NO_INSTRUCTION;
}

static void read_instruction(struct decoder *decoder) {
    struct python_instructions *instructions = decoder->instructions;
    decoder->argument |= decoder->bytes->bytecode[(size_t)decoder->unit * UNIT_BYTES + 1];
    const struct python_opcode opcode = read_opcode(decoder);
    uint32_t end = decoder->unit + 1 + opcode.inline_caches;
    if (end > instructions->unit_count)
        end = instructions->unit_count;
    struct python_instruction *instruction = &instructions->list[instructions->count];
    *instruction = (struct python_instruction){
        .offset = decoder->unit * UNIT_BYTES,
        .end = end * UNIT_BYTES,
        .target = opcode.role == PYTHON_ROLE_EXECUTOR ? PYTHON_NO_INSTRUCTION
                                                      : target_unit(decoder, opcode.flow, end),
        .goes_on = goes_on(opcode.flow),
        .waits = opcode.flow == PYTHON_FLOW_WAIT,
        .role = opcode.role,
    };
    for (uint32_t unit = decoder->unit; unit < end; unit++)
        instructions->covering[unit] = instructions->count;
    instructions->count++;
    decoder->unit = end;
    decoder->argument = opcode.role == PYTHON_ROLE_PREFIX ? decoder->argument << 8 : 0;
}

/* What an `await` goes on with is not the start of a loop; the handler of its exceptions jumps there (3.12).
 */
static bool repeats(const struct python_instructions *instructions, uint32_t index) {
    const struct python_instruction *jump = &instructions->list[index];
    if (jump->target == PYTHON_NO_INSTRUCTION || jump->target > index || jump->waits)
        return false;
    return jump->target == 0 || !instructions->list[jump->target - 1].waits;
}

static void find_targets(struct python_instructions *instructions) {
    for (uint32_t i = 0; i < instructions->count; i++) {
        struct python_instruction *instruction = &instructions->list[i];
        if (instruction->target != PYTHON_NO_INSTRUCTION)
            instruction->target = instructions->covering[instruction->target];
        instruction->repeats = repeats(instructions, i);
    }
}

/* Nothing but an exception leads to a handler, whatever a hidden opcode in front of it may have been. */
static void set_handlers_apart(struct python_instructions *instructions) {
    for (uint32_t i = 1; i < instructions->count; i++) {
        const enum python_role role = instructions->list[i].role;
        if (role == PYTHON_ROLE_HANDLER || role == PYTHON_ROLE_ASYNC_END)
            instructions->list[i - 1].goes_on = false;
    }
}

/* An executor's jump leads back to the FOR_ITER that leaves its loop right behind the jump. */
static void find_targets_of_executors(struct python_instructions *instructions) {
    for (uint32_t i = 0; i < instructions->count; i++) {
        const struct python_instruction *iteration = &instructions->list[i];
        if (iteration->role != PYTHON_ROLE_ITERATION || iteration->target == PYTHON_NO_INSTRUCTION ||
            iteration->target <= i)
            continue;
        struct python_instruction *jump = &instructions->list[iteration->target - 1];
        if (jump->role != PYTHON_ROLE_EXECUTOR)
            continue;
        jump->target = i;
        while (jump->target > 0 && instructions->list[jump->target - 1].role == PYTHON_ROLE_PREFIX)
            jump->target--;
        jump->repeats = true;
    }
}

static int line_of(const struct decoder *decoder, uint32_t index) {
    const struct python_line_run *run =
        python_lines_find(decoder->lines, decoder->instructions->list[index].offset);
    return run ? run->line : 0;
}

/* The latest of the loops at `open` that has the line of its end. */
static uint32_t find_open_loop(const struct decoder *decoder, const uint32_t *open, uint32_t depth,
                               int line) {
    for (uint32_t tried = 0; tried < depth && tried < MOST_OPEN_LOOPS; tried++)
        if (line_of(decoder, open[depth - 1 - tried]) == line)
            return depth - 1 - tried;
    return depth - 1;
}

/*
 * An `async for` ends by an exception, whose way the bytecode does not tell since 3.11, and its end may have
 * been moved behind other loops. It is taken for a branch to the end that has the same line.
 */
static bool find_ends_of_async_loops(struct decoder *decoder) {
    struct python_instructions *instructions = decoder->instructions;
    uint32_t *open = malloc(((size_t)instructions->count + 1) * sizeof *open);
    if (!open)
        return false;
    uint32_t depth = 0;
    for (uint32_t i = 0; i < instructions->count; i++) {
        const enum python_role role = instructions->list[i].role;
        if (role == PYTHON_ROLE_ASYNC_ITERATION)
            open[depth++] = i;
        if (role != PYTHON_ROLE_ASYNC_END || depth == 0)
            continue;
        const uint32_t found = find_open_loop(decoder, open, depth, line_of(decoder, i));
        instructions->list[open[found]].target = i;
        depth--;
        for (uint32_t moved = found; moved < depth; moved++)
            open[moved] = open[moved + 1];
    }
    free(open);
    return true;
}

bool python_instructions_read(struct python_instructions *instructions, const struct python_code_bytes *bytes,
                              const struct python_lines *lines) {
    *instructions =
        (struct python_instructions){.unit_count = (uint32_t)(bytes->bytecode_bytes / UNIT_BYTES)};
    struct decoder decoder = {bytes, lines, python_opcodes(bytes->minor), instructions, 0, 0};
    if (!decoder.opcodes)
        return false;
    const size_t room = (size_t)instructions->unit_count + 1;
    instructions->list = calloc(room, sizeof *instructions->list);
    instructions->covering = calloc(room, sizeof *instructions->covering);
    if (!instructions->list || !instructions->covering)
        return false;
    while (decoder.unit < instructions->unit_count)
        read_instruction(&decoder);
    set_handlers_apart(instructions);
    find_targets(instructions);
    find_targets_of_executors(instructions);
    return find_ends_of_async_loops(&decoder);
}

void python_instructions_free(struct python_instructions *instructions) {
    free(instructions->list);
    free(instructions->covering);
    *instructions = (struct python_instructions){0};
}

uint32_t python_instructions_find(const struct python_instructions *instructions, uint32_t offset) {
    const uint32_t unit = offset / UNIT_BYTES;
    return unit < instructions->unit_count ? instructions->covering[unit] : PYTHON_NO_INSTRUCTION;
}
