#include "analyze/loop_line.h"

/* Up to this many executions per row of the parent, a loop further inwards may be over those rows. */
#define MOST_CALLS_PER_ROW 1.5

/* The address of the physical function's first byte. */
static uint64_t function_start(const struct source_frame *frame) {
    return frame->position - frame->function_offset;
}

static bool share_physical_function(const struct source_frame *left, const struct source_frame *right) {
    return left->module && left->module == right->module && left->module->symbols &&
           function_start(left) == function_start(right);
}

/* A loop around the call of `frame`, but not around that of `other`, both in one source function. */
static bool find_separating(const struct source_frame *frame, const struct source_frame *other,
                            int *header_line) {
    if (!frame->in_loop)
        return false;
    if (share_physical_function(frame, other))
        return symbols_separating_loop(frame->module->symbols, frame->position, frame->expansion,
                                       other->position, header_line);
    /* Compiled into two places: only the lines can tell the loops apart. */
    *header_line = frame->header_line;
    return !other->in_loop || frame->loop_depth > other->loop_depth ||
           (frame->header_line && other->header_line && frame->header_line != other->header_line);
}

/* True where every loop around the parent's call holds the child's call too. */
static bool loops_hold_child(const struct source_frame *parent, const struct source_frame *child) {
    int ignored;
    return parent->in_loop && child->in_loop && !find_separating(parent, child, &ignored);
}

static bool calls_from_loop_inwards(const struct source_stack *stack, size_t first) {
    for (size_t i = first; i < stack->key_count; i++) {
        if (stack->keys[i]->in_loop)
            return true;
    }
    return false;
}

/*
 * The loop that fetches the parent's rows and runs the child for each, with the stacks at `depth` in one
 * function: `while (sqlite3_step(list) == SQLITE_ROW) look_up(...)`. The parent's stack is that of the first
 * fetch, so its call lies in the loop as well.
 */
static bool find_fetching_loop(const struct source_stack *child, const struct source_stack *parent,
                               size_t depth, const struct parent_rows *rows, struct loop_line *result) {
    if (!rows->fetched_one_by_one || rows->rows_per_episode < 2)
        return false;
    if (!loops_hold_child(parent->keys[depth], child->keys[depth]))
        return false;
    if (calls_from_loop_inwards(parent, depth + 1))
        return false; /* the rows are fetched in there, all of them */
    *result = (struct loop_line){child->keys[depth], parent->keys[depth]->header_line, depth};
    return true;
}

/* The stacks part in two lines of one function. */
static bool find_in_parting_frame(const struct source_stack *child, const struct source_stack *parent,
                                  size_t depth, struct loop_line *result) {
    const struct source_frame *frame = child->keys[depth];
    int header_line = 0;
    if (depth < parent->key_count && frames_share_function(frame, parent->keys[depth])) {
        if (!find_separating(frame, parent->keys[depth], &header_line))
            return false;
    } else if (!frame->in_loop) {
        return false;
    } else {
        header_line = frame->header_line;
    }
    *result = (struct loop_line){frame, header_line, depth};
    return true;
}

static bool find_inwards(const struct source_stack *child, size_t first, size_t depth,
                         struct loop_line *result) {
    for (size_t i = first; i < child->key_count; i++) {
        if (!child->keys[i]->in_loop)
            continue;
        *result = (struct loop_line){child->keys[i], child->keys[i]->header_line, depth};
        return true;
    }
    return false;
}

/* Where both stacks lie in the frame at `depth`: it is one function, at two lines or two calls of a line. */
static bool are_two_calls(const struct source_stack *child, const struct source_stack *parent, size_t depth) {
    return depth < child->key_count && depth < parent->key_count &&
           frames_share_function(child->keys[depth], parent->keys[depth]) &&
           child->keys[depth]->position != parent->keys[depth]->position;
}

bool loop_line_after_parent(const struct source_stack *child, const struct source_stack *parent,
                            const struct parent_rows *rows, struct loop_line *result) {
    if (child->truncated || parent->truncated || child->unknown || parent->unknown)
        return false;
    size_t depth = 0;
    while (depth < child->key_count && depth < parent->key_count &&
           frames_share_line(child->keys[depth], parent->keys[depth]))
        depth++;

    const bool found = (depth < child->key_count && find_in_parting_frame(child, parent, depth, result)) ||
                       find_inwards(child, depth + 1, depth, result);
    const bool explains_all = rows->calls_per_episode <= MOST_CALLS_PER_ROW * rows->rows_per_episode;
    if (found && explains_all)
        return true;
    struct loop_line fetching;
    if (are_two_calls(child, parent, depth) && find_fetching_loop(child, parent, depth, rows, &fetching)) {
        *result = fetching;
        return true;
    }
    if (found)
        return true;
    /* `while (next(list)) look_up(list);` on one line: two calls of the innermost frame that they share. */
    if (depth == 0 || !are_two_calls(child, parent, depth - 1))
        return false;
    return find_in_parting_frame(child, parent, depth - 1, result) ||
           find_fetching_loop(child, parent, depth - 1, rows, result);
}

bool loop_line_alone(const struct source_stack *child, struct loop_line *result) {
    size_t innermost = child->key_count;
    while (innermost > 0 && !child->keys[innermost - 1]->application)
        innermost--;
    for (size_t i = innermost; i > 0; i--) {
        const struct source_frame *frame = child->keys[i - 1];
        if (!frame->in_loop)
            continue;
        *result = (struct loop_line){frame, frame->header_line, i - 1};
        return true;
    }
    return false;
}
