#include "loop_context.h"

#include "statement_shape.h"

/* Whether the loop runs what stands on `other`, at any depth. */
static bool loop_runs(const struct source_stack *stack, const struct source_frame *loop,
                      const struct source_stack *other) {
    const size_t outside = stack->frame_count - (size_t)(loop - stack->frames);
    if (other->frame_count < outside ||
        other->hashes_from_outside[outside - 1] != stack->hashes_from_outside[outside - 1])
        return false;
    const struct source_frame *frame = &other->frames[other->frame_count - outside];
    return frame->in_loop && frames_share_function(loop, frame) &&
           (frame->header_line == loop->header_line || frame->loop_depth > loop->loop_depth) &&
           source_stacks_share_callers(stack, loop, other, frame);
}

static void add_transaction(struct loop_context *loop_context, const struct merged_site *site) {
    const char *text = site->statement->text;
    if (shape_find_word(text, "savepoint") || shape_find_word(text, "release") || shape_find_word(text, "to"))
        return;
    if (shape_find_word(text, "rollback"))
        loop_context->rollbacks += site->calls;
    else
        loop_context->transactions += site->calls;
}

static void add(struct loop_context *loop_context, const struct merged_site *site, uint64_t episodes) {
    loop_context->statements += site->calls;
    loop_context->failed += site->failed;
    switch (site->statement->statement_class) {
    case SQL_SCHEMA:
        loop_context->schema += site->calls;
        return;
    case SQL_TRANSACTION:
        add_transaction(loop_context, site);
        return;
    case SQL_READ:
    case SQL_INSERT:
    case SQL_UPDATE:
    case SQL_DELETE:
        loop_context->rare_sites += site->calls <= episodes;
        return;
    default:
        return;
    }
}

struct loop_context loop_context_of(const struct merged_capture *merged, const struct site_rounds *rounds,
                                    const struct source_stack *stack, const struct loop_line *loop,
                                    uint64_t episodes) {
    struct loop_context loop_context = {0};
    for (size_t i = 0; loop->frame && i < merged->site_count; i++) {
        const struct merged_site *site = merged->sites[i];
        if (!loop_runs(stack, loop->frame, site->stack))
            continue;
        add(&loop_context, site, episodes);
        loop_context.transactions += rounds[site->number].own_transactions;
    }
    return loop_context;
}
