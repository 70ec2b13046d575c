/*
 * A recording: one capture and all the memory needed to write it. A process has at most one; the shim owns it
 * (src/shim/recorder/recorder.h).
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
#include "capture/interned/tags.h"
#include "host/uninterrupted.h"
#include "thread_record.h"

/* Value matches that one capture holds, about 100 bytes each. */
enum { RECORDING_VALUE_MATCH_LIMIT = 1 << 14 };

struct recording {
    /* Held only for what is rare: a statement, stack, site or thread seen for the first time. Always held
       uninterrupted (host/uninterrupted.h). */
    pthread_mutex_t lock;
    struct uninterrupted before_lock; /* of the thread that holds the lock */
    struct capture_file file;
    struct record_space shared;
    struct record_space crowd; /* of thread records that have no chunks of their own */
    struct arena tables;       /* memory of the tables below */
    struct statement_table statements;
    struct stack_table stacks;
    struct tags_table tags;
    struct module_map modules;
    struct code_table codes;
    struct thread_record *idle_thread_records;
    struct thread_record *thread_records; /* all of them, newest first; atomic */
    bool has_results;                     /* some thread record keeps rows; atomic */
    uint32_t thread_record_count;
    uint32_t site_count;
    uint32_t value_match_count; /* at most RECORDING_VALUE_MATCH_LIMIT */
    uint32_t library_count;
    uint32_t modules_generation; /* rises whenever an object may have been unloaded; atomic */
    bool steady_ticks;
    struct distinct_key parameter_key;
    /* Room to work in, under the lock. */
    struct loopline_frame resolved[2 * STACK_FRAME_LIMIT];
    struct loopline_frame reduced[2 * STACK_FRAME_LIMIT];
    struct runtime_code code;
    struct sql_workspace workspace;
};

struct recording_description {
    const char *prefix; /* the capture's path without ".capture" */
    uint64_t capacity;
    uint64_t run_id;
    const char *executable;
    struct loopline_clock_sample first;
    bool steady_ticks;
};

/*
 * Creates the capture and the tables. Returns 0 and sets `*result`, or returns an errno value and sets it to
 * NULL. The caller fills in the header's fields that only it knows (arguments, directory).
 */
int recording_start(const struct recording_description *description, struct recording **result);

/*
 * Call in a forked child: gives up the parent's recording without touching its file. The recording's memory
 * stays as it is: the fork may have happened inside a statement (in a callback or an SQL function), which
 * returns to its hook in the child too.
 */
void recording_forget(struct recording *recording);

/*
 * Returns an idle or new thread record for the calling thread. NULL if the capture is full or memory is
 * short.
 */
struct thread_record *recording_attach(struct recording *recording);
/* The same for part of what a thread does, such as one connection; it does not count as a thread. */
struct thread_record *recording_attach_connection_record(struct recording *recording);
/*
 * Call when a thread whose record is of that kind runs its first statement: it counts as a thread from then
 * on.
 */
void recording_count_thread(struct thread_record *thread_record);
/* Gives the thread record back at the end of the thread or connection. The thread that used it. */
void recording_detach(struct recording *recording, struct thread_record *thread_record);

/* Returns a statement's reference and records a new one; id 0 if it cannot be kept. Any thread. */
struct statement_reference recording_statement(struct recording *recording,
                                               const struct statement_description *description);

/* Returns the id of tags and records new ones; 0 if they cannot be kept. Any thread. */
uint32_t recording_tags(struct recording *recording, const struct sql_tags *tags);

/* Records a library and returns its id, from 1; 0 if it cannot be kept. Call once per library. Any thread. */
uint32_t recording_library(struct recording *recording, uint32_t driver, const char *version,
                           const char *path);

struct site_request {
    struct statement_reference statement;
    uint32_t library;
};

/*
 * Returns the call site of a statement run from the stack in thread_record->walked, and makes a new one. NULL
 * if it cannot be kept. The thread record's thread, holding no lock.
 */
struct site_state *recording_site(struct thread_record *thread_record, const struct site_request *wanted);

/* The same for a stack already in the capture: the handle was used on another thread before. */
struct site_state *recording_site_of_stack(struct thread_record *thread_record,
                                           const struct site_request *wanted, uint32_t stack);

/* Renews the second clock sample. Any thread. */
void recording_renew_clock(struct recording *recording);

/* Marks the capture as complete and cuts the file. Statements that still follow are counted. Any thread. */
void recording_seal(struct recording *recording);

#endif
