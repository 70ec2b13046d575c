#include "loop_context.h"

#include "statement_shape.h"

/* Whether the loop runs what stands on `other`, at any depth. */
static bool loop_runs(const struct source_stack *stack, const struct source_frame *loop,
                      const struct source_stack *other) {
    const size_t outside = stack->frame_count - (size_t)(loop - stack->frames);
    if (other->frame_count < outside)
        return false;
    const struct source_frame *frame = &other->frames[other->frame_count - outside];
    return frame->in_loop && frames_share_function(loop, frame) &&
           (frame->header_line == loop->header_line || frame->loop_depth > loop->loop_depth) &&
           source_stacks_share_callers(stack, loop, other, frame);
}

static void add_transaction(struct loop_company *company, const struct run_site *site) {
    const char *text = site->statement->text;
    if (shape_find_word(text, "savepoint") || shape_find_word(text, "release") || shape_find_word(text, "to"))
        return;
    if (shape_find_word(text, "rollback"))
        company->rollbacks += site->calls;
    else
        company->transactions += site->calls;
}

static void add(struct loop_company *company, const struct run_site *site, uint64_t episodes) {
    company->statements += site->calls;
    company->failed += site->failed;
    switch (site->statement->statement_class) {
    case SQL_SCHEMA:
        company->schema += site->calls;
        return;
    case SQL_TRANSACTION:
        add_transaction(company, site);
        return;
    case SQL_READ:
    case SQL_INSERT:
    case SQL_UPDATE:
    case SQL_DELETE:
        company->rare_sites += site->calls <= episodes;
        return;
    default:
        return;
    }
}

struct loop_company loop_company_of(const struct run *run, const struct source_stack *stack,
                                    const struct loop_line *loop, uint64_t episodes) {
    struct loop_company company = {0};
    for (size_t i = 0; loop->frame && i < run->site_count; i++) {
        const struct run_site *site = run->sites[i];
        if (loop_runs(stack, loop->frame, site->stack))
            add(&company, site, episodes);
    }
    return company;
}
