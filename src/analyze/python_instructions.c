#include "analyze/python_instructions.h"

#include <stdlib.h>

#include "analyze/python_code.h"

enum { UNIT_BYTES = 2, MOST_CACHES = 10, LONGEST_GUESSED_RUN = 64 };

enum { OPCODE_CACHE = 0 }; /* since 3.11; never an instruction */

struct decoder {
    const struct python_code_bytes *bytes;
    const struct python_lines *lines;
    const struct python_opcode *opcodes;
    struct python_instructions *instructions;
    uint32_t unit;     /* being read */
    uint32_t argument; /* of the instruction at hand, with what EXTENDED_ARG has carried so far */
};

static uint8_t opcode_at(const struct decoder *decoder, uint32_t unit) {
    return decoder->bytes->bytecode[(size_t)unit * UNIT_BYTES];
}

static const struct python_opcode *facts_at(const struct decoder *decoder, uint32_t unit) {
    return &decoder->opcodes[opcode_at(decoder, unit)];
}

/* ---- Opcodes that hide another ---- */

static const struct python_opcode *find_role(const struct decoder *decoder, enum python_role role) {
    for (size_t number = 0; number < 256; number++)
        if (decoder->opcodes[number].role == role)
            return &decoder->opcodes[number];
    return NULL;
}

/* Whether instructions can be read from `unit` on that end at `end`, as far as they are known. */
static bool reads_up_to(const struct decoder *decoder, uint32_t unit, uint32_t end) {
    while (unit < end) {
        const struct python_opcode *facts = facts_at(decoder, unit);
        if (facts->role == PYTHON_ROLE_HIDDEN)
            return true;
        if (opcode_at(decoder, unit) == OPCODE_CACHE)
            return false;
        unit += 1u + facts->inline_caches;
    }
    return unit == end;
}

/*
 * How many caches follow a hidden opcode is not in the bytecode. But instructions start where runs of a line
 * start: take the least number with which the rest of the run can be read.
 */
static uint8_t guess_caches(const struct decoder *decoder) {
    const uint32_t next = decoder->unit + 1;
    const struct python_line_run *run = python_lines_find(decoder->lines, decoder->unit * UNIT_BYTES);
    if (!run || run->end / UNIT_BYTES - decoder->unit > LONGEST_GUESSED_RUN)
        return 0;
    const uint32_t end = run->end / UNIT_BYTES;
    for (uint8_t caches = 0; caches <= MOST_CACHES && next + caches <= end; caches++)
        if (reads_up_to(decoder, next + caches, end))
            return caches;
    return 0;
}

/* Under a debugger or a coverage tool, the FOR_ITER of most loops is hidden: it is what follows GET_ITER. */
static struct python_opcode reveal(const struct decoder *decoder) {
    const struct python_instructions *instructions = decoder->instructions;
    uint32_t before = instructions->count;
    while (before > 0 && instructions->list[before - 1].role == PYTHON_ROLE_PREFIX)
        before--;
    const struct python_opcode *iteration = find_role(decoder, PYTHON_ROLE_ITERATION);
    if (before > 0 && instructions->list[before - 1].role == PYTHON_ROLE_ITERABLE && decoder->argument > 0 &&
        iteration)
        return *iteration;
    return (struct python_opcode){guess_caches(decoder), PYTHON_FLOW_NEXT, PYTHON_ROLE_NONE};
}

/*
 * ENTER_EXECUTOR (3.13) replaces a JUMP_BACKWARD or the EXTENDED_ARG before it, and its argument says nothing
 * about the jump. No inline cache can be taken for the JUMP_BACKWARD: the low byte of its counter ends in an
 * exponent of 12 or less (Include/internal/pycore_backoff.h, 3.13), the opcode in 13.
 */
static struct python_opcode replaced_jump(const struct decoder *decoder) {
    const uint32_t next = decoder->unit + 1;
    const bool was_prefix = next < decoder->instructions->unit_count &&
                            facts_at(decoder, next)->flow == PYTHON_FLOW_JUMP_BACKWARD;
    return (struct python_opcode){was_prefix ? 2 : 1, PYTHON_FLOW_JUMP_BACKWARD, PYTHON_ROLE_EXECUTOR};
}

static struct python_opcode read_opcode(const struct decoder *decoder) {
    const struct python_opcode facts = *facts_at(decoder, decoder->unit);
    if (facts.role == PYTHON_ROLE_HIDDEN)
        return reveal(decoder);
    if (facts.role == PYTHON_ROLE_EXECUTOR)
        return replaced_jump(decoder);
    return facts;
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
    const struct python_opcode facts = read_opcode(decoder);
    uint32_t end = decoder->unit + 1 + facts.inline_caches;
    if (end > instructions->unit_count)
        end = instructions->unit_count;
    struct python_instruction *instruction = &instructions->list[instructions->count];
    *instruction = (struct python_instruction){
        .offset = decoder->unit * UNIT_BYTES,
        .end = end * UNIT_BYTES,
        .target = facts.role == PYTHON_ROLE_EXECUTOR ? PYTHON_NO_INSTRUCTION
                                                     : target_unit(decoder, facts.flow, end),
        .goes_on = goes_on(facts.flow),
        .repeats = facts.flow != PYTHON_FLOW_WAIT,
        .role = facts.role,
    };
    for (uint32_t unit = decoder->unit; unit < end; unit++)
        instructions->covering[unit] = instructions->count;
    instructions->count++;
    decoder->unit = end;
    decoder->argument = facts.role == PYTHON_ROLE_PREFIX ? decoder->argument << 8 : 0;
}

static void find_targets(struct python_instructions *instructions) {
    for (uint32_t i = 0; i < instructions->count; i++) {
        struct python_instruction *instruction = &instructions->list[i];
        if (instruction->target != PYTHON_NO_INSTRUCTION)
            instruction->target = instructions->covering[instruction->target];
        instruction->repeats =
            instruction->repeats && instruction->target != PYTHON_NO_INSTRUCTION && instruction->target <= i;
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
        jump->repeats = true;
    }
}

/*
 * An `async for` ends by an exception, whose way the bytecode does not tell since 3.11. Loops are nested, so
 * each end belongs to the latest loop that has none; the exception is taken for a branch.
 */
static bool find_ends_of_async_loops(struct python_instructions *instructions) {
    uint32_t *open = malloc(((size_t)instructions->count + 1) * sizeof *open);
    if (!open)
        return false;
    uint32_t depth = 0;
    for (uint32_t i = 0; i < instructions->count; i++) {
        const enum python_role role = instructions->list[i].role;
        if (role == PYTHON_ROLE_ASYNC_ITERATION)
            open[depth++] = i;
        else if (role == PYTHON_ROLE_ASYNC_END && depth > 0)
            instructions->list[open[--depth]].target = i;
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
    instructions->list = malloc(room * sizeof *instructions->list);
    instructions->covering = malloc(room * sizeof *instructions->covering);
    if (!instructions->list || !instructions->covering)
        return false;
    while (decoder.unit < instructions->unit_count)
        read_instruction(&decoder);
    find_targets(instructions);
    find_targets_of_executors(instructions);
    return find_ends_of_async_loops(instructions);
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
