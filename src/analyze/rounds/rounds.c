#include "rounds.h"

#include <string.h>

#include "capture/reader/sequence.h"
#include "site_levels.h"
#include "statement_shape.h"
#include "tallies.h"

/* Where a loop around a call site stood when the site ran last. */
struct level {
    const struct site_level *is;
    struct tally *tally; /* NULL unless it may repeat the site */
    bool counts;         /* executions of the site in it are counted */
    bool is_idle;        /* it turns, never often enough, and another repeats the site */
    uint64_t execution;  /* of the loop */
    uint64_t again;      /* executions of the site after its first in an execution of the loop */
};

struct site {
    struct level *levels; /* the outermost first */
    size_t count;
    uint64_t segment;     /* in which it ran last */
    uint64_t in_segment;  /* executions in that one */
    uint64_t transaction; /* the same */
    enum transaction_step { STEP_NONE, STEP_BEGINS, STEP_ENDS, STEP_SAVEPOINT } step;
};

/* One way to a site, and where the loops around it stood when it was taken last. */
struct path {
    struct site *site;
    bool has_own_loops; /* of libraries, which the site's levels do not tell */
    struct passage {
        uint64_t execution;
        uint64_t round[TELLINGS];
    } * passages; /* by level */
};

/*
 * How many executions are looked at: a folded sequence may stand for any number. This takes a few seconds,
 * twice; what comes later is like what came before, in all programs but those that change after fifty million
 * statements.
 */
#define MOST_EXECUTIONS 50000000u

struct counting {
    struct pool *pool;
    const struct merged_capture *merged;
    struct site *sites;
    struct path *paths;
    struct site_rounds *results;
    struct tallies tallies;
    struct open_loop *open; /* room for the deepest site */
    size_t open_count;
    uint64_t executions; /* of loops, so far */
    uint64_t segment;
    uint64_t before_process; /* the last segment of the processes before */
    uint64_t served;         /* of them, those of threads that waited for clients */
    bool serves;             /* the thread at hand has waited for a client */
    bool in_transaction;     /* it has run BEGIN */
    uint64_t transaction;    /* the latest that began; 0: none */
    uint64_t looked_at;
};

/* ---- sites ---- */

static enum transaction_step step_of(const struct merged_statement *statement) {
    const char *text = statement->text;
    if (statement->statement_class != SQL_TRANSACTION)
        return STEP_NONE;
    if (shape_find_word(text, "savepoint"))
        return shape_find_word(text, "release") || shape_find_word(text, "to") ? STEP_NONE : STEP_SAVEPOINT;
    if (shape_find_word(text, "release") || shape_find_word(text, "to"))
        return STEP_NONE;
    return shape_find_word(text, "begin") || shape_find_word(text, "start") ? STEP_BEGINS : STEP_ENDS;
}

static void look_at_site(struct counting *counting, const struct merged_site *site,
                         const struct site_levels *levels) {
    struct site *to = &counting->sites[site->number];
    to->step = step_of(site->statement);
    to->count = levels->count;
    to->levels = pool_allocate(counting->pool, levels->count, sizeof(*to->levels));
    for (size_t i = 0; i < levels->count; i++) {
        to->levels[i].is = &levels->items[i];
        if (levels->items[i].may_repeat)
            to->levels[i].tally = tallies_of(&counting->tallies, levels->items[i].loop, site->statement);
        to->levels[i].counts = levels->items[i].may_repeat;
    }
}

static void look_at_paths(struct counting *counting) {
    const struct merged_capture *merged = counting->merged;
    for (size_t i = 0; i < merged->path_count; i++) {
        const struct merged_site *site = merged->paths[i].site;
        const struct source_stack *stack = merged->paths[i].stack;
        struct path *path = &counting->paths[i];
        path->site = &counting->sites[site->number];
        path->has_own_loops =
            stack != site->stack && site_levels_within(site, stack) != site_levels_within(site, site->stack);
        path->passages = pool_allocate(counting->pool, path->site->count, sizeof(*path->passages));
    }
}

static void look_at_sites(struct counting *counting, struct pool *scratch) {
    const struct merged_capture *merged = counting->merged;
    const struct site_levels *levels = site_levels_find(scratch, merged);
    size_t deepest = 0;
    for (size_t i = 0; i < merged->site_count; i++) {
        look_at_site(counting, merged->sites[i], &levels[i]);
        deepest = levels[i].count > deepest ? levels[i].count : deepest;
    }
    look_at_paths(counting);
    counting->open = pool_allocate(scratch, deepest, sizeof(*counting->open));
}

/* ---- counting ---- */

/* From the open loop at `first` inwards. */
static void close_from(struct counting *counting, size_t first) {
    for (size_t i = first; i < counting->open_count; i++)
        tallies_close(&counting->tallies, &counting->open[i]);
    if (first < counting->open_count)
        counting->open_count = first;
}

static void count_in_loop(struct counting *counting, struct level *level, struct open_loop *open) {
    const bool again = level->execution == open->execution;
    level->execution = open->execution;
    if (!level->counts)
        return;
    level->again += again;
    tally_add(level->tally, open, again, counting->segment);
}

/*
 * Of the loops that went on, the innermost that may repeat the site has turned, where this way to the site
 * was taken in its round already. A library reaches one statement from one line of the program in several
 * ways, one after the other. A loop in the thread that hands work over turns where work is taken: a worker
 * that finds its next work without a wait may have it from anywhere.
 */
static void turn(struct counting *counting, const struct path *path, size_t still_open, bool taken) {
    bool is_certain = !path->has_own_loops; /* no library's loop within went on as well */
    bool is_program = is_certain;
    for (size_t i = still_open; i > 0; i--) {
        const struct level *level = &path->site->levels[i - 1];
        const struct passage *passage = &path->passages[i - 1];
        struct open_loop *open = &counting->open[i - 1];
        is_certain = is_certain && level->tally;
        is_program = is_program && (level->tally || level->is->holds_program);
        if (!level->tally)
            continue;
        if ((level->is->hands_over && !taken) || passage->execution != open->execution)
            return;
        const bool turns[TELLINGS] = {
            [EVERY_TURN] = true, [CERTAIN_TURNS] = is_certain, [PROGRAM_TURNS] = is_program};
        for (enum telling telling = 0; telling < TELLINGS; telling++)
            open->round[telling] += turns[telling] && passage->round[telling] == open->round[telling];
        return;
    }
}

/* Work that was taken has loops of its own; what goes on is the one it was handed over in. */
static size_t close_loops(struct counting *counting, const struct site *site, bool taken) {
    size_t still_open = 0;
    while (still_open < counting->open_count && still_open < site->count &&
           counting->open[still_open].loop == site->levels[still_open].is->loop &&
           !site->levels[still_open].is->begins && !(taken && !site->levels[still_open].is->hands_over))
        still_open++;
    close_from(counting, still_open);
    for (size_t i = still_open; i < site->count; i++)
        counting->open[i] =
            (struct open_loop){.loop = site->levels[i].is->loop, .execution = ++counting->executions};
    counting->open_count = site->count;
    return still_open;
}

/* Whether the statement begins a transaction: a savepoint outside BEGIN is one of its own. */
static bool begins_transaction(struct counting *counting, enum transaction_step step,
                               struct site_rounds *result) {
    const bool own = step == STEP_SAVEPOINT && !counting->in_transaction;
    if (step == STEP_BEGINS)
        counting->in_transaction = true;
    if (step == STEP_ENDS)
        counting->in_transaction = false;
    result->own_transactions += own;
    return own || step == STEP_BEGINS;
}

static struct passage passage_of(const struct open_loop *open) {
    struct passage passage = {.execution = open->execution};
    memcpy(passage.round, open->round, sizeof(passage.round));
    return passage;
}

static void count_in_segment(const struct counting *counting, struct site *site, struct site_rounds *result) {
    if (site->segment != counting->segment) {
        result->segments++;
        result->returns += site->segment > counting->before_process;
        site->segment = counting->segment;
        site->in_segment = 0;
    }
    site->in_segment++;
    if (site->in_segment > result->most_in_segment)
        result->most_in_segment = site->in_segment;
}

static void count_execution(struct counting *counting, uint32_t word) {
    const uint32_t number = word & LOOPLINE_SEQUENCE_SITE;
    if (word & (LOOPLINE_SEQUENCE_BEGINS | LOOPLINE_SEQUENCE_CLIENT)) {
        close_from(counting, 0);
        counting->segment++;
        counting->serves = counting->serves || (word & LOOPLINE_SEQUENCE_CLIENT);
    }
    if (!number || number > counting->merged->path_count) {
        close_from(counting, 0); /* it may have run anywhere */
        return;
    }
    const struct path *path = &counting->paths[number - 1];
    struct site *site = path->site;
    struct site_rounds *result = &counting->results[site - counting->sites];
    count_in_segment(counting, site, result);
    const bool begins = begins_transaction(counting, site->step, result);
    counting->transaction += begins;
    result->transactions += site->transaction != counting->transaction;
    site->transaction = counting->transaction;
    const bool taken = word & LOOPLINE_SEQUENCE_TAKEN;
    const size_t still_open = close_loops(counting, site, taken);
    if (word & LOOPLINE_SEQUENCE_OTHER) {
        result->waits++;
        for (size_t i = 0; i < still_open; i++)
            counting->open[i].waits++;
    }
    for (size_t i = 0; begins && i < site->count; i++)
        counting->open[i].transactions++;
    turn(counting, path, still_open, taken);
    for (size_t i = 0; i < site->count; i++) {
        path->passages[i] = passage_of(&counting->open[i]);
        if (site->levels[i].tally)
            count_in_loop(counting, &site->levels[i], &counting->open[i]);
    }
}

static void count_words(struct counting *counting, const uint32_t *words, size_t count) {
    for (size_t i = 0; i < count && counting->looked_at < MOST_EXECUTIONS; i++) {
        if (!(words[i] & LOOPLINE_SEQUENCE_REPEAT)) {
            counting->looked_at++;
            count_execution(counting, words[i]);
            continue;
        }
        const struct sequence_block block = sequence_block_at(words + i);
        for (uint32_t round = 0; round < block.times && counting->looked_at < MOST_EXECUTIONS; round++)
            count_words(counting, block.words, block.length);
        i += 1 + block.length;
    }
}

static void count_thread(struct counting *counting, const struct merged_sequence *sequence) {
    const uint64_t before = counting->segment;
    counting->serves = counting->in_transaction = false;
    count_words(counting, sequence->words, sequence->count);
    close_from(counting, 0);
    if (!counting->serves)
        return;
    counting->served += counting->segment - before;
    for (size_t i = 0; i < counting->merged->site_count; i++) {
        if (counting->sites[i].segment > before)
            counting->results[i].serves = true; /* it ran in this thread */
    }
}

static void count_all(struct counting *counting) {
    counting->looked_at = counting->served = 0;
    const struct merged_sequence *sequences = counting->merged->sequences;
    for (size_t i = 0; i < counting->merged->sequence_count; i++) {
        if (!i || sequences[i].capture != sequences[i - 1].capture)
            counting->before_process = counting->segment;
        count_thread(counting, &sequences[i]);
    }
}

/* ---- each site in its own loop ---- */

/* The innermost loop that repeats the site often enough; NULL: none does. */
static struct level *repeating_level(const struct site *site) {
    for (size_t i = site->count; i > 0; i--) {
        if (site->levels[i - 1].tally && site->levels[i - 1].tally->result.repeating.count)
            return &site->levels[i - 1];
    }
    return NULL;
}

/* From now on the site is counted in the loop that repeats it alone. True: there are others that did. */
static bool keep_to_loop(struct site *site) {
    const struct level *repeating = repeating_level(site);
    bool others = false;
    for (size_t i = 0; repeating && i < site->count; i++) {
        struct level *level = &site->levels[i];
        level->counts = level == repeating;
        const struct loop_tally *result = level->tally ? &level->tally->result : NULL;
        level->is_idle = result && !result->repeating.count && result->most_rounds > 1;
        others = others || (!level->counts && result && result->repeating.count);
    }
    return others;
}

/*
 * A statement in a loop and in a loop within that is two things: what the inner one repeats is no round of
 * the outer. Which loop repeats which site is known only now, so all is counted once more.
 */
static void count_by_loop(struct counting *counting, struct pool *scratch) {
    const size_t site_count = counting->merged->site_count;
    bool others = false;
    for (size_t i = 0; i < site_count; i++)
        others = keep_to_loop(&counting->sites[i]) || others;
    if (!others)
        return;
    tallies_clear(&counting->tallies);
    for (size_t i = 0; i < site_count; i++) {
        for (size_t j = 0; j < counting->sites[i].count; j++)
            counting->sites[i].levels[j].again = 0;
    }
    struct site_rounds *counted = counting->results; /* what is no loop's stays as it is */
    counting->results = pool_allocate(scratch, site_count, sizeof(*counting->results));
    count_all(counting);
    counting->results = counted;
}

/* ---- results ---- */

static void add_idle(struct pool *pool, const struct site *site, struct site_rounds *result) {
    struct loop_line *idle = pool_allocate(pool, site->count, sizeof(*idle));
    for (size_t i = 0; i < site->count; i++) {
        if (site->levels[i].is_idle)
            idle[result->idle_count++] = site->levels[i].is->line;
    }
    result->idle = idle;
}

static void add_result(struct counting *counting, size_t number) {
    const struct site *site = &counting->sites[number];
    struct site_rounds *result = &counting->results[number];
    struct site_loop *loops = pool_allocate(counting->pool, site->count, sizeof(*loops));
    for (size_t i = site->count; i > 0; i--) {
        const struct level *level = &site->levels[i - 1];
        if (level->tally && level->counts)
            loops[result->loop_count++] = (struct site_loop){level->is->line, level->is->calls_program,
                                                             level->again, &level->tally->result};
    }
    result->loops = loops;
    result->all_segments = counting->served;
    add_idle(counting->pool, site, result);
}

struct site_rounds *rounds_count(struct pool *pool, const struct merged_capture *merged, uint64_t threshold) {
    struct pool scratch = {0};
    struct counting *counting = pool_allocate(&scratch, 1, sizeof(*counting));
    *counting =
        (struct counting){.pool = pool, .merged = merged, .tallies = {.pool = pool, .threshold = threshold}};
    counting->sites = pool_allocate(&scratch, merged->site_count, sizeof(*counting->sites));
    counting->paths = pool_allocate(&scratch, merged->path_count, sizeof(*counting->paths));
    counting->results = pool_allocate(pool, merged->site_count, sizeof(*counting->results));
    look_at_sites(counting, &scratch);
    count_all(counting);
    count_by_loop(counting, &scratch);
    for (size_t i = 0; i < merged->site_count; i++)
        add_result(counting, i);
    struct site_rounds *results = counting->results;
    pool_free(&scratch);
    return results;
}

const struct site_loop *rounds_repeating_loop(const struct site_rounds *rounds) {
    for (size_t i = 0; i < rounds->loop_count; i++) {
        if (rounds->loops[i].tally->repeating.count)
            return &rounds->loops[i];
    }
    return NULL;
}
