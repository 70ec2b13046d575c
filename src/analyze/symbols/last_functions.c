#include "last_functions.h"

#include "analyze/loops/native.h"

/* Such functions are short. More would cost time for each function that a program calls anywhere. */
#define MOST_BYTES 1024

struct last_function {
    uint64_t address;
    bool is_last;
};

static bool function_is(const void *context, size_t entry, const void *key) {
    const struct last_functions *functions = context;
    return functions->functions[entry].address == *(const uint64_t *)key;
}

struct look {
    const struct address_range *range;
    bool leaves;
};

static void visit(void *context, const struct native_instruction *instruction) {
    struct look *look = context;
    const bool jumps = instruction->flow == NATIVE_FLOW_BRANCH || instruction->flow == NATIVE_FLOW_JUMP;
    const bool is_within = instruction->target >= look->range->low && instruction->target < look->range->high;
    if (instruction->flow == NATIVE_FLOW_STOP || instruction->flow == NATIVE_FLOW_INDIRECT ||
        (jumps && !is_within))
        look->leaves = true;
}

static bool look_at(const struct elf_file *file, const struct address_range *range) {
    size_t available = 0;
    const struct native_code code = {.bytes = elf_file_bytes(file, range->low, &available),
                                     .size = range->high - range->low,
                                     .address = range->low,
                                     .machine = file->machine};
    if (!code.bytes || available < code.size || code.size > MOST_BYTES)
        return false;
    struct native_loops *loops = native_loops_analyze(&code);
    struct look look = {.range = range};
    if (!loops)
        return false;
    native_loops_instructions(loops, SIZE_MAX, visit, &look);
    native_loops_free(loops);
    return !look.leaves;
}

bool last_functions_has(struct last_functions *functions, const struct elf_file *file,
                        const struct unwind_table *unwind, uint64_t address) {
    const struct address_range *range = address_ranges_find(&unwind->functions, address);
    if (!range || range->low != address)
        return false;
    const uint64_t hash = hash_number(0, address);
    const size_t known = index_find(&functions->index, hash, function_is, functions, &address);
    if (known != INDEX_NOT_FOUND)
        return functions->functions[known].is_last;
    const bool is_last = look_at(file, range);
    functions->functions = pool_grow(&functions->pool, functions->functions, functions->count,
                                     &functions->capacity, sizeof(*functions->functions));
    index_add(&functions->index, &functions->pool, hash, functions->count);
    functions->functions[functions->count++] = (struct last_function){address, is_last};
    return is_last;
}
