#include "copies.h"

struct search {
    const struct loop_setting *setting;
    const struct native_instruction *wanted;
    Dwarf_Line *row; /* of the line table, for `wanted` */
    size_t scope;
    uint64_t address; /* the best so far */
    size_t loop;      /* the innermost loop around that */
};

/* Whether two scopes are copies of one: the same functions, inlined at the same places. */
static bool is_same_chain(const struct scopes *scopes, size_t one, size_t other) {
    while (one != other) {
        if (one == SCOPE_NONE || other == SCOPE_NONE)
            return false;
        const struct scope *a = &scopes->items[one];
        const struct scope *b = &scopes->items[other];
        if (a->name != b->name || a->call.file != b->call.file || a->call.line != b->call.line ||
            a->call.column != b->call.column)
            return false;
        one = a->parent;
        other = b->parent;
    }
    return true;
}

static bool is_same_place(Dwarf_Line *one, Dwarf_Line *other) {
    int line = 0;
    int column = 0;
    int other_line = 0;
    int other_column = 0;
    if (!one || !other || dwarf_lineno(one, &line) != 0 || dwarf_lineno(other, &other_line) != 0 ||
        dwarf_linecol(one, &column) != 0 || dwarf_linecol(other, &other_column) != 0)
        return false;
    return line == other_line && column == other_column && line > 0 && column > 0 &&
           dwarf_linesrc(one, NULL, NULL) == dwarf_linesrc(other, NULL, NULL);
}

static Dwarf_Line *row_at(const struct loop_setting *setting, uint64_t address) {
    return dwarf_getsrc_die(setting->unit, address - setting->dwarf_bias);
}

static void visit_call(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    const struct loop_setting *setting = search->setting;
    if (instruction->flow != NATIVE_FLOW_CALL || instruction->target != search->wanted->target)
        return;
    const size_t loop = native_loops_find(setting->loops, instruction->address);
    const bool is_deeper =
        loop != search->loop && loop != SIZE_MAX &&
        (search->loop == SIZE_MAX || native_loops_within(setting->loops, loop, search->loop));
    if (!is_deeper || !is_same_place(search->row, row_at(setting, instruction->address)))
        return;
    const size_t scope = scopes_find(setting->scopes, instruction->address - setting->dwarf_bias);
    if (!is_same_chain(setting->scopes, search->scope, scope))
        return;
    search->address = instruction->address;
    search->loop = loop;
}

uint64_t call_inside_most_loops(const struct loop_setting *setting, uint64_t address) {
    if (native_loops_count(setting->loops) == 0)
        return address;
    struct search search = {.setting = setting, .address = address};
    search.wanted = native_loops_instruction(setting->loops, address);
    if (!search.wanted || search.wanted->flow != NATIVE_FLOW_CALL)
        return address;
    search.row = row_at(setting, address);
    search.scope = scopes_find(setting->scopes, address - setting->dwarf_bias);
    search.loop = native_loops_find(setting->loops, address);
    native_loops_instructions(setting->loops, SIZE_MAX, visit_call, &search);
    return search.address;
}
