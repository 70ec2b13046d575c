#include "loop_sources.h"

#include <string.h>

/*
 * How a loop's source is told from its instructions. Optimisers move instructions into loops, marked with the
 * line they came from; but they do not move calls and conditional jumps. So those decide, and other
 * instructions count only as far as they do not stand before what decides outside the loop. Unconditional
 * jumps never count: compilers give them no line, so they seem to belong to whatever happens to lie above.
 */

struct search {
    const struct loop_setting *setting;
    size_t loop;
    bool has_scope;
    struct loop_source source;
    const char *file; /* of the scope's function, as the line table spells it; NULL: any */
    int decided_line; /* the first line of what decides; INT32_MAX: none */
    int line_before;  /* the last line of what decides outside the loop and stands before that; 0: none */
    int first_line;   /* the first line of anything in the loop that does not stand before that */
};

static bool decides(const struct native_instruction *instruction) {
    return instruction->flow == NATIVE_FLOW_CALL || instruction->flow == NATIVE_FLOW_LAST_CALL ||
           instruction->flow == NATIVE_FLOW_BRANCH || instruction->flow == NATIVE_FLOW_INDIRECT;
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

static void visit_for_decided_line(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    if (!decides(instruction))
        return;
    const int line = line_in_scope(search, instruction);
    if (line > 0 && line < search->decided_line)
        search->decided_line = line;
}

static void visit_for_line_before(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    const struct native_loops *loops = search->setting->loops;
    if (!decides(instruction) ||
        native_loops_within(loops, native_loops_find(loops, instruction->address), search->loop))
        return;
    const int line = line_in_scope(search, instruction);
    if (line > search->line_before && line < search->decided_line)
        search->line_before = line;
}

static void visit_for_first_line(void *context, const struct native_instruction *instruction) {
    struct search *search = context;
    if (instruction->makes_constant || instruction->flow == NATIVE_FLOW_JUMP)
        return;
    const int line = line_in_scope(search, instruction);
    if (line > 0 && line >= search->line_before && line < search->first_line)
        search->first_line = line;
}

static int find_header_line(struct search *search) {
    const struct native_loops *loops = search->setting->loops;
    search->decided_line = INT32_MAX;
    search->line_before = 0;
    native_loops_instructions(loops, search->loop, visit_for_decided_line, search);
    native_loops_instructions(loops, SIZE_MAX, visit_for_line_before, search);
    search->first_line = search->decided_line;
    native_loops_instructions(loops, search->loop, visit_for_first_line, search);
    return search->first_line == INT32_MAX ? 0 : search->first_line;
}

struct loop_source loop_source_find(const struct loop_setting *setting, size_t loop) {
    struct search search = {.setting = setting, .loop = loop};
    native_loops_instructions(setting->loops, loop, visit_for_scope, &search);
    search.file = dwarf_definition_file(&setting->scopes->items[search.source.scope].die);
    search.source.header_line = find_header_line(&search);
    if (search.source.header_line == 0 && search.file) {
        search.file = NULL; /* a body that stands in an included file */
        search.source.header_line = find_header_line(&search);
    }
    return search.source;
}
