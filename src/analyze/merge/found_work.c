#include "found_work.h"

#include "capture/reader/by_id.h"
#include "capture/reader/sequence.h"

struct walk {
    const struct capture *capture;
    uint64_t *taken;     /* by site: executions right after a hand-over */
    uint64_t hand_overs; /* so far, in all threads */
    uint64_t *ran_after; /* by site: how many there had been when it ran last */
    uint64_t *again;     /* by site: executions since which there was none */
};

static const uint32_t takes_work = LOOPLINE_SEQUENCE_TAKEN | LOOPLINE_SEQUENCE_BEGINS;

static void note_execution(struct walk *walk, uint32_t word, uint64_t times, bool comes_again) {
    const bool is_taken = word & takes_work;
    walk->hand_overs += is_taken;
    const struct capture *capture = walk->capture;
    const struct capture_site *found = by_id_find(capture->sites, capture->site_count,
                                                  sizeof(*capture->sites), word & LOOPLINE_SEQUENCE_SITE);
    if (!found)
        return;
    const size_t site = (size_t)(found - capture->sites);
    walk->taken[site] += is_taken ? times : 0;
    if (comes_again || walk->ran_after[site] == walk->hand_overs)
        walk->again[site] += times;
    walk->ran_after[site] = walk->hand_overs;
}

/* The first round of a block is taken to be like the others. */
static void walk_words(struct walk *walk, const uint32_t *words, size_t count, uint64_t times,
                       bool comes_again) {
    for (size_t i = 0; i < count; i++) {
        if (!(words[i] & LOOPLINE_SEQUENCE_REPEAT)) {
            note_execution(walk, words[i], times, comes_again);
            continue;
        }
        const struct sequence_block block = sequence_block_at(words + i);
        walk_words(walk, block.words, block.length, times * block.times,
                   !sequence_has_mark(block.words, block.length, takes_work));
        i += 1 + block.length;
    }
}

static void find_by_stack(struct pool *pool, const struct walk *walk, bool *found) {
    const struct capture *capture = walk->capture;
    struct {
        uint64_t sites, taken, again, calls;
    } *sums = pool_allocate(pool, capture->stack_count, sizeof(*sums));
    for (size_t i = 0; i < capture->site_count; i++) {
        const struct capture_stack *stack = capture->sites[i].stack;
        if (!stack)
            continue;
        sums[stack - capture->stacks].sites++;
        sums[stack - capture->stacks].taken += walk->taken[i];
        sums[stack - capture->stacks].again += walk->again[i];
        sums[stack - capture->stacks].calls += capture->sites[i].calls;
    }
    for (size_t i = 0; i < capture->stack_count; i++)
        found[i] = sums[i].again * 2 > sums[i].calls && sums[i].taken <= sums[i].sites;
}

struct found_work found_work(struct pool *pool, const struct capture *capture) {
    struct found_work found = {.sites = pool_allocate(pool, capture->site_count, sizeof(*found.sites)),
                               .stacks = pool_allocate(pool, capture->stack_count, sizeof(*found.stacks))};
    struct walk walk = {.capture = capture,
                        .taken = pool_allocate(pool, capture->site_count, sizeof(*walk.taken)),
                        .ran_after = pool_allocate(pool, capture->site_count, sizeof(*walk.ran_after)),
                        .again = pool_allocate(pool, capture->site_count, sizeof(*walk.again))};
    for (size_t i = 0; i < capture->thread_record_count; i++) {
        walk.hand_overs++;
        walk_words(&walk, capture->thread_records[i].sequence, capture->thread_records[i].sequence_words, 1,
                   false);
    }
    for (size_t i = 0; i < capture->site_count; i++)
        found.sites[i] = walk.again[i] * 2 > capture->sites[i].calls;
    find_by_stack(pool, &walk, found.stacks);
    return found;
}
