/*
 * Keeps the time that Loopline takes from a thread within a budget.
 *
 * One statement in GOVERNOR_SAMPLES is measured: the walk, the look-up and the counting, which is what grows
 * with the host's work. In windows of about a tenth of a second, the share of the thread's time is compared
 * with the budget (LOOPLINE_BUDGET, 1 % by default). If it is exceeded, values are given up first, and for
 * good: rows are no longer kept, nor parameters searched for. If it is exceeded without values, recording
 * pauses for as long as brings the average down to the budget. Stacks are never given up: recognising one
 * costs little more than finding a site without it.
 *
 * Nothing is given up before Loopline has taken about a second from a thread in all. Tests and scripts never
 * get there and lose no detail; a busy server pays one second once. All state belongs to the thread: no lock,
 * no system call.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_GOVERNOR_H
#define LOOPLINE_CAPTURE_WRITER_GOVERNOR_H

#include <stdbool.h>
#include <stdint.h>

struct loopline_thread_record;

enum { GOVERNOR_SAMPLES = 32 };

enum governor_level { GOVERNOR_ALL, GOVERNOR_WITHOUT_VALUES };

/* The rule, which is the same for all threads. In ticks of the counter, whose rate need not be known. */
struct governor_rule {
    uint64_t budget; /* Loopline's share of the thread's time, in millionths; 0: no limit */
    uint64_t grace;  /* ticks that Loopline may take before anything is given up */
    uint64_t window; /* ticks between two comparisons */
};

/* The state of one thread. All zero at first. */
struct governor {
    uint64_t began;        /* when the measured part began; 0: this statement is not measured */
    uint64_t window_start; /* 0: none */
    uint64_t window_own;   /* Loopline's ticks since then, in measured statements */
    uint64_t paused_until; /* 0: not paused */
    uint32_t level;        /* enum governor_level */
};

/* Returns true if a statement that begins at `now` is recorded. The governor's thread, as below. */
static inline bool governor_records(struct governor *governor, uint64_t now) {
    if (now < governor->paused_until)
        return false;
    governor->paused_until = 0;
    governor->window_start = now;
    return true;
}

/*
 * Returns true if the statement with this number, counted from 0, is measured. A thread's first is not: it
 * pays for what later ones reuse.
 */
static inline bool governor_measures(uint64_t number) {
    return number % GOVERNOR_SAMPLES == GOVERNOR_SAMPLES - 1;
}

/*
 * Call at the end of Loopline's part of a measured statement, with its `own` ticks and the time. Notes in the
 * record what is given up.
 */
void governor_note(struct governor *governor, const struct governor_rule *rule, uint64_t own, uint64_t now,
                   struct loopline_thread_record *record);

#endif
