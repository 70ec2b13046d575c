/*
 * The bridge from the hooks to the recording. A process has one recording, which its first statement begins,
 * and each thread has a thread record.
 */
#ifndef LOOPLINE_SHIM_RECORDER_RECORDER_H
#define LOOPLINE_SHIM_RECORDER_RECORDER_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "capture/writer/hand_over.h"
#include "capture/writer/recording.h"
#include "host/clock.h"
#include "shim/loader/libraries.h"
#include "statement_cache.h"

/* Callbacks of the recorder; each may be NULL. */
struct recorder_listeners {
    void (*thread_ends)(void); /* called on a thread that ends, before its record is given back */
    void (*forgotten)(void);   /* called in a forked child, before its recording may begin */
};

/* Sets the callbacks. Once, from the constructor. `listeners` must live as long as the process. */
void recorder_listen(const struct recorder_listeners *listeners);

/* Returns true once this process has a recording. Any thread. */
bool recorder_has_started(void);

/*
 * Returns true if the calling thread's waits matter: it has run a statement in this process, or has handed
 * over or taken work while statements were recorded.
 */
bool recorder_watches_thread(void);

/* Returns true if the calling thread has run a statement in this process. */
bool recorder_has_run_statement(void);

/*
 * Returns the record in which the calling thread's stacks are kept, whether or not it runs statements; NULL
 * if nothing is recorded at present or there is no room.
 */
struct thread_record *recorder_watched_record(void);

/*
 * Describes the work that the calling thread is handing over. Returns false, leaving `given` alone, if
 * nothing is recorded or no thread record is available. Keeps errno. Any thread; walks the stack.
 */
bool recorder_describe_hand_over(struct hand_over *given);

/*
 * Call when the calling thread takes work that was handed over: `waited` if it waited for the work at its
 * present stack, not if it was just started for it. Completes `given`. Keeps errno. Any thread; walks the
 * stack.
 */
void recorder_take_hand_over(struct hand_over *given, bool waited);

/*
 * Number of the recording. It rises in a forked child: what a handle remembers of an earlier recording is
 * then invalid. Any thread.
 */
uint32_t recorder_generation(void);

/*
 * Returns the calling thread's record. Begins the recording and attaches the thread if needed. NULL if
 * nothing can be recorded. Keeps errno. Any thread.
 */
struct thread_record *recorder_thread_record(void);

/*
 * The same for a statement that begins. Also NULL while recording is paused, by `loopline pause` or for the
 * budget, and for a statement that runs while this thread is inside the recording's lock.
 */
struct thread_record *recorder_begin_statement(void);

/*
 * Call once for a statement for which recorder_begin_statement returned NULL: it is counted as dropped where
 * the reason is that there was no room for the thread's record. The thread that ran it.
 */
void recorder_leave_out(void);

/*
 * Returns the call site of a statement that runs in this library at the present stack, or NULL if it cannot
 * be kept. Keeps errno. The thread record's thread.
 */
struct site_state *recorder_site(struct thread_record *thread_record, struct statement_reference statement,
                                 const struct library *library);

/*
 * The same for a statement that was begun on another thread, at the stack of the site `begun`. Keeps errno.
 * The thread record's thread.
 */
struct site_state *recorder_site_elsewhere(struct thread_record *thread_record,
                                           const struct site_state *begun, const struct library *library);

/* Counts one execution; if `state` is NULL it counts as dropped. Keeps errno. The thread record's thread. */
void recorder_count(struct thread_record *thread_record, struct site_state *state,
                    const struct execution_facts *facts);

/* The present time in ticks. Any thread. */
static inline uint64_t recorder_ticks(const struct thread_record *thread_record) {
    return clock_ticks(thread_record->recording->steady_ticks);
}

/* A call of a database library under way. */
struct statement_timing {
    uint64_t start;
    uint64_t statement_ticks; /* the thread record's, when the call began */
};

static inline struct statement_timing recorder_begin_timing(const struct thread_record *thread_record) {
    return (struct statement_timing){recorder_ticks(thread_record), thread_record->statement_ticks};
}

/*
 * Returns how many ticks the call took, without the statements that the program ran during it, from an SQL
 * function or a callback: those count their own time.
 */
static inline uint64_t recorder_end_timing(struct thread_record *thread_record,
                                           const struct statement_timing *timing) {
    const uint64_t whole = recorder_ticks(thread_record) - timing->start;
    const uint64_t inner = thread_record->statement_ticks - timing->statement_ticks;
    thread_record->statement_ticks = timing->statement_ticks + whole;
    return inner < whole ? whole - inner : 0;
}

/*
 * Returns a further record for the calling thread, for one of its connections, and sets `*start` to the
 * boundaries that it begins with. NULL if no record is left. A recording must have begun. The second function
 * gives the record back; it does nothing if another recording has begun since. Both keep errno. Any thread.
 */
struct thread_record *recorder_take_connection_record(struct boundaries *start);
void recorder_give_back_connection_record(struct thread_record *thread_record);

/* Call before the process confines itself: takes now what new call sites of the calling thread will need. */
void recorder_provide(void);

/* Call when an object has been unloaded. Any thread. */
void recorder_note_unload(void);
/* Call in a forked child: it drops the parent's recording. */
void recorder_forget(void);
/* Call when the process ends: seals the capture and makes the report, or says why nothing was recorded. */
void recorder_finish(void);

#endif
