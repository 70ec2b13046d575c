#include <stdlib.h>

#include "advice/advice.h"
#include "analyze/stacks/blocks.h"
#include "builder.h"

static const char *describe_kind(enum finding_kind kind) {
    switch (kind) {
    case FINDING_N_PLUS_ONE:
        return "one statement for each of many values";
    case FINDING_DUPLICATE:
        return "the same statement with the same values, again and again";
    case FINDING_WRITE_LOOP:
        return "rows written one by one";
    }
    return "";
}

static struct report_episodes episodes_of(const struct episodes *episodes) {
    return (struct report_episodes){episodes->count, episodes->children, episodes->minimum,
                                    episodes_median(episodes), episodes->maximum};
}

/*
 * Where the parent's stack parts from the child's: the line next to the loop. Its own call site is often a
 * helper that runs any statement.
 */
static const struct source_frame *parting_frame(const struct finding *finding) {
    const struct source_stack *stack = finding->parent->parent->stack;
    const size_t depth = finding->loop.depth;
    const bool is_in_library = !finding->loop.frame->application;
    if (depth < stack->key_count && (stack->keys[depth]->application || is_in_library))
        return stack->keys[depth];
    return source_stack_call_site(stack);
}

bool report_has_own_call_site(const struct report_finding *finding) {
    const struct report_frame *call_site = finding->call_site;
    return call_site && call_site->application && call_site != finding->loop->where;
}

static const struct report_parent *parent_of(struct report_builder *builder, const struct finding *finding) {
    if (!finding->parent)
        return NULL;
    struct pool *pool = &builder->report->pool;
    const struct merged_site *site = finding->parent->parent;
    struct report_parent *parent = pool_allocate(pool, 1, sizeof(*parent));
    struct report_value_match *matches = pool_allocate(pool, finding->value_match_count, sizeof(*matches));
    for (size_t i = 0; i < finding->value_match_count; i++) {
        const struct provenance_value_match *match = &finding->value_matches[i];
        matches[i] = (struct report_value_match){match->parameter, model_text(builder, match->column),
                                                 match->matched, match->of};
    }
    *parent = (struct report_parent){
        .statement = model_statement(builder, site->statement),
        .calls = site->calls,
        .rows = site->rows,
        .site = model_frame(builder, source_stack_call_site(site->stack)),
        .parting = model_frame(builder, parting_frame(finding)),
        .value_matches = matches,
        .value_match_count = finding->value_match_count,
    };
    return parent;
}

static struct report_finding *make_finding(struct report_builder *builder, const struct finding *finding,
                                           size_t number) {
    const struct merged_site *site = finding->site;
    const struct source_frame *where = blocks_line_of_loop(site->stack, finding->loop.frame);
    const struct advice advice = advise(&builder->scratch, &builder->sources, finding);
    struct report_finding *made = pool_allocate(&builder->report->pool, 1, sizeof(*made));
    *made = (struct report_finding){
        .id = model_fresh_text(builder, finding->id),
        .number = number,
        .kind = finding_kind_name(finding->kind),
        .kind_text = describe_kind(finding->kind),
        .confidence = finding_confidence_name(finding->confidence),
        .statement = model_statement(builder, site->statement),
        .where = model_frame(builder, where),
        .header_line = finding->loop.header_line,
        .through = model_frame(builder, finding->through),
        .body = model_frame(builder, finding->body),
        .call_site = model_frame(builder, finding->call_site),
        .calls = site->calls,
        .distinct_parameters = site->distinct_parameters,
        .episodes = episodes_of(finding->episodes),
        .seconds = site->seconds,
        .saving_seconds = finding->saving_seconds,
        .parent = parent_of(builder, finding),
        .no_parent = finding->parent ? NULL : "unknown: no earlier statement returned matching rows",
        .advice = model_fresh_text(builder, advice.summary),
        .advice_sql = advice.sql ? model_fresh_text(builder, advice.sql) : NULL,
        .stack = model_stack(builder, site->stack),
        .folded =
            model_folded_stack(builder, site->stack, &(struct reported_frames){where, finding->through}),
    };
    return made;
}

static void find_nesting(struct report_builder *builder) {
    const struct findings *judged = builder->judged;
    for (size_t i = 0; i < judged->count; i++) {
        const struct finding *nested_in = judged->items[i]->nested_in;
        if (nested_in)
            builder->report->findings[i]->nested_in = builder->finding_of_site[nested_in->parts[0]->number];
    }
}

static void add_dismissed(struct report_builder *builder) {
    struct report *report = builder->report;
    report->dismissed = pool_allocate(&report->pool, DISMISSAL_REASONS, sizeof(*report->dismissed));
    for (int reason = 0; reason < DISMISSAL_REASONS; reason++) {
        const struct dismissal *dismissal = &builder->judged->dismissed[reason];
        if (dismissal->sites)
            report->dismissed[report->dismissed_count++] =
                (struct report_dismissal){dismissal_reason_name((enum dismissal_reason)reason),
                                          dismissal->statements, dismissal->sites};
    }
}

void model_add_findings(struct report_builder *builder) {
    const struct findings *judged = builder->judged;
    struct report *report = builder->report;
    builder->finding_of_site =
        pool_allocate(&builder->scratch, builder->merged->site_count, sizeof(struct report_finding *));
    report->findings = pool_allocate(&report->pool, judged->count, sizeof(*report->findings));
    for (size_t i = 0; i < judged->count; i++) {
        const struct finding *finding = judged->items[i];
        report->findings[i] = make_finding(builder, finding, i + 1);
        for (size_t part = 0; part < finding->part_count; part++)
            builder->finding_of_site[finding->parts[part]->number] = report->findings[i];
    }
    report->finding_count = judged->count;
    find_nesting(builder);
    add_dismissed(builder);
}
