#include "code.h"

#include <string.h>

#include "names.h"
#include "stack/host_memory.h"

/* The tables of the code that was read last. */
static struct {
    struct loopline_code_line line;
    struct loopline_code_loop loops[PERL_LOOPS_LIMIT];
} tables;

static void set_name(struct runtime_code *result, const char *name) {
    result->name_bytes = strlen(name);
    memcpy(result->name, name, result->name_bytes);
}

static void name_frame(const struct perl_reader *reader, const struct perl_frame *frame,
                       struct runtime_code *result) {
    if (!frame->context) {
        set_name(result, "main program");
        return;
    }
    const uint8_t kind = *(const uint8_t *)frame->context & PERL_CONTEXT_KIND_BITS;
    const void *cv = pointer_at(frame->context, reader->layout->context_cv);
    if (kind == PERL_CONTEXT_EVAL || !perl_name_of_sub(reader->layout, cv, result))
        set_name(result, kind == PERL_CONTEXT_EVAL ? "(eval)" : "(unnamed sub)");
}

bool perl_code_read(const struct perl_reader *reader, const struct perl_thread *thread,
                    const struct runtime_frame *frame, struct runtime_code *result) {
    struct perl_frame found;
    struct perl_position position;
    if (!perl_frames_find(reader->layout, thread, frame, &found))
        return false;
    /* What runs while the interpreter takes itself apart belongs to no file any more. */
    result->left_out = !perl_file_of_statement(found.cop, reader->threaded, result);
    if (result->left_out)
        return true;
    name_frame(reader, &found, result);
    perl_optree_position(&reader->types, &found, &position);
    tables.line = (struct loopline_code_line){.instruction = 0, .line = position.line};
    for (uint32_t i = 0; i < position.loop_count; i++)
        tables.loops[i] = (struct loopline_code_loop){
            .line = position.loop_lines[i] | (position.loop_has_items[i] ? LOOPLINE_CODE_LOOP_ITEMS : 0)};
    result->first_line = position.first_line;
    result->bytecode = (struct runtime_bytes){(const char *)&tables.line, sizeof tables.line};
    result->line_table =
        (struct runtime_bytes){(const char *)tables.loops, position.loop_count * sizeof *tables.loops};
    return true;
}
