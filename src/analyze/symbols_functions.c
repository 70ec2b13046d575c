#include "symbols_functions.h"

#include "symbols_copies.h"
#include "symbols_names.h"
#include <stdlib.h>
#include <string.h>

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
    const struct function_tables *tables = context;
    return elf_calls_return(&tables->calls, target);
}

static bool add_part(struct physical_function *function, struct address_range part) {
    struct address_range *grown = realloc(function->parts, (function->part_count + 1) * sizeof *grown);
    if (!grown)
        return false;
    grown[function->part_count++] = part;
    function->parts = grown;
    return true;
}

/* The bytes of a part, cut short where the file is. */
static struct native_code code_of(const struct elf_file *file, const struct address_range *part) {
    struct native_code code = {.address = part->low};
    size_t available = 0;
    code.bytes = elf_file_bytes(file, part->low, &available);
    const uint64_t wanted = part->high - part->low;
    code.size = code.bytes && wanted < available ? (size_t)wanted : available;
    return code;
}

static bool list_handlers(const struct function_tables *tables, const struct physical_function *function,
                          struct native_handler **handlers, size_t *count) {
    for (size_t i = 0; i < function->part_count; i++) {
        const struct address_range *unwind =
            address_ranges_find(&tables->unwind.functions, function->parts[i].low);
        if (unwind && !unwind_table_handlers(tables->file, unwind, handlers, count))
            return false;
    }
    return true;
}

static struct native_loops *analyze_loops(struct function_tables *tables,
                                          const struct physical_function *function) {
    struct native_code *parts = calloc(function->part_count, sizeof *parts);
    struct native_handler *handlers = NULL;
    size_t handler_count = 0;
    struct native_loops *loops = NULL;
    if (parts && list_handlers(tables, function, &handlers, &handler_count)) {
        for (size_t i = 0; i < function->part_count; i++)
            parts[i] = code_of(tables->file, &function->parts[i]);
        struct native_code code = parts[0];
        code.parts = parts + 1;
        code.part_count = function->part_count - 1;
        code.read = read_data;
        code.returns = may_return;
        code.context = tables;
        code.machine = tables->file->machine;
        code.handlers = handlers;
        code.handler_count = handler_count;
        loops = native_loops_analyze(&code);
    }
    free(parts);
    free(handlers);
    return loops;
}

/* The debug information's function; the first of its ranges holds the entry. */
static bool fill_by_dwarf(struct physical_function *function, const struct function_tables *tables,
                          uint64_t address) {
    Dwarf_Die die;
    const uint64_t bias = tables->file->dwarf_bias;
    if (!tables->dwarf || !dwarf_index_function(tables->dwarf, address - bias, &die, &function->unit))
        return false;
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    ptrdiff_t offset = 0;
    while ((offset = dwarf_ranges(&die, offset, &base, &low, &high)) > 0) {
        const struct address_range part = {.low = low + bias, .high = high + bias};
        if (low < high && !add_part(function, part))
            return false;
    }
    if (function->part_count == 0)
        return false;
    function->has_scopes = scopes_list(&function->scopes, tables->dwarf, tables->texts, &die, &function->unit);
    if (!function->has_scopes)
        scopes_free(&function->scopes);
    return true;
}

static bool fill_by_unwind_table(struct physical_function *function, const struct function_tables *tables,
                                 uint64_t address) {
    const struct address_range *range = address_ranges_find(&tables->unwind.functions, address);
    if (!range || !add_part(function, *range))
        return false;
    function->name = symbol_name(tables->file, tables->texts, range);
    return true;
}

static bool fill_by_symbol(struct physical_function *function, const struct function_tables *tables,
                           uint64_t address) {
    struct address_range range;
    if (!symbol_range(tables->file, address, &range) || !add_part(function, range))
        return false;
    function->name = symbol_name(tables->file, tables->texts, &range);
    return true;
}

struct physical_function *physical_function_find(struct function_tables *tables, uint64_t address) {
    struct physical_function *function = calloc(1, sizeof *function);
    if (!function)
        return NULL;
    if (!fill_by_dwarf(function, tables, address) && !fill_by_unwind_table(function, tables, address) &&
        !fill_by_symbol(function, tables, address)) {
        physical_function_free(function);
        return NULL;
    }
    function->loops = analyze_loops(tables, function);
    return function;
}

void physical_function_free(struct physical_function *function) {
    if (!function)
        return;
    scopes_free(&function->scopes);
    native_loops_free(function->loops);
    free(function->sources);
    free(function->has_source);
    free(function->parts);
    free(function);
}

static struct loop_setting setting_of(struct physical_function *function, const struct function_tables *tables) {
    return (struct loop_setting){.loops = function->loops,
                                 .scopes = &function->scopes,
                                 .unit = &function->unit,
                                 .dwarf_bias = tables->file->dwarf_bias};
}

uint64_t physical_function_call(struct physical_function *function, const struct function_tables *tables,
                                uint64_t address) {
    if (!function->has_scopes || !function->loops)
        return address;
    const struct loop_setting setting = setting_of(function, tables);
    return call_inside_most_loops(&setting, address);
}

struct loop_source physical_function_loop(struct physical_function *function, const struct function_tables *tables,
                                          size_t loop) {
    const size_t count = native_loops_count(function->loops);
    if (!function->has_scopes)
        return (struct loop_source){0};
    if (!function->sources) {
        function->sources = calloc(count, sizeof *function->sources);
        function->has_source = calloc(count, sizeof *function->has_source);
    }
    if (!function->sources || !function->has_source)
        return (struct loop_source){0};
    if (!function->has_source[loop]) {
        const struct loop_setting setting = setting_of(function, tables);
        function->sources[loop] = loop_source_find(&setting, loop);
        function->has_source[loop] = true;
    }
    return function->sources[loop];
}
