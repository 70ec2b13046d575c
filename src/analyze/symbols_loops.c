#include "symbols_loops.h"

#include <string.h>

/*
 * How a loop's source is told from its instructions. Optimisers move instructions into loops, and mark them
 * with the line they came from; but they do not move calls and conditional jumps. So those decide, and other
 * instructions count only where their line has no code outside the loop.
 */

enum { MAXIMUM_EARLY_LINES = 64 };

struct search {
    const struct loop_setting *setting;
    size_t loop;
    bool has_scope;
    struct loop_source source;
    const char *file;       /* of the scope's function, as the line table spells it; NULL: any */
    int control_line;       /* first line of a call or conditional jump; INT32_MAX: none */
    int early_lines[MAXIMUM_EARLY_LINES]; /* lines before that which only the loop has */
    size_t early_count;
};

static bool decides(const struct native_instruction *instruction) {
    return instruction->flow == NATIVE_FLOW_CALL || instruction->flow == NATIVE_FLOW_BRANCH ||
           instruction->flow == NATIVE_FLOW_INDIRECT;
}

static size_t scope_of(const struct loop_setting *setting, const struct native_instruction *instruction) {
    return scopes_find(setting->scopes, instruction->address - setting->dwarf_bias);
}

static void widen_scope(struct search *search, size_t scope) {
    search->source.scope =
        search->has_scope ? scopes_common(search->setting->scopes, search->source.scope, scope) : scope;
    search->has_scope = true;
}

static void visit_for_scope(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    if (decides(instruction))
        widen_scope(search, scope_of(search->setting, instruction));
}

/* The line that is being executed in the loop's own function while `instruction` runs; 0: unknown. */
static int line_in_scope(const struct search *search, const struct native_instruction *instruction) {
    const struct loop_setting *setting = search->setting;
    const struct scopes *scopes = setting->scopes;
    size_t scope = scope_of(setting, instruction);
    if (!scopes_within(scopes, scope, search->source.scope))
        return 0;
    if (scope != search->source.scope) {
        while (scopes->items[scope].parent != search->source.scope)
            scope = scopes->items[scope].parent;
        return scopes->items[scope].call.line;
    }
    Dwarf_Line *row = dwarf_getsrc_die(setting->unit, instruction->address - setting->dwarf_bias);
    int line = 0;
    if (!row || dwarf_lineno(row, &line) != 0)
        return 0;
    const char *file = dwarf_linesrc(row, NULL, NULL);
    if (search->file && file && strcmp(file, search->file) != 0)
        return 0;
    return line;
}

static void visit_for_control_line(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    if (!decides(instruction))
        return;
    const int line = line_in_scope(search, instruction);
    if (line > 0 && line < search->control_line)
        search->control_line = line;
}

static void visit_for_early_lines(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    if (instruction->makes_constant)
        return;
    const int line = line_in_scope(search, instruction);
    if (line <= 0 || line >= search->control_line)
        return;
    for (size_t i = 0; i < search->early_count; i++)
        if (search->early_lines[i] == line)
            return;
    if (search->early_count < MAXIMUM_EARLY_LINES)
        search->early_lines[search->early_count++] = line;
}

static void drop_lines_outside(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    const struct native_loops *loops = search->setting->loops;
    if (native_loops_within(loops, native_loops_find(loops, instruction->address), search->loop))
        return;
    const int line = line_in_scope(search, instruction);
    for (size_t i = 0; i < search->early_count; i++)
        if (search->early_lines[i] == line)
            search->early_lines[i--] = search->early_lines[--search->early_count];
}

static int find_header_line(struct search *search) {
    const struct native_loops *loops = search->setting->loops;
    search->control_line = INT32_MAX;
    search->early_count = 0;
    native_loops_instructions(loops, search->loop, visit_for_control_line, search);
    native_loops_instructions(loops, search->loop, visit_for_early_lines, search);
    if (search->early_count > 0)
        native_loops_instructions(loops, SIZE_MAX, drop_lines_outside, search);
    int first = search->control_line;
    for (size_t i = 0; i < search->early_count; i++)
        if (search->early_lines[i] < first)
            first = search->early_lines[i];
    return first == INT32_MAX ? 0 : first;
}

struct loop_source loop_source_find(const struct loop_setting *setting, size_t loop) {
    struct search search = {.setting = setting, .loop = loop};
    native_loops_instructions(setting->loops, loop, visit_for_scope, &search);
    search.file = dwarf_decl_file(&setting->scopes->items[search.source.scope].die);
    search.source.header_line = find_header_line(&search);
    if (search.source.header_line == 0 && search.file) {
        search.file = NULL; /* a body that stands in an included file */
        search.source.header_line = find_header_line(&search);
    }
    return search.source;
}
