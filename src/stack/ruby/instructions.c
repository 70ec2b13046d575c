#include "instructions.h"

#include <string.h>

enum { MOST_ATTEMPTS = 4 };

static const uint32_t no_instruction = UINT32_MAX;

static uint32_t instruction_of(const uintptr_t *addresses, uint32_t count, uintptr_t address) {
    for (uint32_t i = 0; i < count; i++)
        if (addresses[i] == address)
            return i;
    return no_instruction;
}

/* Code ends where control goes elsewhere, or with padding; with the names' prefix for traced ones. */
static bool may_end(const char *name) {
    static const char *const endings[] = {"leave", "throw", "jump", "nop"};
    if (strncmp(name, "trace_", 6) == 0)
        name += 6;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strncmp(name, endings[i], strlen(endings[i])) == 0)
            return true;
    return false;
}

static bool decodes(const struct ruby_instructions *instructions, const uintptr_t *addresses,
                    const struct ruby_code *code) {
    uint32_t last = no_instruction;
    uint32_t word = 0;
    while (word < code->words) {
        last = instruction_of(addresses, instructions->count, code->code[word]);
        if (last == no_instruction || !instructions->lengths[last])
            return false;
        word += instructions->lengths[last];
    }
    return word == code->words && last != no_instruction &&
           may_end(instructions->names + instructions->names_at[last]);
}

static bool all_decode(const struct ruby_instructions *instructions, const uintptr_t *addresses,
                       const struct ruby_code *codes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!decodes(instructions, addresses, &codes[i]))
            return false;
    return count > 0;
}

/* The tables that hold this address of code, which the first word of a code is: `here` is where it stands. */
static const uintptr_t *table_around(const struct ruby_instructions *instructions, const uintptr_t *here,
                                     const struct code_segment *data, const struct ruby_code *codes,
                                     size_t count) {
    const uintptr_t *start = (const uintptr_t *)data->start; // NOLINT(performance-no-int-to-ptr)
    const uintptr_t *end = (const uintptr_t *)data->end;     // NOLINT(performance-no-int-to-ptr)
    for (uint32_t before = 0; before < instructions->count && here - before >= start; before++) {
        const uintptr_t *table = here - before;
        if (*table - instructions->code.start >= instructions->code.end - instructions->code.start)
            return NULL;
        if ((size_t)(end - table) >= instructions->count && all_decode(instructions, table, codes, count))
            return table;
    }
    return NULL;
}

static const uintptr_t *find_in(const struct ruby_instructions *instructions, const struct code_segment *data,
                                const struct ruby_code *codes, size_t count) {
    const uintptr_t *end = (const uintptr_t *)data->end;    // NOLINT(performance-no-int-to-ptr)
    const uintptr_t *word = (const uintptr_t *)data->start; // NOLINT(performance-no-int-to-ptr)
    for (; word < end; word++) {
        if (*word != codes[0].code[0])
            continue;
        const uintptr_t *table = table_around(instructions, word, data, codes, count);
        if (table)
            return table;
    }
    return NULL;
}

bool ruby_instructions_find(struct ruby_instructions *instructions, const struct ruby_code *codes,
                            size_t count) {
    if (instructions->addresses)
        return true;
    if (!instructions->lengths || !count || !codes[0].words || instructions->attempts >= MOST_ATTEMPTS)
        return false;
    instructions->attempts++;
    for (uint32_t i = 0; i < instructions->data_count && !instructions->addresses; i++)
        instructions->addresses = find_in(instructions, &instructions->data[i], codes, count);
    return instructions->addresses != NULL;
}

/* Operands of kind 'O' are distances from the next instruction. */
static uint32_t target_of(const struct ruby_instructions *instructions, uint32_t instruction,
                          const struct ruby_code *code, uint32_t word) {
    const char *kinds = instructions->operands + instructions->operands_at[instruction];
    const uint32_t next = word + instructions->lengths[instruction];
    for (uint32_t i = 0; kinds[i] && word + 1 + i < next; i++) {
        const int64_t distance = (int64_t)code->code[word + 1 + i];
        if (kinds[i] == 'O' && distance < 0 && distance >= -(int64_t)next)
            return (uint32_t)(next + distance);
    }
    return UINT32_MAX;
}

size_t ruby_instructions_jumps_back(const struct ruby_instructions *instructions,
                                    const struct ruby_code *code, struct ruby_jump *jumps, size_t capacity) {
    size_t count = 0;
    if (!instructions->addresses || !decodes(instructions, instructions->addresses, code))
        return 0;
    for (uint32_t word = 0; word < code->words && count < capacity;) {
        const uint32_t instruction =
            instruction_of(instructions->addresses, instructions->count, code->code[word]);
        const uint32_t target = target_of(instructions, instruction, code, word);
        if (target != UINT32_MAX && target <= word)
            jumps[count++] = (struct ruby_jump){target, word};
        word += instructions->lengths[instruction];
    }
    return count;
}
