#include "functions.h"

#include "copies.h"
#include <stdlib.h>
#include <string.h>

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
        /* the linker leaves a start of 0 where it dropped the code */
        if (low != 0 && low < high && !code_parts_add(&function->parts, part))
            return false;
    }
    if (function->parts.count == 0)
        return false;
    function->has_scopes =
        scopes_list(&function->scopes, tables->dwarf, tables->texts, &die, &function->unit);
    if (!function->has_scopes)
        scopes_free(&function->scopes);
    return true;
}

static bool fill_by_unwind_table(struct physical_function *function, struct function_tables *tables,
                                 uint64_t address) {
    const struct address_range *range = address_ranges_find(&tables->unwind.functions, address);
    if (!range || !code_parts_add(&function->parts, *range) || !code_parts_join(&function->parts, tables))
        return false;
    const struct function_symbol *symbol =
        function_symbols_at(&tables->symbols, function->parts.items[0].low);
    function->name = function_symbol_name(symbol, tables->texts);
    return true;
}

static bool fill_by_symbol(struct physical_function *function, const struct function_tables *tables,
                           uint64_t address) {
    const struct function_symbol *symbol = function_symbols_around(&tables->symbols, address);
    if (!symbol)
        return false;
    const struct address_range range = {.low = symbol->address, .high = symbol->address + symbol->size};
    if (!code_parts_add(&function->parts, range))
        return false;
    function->name = function_symbol_name(symbol, tables->texts);
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
    function->loops = code_parts_analyze(tables, &function->parts);
    return function;
}

void physical_function_free(struct physical_function *function) {
    if (!function)
        return;
    scopes_free(&function->scopes);
    native_loops_free(function->loops);
    free(function->sources);
    free(function->has_source);
    free(function->parts.items);
    free(function);
}

static struct loop_setting setting_of(struct physical_function *function,
                                      const struct function_tables *tables) {
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

struct loop_source physical_function_loop(struct physical_function *function,
                                          const struct function_tables *tables, size_t loop) {
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
