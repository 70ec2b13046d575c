#include "tallies.h"

static bool tally_is(const void *context, size_t entry, const void *key) {
    const struct tally *tally = ((const struct tallies *)context)->items[entry];
    const struct tally *wanted = key;
    return tally->loop == wanted->loop && tally->statement == wanted->statement;
}

struct tally *tallies_of(struct tallies *tallies, uint64_t loop, const struct merged_statement *statement) {
    const struct tally wanted = {.loop = loop, .statement = statement};
    const uint64_t hash = hash_number(loop, (uint64_t)(uintptr_t)statement);
    const size_t found = index_find(&tallies->index, hash, tally_is, tallies, &wanted);
    if (found != INDEX_NOT_FOUND)
        return tallies->items[found];
    struct tally *added = pool_allocate(tallies->pool, 1, sizeof(*added));
    *added = wanted;
    tallies->items =
        pool_grow(tallies->pool, tallies->items, tallies->count, &tallies->capacity, sizeof(struct tally *));
    index_add(&tallies->index, tallies->pool, hash, tallies->count);
    tallies->items[tallies->count++] = added;
    return added;
}

static void count_rounds(struct tally *tally, const struct open_loop *open, enum telling telling) {
    const uint64_t round = open->round[telling];
    if (tally->now.told[telling].rounds && tally->now.told[telling].round == round)
        return;
    if (tally->now.told[telling].rounds && tally->now.told[telling].waits_seen != open->waits)
        tally->now.told[telling].waits++;
    tally->now.told[telling].rounds++;
    tally->now.told[telling].round = round;
    tally->now.told[telling].waits_seen = open->waits;
}

void tally_add(struct tally *tally, struct open_loop *open, bool again, uint64_t segment) {
    struct ongoing *now = &tally->now;
    if (now->execution != open->execution) {
        *now = (struct ongoing){.execution = open->execution};
        tally->next = open->tallies;
        open->tallies = tally;
    }
    /* One for each execution, not for each round: a loop within may begin them. */
    now->transactions += now->transactions_seen != open->transactions;
    now->transactions_seen = open->transactions;
    now->n++;
    now->again += again;
    now->segment = segment;
    for (enum telling telling = 0; telling < TELLINGS; telling++)
        count_rounds(tally, open, telling);
}

/*
 * Where the loop certainly turned as often as a finding asks for, something in its rounds tells them apart,
 * and what else came round did so in the library. Where it did not, the library may loop over one item a
 * round: then each of its turns is one of the program's.
 */
static enum telling right_telling(const struct tallies *tallies, const struct open_loop *open) {
    return open->round[CERTAIN_TURNS] + 1 >= tallies->threshold ? PROGRAM_TURNS : EVERY_TURN;
}

/* A driver begins one by itself, in the first round, that lasts to the end. */
#define LEAST_TRANSACTIONS 2

static void close_tally(const struct tallies *tallies, struct tally *tally, enum telling telling) {
    const struct ongoing *now = &tally->now;
    struct loop_tally *result = &tally->result;
    const uint64_t rounds = now->told[telling].rounds;
    if (rounds >= tallies->threshold) {
        episodes_add(&result->repeating, tallies->pool, now->n, 1);
        result->again += now->again;
        if (now->transactions >= LEAST_TRANSACTIONS && now->transactions * 2 >= now->n)
            result->transactions += now->n;
        result->segments += tally->repeated_in != now->segment;
        tally->repeated_in = now->segment;
    }
    if (rounds > result->most_rounds)
        result->most_rounds = rounds;
    result->rounds += rounds;
    result->waits += now->told[telling].waits;
}

void tallies_close(struct tallies *tallies, struct open_loop *open) {
    const enum telling telling = right_telling(tallies, open);
    for (struct tally *tally = open->tallies; tally; tally = tally->next)
        close_tally(tallies, tally, telling);
    open->tallies = NULL;
}

void tallies_clear(struct tallies *tallies) {
    for (size_t i = 0; i < tallies->count; i++) {
        struct tally *tally = tallies->items[i];
        *tally = (struct tally){.loop = tally->loop, .statement = tally->statement};
    }
}
