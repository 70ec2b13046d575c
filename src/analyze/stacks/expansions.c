#include "expansions.h"

#include <string.h>

#include "components.h"
#include "unread_stack.h"

/* More than any compiler nests in one place; what is beyond is left out. */
#define MOST_INLINED_FRAMES 64

static bool expansion_is(const void *context, size_t entry, const void *key) {
    const struct source_stacks *stacks = context;
    const struct merged_frame *frame = key;
    const struct expansion *expansion = &stacks->expansions[entry];
    return expansion->module == frame->module && expansion->code == frame->code &&
           expansion->position == frame->position;
}

static size_t expand_native(struct source_stacks *stacks, const struct merged_frame *frame,
                            struct symbols_frame *expanded) {
    struct merged_module *module = frame->module;
    if (!module)
        return 0;
    if (!module->symbols) {
        module->key.names_only =
            module->is_interpreter || (!module->is_program && component_is_known_library(module->key.path));
        module->symbols = symbols_module(stacks->symbols, &module->key);
        module->unread = unread_language_of_module(module->symbols);
    }
    if (!module->symbols)
        return 0;
    const size_t count = symbols_expand(module->symbols, frame->position, expanded, MOST_INLINED_FRAMES);
    return count < MOST_INLINED_FRAMES ? count : MOST_INLINED_FRAMES;
}

/* More than anybody nests; what is further in counts as one loop. */
#define MOST_NESTED_LOOPS 32

/* Two copies of one loop (compilers make them) have one first line. */
static struct source_loop source_loop_of(uint64_t start, int header_line) {
    return (struct source_loop){.id = header_line > 0 ? (uint64_t)header_line : start | 1ull << 63,
                                .header_line = header_line};
}

static void set_loops_of_code(struct source_stacks *stacks, struct source_frame *frame,
                              const struct code_loop *loops, size_t depth) {
    struct source_loop *to = pool_allocate(&stacks->pool, depth, sizeof(*to));
    for (size_t i = 0; i < depth; i++) {
        to[i] = source_loop_of(loops[i].start, loops[i].header_line);
        to[i].is_while =
            loops[i].is_while || (frame->code->language && frame->code->language->has_only_while);
        to[i].has_items = loops[i].has_items;
    }
    frame->in_loop = depth > 0;
    frame->loop_depth = depth;
    frame->header_line = depth ? loops[depth - 1].header_line : 0;
    frame->loops = depth ? to : NULL;
}

static void set_native_loops(struct source_stacks *stacks, struct source_frame *frame) {
    struct symbols_loop loops[MOST_NESTED_LOOPS];
    size_t depth =
        symbols_loops(frame->module->symbols, frame->position, frame->expansion, loops, MOST_NESTED_LOOPS);
    if (depth > MOST_NESTED_LOOPS)
        depth = MOST_NESTED_LOOPS;
    struct source_loop *to = pool_allocate(&stacks->pool, depth, sizeof(*to));
    for (size_t i = 0; i < depth; i++)
        to[i] = source_loop_of(loops[i].start, loops[i].header_line);
    frame->loop_depth = depth;
    frame->loops = depth ? to : NULL;
}

static struct expansion expand_code(struct source_stacks *stacks, const struct merged_frame *frame) {
    const struct merged_code *code = frame->code;
    struct expansion expansion = {.code = code, .position = frame->position, .count = 1};
    expansion.frames = pool_allocate(&stacks->pool, 1, sizeof(*expansion.frames));
    struct source_frame *to = expansion.frames;
    *to = (struct source_frame){
        .code = code,
        .position = frame->position,
        .function = code->name,
        .file = code->file,
        .declaration_line = code->first_line,
        .function_offset = frame->position,
        .application = is_application_code_of(stacks->rule, code),
        .serves = serving_kind_of(code->file, code->name),
    };
    if (!code->decoded || frame->position >= LOOPLINE_FRAME_NOT_STARTED)
        return expansion;
    struct code_loop loops[MOST_NESTED_LOOPS];
    const struct code_decoder *decoder = code->decoder;
    const uint32_t instruction = (uint32_t)frame->position;
    size_t depth = decoder->loops(code->decoded, instruction, loops, MOST_NESTED_LOOPS);
    if (depth > MOST_NESTED_LOOPS)
        depth = MOST_NESTED_LOOPS;
    to->line = decoder->line(code->decoded, instruction);
    set_loops_of_code(stacks, to, loops, depth);
    to->fetches_item = depth && decoder->fetches_item(code->decoded, instruction);
    return expansion;
}

static const struct unread_language *unread_at(const struct merged_module *module, const char *function) {
    if (!module || !module->unread || !unread_language_owns(module->unread, module->is_program, function))
        return NULL;
    return module->unread;
}

static struct expansion expand(struct source_stacks *stacks, const struct merged_frame *frame) {
    if (frame->code)
        return expand_code(stacks, frame);
    struct symbols_frame expanded[MOST_INLINED_FRAMES] = {0};
    size_t count = expand_native(stacks, frame, expanded);
    if (count == 0)
        count = 1; /* a frame of which nothing is known is still a frame */
    struct expansion expansion = {.module = frame->module, .position = frame->position, .count = count};
    expansion.frames = pool_allocate(&stacks->pool, count, sizeof(*expansion.frames));
    for (size_t i = 0; i < count; i++) {
        const struct symbols_frame *from = &expanded[i];
        const struct unread_language *unread = unread_at(frame->module, from->function);
        expansion.frames[i] = (struct source_frame){
            .module = frame->module,
            .position = frame->position,
            .expansion = i,
            .function = from->function,
            .file = from->file,
            .line = from->line,
            .column = from->column,
            .scope = from->scope,
            .declaration_line = from->declaration_line,
            .function_offset = from->function_offset,
            .inlined = from->inlined,
            .in_loop = from->in_loop && !component_starts_program(from->function),
            .loop_depth = from->loop_depth,
            .header_line = from->header_line,
            .application =
                !unread && !(frame->module && frame->module->is_interpreter) &&
                is_application_code(stacks->rule, from->file, frame->module ? frame->module->key.path : NULL,
                                    frame->module && frame->module->is_program),
            .unread = unread,
        };
        if (expansion.frames[i].in_loop)
            set_native_loops(stacks, &expansion.frames[i]);
    }
    return expansion;
}

const struct expansion *expansion_get(struct source_stacks *stacks, const struct merged_frame *frame) {
    const uint64_t owner =
        frame->code ? (uint64_t)(uintptr_t)frame->code : (uint64_t)(uintptr_t)frame->module;
    const uint64_t hash = hash_number(hash_number(0, owner), frame->position);
    const size_t found = index_find(&stacks->expansion_index, hash, expansion_is, stacks, frame);
    if (found != INDEX_NOT_FOUND)
        return &stacks->expansions[found];
    stacks->expansions = pool_grow(&stacks->pool, stacks->expansions, stacks->expansion_count,
                                   &stacks->expansion_capacity, sizeof(*stacks->expansions));
    stacks->expansions[stacks->expansion_count] = expand(stacks, frame);
    index_add(&stacks->expansion_index, &stacks->pool, hash, stacks->expansion_count);
    return &stacks->expansions[stacks->expansion_count++];
}
