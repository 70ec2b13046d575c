#include "blocks.h"

#include <string.h>

#include "base/ending.h"

static void take_out_of_loops(struct source_frame *frame) {
    frame->in_loop = frame->loops_in_callee = frame->fetches_item = false;
    frame->loop_depth = 0;
    frame->header_line = 0;
    frame->loops = NULL;
}

/* `frame` is one of the stack's, at `place`. */
static bool iterates(const struct source_stack *stack, size_t place) {
    const struct source_frame *frame = &stack->frames[place];
    const struct code_language *language = frame->code->language;
    if (!frame->code->is_native || !language || !language->iterates)
        return false;
    const struct source_frame *callee = place ? frame - 1 : NULL;
    return language->iterates(frame->function, callee && callee->code ? callee->function : NULL);
}

static bool is_endless_function(const struct source_frame *frame) {
    const struct code_language *language = frame->code->language;
    return language && language->endless && frame->code->is_native &&
           strcmp(source_function_name(frame->function), language->endless) == 0;
}

static bool pulls(const struct source_frame *frame) {
    const struct code_language *language = frame->code ? frame->code->language : NULL;
    return language && language->pulls && frame->code->is_native && language->pulls(frame->function);
}

/* The code that calls the frame at `place` is its loop fetching the next item. */
static void mark_puller(struct source_stack *stack, size_t place) {
    for (size_t i = place + 1; i < stack->frame_count; i++) {
        struct source_frame *caller = &stack->frames[i];
        if (!caller->code || caller->code->is_native)
            continue;
        caller->fetches_item = caller->in_loop;
        return;
    }
}

/* What is known of each frame alone. */
static void look_at_frames(struct source_stack *stack) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        struct source_frame *frame = &stack->frames[i];
        if (pulls(frame))
            mark_puller(stack, i);
        if (source_frame_is_of_driver_code(frame))
            take_out_of_loops(frame);
        if (frame->code && iterates(stack, i))
            frame->in_loop = true;
    }
}

static bool is_written_in(const struct source_frame *block, const struct source_frame *outer) {
    const struct code_language *language = block->code->language;
    return outer->code && !outer->code->is_native && strcmp(outer->file, block->file) == 0 &&
           outer->declaration_line <= block->declaration_line &&
           language->is_block_of(block->function, outer->function);
}

/* The frame that runs the function which the block at `block` is written in; SIZE_MAX: it has returned. */
static size_t owner_of(const struct source_stack *stack, size_t block) {
    const struct source_frame *inner = &stack->frames[block];
    const struct code_language *language = inner->code ? inner->code->language : NULL;
    if (!language || !language->is_block_of || inner->code->is_native)
        return SIZE_MAX;
    for (size_t i = block + 1; i < stack->frame_count; i++) {
        if (is_written_in(inner, &stack->frames[i]))
            return i;
    }
    return SIZE_MAX;
}

/* "rescue in block in page" has a frame of its own within the block's. */
static bool is_clause_of(const struct source_frame *clause, const struct source_frame *block) {
    return strcmp(clause->function, block->function) != 0 && text_ends_in(clause->function, block->function);
}

/*
 * Where the frames end that may repeat a block: at its owner, or at another block of that owner. It is that
 * other one that is repeated further out, and it calls this one, as it would a function: a lambda, or the
 * block of a hash for keys that are missing.
 */
static size_t end_of_repeaters(const struct source_stack *stack, size_t block, size_t owner) {
    for (size_t i = block + 1; i < owner; i++) {
        const struct source_frame *frame = &stack->frames[i];
        const bool may_be = frame->code && !frame->code->is_native && frame->code->language &&
                            frame->code->language->is_block_of;
        if (may_be && !is_clause_of(&stack->frames[block], frame) &&
            is_written_in(frame, &stack->frames[owner]) && owner_of(stack, i) == owner)
            return i;
    }
    return owner;
}

/* Another loop around those of the frame's own code. */
static void put_into_loop(struct source_frame *block, struct source_loop loop, struct pool *pool) {
    struct source_loop *loops = pool_allocate(pool, block->loop_depth + 1, sizeof(*loops));
    loops[0] = loop;
    if (block->loops && block->loop_depth)
        memcpy(loops + 1, block->loops, block->loop_depth * sizeof(*loops));
    if (!block->loop_depth)
        block->header_line = loop.header_line;
    block->loops = loops;
    block->loop_depth++;
    block->in_loop = true;
}

/* From the outermost block inwards: a block further out that repeats is what makes those in it repeat. */
void blocks_find_loops(struct source_stack *stack, struct pool *pool) {
    look_at_frames(stack);
    for (size_t block = stack->frame_count; block-- > 0;) {
        const size_t owner = owner_of(stack, block);
        if (owner == SIZE_MAX || source_frame_is_of_driver_code(&stack->frames[block]))
            continue;
        const size_t end = end_of_repeaters(stack, block, owner);
        bool repeats = false;
        bool is_endless = true;
        for (size_t i = block + 1; i < end; i++) {
            if (!stack->frames[i].code || !stack->frames[i].in_loop)
                continue;
            repeats = true;
            is_endless = is_endless && is_endless_function(&stack->frames[i]);
        }
        if (!repeats)
            continue;
        for (size_t i = block + 1; i < end; i++) {
            if (stack->frames[i].code)
                take_out_of_loops(&stack->frames[i]);
        }
        const int line = stack->frames[owner].line;
        put_into_loop(
            &stack->frames[block],
            (struct source_loop){
                .id = (uint64_t)line, .header_line = line, .is_while = is_endless, .has_items = !is_endless},
            pool);
    }
}

const struct source_frame *blocks_line_of_loop(const struct source_stack *stack,
                                               const struct source_frame *loop) {
    const struct code_language *language = loop && loop->code ? loop->code->language : NULL;
    if (!language || !language->is_block_of || !loop->in_loop)
        return loop;
    for (const struct source_frame *frame = loop; frame-- > stack->frames;) {
        if (frame->code && !frame->code->is_native && frame->code->language == language &&
            is_written_in(frame, loop))
            loop = frame;
    }
    return loop;
}
