#include "loop_strength.h"

/* First line of the outermost loop around the frame's call; 0: unknown. */
static int outermost_header(const struct source_frame *frame) {
    if (frame->loops && frame->loop_depth)
        return frame->loops[0].header_line;
    return frame->code ? frame->line : 0;
}

bool loop_may_fetch_own_rows(const struct source_stack *stack, const struct source_frame *frame,
                             const struct row_flow *flow) {
    if (!flow->one_by_one || !frame->in_loop || frame != stack->keys[stack->key_count - 1])
        return false;
    return flow->rows >= SEVERAL_ROWS || frame->line == frame->header_line;
}

bool loop_only_pulls(const struct source_frame *frame) {
    return frame->loop_depth < 2 && (frame->fetches_item || frame->loops_in_callee);
}

enum loop_strength loop_strength_of(const struct source_stack *stack, const struct source_frame *frame,
                                    const struct row_flow *flow, struct loop_line *found) {
    if (!frame->in_loop)
        return LOOP_NOTHING;
    *found = (struct loop_line){.frame = frame, .header_line = frame->header_line};
    if (loop_only_pulls(frame))
        return LOOP_WEAK;
    if (!loop_may_fetch_own_rows(stack, frame, flow))
        return LOOP_STRONG;
    if (frame->loop_depth < 2)
        return LOOP_WEAK;
    found->header_line = outermost_header(frame);
    return LOOP_STRONG;
}
