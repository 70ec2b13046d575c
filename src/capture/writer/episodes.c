#include "episodes.h"

#include <stddef.h>
#include <string.h>

#include "recording.h"
#include "sql/normalize.h"

/* A write parents nothing unless it returns rows, and a parent without rows has nothing to loop over. */
static bool may_be_parent(const struct site_state *state) {
    const uint32_t class = state->statement_class;
    const bool returns_rows = class == SQL_READ || class == SQL_CURSOR || sql_class_is_write(class);
    return returns_rows && state->site->rows > state->rows_before;
}

/* NULL: it has none. */
static struct loopline_histogram *histogram_of(const struct ledger *ledger,
                                               const struct loopline_edge *edge) {
    char *capture = (char *)ledger->recording->file.header;
    return edge->histogram ? (struct loopline_histogram *)(capture + edge->histogram) : NULL;
}

static void add_to_histogram(struct ledger *ledger, struct loopline_edge *edge, uint64_t n) {
    struct loopline_histogram *histogram = histogram_of(ledger, edge);
    if (!histogram) {
        histogram = recording_histogram(ledger, &edge->histogram);
        if (!histogram)
            return;
        /* All episodes so far were of one size, or there would be a histogram. */
        histogram->buckets[loopline_histogram_bucket(edge->minimum)] = (uint32_t)edge->episodes;
    }
    histogram->buckets[loopline_histogram_bucket(n)]++;
}

static void close_episode(struct ledger *ledger, struct loopline_edge *edge, uint64_t n) {
    if (edge->histogram || (edge->episodes && (n != edge->minimum || n != edge->maximum)))
        add_to_histogram(ledger, edge, n);
    if (!edge->episodes || n < edge->minimum)
        edge->minimum = n;
    if (n > edge->maximum)
        edge->maximum = n;
    counter_add(&edge->children, n);
    counter_add(&edge->episodes, 1);
}

/* n of the open episode; 0: it has no child yet, or is closed. */
static uint64_t open_children(const struct loopline_edge *edge, uint64_t calls) {
    return edge->start_calls == LOOPLINE_EDGE_CLOSED ? 0 : calls - edge->start_calls;
}

static void end_episode(struct ledger *ledger, struct loopline_edge *edge, uint64_t calls,
                        uint64_t next_start) {
    const uint64_t n = open_children(edge, calls);
    if (n)
        close_episode(ledger, edge, n);
    edge->start_calls = next_start;
}

static void begin_episode(struct ledger *ledger, struct loopline_edge *edge, uint64_t calls) {
    end_episode(ledger, edge, calls, calls);
}

/* The largest episode an edge has had: what it is worth when room is needed. */
static uint64_t worth(const struct loopline_edge *edge, uint64_t calls) {
    const uint64_t open = open_children(edge, calls);
    return open > edge->maximum ? open : edge->maximum;
}

/*
 * Of two that are worth the same, the one that ran right before the child, else the one in the earlier slot:
 * the first parents came from the latest statement backwards.
 */
static bool is_worth_more(const struct loopline_edge *edge, const struct loopline_edge *other,
                          uint64_t calls) {
    if (worth(edge, calls) != worth(other, calls))
        return worth(edge, calls) > worth(other, calls);
    return edge->adjacent > other->adjacent;
}

/*
 * The slot to give to a new parent: a free one, else that of the edge with the smallest episodes. Edges that
 * begin an episode just now stay: their parents ran after the one that asks. NULL: none is to be had.
 */
static struct loopline_edge *slot_for_parent(struct loopline_site *site) {
    struct loopline_edge *least = NULL;
    for (uint32_t i = 0; i < LOOPLINE_SITE_EDGES; i++) {
        struct loopline_edge *edge = &site->edges[i];
        if (!edge->parent)
            return edge;
        if (edge->start_calls == site->calls)
            continue;
        if (!least || !is_worth_more(edge, least, site->calls))
            least = edge;
    }
    return least;
}

/* The histogram stays with the slot: parents that take turns without end must not fill the capture. */
static void clear_edge(const struct ledger *ledger, struct loopline_edge *edge) {
    struct loopline_histogram *histogram = histogram_of(ledger, edge);
    const uint64_t offset = edge->histogram;
    memset(edge, 0, sizeof *edge);
    if (!histogram)
        return;
    memset(histogram->buckets, 0, sizeof histogram->buckets);
    edge->histogram = offset;
}

static struct loopline_edge *edge_from(const struct ledger *ledger, struct site_state *child,
                                       const struct site_state *parent) {
    struct loopline_site *site = child->site;
    for (uint32_t i = 0; i < LOOPLINE_SITE_EDGES; i++)
        if (site->edges[i].parent == parent->site->id)
            return &site->edges[i];
    struct loopline_edge *edge = slot_for_parent(site);
    if (!edge)
        return NULL;
    clear_edge(ledger, edge);
    edge->start_calls = site->calls;
    edge->parent_rows_before = parent->rows_before;
    edge->parent = parent->site->id;
    return edge;
}

static void move_to_front(struct ledger *ledger, struct site_state *state, uint32_t place) {
    memmove(ledger->recent + 1, ledger->recent, place * sizeof *ledger->recent);
    ledger->recent[0] = state;
}

/* The thread waited for a client: what its statements began then is not what they go on with now. */
static void end_all_episodes(struct ledger *ledger, struct loopline_site *site) {
    for (uint32_t i = 0; i < LOOPLINE_SITE_EDGES; i++)
        if (site->edges[i].parent)
            end_episode(ledger, &site->edges[i], site->calls, LOOPLINE_EDGE_CLOSED);
}

/* It waited for something else, which ends nothing for sure: it is counted within the episodes. */
static void count_wait(struct loopline_site *site) {
    for (uint32_t i = 0; i < LOOPLINE_SITE_EDGES; i++)
        if (site->edges[i].parent && open_children(&site->edges[i], site->calls))
            counter_add(&site->edges[i].waits, 1);
}

static bool differ(const struct boundaries *left, const struct boundaries *right) {
    return left->hard != right->hard || left->soft != right->soft;
}

static void note_boundaries(struct ledger *ledger, struct site_state *child) {
    struct loopline_site *site = child->site;
    if (ledger->boundaries.hard != boundaries.hard)
        episodes_interrupt(ledger);
    ledger->boundaries = boundaries;
    if (!differ(&child->ran_after, &boundaries))
        return;
    begin_episode(ledger, &site->run, site->calls);
    if (site->calls)
        counter_add(&site->run.waits, 1);
    if (child->ran_after.hard != boundaries.hard)
        end_all_episodes(ledger, site);
    else
        count_wait(site);
    child->ran_after = boundaries;
}

/* What a driver or a pool says between statements of the program, often unasked. */
static bool interrupts_nothing(uint32_t statement_class) {
    return statement_class == SQL_TRANSACTION || statement_class == SQL_PING ||
           statement_class == SQL_SESSION;
}

void episodes_note(struct ledger *ledger, struct site_state *child) {
    uint32_t place = 0;
    if (interrupts_nothing(child->statement_class))
        return;
    note_boundaries(ledger, child);
    if (ledger->recent_count && ledger->recent[0] == child)
        return;
    begin_episode(ledger, &child->site->run, child->site->calls);
    for (; place < ledger->recent_count && ledger->recent[place] != child; place++) {
        const struct site_state *parent = ledger->recent[place];
        if (!may_be_parent(parent))
            continue;
        struct loopline_edge *edge = edge_from(ledger, child, parent);
        if (!edge)
            continue;
        begin_episode(ledger, edge, child->site->calls);
        if (place == 0)
            edge->adjacent++;
    }
    if (place == ledger->recent_count && ledger->recent_count < RECENT_SITES)
        ledger->recent_count++;
    move_to_front(ledger, child, place < RECENT_SITES ? place : RECENT_SITES - 1);
}

void episodes_interrupt(struct ledger *ledger) {
    ledger->recent_count = 0;
    results_outdate(&ledger->results);
}
