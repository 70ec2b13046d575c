#include "sites.h"

#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "capture/reader/by_id.h"
#include "capture/reader/parameters.h"

static int compare_positions(const void *key, const void *element) {
    const struct loopline_record *record = *(const struct loopline_record *const *)element;
    const uint8_t *position = key;
    return (position > (const uint8_t *)record) - (position < (const uint8_t *)record);
}

/* The histogram at a file offset, or NULL where no histogram starts there. */
static const uint32_t *find_histogram(struct parse *parse, uint64_t offset) {
    const struct record_list *list = &parse->records.of_type[LOOPLINE_RECORD_HISTOGRAM];
    if (offset == 0 || offset >= parse->size || list->count == 0)
        return NULL;
    const struct loopline_record *const *found =
        bsearch(parse->bytes + offset, list->records, list->count, sizeof(*list->records), compare_positions);
    if (!found)
        return NULL;
    const struct loopline_histogram *histogram = (const void *)*found;
    uint32_t *copy = pool_allocate(&parse->capture->pool, 1, sizeof(histogram->buckets));
    memcpy(copy, histogram->buckets, sizeof(histogram->buckets));
    return copy;
}

/*
 * A live site's counters are read one after the other while they change, so they may contradict each
 * other a little: what cannot be is brought back to what can.
 */
static struct capture_parent_candidate
convert_parent_candidate(struct parse *parse, const struct loopline_parent_candidate *from, uint64_t calls) {
    struct capture_parent_candidate parent_candidate = {
        .adjacent = from->adjacent,
        .episodes = from->episodes,
        .children = from->children,
        .minimum = from->minimum,
        .maximum = from->maximum,
        .open = from->start_calls < calls ? calls - from->start_calls : 0,
        .waits = from->waits < calls ? from->waits : calls,
        .histogram = find_histogram(parse, from->histogram),
    };
    if (parent_candidate.children > calls)
        parent_candidate.children = calls;
    if (parent_candidate.open > calls - parent_candidate.children)
        parent_candidate.open = calls - parent_candidate.children;
    if (parent_candidate.maximum > parent_candidate.children)
        parent_candidate.maximum = parent_candidate.children;
    if (parent_candidate.minimum > parent_candidate.maximum)
        parent_candidate.minimum = parent_candidate.maximum;
    if (parent_candidate.episodes > parent_candidate.children)
        parent_candidate.episodes = parent_candidate.children;
    return parent_candidate;
}

static bool convert_site(struct parse *parse, const void *record, void *item) {
    const struct loopline_site *from = record;
    struct capture_site *to = item;
    struct capture *capture = parse->capture;
    const uint64_t calls = from->calls;
    *to = (struct capture_site){
        .id = from->id,
        .thread_record = from->thread_record,
        .statement = by_id_find(capture->statements, capture->statement_count, sizeof(*capture->statements),
                                from->statement),
        .stack = by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), from->stack),
        .library = by_id_find(capture->libraries, capture->library_count, sizeof(*capture->libraries),
                              from->library),
        .calls = calls,
        .failed = at_most(from->failed, calls),
        .rows = from->rows,
        .changed_rows = from->changed_rows,
        .ticks = from->ticks,
        .pipelined = at_most(from->pipelined, calls),
        .in_transaction = at_most(from->in_transaction, calls),
        .without_parameters = at_most(from->without_parameters, calls),
        .distinct_parameters = at_most(from->distinct_parameters, calls),
        .longest_list = from->longest_list,
        .same_answers = at_most(from->same_answers, calls),
        .changed_answers = at_most(from->changed_answers, calls),
        .first_sequence = from->first_sequence,
        .last_sequence = from->last_sequence,
        .uninterrupted = convert_parent_candidate(parse, &from->uninterrupted, calls),
    };
    if (to->statement)
        return true;
    capture->damage.calls += calls;
    return false;
}

/* The site records that became sites, found again by id, now that every possible parent is there. */
static void connect_parent_candidates(struct parse *parse, const struct loopline_site *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->id);
    if (!site || site->parent_candidate_count || site->thread_record != from->thread_record)
        return;
    for (size_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++) {
        const struct capture_site *parent = by_id_find(
            capture->sites, capture->site_count, sizeof(*capture->sites), from->parent_candidates[i].parent);
        if (!parent || parent->thread_record != site->thread_record)
            continue;
        struct capture_parent_candidate *parent_candidate =
            &site->parent_candidates[site->parent_candidate_count++];
        *parent_candidate = convert_parent_candidate(parse, &from->parent_candidates[i], site->calls);
        parent_candidate->parent = parent;
        const uint64_t before = from->parent_candidates[i].parent_rows_before;
        parent_candidate->parent_rows = parent->rows > before ? parent->rows - before : 0;
    }
}

static void connect_variant(struct parse *parse, const struct loopline_variant *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site);
    const struct capture_stack *stack =
        by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), from->stack);
    if (!site || !stack)
        return;
    struct capture_variant *variant = pool_allocate(&capture->pool, 1, sizeof(*variant));
    *variant = (struct capture_variant){.stack = stack, .next = site->variants};
    site->variants = variant;
}

static void connect_tags(struct parse *parse, const struct loopline_site_tags *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site);
    const struct capture_tags *tags =
        by_id_find(capture->tags, capture->tags_count, sizeof(*capture->tags), from->tags);
    if (!site || !tags)
        return;
    struct capture_site_tags *to = pool_allocate(&capture->pool, 1, sizeof(*to));
    *to = (struct capture_site_tags){.tags = tags,
                                     .calls = at_most(from->calls, site->calls),
                                     .has_span = from->writes && from->writes == from->written,
                                     .span = from->latest,
                                     .next = site->tags};
    site->tags = to;
}

static void connect_parameters(struct parse *parse, const struct loopline_parameters *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site);
    if (!site)
        return;
    parameter_sets_add_record(&capture->pool, &site->parameters, capture->parameter_key, from);
    const uint64_t count = parameter_sets_count(&site->parameters);
    if (count > site->distinct_parameters)
        site->distinct_parameters = at_most(count, site->calls);
}

static void convert_value_match(struct parse *parse, const struct loopline_value_match *from) {
    struct capture *capture = parse->capture;
    struct capture_value_match value_match = {
        .site = by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site),
        .parent = by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->parent),
        .parameter = from->parameter,
        .column = convert_tail(parse, &from->record, from->column, from->column_bytes),
        .counts = from->counts,
    };
    if (!value_match.site || !value_match.parent || !value_match.parameter || !value_match.column) {
        capture->damage.records++;
        return;
    }
    struct loopline_value_match_counts *counts = &value_match.counts;
    counts->checked = at_most(counts->checked, value_match.site->calls);
    counts->matched = at_most(counts->matched, counts->checked);
    counts->in_order = at_most(counts->in_order, counts->matched);
    counts->wide = at_most(counts->wide, counts->matched);
    counts->moved = at_most(counts->moved, counts->matched);
    capture->value_matches[capture->value_match_count++] = value_match;
}

void sites_convert(struct parse *parse) {
    struct capture *capture = parse->capture;
    capture->sites = records_convert(parse, LOOPLINE_RECORD_SITE, sizeof(*capture->sites), convert_site,
                                     &capture->site_count);
    const struct record_list *sites = &parse->records.of_type[LOOPLINE_RECORD_SITE];
    for (size_t i = 0; i < sites->count; i++)
        connect_parent_candidates(parse, (const void *)sites->records[i]);
    const struct record_list *variants = &parse->records.of_type[LOOPLINE_RECORD_VARIANT];
    for (size_t i = 0; i < variants->count; i++)
        connect_variant(parse, (const void *)variants->records[i]);
    const struct record_list *tags = &parse->records.of_type[LOOPLINE_RECORD_SITE_TAGS];
    for (size_t i = 0; i < tags->count; i++)
        connect_tags(parse, (const void *)tags->records[i]);
    const struct record_list *parameters = &parse->records.of_type[LOOPLINE_RECORD_PARAMETERS];
    for (size_t i = 0; i < parameters->count; i++)
        connect_parameters(parse, (const void *)parameters->records[i]);
    const struct record_list *value_matches = &parse->records.of_type[LOOPLINE_RECORD_VALUE_MATCH];
    capture->value_matches =
        pool_allocate(&capture->pool, value_matches->count, sizeof(*capture->value_matches));
    for (size_t i = 0; i < value_matches->count; i++)
        convert_value_match(parse, (const void *)value_matches->records[i]);
}
