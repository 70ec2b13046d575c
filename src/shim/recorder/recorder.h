/*
 * The bridge from the hooks to the recording: one recording per process, begun by the first statement, and
 * one thread record per thread.
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

/* Whom the recorder tells; each of them may be NULL. */
struct recorder_listeners {
    void (*thread_ends)(void); /* on the thread that ends, before its record is given back */
    void (*forgotten)(void);   /* in a forked child, before its recording may begin */
};

/* Once, from the constructor. `listeners` has to last as long as the process. */
void recorder_listen(const struct recorder_listeners *listeners);

/* True once a statement has been recorded in this process. Any thread. */
bool recorder_has_started(void);

/*
 * True where the calling thread has run a statement in this process, or handed over or taken work while
 * statements were recorded: what it waits for matters.
 */
bool recorder_watches_thread(void);

/* True where the calling thread has run a statement in this process. */
bool recorder_has_run_statement(void);

/*
 * Describes the work that the calling thread hands over at this moment. False: nothing can be said of it, or
 * nothing is recorded. Keeps errno. Any thread; calls the unwinder.
 */
bool recorder_describe_hand_over(struct hand_over *given);

/*
 * The calling thread takes work that was handed over: it waited for it where it stands now, or has just been
 * started for it. Keeps errno. Any thread; calls the unwinder.
 */
void recorder_take_hand_over(struct hand_over *given, bool waited);

/*
 * Number of the recording, raised in a forked child: what a handle remembers of an earlier one is void. Any
 * thread.
 */
uint32_t recorder_generation(void);

/*
 * The calling thread's thread record; begins the recording and attaches the thread where needed. NULL:
 * nothing can be recorded. Keeps errno.
 */
struct thread_record *recorder_thread_record(void);

/* The same for a statement that begins: NULL too while recording is paused, by hand or for the budget. */
struct thread_record *recorder_begin_statement(void);

/*
 * The site of a statement at the present stack, in this library. NULL: it cannot be kept. Keeps errno. The
 * thread record's thread.
 */
struct site_state *recorder_site(struct thread_record *thread_record, struct statement_reference statement,
                                 const struct library *library);

/* The same at a stack that is known: a statement that was begun on another thread. Keeps errno. */
struct site_state *recorder_site_elsewhere(struct thread_record *thread_record,
                                           const struct site_state *begun, const struct library *library);

/* Counts one execution; a NULL state counts it as dropped. Keeps errno. The thread record's thread. */
void recorder_count(struct thread_record *thread_record, struct site_state *state,
                    const struct execution_facts *facts);

/* The tick counter, for durations. */
static inline uint64_t recorder_ticks(const struct thread_record *thread_record) {
    return clock_ticks(thread_record->recording->steady_ticks);
}

/* A call of a database library under way. */
struct statement_timing {
    uint64_t start;
    uint64_t statement_ticks; /* of the thread record, when it began */
};

static inline struct statement_timing recorder_begin_timing(const struct thread_record *thread_record) {
    return (struct statement_timing){recorder_ticks(thread_record), thread_record->statement_ticks};
}

/*
 * How long the call took, without the statements that the program ran meanwhile, from a function of SQL or a
 * callback: those count themselves.
 */
static inline uint64_t recorder_end_timing(struct thread_record *thread_record,
                                           const struct statement_timing *timing) {
    const uint64_t whole = recorder_ticks(thread_record) - timing->start;
    const uint64_t inner = thread_record->statement_ticks - timing->statement_ticks;
    thread_record->statement_ticks = timing->statement_ticks + whole;
    return inner < whole ? whole - inner : 0;
}

/*
 * A record for a part of what the calling thread does; `start` becomes the boundaries that it begins with.
 * NULL: there is none left. It is given back in the same recording. Both keep errno. Any thread.
 */
struct thread_record *recorder_take_connection_record(struct boundaries *start);
void recorder_give_back_connection_record(struct thread_record *thread_record);

/* An object was unloaded; a child was forked; the process ends. */
void recorder_note_unload(void);
void recorder_forget(void);
void recorder_finish(void);

#endif
