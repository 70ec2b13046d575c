/*
 * A recording: one capture and everything in memory that it takes to write it. There is at most one per
 * process; the shim owns it (src/shim/recorder.h).
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RECORDING_H
#define LOOPLINE_CAPTURE_WRITER_RECORDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "codes.h"
#include "file.h"
#include "modules.h"
#include "stacks.h"
#include "statements.h"
#include "thread_record.h"
#include "uninterrupted.h"

/* Links that one capture takes, some 100 bytes each. */
enum { RECORDING_LINK_LIMIT = 1 << 14 };

struct recording {
    /* Held for what is rare: a statement, stack, site or thread seen for the first time; uninterrupted. */
    pthread_mutex_t lock;
    struct uninterrupted before_lock; /* of the thread that holds the lock */
    struct capture_file file;
    struct record_space shared;
    struct statement_table statements;
    struct stack_table stacks;
    struct module_map modules;
    struct code_table codes;
    struct ledger *idle_ledgers;
    struct ledger *ledgers; /* all, the newest first; atomic */
    bool has_results;       /* some ledger keeps rows; atomic */
    uint32_t ledger_count;
    uint32_t site_count;
    uint32_t link_count; /* at most RECORDING_LINK_LIMIT */
    uint32_t library_count;
    uint32_t modules_generation; /* raised whenever an object may have been unloaded; atomic */
    bool steady_ticks;
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

/* The calling thread's books: an idle ledger, or a new one. NULL: the capture is full (counted). */
struct ledger *recording_attach(struct recording *recording);
/* The same for a part of what a thread does, which counts as no thread. */
struct ledger *recording_attach_lane(struct recording *recording);
/* Gives the books back at the end of a thread, or of that part. */
void recording_detach(struct recording *recording, struct ledger *ledger);

/* A statement's id, recording it where it is new; id 0 when it cannot be kept. Any thread. */
struct statement_reference recording_statement(struct recording *recording,
                                               const struct statement_description *description);

/* Id of a library that is used, from 1; 0 when it cannot be kept. Call once per library. Any thread. */
uint32_t recording_library(struct recording *recording, uint32_t driver, const char *version,
                           const char *path);

struct recording_site {
    struct statement_reference statement;
    uint32_t library;
};

/*
 * The site of a statement run from the stack in ledger->walked, made where it is new. NULL: cannot be kept.
 * The ledger's thread; not under any lock.
 */
struct site_state *recording_site(struct ledger *ledger, const struct recording_site *wanted);

/* The same for a stack that is known already: a handle that went on in another thread. */
struct site_state *recording_site_of_stack(struct ledger *ledger, const struct recording_site *wanted,
                                           uint32_t stack);

/* File offset of a fresh histogram; 0 when there is no room. The ledger's thread. */
struct loopline_histogram *recording_histogram(struct ledger *ledger, uint64_t *offset);

/*
 * Writes a link as described, with this column name, to the capture; its counters then go on in place.
 * NULL: no room. The ledger's thread.
 */
struct loopline_link *recording_link(struct ledger *ledger, const struct loopline_link *description,
                                     const char *column);

/* Renews the second clock sample. Any thread. */
void recording_renew_clock(struct recording *recording);

/* Marks the capture whole and cuts the file. Statements may still follow; they are counted. */
void recording_seal(struct recording *recording);

#endif
