#include "loop_line.h"

#include "loop_strength.h"

bool loop_line_alone(const struct source_stack *child, const struct row_flow *flow,
                     struct loop_line *result) {
    size_t innermost = child->key_count;
    struct loop_line weak = {0};
    while (innermost > 0 && !child->keys[innermost - 1]->application)
        innermost--;
    for (size_t i = innermost; i > 0; i--) {
        const enum loop_strength strength = loop_strength_of(child, child->keys[i - 1], flow, result);
        result->depth = i - 1;
        if (strength == LOOP_STRONG)
            return true;
        if (strength == LOOP_WEAK)
            weak = *result;
    }
    *result = weak;
    return weak.frame != NULL;
}

/* The loops of one frame, the innermost first; what fetches the child's own rows is left out. */
static size_t add_loops_of_key(const struct source_stack *child, size_t key, const struct row_flow *flow,
                               struct possible_loop *loops, size_t capacity) {
    const struct source_frame *frame = child->keys[key];
    size_t depth = frame->loops ? frame->loop_depth : 0;
    size_t count = 0;
    if (!depth && capacity) {
        loops[0] = (struct possible_loop){
            {.frame = frame, .header_line = frame->header_line, .depth = key}, key, NULL};
        return 1;
    }
    if (depth > 1 && loop_may_fetch_own_rows(child, frame, flow))
        depth--;
    for (; depth > 0 && count < capacity; depth--) {
        const struct source_loop *source = &frame->loops[depth - 1];
        if (source->takes_work || (count && loops[count - 1].source->id == source->id))
            continue; /* the latter: nested on one line */
        loops[count++] = (struct possible_loop){
            {.frame = frame, .header_line = source->header_line, .loop = source->id, .depth = key},
            key,
            source};
    }
    return count;
}

/* The frame that native code called back from the loop in it; NULL: none. */
static const struct source_frame *called_back(const struct source_stack *stack,
                                              const struct source_frame *frame) {
    while (frame-- > stack->frames) {
        if (frame->code && !frame->code->is_native)
            return frame;
    }
    return NULL;
}

static bool has_program(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->key_count; i++) {
        if (stack->keys[i]->application)
            return true;
    }
    return false;
}

/*
 * What runs the program's own code for each item (`issues.map(&:author)`, `sorted(rows, key=rank)`) is more
 * than a library's loop around it, a server's say. Where no code is the program's, all of it may be.
 */
static bool runs_program(const struct source_stack *child, size_t key) {
    const struct source_frame *frame = child->keys[key];
    if (!frame->loops_in_callee)
        return false;
    const struct source_frame *callee = called_back(child, frame);
    return callee && ((frame->application && callee->application) || !has_program(child));
}

size_t loop_lines_possible(const struct source_stack *child, const struct row_flow *flow,
                           struct possible_loop *loops, size_t capacity) {
    size_t count = 0;
    size_t weak = SIZE_MAX;
    size_t key = child->key_count;
    while (key > 0 && !child->keys[key - 1]->application)
        key--;
    for (key = key ? key : child->key_count; key > 0; key--) {
        struct loop_line ignored;
        if (child->is_job && source_stack_hands_over(child, key - 1))
            continue;
        const enum loop_strength strength = loop_strength_of(child, child->keys[key - 1], flow, &ignored);
        if (strength == LOOP_STRONG) {
            if (weak != SIZE_MAX && !child->keys[key - 1]->application && runs_program(child, weak))
                count += add_loops_of_key(child, weak, flow, loops + count, capacity - count);
            count += add_loops_of_key(child, key - 1, flow, loops + count, capacity - count);
            weak = SIZE_MAX;
        }
        if (strength == LOOP_WEAK)
            weak = key - 1;
    }
    return count || weak == SIZE_MAX ? count : add_loops_of_key(child, weak, flow, loops, capacity);
}

bool loop_line_unread(const struct source_stack *child, struct loop_line *result) {
    for (size_t i = child->key_count; i > 0; i--) {
        if (!child->keys[i - 1]->unread)
            continue;
        *result = (struct loop_line){.frame = child->keys[i - 1], .depth = i - 1};
        return true;
    }
    return false;
}

/*
 * Of work that was handed over, it is the worker's own line: where no loop is around the hand-over, it is the
 * worker that repeats.
 */
bool loop_line_unseen(const struct source_stack *child, struct loop_line *result) {
    *result = (struct loop_line){.frame = NULL};
    for (size_t i = 0; i < child->key_count; i++) {
        const bool is_first = !result->frame || (source_stack_hands_over(child, result->depth) &&
                                                 !source_stack_hands_over(child, i));
        if (child->keys[i]->in_loop || child->keys[i]->unread)
            return false;
        if (child->keys[i]->application && is_first)
            *result = (struct loop_line){.frame = child->keys[i], .depth = i};
    }
    return result->frame && !child->truncated;
}
