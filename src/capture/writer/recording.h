/*
 * A recording: one capture and everything in memory that it takes to write it. There is at most one per
 * process; the shim owns it (src/shim/recorder.h).
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RECORDING_H
#define LOOPLINE_CAPTURE_WRITER_RECORDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "capture/interned/codes.h"
#include "capture/interned/file.h"
#include "capture/interned/modules.h"
#include "capture/interned/stacks.h"
#include "capture/interned/statements.h"
#include "host/uninterrupted.h"
#include "thread_record.h"

/* Links that one capture takes, some 100 bytes each. */
enum { RECORDING_VALUE_MATCH_LIMIT = 1 << 14 };

struct recording {
    /* Held for what is rare: a statement, stack, site or thread seen for the first time; uninterrupted. */
    pthread_mutex_t lock;
    struct uninterrupted before_lock; /* of the thread that holds the lock */
    struct capture_file file;
    struct record_space shared;
    struct arena tables; /* memory of the four below */
    struct statement_table statements;
    struct stack_table stacks;
    struct module_map modules;
    struct code_table codes;
    struct thread_record *idle_thread_records;
    struct thread_record *thread_records; /* all, the newest first; atomic */
    bool has_results;                     /* some thread record keeps rows; atomic */
    uint32_t thread_record_count;
    uint32_t site_count;
    uint32_t value_match_count; /* at most RECORDING_VALUE_MATCH_LIMIT */
    uint32_t library_count;
    uint32_t modules_generation; /* raised whenever an object may have been unloaded; atomic */
    bool steady_ticks;
    struct distinct_key parameter_key;
};

struct recording_description {
    const char *prefix; /* of the capture's path */
    uint64_t capacity;
    uint64_t run_id;
    const char *executable;
    struct loopline_clock_sample first;
    bool steady_ticks;
};

/*
 * Creates the capture and the tables. Returns 0 and the recording, or an errno value and NULL. The fields
 * of the header that only the caller knows (arguments, unwinder) are the caller's to fill in.
 */
int recording_start(const struct recording_description *description, struct recording **result);

/*
 * In a forked child: gives up the parent's recording without touching its file. The recording's memory stays,
 * untouched and shared with the parent: the fork may have happened inside a statement (in a callback, or in a
 * function of SQL), which comes back to its hook in the child too.
 */
void recording_forget(struct recording *recording);

/* The calling thread's thread record: an idle thread record, or a new one. NULL: the capture is full
 * (counted). */
struct thread_record *recording_attach(struct recording *recording);
/* The same for a part of what a thread does, which counts as no thread. */
struct thread_record *recording_attach_connection_record(struct recording *recording);
/* A thread that has such a record runs its first statement. */
void recording_count_thread(struct thread_record *thread_record);
/* Gives the thread record back at the end of a thread, or of that part. */
void recording_detach(struct recording *recording, struct thread_record *thread_record);

/* A statement's id, recording it where it is new; id 0 when it cannot be kept. Any thread. */
struct statement_reference recording_statement(struct recording *recording,
                                               const struct statement_description *description);

/* Id of a library that is used, from 1; 0 when it cannot be kept. Call once per library. Any thread. */
uint32_t recording_library(struct recording *recording, uint32_t driver, const char *version,
                           const char *path);

struct site_request {
    struct statement_reference statement;
    uint32_t library;
};

/*
 * The site of a statement run from the stack in thread_record->walked, made where it is new. NULL: cannot be
 * kept. The thread record's thread; not under any lock.
 */
struct site_state *recording_site(struct thread_record *thread_record, const struct site_request *wanted);

/* The same for a stack that is known already: a handle that went on in another thread. */
struct site_state *recording_site_of_stack(struct thread_record *thread_record,
                                           const struct site_request *wanted, uint32_t stack);

/* Renews the second clock sample. Any thread. */
void recording_renew_clock(struct recording *recording);

/* Marks the capture whole and cuts the file. Statements may still follow; they are counted. */
void recording_seal(struct recording *recording);

#endif
