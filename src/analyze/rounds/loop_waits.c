#include "loop_waits.h"

static const struct source_loop *source_loop_of(const struct source_frame *frame, uint64_t id) {
    for (size_t i = 0; id && frame->loops && i < frame->loop_depth; i++) {
        if (frame->loops[i].id == id)
            return &frame->loops[i];
    }
    return NULL;
}

/* The frame by which a stack is in the loop, or fetches its next item; NULL: it is not in it. */
static const struct source_frame *frame_in_loop(const struct source_stack *stack,
                                                const struct source_stack *of_loop,
                                                const struct loop_line *loop) {
    const size_t callers = of_loop->frame_count - (size_t)(loop->frame - of_loop->frames) - 1;
    if (stack->frame_count <= callers)
        return NULL;
    const struct source_frame *frame = &stack->frames[stack->frame_count - callers - 1];
    if (!frames_share_function(frame, loop->frame) || !source_loop_of(frame, loop->loop) ||
        !source_stacks_share_callers(stack, frame, of_loop, loop->frame))
        return NULL;
    return frame;
}

bool loop_holds(const struct source_stack *stack, const struct loop_line *loop,
                const struct source_stack *other) {
    return loop->frame && frame_in_loop(other, stack, loop);
}

/* A loop within may fetch its own next item. */
static bool fetches_item_of(const struct source_frame *frame, uint64_t loop) {
    return frame->fetches_item && frame->loops[frame->loop_depth - 1].id == loop;
}

bool loop_waits_for_answers(const struct merged_capture *merged, const struct source_stack *stack,
                            const struct loop_line *loop) {
    const struct source_loop *source = loop->frame ? source_loop_of(loop->frame, loop->loop) : NULL;
    bool waits = false;
    if (!source || !source->has_items)
        return false;
    for (size_t i = 0; i < merged->wait_count; i++) {
        const struct source_frame *frame = frame_in_loop(merged->waits[i].stack, stack, loop);
        if (!frame)
            continue;
        if (merged->waits[i].unasked || fetches_item_of(frame, loop->loop))
            return false;
        waits = true;
    }
    return waits;
}
