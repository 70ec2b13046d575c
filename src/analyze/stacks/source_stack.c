#include "source_stack.h"

#include <string.h>
#include <strings.h>

#include "components.h"
#include "expansions.h"
#include "handed_over.h"
#include "interpreted_stack.h"
#include "recursion.h"
#include "unread_stack.h"
#include "unrolled.h"

/* ---- comparing ------------------------------------------------------------------------------------------
 */

static uint64_t hash_line(uint64_t seed, const struct source_frame *frame) {
    if (!source_frame_has_line(frame))
        return hash_number(hash_number(seed, (uint64_t)(uintptr_t)frame->module), frame->position);
    return hash_number(hash_text(hash_text(seed, frame->function), frame->file), (uint64_t)frame->line);
}

/* ---- the return addresses --------------------------------------------------------------------------------
 */

void source_stacks_see(struct source_stacks *stacks, const struct merged_frame *frame) {
    if (!frame->code && frame->module && !frame->module->is_interpreter)
        expansion_get(stacks, frame);
}

void source_stacks_find_unrolled(struct source_stacks *stacks) {
    struct pool scratch = {0};
    struct unrolled_call *calls = pool_allocate(&scratch, stacks->expansion_count, sizeof(*calls));
    size_t count = 0;
    for (size_t i = 0; i < stacks->expansion_count; i++) {
        const struct expansion *expansion = &stacks->expansions[i];
        if (!expansion->code && expansion->module)
            calls[count++] = (struct unrolled_call){expansion->frames, expansion->count};
    }
    unrolled_mark(&stacks->pool, calls, count);
    pool_free(&scratch);
}

/* ---- the set --------------------------------------------------------------------------------------------
 */

static uint64_t hash_keys(const struct source_stack *stack) {
    uint64_t hash = hash_number(stack->truncated, stack->key_count);
    for (size_t i = 0; i < stack->key_count; i++)
        hash = hash_line(hash, stack->keys[i]);
    return hash;
}

static bool stack_is(const void *context, size_t entry, const void *key) {
    const struct source_stacks *stacks = context;
    const struct source_stack *left = stacks->stacks[entry];
    const struct source_stack *right = key;
    if (left->key_count != right->key_count || left->truncated != right->truncated || left->unknown)
        return false;
    for (size_t i = 0; i < left->key_count; i++) {
        if (!frames_share_line(left->keys[i], right->keys[i]))
            return false;
    }
    return true;
}

static void prefer_frames_in_loops(struct source_stack *stack, const struct source_stack *other) {
    for (size_t i = 0; i < stack->key_count; i++) {
        if (!stack->keys[i]->in_loop && other->keys[i]->in_loop)
            *stack->keys[i] = *other->keys[i];
    }
}

static const uint64_t *hash_from_outside(struct pool *pool, const struct source_stack *stack) {
    uint64_t *hashes = pool_allocate(pool, stack->frame_count + 1, sizeof(*hashes));
    for (size_t i = 0; i < stack->frame_count; i++)
        hashes[i + 1] = hash_line(hashes[i], &stack->frames[stack->frame_count - 1 - i]);
    return hashes;
}

/* What calls the C library's start is no code of the program's, though it lies there: _start, of the
 * compiler. */
static void leave_out_entry_point(struct source_stack *stack) {
    for (size_t i = stack->frame_count; i-- > 0;) {
        const struct source_frame *frame = &stack->frames[i];
        if (!frame->code && component_starts_program(frame->function)) {
            stack->frame_count = i + 1;
            return;
        }
    }
}

/*
 * A thread that was started and has not waited since may take its work from a queue that was full before: by
 * its outermost loop, where that has no items of its own to go over, or calls something for each.
 */
static void mark_loop_that_takes_work(struct source_stack *stack, struct pool *pool) {
    size_t outermost = stack->work_count;
    while (outermost > 0 &&
           !(stack->frames[outermost - 1].application && stack->frames[outermost - 1].in_loop))
        outermost--;
    struct source_frame *frame = outermost ? &stack->frames[outermost - 1] : NULL;
    if (!frame || !frame->loops || !frame->loop_depth || !(frame->loops[0].is_while || frame->takes))
        return;
    struct source_loop *loops = pool_allocate(pool, frame->loop_depth, sizeof(*loops));
    memcpy(loops, frame->loops, frame->loop_depth * sizeof(*loops));
    loops[0].takes_work = true;
    frame->loops = loops;
}

static struct source_stack *new_stack(struct source_stacks *stacks, const struct merged_frame *frames,
                                      size_t frame_count, bool truncated,
                                      const struct source_stack_origin *origin) {
    size_t count = 0;
    for (size_t i = 0; i < frame_count; i++)
        count += expansion_get(stacks, &frames[i])->count;
    if (origin->handed_over_by)
        count += origin->handed_over_by->frame_count;
    struct source_stack *stack = pool_allocate(&stacks->pool, 1, sizeof(*stack));
    stack->truncated = truncated;
    stack->frames = pool_allocate(&stacks->pool, count, sizeof(*stack->frames));
    stack->keys = pool_allocate(&stacks->pool, count, sizeof(*stack->keys));
    for (size_t i = 0; i < frame_count; i++) {
        const struct expansion *expansion = expansion_get(stacks, &frames[i]);
        memcpy(&stack->frames[stack->frame_count], expansion->frames,
               expansion->count * sizeof(*expansion->frames));
        stack->frame_count += expansion->count;
        /* Whoever starts tasks or waits for several repeats what they do. */
        if (frames[i].has_tasks)
            source_frame_credit_loop(&stack->frames[stack->frame_count - 1]);
        stack->frames[stack->frame_count - 1].spawns = frames[i].spawns;
        stack->frames[stack->frame_count - 1].takes = frames[i].takes;
    }
    leave_out_entry_point(stack);
    unread_fold(stack);
    interpreted_stack_normalise(stack, &stacks->pool);
    stack->suspended = origin->suspended;
    if (origin->handed_over_by && origin->suspended)
        handed_over_go_on(stack, origin->handed_over_by);
    else if (origin->handed_over_by)
        handed_over_join(stack, origin, &stacks->pool);
    else
        handed_over_by_spawning(stack);
    application_choose(stacks->rule, stack->frames, stack->frame_count);
    if (stack->work_started)
        mark_loop_that_takes_work(stack, &stacks->pool);
    stack->key_count = recursion_find_keys(stack->frames, stack->frame_count, stack->keys, 0);
    stack->hashes_from_outside = hash_from_outside(&stacks->pool, stack);
    return stack;
}

static struct source_stack *keep(struct source_stacks *stacks, struct source_stack *stack) {
    stacks->stacks = pool_grow(&stacks->pool, stacks->stacks, stacks->count, &stacks->capacity,
                               sizeof(struct source_stack *));
    stacks->stacks[stacks->count++] = stack;
    return stack;
}

struct source_stack *source_stacks_get(struct source_stacks *stacks, const struct merged_frame *frames,
                                       size_t frame_count, bool truncated,
                                       const struct source_stack_origin *origin) {
    struct source_stack *stack = new_stack(stacks, frames, frame_count, truncated, origin);
    const uint64_t hash = hash_keys(stack);
    const size_t found = index_find(&stacks->index, hash, stack_is, stacks, stack);
    if (found != INDEX_NOT_FOUND) {
        prefer_frames_in_loops(stacks->stacks[found], stack);
        stacks->stacks[found]->work_certain = stacks->stacks[found]->work_certain || stack->work_certain;
        return stacks->stacks[found];
    }
    index_add(&stacks->index, &stacks->pool, hash, stacks->count);
    return keep(stacks, stack);
}

/* How many of the outermost frames both stacks share, line by line. */
static size_t shared_outside(const struct source_stack *left, const struct source_stack *right) {
    size_t low = 0;
    size_t high = left->frame_count < right->frame_count ? left->frame_count : right->frame_count;
    while (low < high) {
        const size_t middle = low + (high - low + 1) / 2;
        if (left->hashes_from_outside[middle] == right->hashes_from_outside[middle])
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static bool is_same_work(const struct source_stack *left, const struct source_stack *right) {
    if (left->work_count != right->work_count)
        return false;
    for (size_t i = 0; i < left->work_count; i++) {
        if (!frames_share_line(&left->frames[i], &right->frames[i]))
            return false;
    }
    return true;
}

bool source_stack_is_uncertain(const struct source_stack *stack) {
    return stack->work_count && !stack->work_certain;
}

static bool has_loop(const struct source_stack *stack, size_t first, size_t end) {
    for (size_t i = first; i < end; i++) {
        if (stack->frames[i].in_loop)
            return true;
    }
    return false;
}

bool source_stack_repeats_nothing(const struct source_stack *stack) {
    return stack->work_count > 0 && !has_loop(stack, 0, stack->frame_count);
}

void source_stack_leave_out_loops_of_start(struct source_stack *stack) {
    size_t program = stack->work_count; /* what lies further out is how the library takes work */
    while (program > 0 && !stack->frames[program - 1].application)
        program--;
    size_t taking = program;
    while (taking < stack->work_count && !source_frame_may_take_work(&stack->frames[taking]))
        taking++;
    if (!program || has_loop(stack, 0, taking))
        return;
    /* The queues of interpreters are taken from without any call of the C library. */
    stack->is_job = stack->is_job || stack->frames[program - 1].code;
    for (size_t i = taking; i < stack->frame_count; i++) {
        const struct source_frame *frame = &stack->frames[i];
        if (!stack->work_started && (frame->application || frame->code))
            continue;
        stack->work_repeats = stack->work_repeats || (frame->in_loop && i < stack->work_count);
        source_frame_leave_out_loops(&stack->frames[i]);
    }
}

size_t source_stack_likeness(const struct source_stack *uncertain, const struct source_stack *other) {
    if (!other->work_count || !other->work_certain || !is_same_work(uncertain, other))
        return 0;
    return 1 + shared_outside(uncertain, other) +
           (source_stack_repeats_nothing(other) ? 0 : uncertain->frame_count);
}

struct source_stack *source_stacks_unknown(struct source_stacks *stacks) {
    for (size_t i = 0; i < stacks->count; i++) {
        if (stacks->stacks[i]->unknown)
            return stacks->stacks[i];
    }
    struct source_stack *stack = pool_allocate(&stacks->pool, 1, sizeof(*stack));
    stack->unknown = true;
    return keep(stacks, stack);
}

/* ---- the application's part of a stack ------------------------------------------------------------------
 */

/* The next key of the application from `*next` on; NULL behind the last one. */
static struct source_frame *next_of_application(const struct source_stack *stack, size_t *next) {
    while (*next < stack->key_count) {
        struct source_frame *frame = stack->keys[(*next)++];
        if (frame->application)
            return frame;
    }
    return NULL;
}

uint64_t source_stack_hash_in_application(const struct source_stack *stack) {
    uint64_t hash = stack->truncated;
    size_t next = 0;
    const struct source_frame *frame = next_of_application(stack, &next);
    if (!frame)
        return hash_number(hash, (uint64_t)(uintptr_t)stack);
    for (; frame; frame = next_of_application(stack, &next))
        hash = hash_line(hash, frame);
    return hash;
}

bool source_stacks_are_one_in_application(const struct source_stack *left, const struct source_stack *right) {
    if (left == right)
        return true;
    size_t next_left = 0;
    size_t next_right = 0;
    const struct source_frame *a = next_of_application(left, &next_left);
    const struct source_frame *b = next_of_application(right, &next_right);
    if (!a || !b || left->truncated != right->truncated)
        return false;
    while (a && b && frames_share_line(a, b)) {
        a = next_of_application(left, &next_left);
        b = next_of_application(right, &next_right);
    }
    return !a && !b;
}

void source_stack_prefer_loops_in_application(struct source_stack *stack, const struct source_stack *other) {
    size_t next = 0;
    size_t next_other = 0;
    for (struct source_frame *frame; (frame = next_of_application(stack, &next));) {
        const struct source_frame *same = next_of_application(other, &next_other);
        if (!frame->in_loop && same && same->in_loop)
            *frame = *same;
    }
}

/* ---- questions about one stack or frame -----------------------------------------------------------------
 */

bool source_stacks_share_callers(const struct source_stack *left, const struct source_frame *left_frame,
                                 const struct source_stack *right, const struct source_frame *right_frame) {
    const size_t count = left->frame_count - (size_t)(left_frame - left->frames) - 1;
    if (count != right->frame_count - (size_t)(right_frame - right->frames) - 1)
        return false;
    for (size_t i = 1; i <= count; i++) {
        if (!frames_share_line(left_frame + i, right_frame + i))
            return false;
    }
    return true;
}

/* Of what only carries a statement to the database: below an interpreter's code, all native code is. */
static bool is_of_driver(const struct source_stack *stack, const struct source_frame *frame) {
    size_t length = 0;
    if (frame->code) {
        if (frame->code->language && frame->code->language->is_driver)
            return source_frame_is_of_driver_code(frame);
        const char *package = frame->file ? component_package(frame->file, &length) : NULL;
        return package && component_is_driver_package(package, length);
    }
    for (const struct source_frame *outer = frame; outer < stack->frames + stack->frame_count; outer++) {
        if (outer->code)
            return true;
    }
    return frame->module && component_is_known_library(frame->module->key.path);
}

const struct source_frame *source_stack_call_site(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (stack->frames[i].application)
            return &stack->frames[i];
    }
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (!is_of_driver(stack, &stack->frames[i]))
            return &stack->frames[i];
    }
    return stack->frame_count ? &stack->frames[0] : NULL;
}

bool source_stack_is_in_executemany(const struct source_stack *stack, const struct source_frame *frame) {
    return (size_t)(frame - stack->frames) < stack->executemany_frames;
}

bool source_stack_takes_work(const struct source_stack *stack) {
    if (stack->work_repeats)
        return true;
    for (size_t i = 0; i < stack->work_count; i++) {
        const struct source_frame *frame = &stack->frames[i];
        if (frame->loops && frame->loop_depth && frame->loops[0].takes_work)
            return true;
    }
    return false;
}

bool source_stack_hands_over(const struct source_stack *stack, size_t key) {
    return stack->work_count && (size_t)(stack->keys[key] - stack->frames) >= stack->work_count;
}
