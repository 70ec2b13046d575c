#include "place.h"

#include <stdlib.h>
#include <string.h>

static struct symbols_place *place_new(uint64_t offset, size_t frames, size_t loops) {
    struct symbols_place *place =
        calloc(1, sizeof *place + frames * sizeof *place->frames + loops * sizeof *place->loops);
    if (!place)
        return NULL;
    place->offset = offset;
    place->frames = (struct symbols_frame *)(place + 1);
    place->frame_count = frames;
    place->loops = (struct symbols_place_loop *)(place->frames + frames);
    place->loop_count = loops;
    return place;
}

/* The distance of a return address from the function's entry, or from the start of the cold part it is in. */
static uint64_t offset_in_function(const struct physical_function *function, uint64_t return_address) {
    for (size_t i = 0; i < function->parts.count; i++)
        if (return_address - 1 >= function->parts.items[i].low &&
            return_address - 1 < function->parts.items[i].high)
            return return_address - function->parts.items[i].low;
    return 0;
}

static size_t count_scopes(const struct scopes *scopes, size_t scope) {
    size_t count = 0;
    for (; scope != SCOPE_NONE; scope = scopes->items[scope].parent)
        count++;
    return count;
}

static size_t count_loops(const struct physical_function *function, uint64_t call) {
    size_t count = 0;
    for (size_t loop = native_loops_find(function->loops, call); loop != SIZE_MAX;
         loop = native_loops_get(function->loops, loop)->parent)
        count++;
    return count;
}

/* Which frame a loop belongs to whose code makes up `scope`; the innermost one stands in `innermost`. */
static size_t frame_of_scope(const struct physical_function *function, size_t innermost, size_t scope) {
    size_t frame = 0;
    if (!function->has_scopes)
        return frame;
    for (; innermost != SCOPE_NONE && innermost != scope; frame++)
        innermost = function->scopes.items[innermost].parent;
    return innermost == SCOPE_NONE ? SYMBOLS_NO_FRAME : frame;
}

static void add_loop_to_frame(struct symbols_place *place, const struct symbols_place_loop *loop) {
    if (loop->frame >= place->frame_count)
        return;
    struct symbols_frame *frame = &place->frames[loop->frame];
    if (!frame->in_loop)
        frame->header_line = loop->header_line;
    frame->in_loop = true;
    frame->loop_depth++;
}

/* The loops around `call`, from the inside out. */
static void fill_loops(struct symbols_place *place, struct physical_function *function,
                       const struct function_tables *tables, uint64_t call, size_t innermost_scope) {
    size_t loop = place->loop_count ? native_loops_find(function->loops, call) : SIZE_MAX;
    for (size_t i = 0; i < place->loop_count; i++) {
        const struct loop_source source = physical_function_loop(function, tables, loop);
        place->loops[i] = (struct symbols_place_loop){
            .number = (uint32_t)loop,
            .frame = frame_of_scope(function, innermost_scope, source.scope),
            .start = native_loops_get(function->loops, loop)->header,
            .header_line = source.header_line,
        };
        add_loop_to_frame(place, &place->loops[i]);
        loop = native_loops_get(function->loops, loop)->parent;
    }
}

static void fill_frames(struct symbols_place *place, struct physical_function *function,
                        const struct function_tables *tables, uint64_t address) {
    const struct scopes *scopes = &function->scopes;
    size_t scope = scopes_find(scopes, address);
    struct dwarf_position position = dwarf_position_at(tables->texts, &function->unit, address);
    for (size_t i = 0; i < place->frame_count; i++) {
        struct symbols_frame *frame = &place->frames[i];
        frame->function = scopes->items[scope].name;
        frame->file = position.file;
        frame->line = position.line;
        frame->column = position.column;
        frame->scope = scope;
        frame->declaration_line = scopes->items[scope].definition.line;
        frame->inlined = i + 1 < place->frame_count;
        position = scopes->items[scope].call;
        scope = scopes->items[scope].parent;
    }
}

struct symbols_place *place_make(struct physical_function *function, const struct function_tables *tables,
                                 uint64_t offset) {
    if (!function)
        return place_new(offset, 1, 0);
    const uint64_t bias = tables->file->dwarf_bias;
    const uint64_t call = physical_function_call(function, tables, offset - 1);
    const size_t frames =
        function->has_scopes
            ? count_scopes(&function->scopes, scopes_find(&function->scopes, offset - 1 - bias))
            : 1;
    struct symbols_place *place =
        place_new(offset, frames, function->loops ? count_loops(function, call) : 0);
    if (!place)
        return NULL;
    place->function = function->parts.items[0].low;
    if (function->has_scopes)
        fill_frames(place, function, tables, offset - 1 - bias);
    else
        place->frames[0].function = function->name;
    for (size_t i = 0; i < frames; i++)
        place->frames[i].function_offset = offset_in_function(function, offset);
    fill_loops(place, function, tables, call,
               function->has_scopes ? scopes_find(&function->scopes, call - bias) : 0);
    return place;
}

struct symbols_place *place_copy(const struct symbols_place *place, struct text_pool *texts) {
    struct symbols_place *copy = place_new(place->offset, place->frame_count, place->loop_count);
    if (!copy)
        return NULL;
    copy->function = place->function;
    memcpy(copy->frames, place->frames, place->frame_count * sizeof *place->frames);
    if (place->loop_count)
        memcpy(copy->loops, place->loops, place->loop_count * sizeof *place->loops);
    for (size_t i = 0; i < copy->frame_count; i++) {
        struct symbols_frame *frame = &copy->frames[i];
        frame->function = text_pool_add(texts, frame->function);
        frame->file = text_pool_add(texts, frame->file);
        frame->in_loop = false; /* its loops say so */
        frame->loop_depth = 0;
        frame->header_line = 0;
    }
    for (size_t i = 0; i < copy->loop_count; i++)
        add_loop_to_frame(copy, &copy->loops[i]);
    return copy;
}
