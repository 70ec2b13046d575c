/*
 * The thread record: the call sites of one thread, found by the addresses on its stack. Nothing here is
 * shared, so nothing is locked. A handle that moves between threads is counted in each thread's own record.
 * All functions run on the thread record's thread.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_THREAD_RECORD_H
#define LOOPLINE_CAPTURE_WRITER_THREAD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "answers.h"
#include "boundary.h"
#include "capture/interned/records.h"
#include "capture/interned/stacks.h"
#include "capture/interned/statements.h"
#include "distinct.h"
#include "governor.h"
#include "host/memory.h"
#include "results.h"
#include "sequence.h"
#include "site_tags.h"
#include "sql/normalize.h"
#include "value_index.h"
#include "value_matches.h"

enum { RECENT_SITES = 16, THREAD_RECORD_SITE_LIMIT = 1 << 15 };

/* A call site of this thread record, in memory. */
struct site_state {
    struct loopline_site *site; /* in the capture */
    struct distinct parameters;
    uint64_t rows_before;        /* its `rows` when its latest execution began */
    uint32_t statement_class;    /* enum sql_class */
    struct boundaries ran_after; /* the thread record's `boundaries` when the site last ran */
    struct site_results results;
    struct site_answers answers;
    struct site_value_matches *value_matches; /* NULL: its parameters were never searched for */
    struct site_tags *tags;                   /* NULL: its statements had none */
};

/* The key of a site: the raw words of a walked stack, resolved frames, or a stack's id. */
struct site_key {
    uint64_t hash;
    uint32_t statement;
    uint32_t generation; /* from 1: of the loaded objects, for the words of a walk; 0: for the other keys,
                            which stay valid */
    uint32_t word_count; /* 0: `stack` is the key instead of words */
    uint32_t stack;
    struct stack_origin origin; /* of the stack that the words describe */
    void *const *words;
};

struct thread_record {
    struct loopline_thread_record *record;
    struct recording *recording;
    struct thread_record *next;  /* in the list of idle thread records */
    struct thread_record *older; /* in the list of all thread records */
    struct record_space *space;  /* `own_space`, or one that it shares with others */
    struct record_space own_space;
    struct arena arena;
    struct arena detail; /* of what can be done without: rows of results, and where they hold a value */
    struct site_index {
        struct site_entry **slots;
        uint32_t capacity;
        uint32_t count;
    } sites; /* by resolved frames and by stacks; never dropped */
    struct site_index walks;
    struct arena walks_arena;                /* memory of `walks`, which starts afresh when it is full */
    struct site_state unkept;                /* in `walks`: the stack's site cannot be kept */
    struct site_state *recent[RECENT_SITES]; /* latest first */
    uint32_t recent_count;
    struct boundaries boundaries; /* those already taken into account */
    struct sequence sequence;
    uint64_t statement_ticks; /* spent in finished statements */
    struct result_ring results;
    struct value_indexes value_indexes;
    struct statement_cache *statement_cache; /* owned by src/shim/recorder/statement_cache.h */
    struct known_comments *known_comments;   /* owned by src/shim/recorder/statement_tags.h */
    struct governor governor;
    struct remembered_walks remembered;
    struct walked_stack walked; /* the stack being looked up */
    struct stacks_here *here;   /* stacks at which the thread handed over or took work; NULL: none */
    uint32_t thread;            /* number of the thread that uses it, or used it last; atomic */
};

/* Make a key of each kind. The words or frames must outlive the key. */
struct site_key site_key_of_walk(uint32_t statement, uint32_t generation, struct stack_origin origin,
                                 const struct walked_stack *stack);
struct site_key site_key_of_frames(uint32_t statement, struct stack_origin origin,
                                   const struct loopline_frame *frames, uint32_t count);
struct site_key site_key_of_stack(uint32_t statement, uint32_t stack);

/* Returns the site with this key, or NULL. */
struct site_state *thread_record_find(const struct thread_record *thread_record, const struct site_key *key);

/* Returns false if there are too many sites. */
bool thread_record_has_room(const struct thread_record *thread_record);

/*
 * Makes `state` findable by `key`, whose words are copied. If walks never stop changing (objects loaded and
 * unloaded, code that a JIT compiler moves), new ones replace earlier ones. Returns false if memory runs out
 * or there are too many sites.
 */
bool thread_record_index(struct thread_record *thread_record, const struct site_key *key,
                         struct site_state *state);

/* What an execution adds when it first returns to the caller. */
struct execution_facts {
    uint64_t parameters;               /* hash of the tuple */
    const uint64_t *values;            /* the parameters or, without any, the literals; see value.h */
    const struct statement_tags *tags; /* NULL: the statement has none */
    uint32_t value_count;              /* at most VALUES_LIMIT */
    uint32_t longest_list; /* elements of the longest IN list, ARRAY or array parameter; 0: unknown */
    bool has_parameters;
    bool in_transaction;
    bool pipelined;
};

/* Counts one execution of a site. */
void thread_record_count(struct thread_record *thread_record, struct site_state *state,
                         const struct execution_facts *facts);

/*
 * Adds to a counter of the capture by one aligned store, so readers see whole numbers even if the process is
 * killed. Only the counter's own thread may call it.
 */
static inline void counter_add(uint64_t *counter, uint64_t amount) {
    __atomic_store_n(counter, *counter + amount, __ATOMIC_RELAXED);
}

#endif
