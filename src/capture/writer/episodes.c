#include "episodes.h"

#include <stddef.h>
#include <string.h>

#include "recording_records.h"
#include "sql/normalize.h"

/* A write parents nothing unless it returns rows, and a parent without rows has nothing to loop over. */
static bool may_be_parent(const struct site_state *state) {
    const uint32_t class = state->statement_class;
    const bool returns_rows = class == SQL_READ || class == SQL_CURSOR || sql_class_is_write(class);
    return returns_rows && state->site->rows > state->rows_before;
}

/* NULL: it has none. */
static struct loopline_histogram *histogram_of(const struct thread_record *thread_record,
                                               const struct loopline_parent_candidate *parent_candidate) {
    if (!parent_candidate->histogram)
        return NULL;
    return capture_file_address(&thread_record->recording->file, parent_candidate->histogram);
}

static void add_to_histogram(struct thread_record *thread_record,
                             struct loopline_parent_candidate *parent_candidate, uint64_t n) {
    struct loopline_histogram *histogram = histogram_of(thread_record, parent_candidate);
    if (!histogram) {
        histogram = recording_histogram(thread_record, &parent_candidate->histogram);
        if (!histogram)
            return;
        /* All episodes so far were of one size, or there would be a histogram. */
        histogram->buckets[loopline_histogram_bucket(parent_candidate->minimum)] =
            (uint32_t)parent_candidate->episodes;
    }
    histogram->buckets[loopline_histogram_bucket(n)]++;
}

static void close_episode(struct thread_record *thread_record,
                          struct loopline_parent_candidate *parent_candidate, uint64_t n) {
    if (parent_candidate->histogram ||
        (parent_candidate->episodes && (n != parent_candidate->minimum || n != parent_candidate->maximum)))
        add_to_histogram(thread_record, parent_candidate, n);
    if (!parent_candidate->episodes || n < parent_candidate->minimum)
        parent_candidate->minimum = n;
    if (n > parent_candidate->maximum)
        parent_candidate->maximum = n;
    counter_add(&parent_candidate->children, n);
    counter_add(&parent_candidate->episodes, 1);
}

/* n of the open episode; 0: it has no child yet, or is closed. */
static uint64_t open_children(const struct loopline_parent_candidate *parent_candidate, uint64_t calls) {
    return parent_candidate->start_calls == LOOPLINE_EPISODE_CLOSED ? 0
                                                                    : calls - parent_candidate->start_calls;
}

static void end_episode(struct thread_record *thread_record,
                        struct loopline_parent_candidate *parent_candidate, uint64_t calls,
                        uint64_t next_start) {
    const uint64_t n = open_children(parent_candidate, calls);
    if (n)
        close_episode(thread_record, parent_candidate, n);
    parent_candidate->start_calls = next_start;
}

static void begin_episode(struct thread_record *thread_record,
                          struct loopline_parent_candidate *parent_candidate, uint64_t calls) {
    end_episode(thread_record, parent_candidate, calls, calls);
}

/* The largest episode a parent candidate has had: what it is worth when room is needed. */
static uint64_t worth(const struct loopline_parent_candidate *parent_candidate, uint64_t calls) {
    const uint64_t open = open_children(parent_candidate, calls);
    return open > parent_candidate->maximum ? open : parent_candidate->maximum;
}

/*
 * Of two that are worth the same, the one that ran right before the child, else the one in the earlier slot:
 * the first parents came from the latest statement backwards.
 */
static bool is_worth_more(const struct loopline_parent_candidate *parent_candidate,
                          const struct loopline_parent_candidate *other, uint64_t calls) {
    if (worth(parent_candidate, calls) != worth(other, calls))
        return worth(parent_candidate, calls) > worth(other, calls);
    return parent_candidate->adjacent > other->adjacent;
}

/*
 * The slot to give to a new parent: a free one, else that of the parent candidate with the smallest episodes.
 * Candidates whose episode begins just now stay: their parents ran after this one. NULL: no slot is free.
 */
static struct loopline_parent_candidate *slot_for_parent(struct loopline_site *site) {
    struct loopline_parent_candidate *least = NULL;
    for (uint32_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++) {
        struct loopline_parent_candidate *parent_candidate = &site->parent_candidates[i];
        if (!parent_candidate->parent)
            return parent_candidate;
        if (parent_candidate->start_calls == site->calls)
            continue;
        if (!least || !is_worth_more(parent_candidate, least, site->calls))
            least = parent_candidate;
    }
    return least;
}

/* The histogram stays with the slot: parents that take turns without end must not fill the capture. */
static void clear_parent_candidate(const struct thread_record *thread_record,
                                   struct loopline_parent_candidate *parent_candidate) {
    struct loopline_histogram *histogram = histogram_of(thread_record, parent_candidate);
    const uint64_t offset = parent_candidate->histogram;
    memset(parent_candidate, 0, sizeof *parent_candidate);
    if (!histogram)
        return;
    memset(histogram->buckets, 0, sizeof histogram->buckets);
    parent_candidate->histogram = offset;
}

static struct loopline_parent_candidate *parent_candidate_from(const struct thread_record *thread_record,
                                                               struct site_state *child,
                                                               const struct site_state *parent) {
    struct loopline_site *site = child->site;
    for (uint32_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++)
        if (site->parent_candidates[i].parent == parent->site->id)
            return &site->parent_candidates[i];
    struct loopline_parent_candidate *parent_candidate = slot_for_parent(site);
    if (!parent_candidate)
        return NULL;
    clear_parent_candidate(thread_record, parent_candidate);
    parent_candidate->start_calls = site->calls;
    parent_candidate->parent_rows_before = parent->rows_before;
    parent_candidate->parent = parent->site->id;
    return parent_candidate;
}

static void move_to_front(struct thread_record *thread_record, struct site_state *state, uint32_t place) {
    memmove(thread_record->recent + 1, thread_record->recent, place * sizeof *thread_record->recent);
    thread_record->recent[0] = state;
}

/* The thread waited for a client: what its statements began then is not what they go on with now. */
static void end_all_episodes(struct thread_record *thread_record, struct loopline_site *site) {
    for (uint32_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++)
        if (site->parent_candidates[i].parent)
            end_episode(thread_record, &site->parent_candidates[i], site->calls, LOOPLINE_EPISODE_CLOSED);
}

/* It waited for something else, which ends nothing for sure: it is counted within the episodes. */
static void count_wait(struct loopline_site *site) {
    for (uint32_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++)
        if (site->parent_candidates[i].parent && open_children(&site->parent_candidates[i], site->calls))
            counter_add(&site->parent_candidates[i].waits, 1);
}

static bool differ(const struct boundaries *left, const struct boundaries *right) {
    return left->client_waits != right->client_waits || left->other_waits != right->other_waits;
}

static void note_boundaries(struct thread_record *thread_record, struct site_state *child) {
    struct loopline_site *site = child->site;
    if (thread_record->boundaries.client_waits != boundaries.client_waits)
        episodes_interrupt(thread_record);
    thread_record->boundaries = boundaries;
    if (!differ(&child->ran_after, &boundaries))
        return;
    begin_episode(thread_record, &site->uninterrupted, site->calls);
    if (site->calls)
        counter_add(&site->uninterrupted.waits, 1);
    if (child->ran_after.client_waits != boundaries.client_waits)
        end_all_episodes(thread_record, site);
    else
        count_wait(site);
    child->ran_after = boundaries;
}

/* What a driver or a pool says between statements of the program, often unasked. */
static bool interrupts_nothing(uint32_t statement_class) {
    return statement_class == SQL_TRANSACTION || statement_class == SQL_PING ||
           statement_class == SQL_SESSION;
}

void episodes_note(struct thread_record *thread_record, struct site_state *child) {
    uint32_t place = 0;
    if (interrupts_nothing(child->statement_class))
        return;
    note_boundaries(thread_record, child);
    if (thread_record->recent_count && thread_record->recent[0] == child)
        return;
    begin_episode(thread_record, &child->site->uninterrupted, child->site->calls);
    for (; place < thread_record->recent_count && thread_record->recent[place] != child; place++) {
        const struct site_state *parent = thread_record->recent[place];
        if (!may_be_parent(parent))
            continue;
        struct loopline_parent_candidate *parent_candidate =
            parent_candidate_from(thread_record, child, parent);
        if (!parent_candidate)
            continue;
        begin_episode(thread_record, parent_candidate, child->site->calls);
        if (place == 0)
            parent_candidate->adjacent++;
    }
    if (place == thread_record->recent_count && thread_record->recent_count < RECENT_SITES)
        thread_record->recent_count++;
    move_to_front(thread_record, child, place < RECENT_SITES ? place : RECENT_SITES - 1);
}

void episodes_interrupt(struct thread_record *thread_record) {
    thread_record->recent_count = 0;
    results_outdate(&thread_record->results);
}
