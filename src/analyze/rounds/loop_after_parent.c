#include "loop_after_parent.h"

#include <string.h>

#include "analyze/stacks/recursion.h"
#include "loop_strength.h"

/* Up to this many executions per row of the parent, a loop further inwards may be over those rows. */
#define CALLS_OF_ONE_ROW 1.5

struct search {
    const struct source_stack *child;
    const struct source_stack *parent;
    const struct parent_flow *flow;
    struct loop_line weak; /* a frame of NULL: none was met */
};

/* ---- between two calls ----------------------------------------------------------------------------------
 */

/* The address of the physical function's first byte. */
static uint64_t function_start(const struct source_frame *frame) {
    return frame->position - frame->function_offset;
}

/* The same for a frame of an interpreter. */
static bool find_separating_code(const struct source_frame *frame, const struct source_frame *other,
                                 int *header_line) {
    struct code_loop loop;
    const struct merged_code *code = frame->code;
    if (code->decoded && code->decoder->separating_loop(code->decoded, (uint32_t)frame->position,
                                                        (uint32_t)other->position, &loop)) {
        *header_line = loop.header_line;
        return true;
    }
    *header_line = frame->line;
    return frame->loops_in_callee && (!other->loops_in_callee || frame->line != other->line);
}

static bool has_symbols(const struct source_frame *frame) {
    return frame->module && frame->module->symbols;
}

static bool share_physical_function(const struct source_frame *left, const struct source_frame *right) {
    return has_symbols(left) && left->module == right->module &&
           function_start(left) == function_start(right);
}

/* Both of one function, but in code objects of their own: loops are told apart by where they begin. */
static bool find_separating_places(const struct source_frame *frame, const struct source_frame *other,
                                   int *header_line) {
    size_t shared = 0;
    while (frame->loops && other->loops && shared < frame->loop_depth && shared < other->loop_depth &&
           frame->loops[shared].id == other->loops[shared].id)
        shared++;
    const bool separates = frame->loops && shared < frame->loop_depth;
    *header_line = separates ? frame->loops[shared].header_line : frame->line;
    return separates;
}

/* A loop around the call of `frame`, but not around that of `other`, both in one source function. */
static bool find_separating(const struct source_frame *frame, const struct source_frame *other,
                            int *header_line) {
    if (!frame->in_loop)
        return false;
    if (frame->code && frame->code == other->code)
        return find_separating_code(frame, other, header_line);
    if (frame->code && other->code)
        return find_separating_places(frame, other, header_line);
    if (share_physical_function(frame, other))
        return symbols_separating_loop(frame->module->symbols, frame->position, frame->expansion,
                                       other->position, header_line);
    /* Compiled into two places: only depths and lines can tell the loops apart. */
    *header_line = frame->header_line;
    return !other->in_loop || frame->loop_depth > other->loop_depth ||
           (frame->header_line && other->header_line && frame->header_line != other->header_line);
}

/* True where every loop around the parent's call holds the child's call too. */
static bool loops_hold_child(const struct source_frame *parent, const struct source_frame *child) {
    int ignored;
    return parent->in_loop && child->in_loop && !find_separating(parent, child, &ignored);
}

/* ---- between two stacks ---------------------------------------------------------------------------------
 */

static bool part_in_one_function(const struct search *search, size_t depth) {
    return depth < search->child->key_count && depth < search->parent->key_count &&
           frames_share_function(search->child->keys[depth], search->parent->keys[depth]);
}

/* The frame at `depth` is the first that differs. */
static enum loop_strength look_at_parting(const struct search *search, size_t depth,
                                          struct loop_line *found) {
    const struct source_frame *frame = search->child->keys[depth];
    if (!part_in_one_function(search, depth))
        return loop_strength_of(search->child, frame, &search->flow->child, found);
    int header_line = 0;
    if (!find_separating(frame, search->parent->keys[depth], &header_line))
        return LOOP_NOTHING;
    *found = (struct loop_line){.frame = frame, .header_line = header_line};
    const bool is_innermost = header_line == frame->header_line;
    if (is_innermost && loop_only_pulls(frame))
        return LOOP_WEAK;
    return is_innermost && loop_may_fetch_own_rows(search->child, frame, &search->flow->child) ? LOOP_WEAK
                                                                                               : LOOP_STRONG;
}

static bool is_generator_expression(const struct source_frame *frame) {
    return frame->code && strstr(frame->function, "<genexpr>");
}

/*
 * What pulls in the program is more than what loops in a library that it pulls at. A loop of the program that
 * it pulls at is more than a call that pulls: of `sum(map(sum, rows))`, what is written as a loop is `rows`.
 * Only a `for` statement is more than a generator expression, which stands where it was written, and runs
 * where it is consumed.
 */
static bool beats(const struct source_frame *strong, const struct source_frame *weak) {
    if (!weak || !weak->application)
        return true;
    return strong->application && !(weak->fetches_item && is_generator_expression(strong));
}

/*
 * A thread is started once, whatever it then does: where its own work loops, the loop that starts threads
 * repeats something else.
 */
static bool only_starts_threads(const struct source_stack *stack, size_t key) {
    if (!stack->work_started || !source_stack_hands_over(stack, key))
        return false;
    for (size_t i = key + 1; i < stack->key_count; i++) {
        if (stack->keys[i]->in_loop && !source_stack_hands_over(stack, i))
            return true;
    }
    return false;
}

/* From the frame at `depth`, where the stacks part, inwards. */
static bool find_inwards(struct search *search, size_t depth, struct loop_line *result) {
    for (size_t i = depth; i < search->child->key_count; i++) {
        struct loop_line found;
        if (only_starts_threads(search->child, i))
            continue;
        const enum loop_strength strength =
            i == depth
                ? look_at_parting(search, depth, &found)
                : loop_strength_of(search->child, search->child->keys[i], &search->flow->child, &found);
        found.depth = depth;
        if (strength == LOOP_STRONG && beats(found.frame, search->weak.frame)) {
            *result = found;
            return true;
        }
        if (strength == LOOP_WEAK && !search->weak.frame)
            search->weak = found;
    }
    return false;
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
static bool find_fetching_loop(const struct search *search, size_t depth, struct loop_line *result) {
    const struct row_flow *flow = &search->flow->parent;
    if (!flow->one_by_one || flow->rows < SEVERAL_ROWS || !part_in_one_function(search, depth))
        return false;
    const struct source_frame *parent = search->parent->keys[depth];
    const struct source_frame *child = search->child->keys[depth];
    if (parent->position == child->position || !loops_hold_child(parent, child))
        return false;
    if (calls_from_loop_inwards(search->parent, depth + 1))
        return false; /* the rows are fetched in there, all of them */
    *result = (struct loop_line){.frame = child, .header_line = parent->header_line, .depth = depth};
    return true;
}

/* `while (next(list)) look_up(list);` on one line: two calls of the innermost frame that the stacks share. */
static bool find_on_shared_line(const struct search *search, size_t depth, struct loop_line *result) {
    if (search->child->keys[depth]->position == search->parent->keys[depth]->position)
        return false;
    const enum loop_strength strength = look_at_parting(search, depth, result);
    if (strength == LOOP_STRONG || (strength == LOOP_WEAK && loop_only_pulls(result->frame))) {
        result->depth = depth;
        return true;
    }
    return find_fetching_loop(search, depth, result);
}

static size_t shared_lines(const struct source_stack *child, const struct source_stack *parent) {
    size_t depth = 0;
    while (depth < child->key_count && depth < parent->key_count &&
           frames_share_line(child->keys[depth], parent->keys[depth]))
        depth++;
    return depth;
}

static size_t shared_frames(const struct source_stack *child, const struct source_stack *parent) {
    size_t depth = 0;
    while (depth < child->frame_count && depth < parent->frame_count &&
           frames_share_line(&child->frames[child->frame_count - 1 - depth],
                             &parent->frames[parent->frame_count - 1 - depth]))
        depth++;
    return depth;
}

static struct source_stack folded_from(const struct source_stack *stack, size_t unfolded,
                                       struct pool *scratch) {
    struct source_stack folded = *stack;
    folded.keys = pool_allocate(scratch, stack->frame_count, sizeof(*folded.keys));
    folded.key_count = recursion_find_keys(stack->frames, stack->frame_count, folded.keys, unfolded);
    return folded;
}

static bool has_recursion(const struct source_stack *stack) {
    return stack->key_count < stack->frame_count;
}

static bool find_after_parent(const struct source_stack *child, const struct source_stack *parent,
                              const struct parent_flow *flow, struct loop_line *result) {
    const size_t depth = shared_lines(child, parent);
    struct search search = {.child = child, .parent = parent, .flow = flow};
    const bool found = find_inwards(&search, depth, result);
    if (found && flow->calls <= CALLS_OF_ONE_ROW * flow->parent.rows)
        return true;
    struct loop_line fetching;
    if (find_fetching_loop(&search, depth, &fetching)) {
        *result = fetching;
        return true;
    }
    if (found || (depth > 0 && find_on_shared_line(&search, depth - 1, result)))
        return true;
    *result = search.weak;
    return result->frame != NULL;
}

/* The place in `stack` of what is at `depth` in `folded`, the same stack with other keys. */
static size_t depth_in(const struct source_stack *stack, const struct source_stack *folded, size_t depth) {
    size_t place = 0;
    while (place < stack->key_count &&
           (depth >= folded->key_count || stack->keys[place] > folded->keys[depth]))
        place++;
    return place;
}

/*
 * Recursion is taken together only further in than what the stacks share: the two may stand at different
 * points of the same round of it (a serialiser that lists, and the serialiser of an item of that list).
 */
static bool find_in_recursion(const struct source_stack *child, const struct source_stack *parent,
                              const struct parent_flow *flow, struct loop_line *result) {
    struct pool scratch = {0};
    const size_t unfolded = shared_frames(child, parent);
    const struct source_stack folded_child = folded_from(child, unfolded, &scratch);
    const struct source_stack folded_parent = folded_from(parent, unfolded, &scratch);
    const bool found = find_after_parent(&folded_child, &folded_parent, flow, result);
    if (found)
        result->depth = depth_in(parent, &folded_parent, result->depth);
    pool_free(&scratch);
    return found;
}

bool loop_line_after_parent(const struct source_stack *child, const struct source_stack *parent,
                            const struct parent_flow *flow, struct loop_line *result) {
    if (child->truncated || parent->truncated || child->unknown || parent->unknown)
        return false;
    if (has_recursion(child) || has_recursion(parent))
        return find_in_recursion(child, parent, flow, result);
    return find_after_parent(child, parent, flow, result);
}
