#include "governor.h"

#include "loopline/capture.h"

enum { MILLION = 1000000, WINDOWS_PAUSED_MOST = 64 };

/*
 * A tenth of a millisecond: what takes longer was interrupted, as happens all the time on a busy machine, and
 * says nothing of the statements that are not measured. With less, the cost of long statements would be left
 * out; with more, two interruptions would be a second of the grace.
 */
enum { SAMPLES_OF_A_WINDOW = 1024 };

static uint64_t share_of(uint64_t own, uint64_t elapsed) {
    /* Both fit: a window ends long before 2^44 ticks. */
    return elapsed ? own * MILLION / elapsed : 0;
}

/* So long that the window and the pause together fit the budget; bounded, since shares change. */
static uint64_t pause_after(uint64_t elapsed, uint64_t share, uint64_t budget) {
    const uint64_t windows = share / budget;
    return elapsed * (windows < WINDOWS_PAUSED_MOST ? windows : WINDOWS_PAUSED_MOST);
}

static void give_up(struct governor *governor, uint64_t pause, uint64_t now,
                    struct loopline_thread_record *record) {
    if (governor->level == GOVERNOR_ALL) {
        governor->level = GOVERNOR_WITHOUT_VALUES;
        record->without_values = 1;
        return;
    }
    governor->paused_until = now + pause;
    __atomic_store_n(&record->paused_ticks, record->paused_ticks + pause, __ATOMIC_RELAXED);
}

void governor_note(struct governor *governor, const struct governor_rule *rule, uint64_t own, uint64_t now,
                   struct loopline_thread_record *record) {
    const uint64_t longest = rule->window / SAMPLES_OF_A_WINDOW;
    const uint64_t ours = (own < longest ? own : longest) * GOVERNOR_SAMPLES;
    governor->window_own += ours;
    __atomic_store_n(&record->own_ticks, record->own_ticks + ours, __ATOMIC_RELAXED);
    if (!governor->window_start)
        governor->window_start = now;
    const uint64_t elapsed = now - governor->window_start;
    if (elapsed < rule->window)
        return;
    const uint64_t share = share_of(governor->window_own, elapsed);
    governor->window_start = now;
    governor->window_own = 0;
    if (rule->budget && share > rule->budget && record->own_ticks > rule->grace)
        give_up(governor, pause_after(elapsed, share, rule->budget), now, record);
}
