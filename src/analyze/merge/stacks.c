#include "merge.h"

#include "analyze/stacks/launchers.h"
#include "capture/reader/by_id.h"

/* Of a frame of which only the line is known, an instruction that stands for it. */
static uint64_t position_of(const struct capture_frame *frame, const struct merged_code *code) {
    if (!frame->is_line || !code)
        return frame->position;
    return code->decoded && code->decoder->instruction_at_line
               ? code->decoder->instruction_at_line(code->decoded, (int)frame->position)
               : LOOPLINE_FRAME_NOT_STARTED;
}

/* ---- before any stack is made ----
 */

static void see_stack(struct pool *scratch, const struct capture *capture, struct merged_code *const *codes,
                      const struct capture_stack *stack) {
    struct launcher_frame *frames = pool_allocate(scratch, stack->frame_count, sizeof(*frames));
    size_t count = 0;
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct capture_frame *frame = &stack->frames[i];
        if (!frame->code)
            continue;
        const struct merged_code *code = codes[frame->code - capture->codes];
        frames[count++] =
            (struct launcher_frame){codes[frame->code - capture->codes], (uint32_t)position_of(frame, code)};
    }
    launchers_see(frames, count, stack->flags & LOOPLINE_STACK_TRUNCATED);
}

void merge_find_launchers(struct merged_capture *merged) {
    struct pool scratch = {0};
    for (size_t i = 0; i < merged->capture_count; i++) {
        const struct capture *capture = merged->captures[i];
        struct merged_code **codes =
            pool_allocate(&scratch, capture->code_count, sizeof(struct merged_code *));
        for (size_t j = 0; j < capture->code_count; j++)
            codes[j] = merged_codes_get(&merged->codes, &merged->pool, capture, &capture->codes[j]);
        for (size_t j = 0; j < capture->stack_count; j++)
            see_stack(&scratch, capture, codes, &capture->stacks[j]);
    }
    launchers_settle(&merged->codes);
    pool_free(&scratch);
}

/* ---- stacks ----
 */

static struct merged_frame merge_frame(const struct capture *capture, const struct counterparts *parts,
                                       const struct capture_frame *frame) {
    const struct merged_code *code = frame->code ? parts->codes[frame->code - capture->codes] : NULL;
    return (struct merged_frame){
        .module = frame->module ? parts->modules[frame->module - capture->modules] : NULL,
        .code = code,
        .position = position_of(frame, code),
        .has_tasks = frame->has_tasks,
        .spawns = frame->spawns,
        .takes = frame->takes,
    };
}

/* An earlier stack, which has been merged; NULL: none, or its frames are not known. */
static const struct source_stack *merged_stack_of(const struct capture *capture,
                                                  const struct counterparts *parts, uint32_t id) {
    const struct capture_stack *stack =
        by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), id);
    const struct source_stack *merged = stack ? parts->stacks[stack - capture->stacks] : NULL;
    return merged && !merged->unknown ? merged : NULL;
}

static struct source_stack *merge_stack(struct merge *merge, const struct capture *capture,
                                        const struct counterparts *parts, const struct capture_stack *stack) {
    struct source_stacks *stacks = &merge->merged->stacks;
    if (stack->flags & LOOPLINE_STACK_UNKNOWN || !stack->frame_count)
        return source_stacks_unknown(stacks);
    struct pool scratch = {0};
    struct merged_frame *frames = pool_allocate(&scratch, stack->frame_count, sizeof(*frames));
    size_t *order = pool_allocate(&scratch, stack->frame_count, sizeof(*order));
    const bool suspended = stack->flags & LOOPLINE_STACK_SUSPENDED;
    const size_t count = suspended ? stack->frame_count : interpreter_interleave(capture, stack, order);
    for (size_t i = 0; i < count; i++)
        frames[i] = merge_frame(capture, parts, &stack->frames[suspended ? i : order[i]]);
    const struct source_stack_origin origin = {.handed_over_by =
                                                   merged_stack_of(capture, parts, stack->handed_over_by),
                                               .taken_at = merged_stack_of(capture, parts, stack->taken_at),
                                               .answered = stack->flags & LOOPLINE_STACK_ANSWERED,
                                               .suspended = stack->flags & LOOPLINE_STACK_SUSPENDED,
                                               .waits = parts->waits,
                                               .wait_count = parts->wait_count};
    struct source_stack *merged =
        source_stacks_get(stacks, frames, count, stack->flags & LOOPLINE_STACK_TRUNCATED, &origin);
    pool_free(&scratch);
    return merged;
}

/* A stack at which a thread waited for work is its own alone. */
static void merge_waits(const struct capture *capture, struct counterparts *parts) {
    for (size_t i = 0; i < capture->stack_count; i++) {
        const struct source_stack *wait = merged_stack_of(capture, parts, capture->stacks[i].taken_at);
        bool known = !wait;
        for (size_t j = 0; j < parts->wait_count && !known; j++)
            known = parts->waits[j] == wait;
        if (!known)
            parts->waits[parts->wait_count++] = wait;
    }
}

static void see_frames(struct merge *merge, const struct capture *capture, const struct counterparts *parts) {
    struct source_stacks *stacks = &merge->merged->stacks;
    for (size_t i = 0; i < capture->stack_count; i++) {
        for (size_t j = 0; j < capture->stacks[i].frame_count; j++) {
            const struct merged_frame frame = merge_frame(capture, parts, &capture->stacks[i].frames[j]);
            source_stacks_see(stacks, &frame);
        }
    }
    source_stacks_find_unrolled(stacks);
}

/* Where threads waited for others than those that hand work over. */
static void add_waits(struct merged_capture *merged, const struct capture *capture,
                      const struct counterparts *parts) {
    for (size_t i = 0; i < capture->stack_count; i++) {
        const struct source_stack *stack = parts->stacks[i];
        if (!(capture->stacks[i].flags & LOOPLINE_STACK_WAITS) || !stack || stack->unknown)
            continue;
        merged->waits = pool_grow(&merged->pool, merged->waits, merged->wait_count, &merged->wait_capacity,
                                  sizeof(*merged->waits));
        merged->waits[merged->wait_count++] =
            (struct merged_wait){stack, capture->stacks[i].flags & LOOPLINE_STACK_UNASKED};
    }
}

void merge_stacks(struct merge *merge, const struct capture *capture, struct counterparts *parts) {
    see_frames(merge, capture, parts);
    for (size_t i = 0; i < capture->stack_count; i++) {
        if (!capture->stacks[i].handed_over_by)
            parts->stacks[i] = merge_stack(merge, capture, parts, &capture->stacks[i]);
    }
    merge_waits(capture, parts);
    for (size_t i = 0; i < capture->stack_count; i++) {
        if (capture->stacks[i].handed_over_by)
            parts->stacks[i] = merge_stack(merge, capture, parts, &capture->stacks[i]);
        if (parts->found.stacks[i])
            source_stack_leave_out_loops_of_start(parts->stacks[i]);
    }
    add_waits(merge->merged, capture, parts);
}
