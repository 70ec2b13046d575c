#include "handed_over.h"

#include <string.h>

/* How many of the outermost frames both stacks share, line by line. */
static size_t shared_outside(const struct source_stack *left, const struct source_stack *right) {
    size_t count = 0;
    while (count < left->frame_count && count < right->frame_count &&
           frames_share_line(&left->frames[left->frame_count - 1 - count],
                             &right->frames[right->frame_count - 1 - count]))
        count++;
    return count;
}

/* The loops around the frame's call that do not hold the wait. */
static void leave_out_loops(struct source_frame *frame, const struct source_frame *wait, struct pool *pool) {
    size_t shared = 0;
    if (!frame->loops)
        return;
    while (shared < frame->loop_depth && wait->loops && shared < wait->loop_depth &&
           frame->loops[shared].id == wait->loops[shared].id)
        shared++;
    const size_t depth = frame->loop_depth - shared;
    struct source_loop *left = pool_allocate(pool, depth, sizeof(*left));
    if (depth)
        memcpy(left, frame->loops + shared, depth * sizeof(*left));
    frame->loops = depth ? left : NULL;
    frame->loop_depth = depth;
    frame->in_loop = depth > 0 || frame->loops_in_callee;
    if (!depth)
        frame->header_line = frame->loops_in_callee ? frame->line : 0;
}

/* How many of the stack's frames are the work itself. */
static size_t frames_of_work(struct source_stack *stack, const struct source_stack *wait, struct pool *pool) {
    const size_t shared = shared_outside(stack, wait);
    const size_t count = stack->frame_count - shared;
    if (!count || shared == wait->frame_count)
        return count;
    struct source_frame *frame = &stack->frames[count - 1];
    const struct source_frame *other = &wait->frames[wait->frame_count - 1 - shared];
    if (frames_share_function(frame, other))
        leave_out_loops(frame, other, pool);
    return count;
}

/* The wait that a thread which was started for its work would have stood at; NULL: none is known. */
static const struct source_stack *likely_wait(const struct source_stack *stack,
                                              const struct source_stack_origin *origin) {
    const struct source_stack *found = NULL;
    size_t most = 0;
    for (size_t i = 0; i < origin->wait_count; i++) {
        const struct source_stack *wait = origin->waits[i];
        const size_t shared = shared_outside(stack, wait);
        if (shared <= most || shared == stack->frame_count || shared == wait->frame_count ||
            !frames_share_function(&stack->frames[stack->frame_count - 1 - shared],
                                   &wait->frames[wait->frame_count - 1 - shared]))
            continue;
        found = wait;
        most = shared;
    }
    return found;
}

/* The program's code, or what serves one request or runs one job. */
static bool is_work(const struct source_frame *frame) {
    return frame->application || frame->serves == SERVES_REQUEST || frame->serves == SERVES_JOB;
}

/*
 * What a library does between the start of its thread and the work is to take work, as far in as it may.
 * Within the work its loops are loops: a resolver of GraphQL calls the program for each item of a list, and
 * so does a form that shows objects of the program, though its page is none of the program's code.
 */
static void leave_out_loops_of_start(struct source_stack *stack) {
    size_t work = stack->frame_count;
    while (work > 0 && !is_work(&stack->frames[work - 1]))
        work--;
    size_t taking = work;
    while (taking < stack->frame_count && !source_frame_may_take_work(&stack->frames[taking]))
        taking++;
    for (size_t i = taking; work > 0 && i < stack->frame_count; i++) {
        stack->work_repeats = stack->work_repeats || stack->frames[i].in_loop;
        source_frame_leave_out_loops(&stack->frames[i]);
    }
}

/*
 * Where a library itself wakes others in a loop (`notify` of a condition, for each that waits), the loop goes
 * over threads, not over work. `frames`: of the thread that hands over.
 */
static void leave_out_loop_of_waking(struct source_frame *frames, size_t count) {
    size_t wakes = 0;
    while (wakes + 1 < count && (!frames[wakes].code || frames[wakes].code->is_native))
        wakes++;
    if (wakes < count && frames[wakes].code && !frames[wakes].application)
        source_frame_leave_out_loops(&frames[wakes]);
}

void handed_over_join(struct source_stack *stack, const struct source_stack_origin *origin,
                      struct pool *pool) {
    const struct source_stack *outer = origin->handed_over_by;
    const struct source_stack *wait = origin->taken_at ? origin->taken_at : likely_wait(stack, origin);
    size_t count = stack->frame_count;
    if (wait)
        count = frames_of_work(stack, wait, pool);
    else
        leave_out_loops_of_start(stack);
    stack->work_count = count;
    stack->work_started = !origin->taken_at && !outer->suspended;
    stack->work_certain = (origin->taken_at && !origin->answered) || outer->suspended;
    memcpy(stack->frames + count, outer->frames, outer->frame_count * sizeof(*outer->frames));
    stack->frame_count = count + outer->frame_count;
    stack->truncated = stack->truncated || outer->truncated;
    if (!outer->suspended)
        leave_out_loop_of_waking(stack->frames + count, outer->frame_count);
    for (size_t i = count; i < stack->frame_count; i++) {
        struct source_frame *frame = &stack->frames[i];
        frame->application = frame->application && !frame->installed;
        frame->installed = false;
    }
}

void handed_over_go_on(struct source_stack *stack, const struct source_stack *outer) {
    size_t first = outer->frame_count;
    while (first > 0 &&
           !frames_share_function(&stack->frames[stack->frame_count - 1], &outer->frames[first - 1]))
        first--;
    if (!first)
        return;
    const size_t count = outer->frame_count - first;
    memcpy(stack->frames + stack->frame_count, outer->frames + first, count * sizeof(*outer->frames));
    stack->frame_count += count;
    stack->truncated = stack->truncated || outer->truncated;
}

static bool has_application(const struct source_stack *stack, size_t first, size_t end) {
    for (size_t i = first; i < end; i++) {
        if (stack->frames[i].application)
            return true;
    }
    return false;
}

/* The next frame outwards, from this one on, that spawns a greenlet; the number of frames: none. */
static size_t next_spawning(const struct source_stack *stack, size_t first) {
    while (first < stack->frame_count && !stack->frames[first].spawns)
        first++;
    return first;
}

void handed_over_by_spawning(struct source_stack *stack) {
    const size_t work = next_spawning(stack, 0);
    if (work == stack->frame_count)
        return;
    size_t kept = work;
    for (size_t level = work; level < stack->frame_count;) {
        const size_t end = next_spawning(stack, level + 1);
        if (level > work && !has_application(stack, kept, level))
            source_frame_credit_loop(&stack->frames[level]);
        if (has_application(stack, level, end))
            kept = end;
        level = end;
    }
    stack->frame_count = kept;
    if (kept == work)
        return;
    stack->work_count = work;
    stack->work_certain = true;
    stack->is_job = true;
}
