#include "parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAXIMUM_PART_BYTES = 1 << 22, /* more is damage, and would take seconds to disassemble */
    MAXIMUM_JOINED_PARTS = 8,
    MAXIMUM_ANALYSES = 16, /* of functions that might be parts, for one part */
};

static bool read_data(void *context, uint64_t address, void *buffer, size_t size) {
    size_t available = 0;
    const struct function_tables *tables = context;
    const uint8_t *bytes = elf_file_bytes(tables->file, address, &available);
    if (!bytes || available < size)
        return false;
    memcpy(buffer, bytes, size);
    return true;
}

static bool may_return(void *context, uint64_t target) {
    struct function_tables *tables = context;
    return elf_calls_return(&tables->calls, target) &&
           !last_functions_has(&tables->last_functions, tables->file, &tables->unwind, target);
}

bool code_parts_add(struct code_parts *parts, struct address_range part) {
    struct address_range *grown = realloc(parts->items, (parts->count + 1) * sizeof *grown);
    if (!grown)
        return false;
    grown[parts->count++] = part;
    parts->items = grown;
    return true;
}

/* The bytes of a part, cut short where the file is. */
static struct native_code code_of(const struct elf_file *file, const struct address_range *part) {
    struct native_code code = {.address = part->low};
    size_t available = 0;
    code.bytes = elf_file_bytes(file, part->low, &available);
    const uint64_t wanted = part->high - part->low;
    code.size = wanted < available ? (size_t)wanted : available;
    if (code.size > MAXIMUM_PART_BYTES)
        code.size = MAXIMUM_PART_BYTES;
    return code;
}

static bool list_handlers(const struct function_tables *tables, const struct code_parts *parts,
                          struct native_handler **handlers, size_t *count) {
    for (size_t i = 0; i < parts->count; i++) {
        const struct address_range *unwind =
            address_ranges_find(&tables->unwind.functions, parts->items[i].low);
        if (unwind && !unwind_table_handlers(tables->file, unwind, handlers, count))
            return false;
    }
    return true;
}

struct native_loops *code_parts_analyze(struct function_tables *tables, const struct code_parts *parts) {
    struct native_code *codes = calloc(parts->count, sizeof *codes);
    struct native_handler *handlers = NULL;
    size_t handler_count = 0;
    struct native_loops *loops = NULL;
    if (codes && list_handlers(tables, parts, &handlers, &handler_count)) {
        for (size_t i = 0; i < parts->count; i++)
            codes[i] = code_of(tables->file, &parts->items[i]);
        struct native_code code = codes[0];
        code.parts = codes + 1;
        code.part_count = parts->count - 1;
        code.read = read_data;
        code.returns = may_return;
        code.context = tables;
        code.machine = tables->file->machine;
        code.handlers = handlers;
        code.handler_count = handler_count;
        loops = native_loops_analyze(&code);
    }
    free(codes);
    free(handlers);
    return loops;
}

/*
 * Looks for the parts that the compiler moved out of a function. Without debug information nothing says that
 * they belong together but the jumps: only a function's own code jumps into its middle.
 */
struct search_for_parts {
    struct function_tables *tables;
    const struct code_parts *parts;
    struct address_range found; /* empty: none yet */
    int analyses_left;
};

static bool is_in_parts(const struct code_parts *parts, uint64_t address) {
    for (size_t i = 0; i < parts->count; i++)
        if (address >= parts->items[i].low && address < parts->items[i].high)
            return true;
    return false;
}

static bool is_start_of_part(const struct code_parts *parts, uint64_t address) {
    for (size_t i = 0; i < parts->count; i++)
        if (address == parts->items[i].low)
            return true;
    return false;
}

static bool is_jump(const struct native_instruction *instruction) {
    return instruction->flow == NATIVE_FLOW_BRANCH || instruction->flow == NATIVE_FLOW_JUMP;
}

/* Context: a struct jump_search. */
struct jump_search {
    const struct code_parts *into;
    bool found;
};

static void visit_for_jump_into(void *context, const struct native_instruction *instruction) {
    struct jump_search *search = context;
    if (is_jump(instruction) && is_in_parts(search->into, instruction->target) &&
        !is_start_of_part(search->into, instruction->target))
        search->found = true;
}

/* Whether the code in `range` jumps into the middle of the function. */
static bool jumps_into(struct function_tables *tables, struct address_range range,
                       const struct code_parts *parts) {
    const struct code_parts other = {.items = &range, .count = 1};
    struct native_loops *loops = code_parts_analyze(tables, &other);
    struct jump_search search = {.into = parts};
    if (loops)
        native_loops_instructions(loops, SIZE_MAX, visit_for_jump_into, &search);
    native_loops_free(loops);
    return search.found;
}

static void visit_for_part(void *context, const struct native_instruction *instruction) {
    struct search_for_parts *search = context;
    const uint64_t target = instruction->target;
    if (search->found.high != 0 || !is_jump(instruction) || is_in_parts(search->parts, target) ||
        elf_calls_has_entry(&search->tables->calls, target))
        return;
    const struct address_range *range = address_ranges_find(&search->tables->unwind.functions, target);
    if (!range)
        return;
    /* An unconditional jump to the start of other code is a tail call. */
    if (target == range->low && (instruction->flow != NATIVE_FLOW_BRANCH || search->analyses_left-- <= 0 ||
                                 !jumps_into(search->tables, *range, search->parts)))
        return;
    search->found = *range;
}

/* The entry is taken to be in the largest part: what is moved out is the smaller piece. */
static void put_entry_first(struct code_parts *parts) {
    size_t largest = 0;
    for (size_t i = 1; i < parts->count; i++)
        if (parts->items[i].high - parts->items[i].low >
            parts->items[largest].high - parts->items[largest].low)
            largest = i;
    const struct address_range entry = parts->items[largest];
    parts->items[largest] = parts->items[0];
    parts->items[0] = entry;
}

bool code_parts_join(struct code_parts *parts, struct function_tables *tables) {
    while (parts->count < MAXIMUM_JOINED_PARTS) {
        struct native_loops *loops = code_parts_analyze(tables, parts);
        struct search_for_parts search = {
            .tables = tables, .parts = parts, .analyses_left = MAXIMUM_ANALYSES};
        if (loops)
            native_loops_instructions(loops, SIZE_MAX, visit_for_part, &search);
        native_loops_free(loops);
        if (search.found.high == 0)
            break;
        if (!code_parts_add(parts, search.found))
            return false;
    }
    put_entry_first(parts);
    return true;
}
