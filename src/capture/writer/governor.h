/*
 * What Loopline takes of a thread's time, and what it gives up to take no more than its budget.
 *
 * One statement in GOVERNOR_SAMPLES is measured: the walk, the look-up and the counting, which is what grows
 * with the host's work. In windows of a tenth of a second, roughly, the share of the thread's time is held
 * against the budget (LOOPLINE_BUDGET, 1 % by default). Above it values go first, for good: rows are not kept
 * and parameters not looked for any more. Above it without values, recording pauses for as long as makes the
 * average fit. Stacks are never given up: recognised ones cost hardly more than finding a site without them.
 *
 * Nothing is given up before a thread has lost about a second to us in all. A test or a script never comes
 * so far, and loses no detail; a busy server pays a second once. All of it is the thread's own: no lock, no
 * system call.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_GOVERNOR_H
#define LOOPLINE_CAPTURE_WRITER_GOVERNOR_H

#include <stdbool.h>
#include <stdint.h>

struct loopline_thread_record;

enum { GOVERNOR_SAMPLES = 32 };

enum governor_level { GOVERNOR_ALL, GOVERNOR_WITHOUT_VALUES };

/* What is to be held; the same for all threads. In ticks of the counter, whose rate need not be known. */
struct governor_rule {
    uint64_t budget; /* parts of our time in a million parts of the thread's; 0: no bound */
    uint64_t grace;  /* ticks of our own before anything is given up */
    uint64_t window; /* ticks between two looks */
};

/* A thread's. All zero at first. */
struct governor {
    uint64_t began;        /* when the part that is measured began; 0: this statement is not measured */
    uint64_t window_start; /* 0: none yet */
    uint64_t window_own;   /* ours since then, of the statements that were measured */
    uint64_t paused_until; /* 0: not paused */
    uint32_t level;        /* enum governor_level */
};

/* Whether a statement that begins `now` is to be recorded. The thread's own. */
static inline bool governor_records(struct governor *governor, uint64_t now) {
    if (now < governor->paused_until)
        return false;
    governor->paused_until = 0;
    governor->window_start = now;
    return true;
}

/*
 * Whether the statement with this number, from 0, is measured. Not a thread's first: that opens what the
 * others find there.
 */
static inline bool governor_measures(uint64_t number) {
    return number % GOVERNOR_SAMPLES == GOVERNOR_SAMPLES - 1;
}

/* Our part of a measured statement is at an end. What it gives up is noted in the record. */
void governor_note(struct governor *governor, const struct governor_rule *rule, uint64_t own, uint64_t now,
                   struct loopline_thread_record *record);

#endif
