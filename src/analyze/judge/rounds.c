#include "rounds.h"

#include "parent.h"
#include "statement_shape.h"

/* A loop around a call site. */
struct level {
    uint64_t loop; /* which loop it is, see loop_hash */
    /* It fetches the rows of the site's statement: when that runs, the loop begins. */
    bool begins;
    bool may_repeat;     /* it is among the possible loops of the site */
    struct tally *tally; /* NULL unless it may repeat */
    struct loop_line line;
    /* In which execution of the loop, and in which round of that, the site ran last. */
    uint64_t execution;
    uint64_t round;
};

struct site {
    struct level *levels; /* the outermost first */
    size_t count;
    uint64_t segment; /* in which it ran last */
    enum transaction_step { STEP_NONE, STEP_BEGINS, STEP_ENDS, STEP_SAVEPOINT } step;
};

/* What is counted of one statement in one loop, and of the execution of the loop that goes on. */
struct tally {
    struct loop_tally result;
    uint64_t loop;
    const struct merged_statement *statement;
    uint64_t execution;
    uint64_t n;
    uint64_t rounds;
    uint64_t round;
    uint64_t waits;
    uint64_t waits_seen;
    uint64_t segment;
    uint64_t repeated_in; /* the latest segment in which it repeated the statement */
};

/* An execution of a loop that goes on. */
struct open_loop {
    uint64_t loop;
    uint64_t execution; /* numbered over the whole run, from 1 */
    uint64_t round;
    uint64_t waits;
};

enum { MOST_LEVELS = 256, MOST_POSSIBLE = 64 };

/*
 * How many executions are looked at: a folded sequence may stand for any number. This takes a few seconds;
 * what comes later is like what came before, in all programs but those that change after a hundred million
 * statements.
 */
#define MOST_EXECUTIONS 100000000u

struct counting {
    struct pool *pool;
    const struct merged_capture *merged;
    uint64_t threshold;
    struct site *sites;
    struct site_rounds *results;
    struct tally **tallies;
    size_t tally_count;
    size_t tally_capacity;
    struct index tally_index;
    struct open_loop open[MOST_LEVELS];
    size_t open_count;
    uint64_t executions; /* of loops, so far */
    uint64_t segment;
    bool serves;         /* the thread at hand has waited for a client */
    bool in_transaction; /* it has run BEGIN */
    uint64_t looked_at;
};

/* ---- loops of a stack ---- */

static uint64_t hash_function(uint64_t seed, const struct source_frame *frame) {
    if (frame->function)
        return hash_number(hash_text(hash_text(seed, frame->function), frame->file),
                           (uint64_t)frame->declaration_line);
    return hash_number(hash_number(seed, (uint64_t)(uintptr_t)frame->module),
                       frame->position - frame->function_offset);
}

static uint64_t hash_line(uint64_t seed, const struct source_frame *frame) {
    const uint64_t hash = hash_function(seed, frame);
    return hash_number(hash, frame->line > 0 ? (uint64_t)frame->line : frame->position);
}

static bool tally_is(const void *context, size_t entry, const void *key) {
    const struct counting *counting = context;
    const struct tally *wanted = key;
    return counting->tallies[entry]->loop == wanted->loop &&
           counting->tallies[entry]->statement == wanted->statement;
}

static struct tally *tally_of(struct counting *counting, uint64_t loop,
                              const struct merged_statement *statement) {
    const struct tally wanted = {.loop = loop, .statement = statement};
    const uint64_t hash = hash_number(loop, (uint64_t)(uintptr_t)statement);
    const size_t found = index_find(&counting->tally_index, hash, tally_is, counting, &wanted);
    if (found != INDEX_NOT_FOUND)
        return counting->tallies[found];
    struct tally *added = pool_allocate(counting->pool, 1, sizeof(*added));
    *added = wanted;
    counting->tallies = pool_grow(counting->pool, counting->tallies, counting->tally_count,
                                  &counting->tally_capacity, sizeof(struct tally *));
    index_add(&counting->tally_index, counting->pool, hash, counting->tally_count);
    counting->tallies[counting->tally_count++] = added;
    return added;
}

/* Among the possible loops of a site; NULL: it is none. */
static const struct possible_loop *possible(const struct possible_loop *loops, size_t count, size_t key,
                                            const struct source_loop *source) {
    for (size_t i = 0; i < count; i++) {
        if (loops[i].key == key &&
            (loops[i].source == source || (source && loops[i].source && loops[i].source->id == source->id)))
            return &loops[i];
    }
    return NULL;
}

struct looking {
    struct counting *counting;
    const struct merged_site *site;
    bool fetches_rows; /* the loop around the call may fetch the rows of the statement */
    struct possible_loop possible[MOST_POSSIBLE];
    size_t possible_count;
    struct level levels[MOST_LEVELS];
    size_t count;
};

static void add_level(struct looking *looking, uint64_t loop, size_t key, const struct source_loop *source) {
    if (looking->count == MOST_LEVELS || (looking->count && looking->levels[looking->count - 1].loop == loop))
        return;
    const struct possible_loop *found = possible(looking->possible, looking->possible_count, key, source);
    struct level *level = &looking->levels[looking->count++];
    *level = (struct level){.loop = loop, .may_repeat = found != NULL};
    if (!found) {
        level->begins = key + 1 == looking->site->stack->key_count && looking->fetches_rows;
        return;
    }
    level->line = found->line;
    level->tally = tally_of(looking->counting, loop, looking->site->statement);
}

static void add_levels_of_key(struct looking *looking, uint64_t callers, size_t key) {
    const struct source_frame *frame = looking->site->stack->keys[key];
    uint64_t loop = hash_function(callers, frame);
    if (!frame->loops || !frame->loop_depth) {
        add_level(looking, hash_line(loop, frame), key, NULL);
        return;
    }
    for (size_t i = 0; i < frame->loop_depth; i++) {
        loop = hash_number(loop, frame->loops[i].id);
        add_level(looking, loop, key, &frame->loops[i]);
    }
}

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

static void look_at_site(struct counting *counting, const struct merged_site *site) {
    struct looking looking = {.counting = counting, .site = site};
    const struct row_flow flow = row_flow_of(site);
    const struct source_stack *stack = site->stack;
    counting->sites[site->number].step = step_of(site->statement);
    if (stack->unknown)
        return;
    looking.fetches_rows = flow.one_by_one;
    looking.possible_count = loop_lines_possible(stack, &flow, looking.possible, MOST_POSSIBLE);
    uint64_t callers = stack->truncated;
    for (size_t i = 0; i < stack->key_count; i++) {
        if (stack->keys[i]->in_loop)
            add_levels_of_key(&looking, callers, i);
        callers = hash_line(callers, stack->keys[i]);
    }
    struct site *to = &counting->sites[site->number];
    to->count = looking.count;
    to->levels = pool_allocate(counting->pool, looking.count, sizeof(*to->levels));
    for (size_t i = 0; i < looking.count; i++)
        to->levels[i] = looking.levels[i];
}

/* ---- counting ---- */

/* The execution of the loop is over. */
static void close_tally(struct counting *counting, struct tally *tally) {
    struct loop_tally *result = &tally->result;
    episodes_add(&result->episodes, counting->pool, tally->n, 1);
    if (tally->rounds >= counting->threshold) {
        episodes_add(&result->repeating, counting->pool, tally->n, 1);
        result->segments += tally->repeated_in != tally->segment;
        tally->repeated_in = tally->segment;
    }
    if (tally->rounds > result->most_rounds)
        result->most_rounds = tally->rounds;
    result->rounds += tally->rounds;
    result->waits += tally->waits;
}

static void count_in_loop(struct counting *counting, struct level *level, const struct open_loop *open) {
    struct tally *tally = level->tally;
    level->execution = open->execution;
    level->round = open->round;
    if (tally->execution != open->execution) {
        close_tally(counting, tally);
        tally->execution = open->execution;
        tally->n = tally->rounds = tally->waits = 0;
    }
    tally->n++;
    tally->segment = counting->segment;
    if (tally->rounds && tally->round == open->round)
        return;
    if (tally->rounds && tally->waits_seen != open->waits)
        tally->waits++;
    tally->rounds++;
    tally->round = open->round;
    tally->waits_seen = open->waits;
}

/* Of the loops that went on, the innermost that may repeat the site has turned, where the site has run in its
 * round already. */
static void turn(struct counting *counting, const struct site *site, size_t still_open) {
    for (size_t i = still_open; i > 0; i--) {
        const struct level *level = &site->levels[i - 1];
        struct open_loop *open = &counting->open[i - 1];
        if (!level->may_repeat)
            continue;
        if (level->execution == open->execution && level->round == open->round)
            open->round++;
        return;
    }
}

static size_t close_loops(struct counting *counting, const struct site *site) {
    size_t still_open = 0;
    while (still_open < counting->open_count && still_open < site->count &&
           counting->open[still_open].loop == site->levels[still_open].loop &&
           !site->levels[still_open].begins)
        still_open++;
    for (size_t i = still_open; i < site->count; i++)
        counting->open[i] =
            (struct open_loop){.loop = site->levels[i].loop, .execution = ++counting->executions};
    counting->open_count = site->count;
    return still_open;
}

/* A savepoint outside BEGIN is a transaction of its own. */
static void count_transaction(struct counting *counting, enum transaction_step step,
                              struct site_rounds *result) {
    if (step == STEP_BEGINS)
        counting->in_transaction = true;
    if (step == STEP_ENDS)
        counting->in_transaction = false;
    if (step == STEP_SAVEPOINT && !counting->in_transaction)
        result->own_transactions++;
}

static void count_execution(struct counting *counting, uint32_t word) {
    const uint32_t number = word & LOOPLINE_SEQUENCE_SITE;
    if (word & (LOOPLINE_SEQUENCE_BEGINS | LOOPLINE_SEQUENCE_CLIENT)) {
        counting->open_count = 0;
        counting->segment++;
        counting->serves = counting->serves || (word & LOOPLINE_SEQUENCE_CLIENT);
    }
    if (!number || number > counting->merged->site_count) {
        counting->open_count = 0; /* it may have run anywhere */
        return;
    }
    struct site *site = &counting->sites[number - 1];
    struct site_rounds *result = &counting->results[number - 1];
    result->segments += site->segment != counting->segment;
    site->segment = counting->segment;
    count_transaction(counting, site->step, result);
    const size_t still_open = close_loops(counting, site);
    if (word & LOOPLINE_SEQUENCE_OTHER) {
        result->waits++;
        for (size_t i = 0; i < still_open; i++)
            counting->open[i].waits++;
    }
    turn(counting, site, still_open);
    for (size_t i = 0; i < site->count; i++) {
        if (site->levels[i].may_repeat)
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
        const size_t length = words[i] & ~LOOPLINE_SEQUENCE_REPEAT;
        for (uint32_t times = words[i + 1]; times > 0 && counting->looked_at < MOST_EXECUTIONS; times--)
            count_words(counting, words + i + 2, length);
        i += 1 + length;
    }
}

static void count_thread(struct counting *counting, const struct merged_sequence *sequence) {
    const uint64_t before = counting->segment;
    counting->open_count = 0;
    counting->serves = counting->in_transaction = false;
    count_words(counting, sequence->words, sequence->count);
    for (size_t i = 0; i < counting->merged->site_count; i++) {
        if (counting->sites[i].segment <= before)
            continue; /* it did not run in this thread */
        counting->results[i].all_segments += counting->segment - before;
        counting->results[i].serves = counting->results[i].serves || counting->serves;
    }
}

/* ---- results ---- */

static void add_result(struct counting *counting, size_t number) {
    const struct site *site = &counting->sites[number];
    struct site_rounds *result = &counting->results[number];
    struct site_loop *loops = pool_allocate(counting->pool, site->count, sizeof(*loops));
    for (size_t i = site->count; i > 0; i--) {
        const struct level *level = &site->levels[i - 1];
        if (level->may_repeat)
            loops[result->loop_count++] = (struct site_loop){level->line, &level->tally->result};
    }
    result->loops = loops;
}

struct site_rounds *rounds_count(struct pool *pool, const struct merged_capture *merged, uint64_t threshold) {
    struct pool scratch = {0};
    struct counting *counting = pool_allocate(&scratch, 1, sizeof(*counting));
    *counting = (struct counting){.pool = pool, .merged = merged, .threshold = threshold};
    counting->sites = pool_allocate(&scratch, merged->site_count, sizeof(*counting->sites));
    counting->results = pool_allocate(pool, merged->site_count, sizeof(*counting->results));
    for (size_t i = 0; i < merged->site_count; i++)
        look_at_site(counting, merged->sites[i]);
    for (size_t i = 0; i < merged->sequence_count; i++)
        count_thread(counting, &merged->sequences[i]);
    for (size_t i = 0; i < counting->tally_count; i++)
        close_tally(counting, counting->tallies[i]);
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
