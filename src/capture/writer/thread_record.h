/*
 * One thread's thread record: its call sites, found again by the addresses on the stack. Nothing here is
 * shared, so nothing here is locked; a handle that wanders between threads is counted in each thread's own
 * thread record.
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
#include "sql/normalize.h"
#include "value_index.h"
#include "value_matches.h"

enum { RECENT_SITES = 16, THREAD_RECORD_SITE_LIMIT = 1 << 15 };

/* A site of this thread record while the process lives. */
struct site_state {
    struct loopline_site *site; /* in the capture */
    struct distinct parameters;
    uint64_t rows_before;        /* the site's `rows` when its latest execution began */
    uint32_t statement_class;    /* enum sql_class */
    struct boundaries ran_after; /* the thread record's `boundaries` when the site ran last */
    struct site_results results;
    struct site_answers answers;
    struct site_value_matches *value_matches; /* NULL: its parameters were never looked at */
};

/* How a site is found again: by the raw words of a walked stack, by resolved frames, or by a stack's id. */
struct site_key {
    uint64_t hash;
    uint32_t statement;
    uint32_t generation; /* of loaded objects, from 1: the words of a walk; 0: the rest, which lasts */
    uint32_t word_count; /* 0: `stack` is the key instead of words */
    uint32_t stack;
    struct stack_origin origin; /* of the stack that the words tell */
    void *const *words;
};

struct thread_record {
    struct loopline_thread_record *record;
    struct recording *recording;
    struct thread_record *next;  /* in the list of thread records without a thread */
    struct thread_record *older; /* in the list of all thread records */
    struct record_space space;
    struct arena arena;
    struct site_index {
        struct site_entry **slots;
        uint32_t capacity;
        uint32_t count;
    } sites; /* by resolved frames and by stacks: for good */
    struct site_index walks;
    struct arena walks_arena;                /* of `walks`, which starts anew when it is full */
    struct site_state unkept;                /* stands in `walks` for stacks whose site cannot be kept */
    struct site_state *recent[RECENT_SITES]; /* latest first */
    uint32_t recent_count;
    struct boundaries boundaries; /* that have been accounted for */
    struct sequence sequence;
    uint64_t statement_ticks; /* spent in statements so far, those under way not counted */
    struct result_ring results;
    struct value_indexes value_indexes;
    struct statement_cache *statement_cache; /* the statement reader's, see src/shim/statement_cache.h */
    struct governor governor;
    struct remembered_walks remembered;
    struct walked_stack walked; /* the stack being looked up */
    struct walked_stack whole;  /* the same in full, where it is new and the first is not whole */
    struct stacks_here *here;   /* where the thread hands work over and takes it; NULL: it never did */
    uint32_t thread;            /* number of the thread that has it, or had it last; atomic */
    struct loopline_frame resolved[2 * STACK_FRAME_LIMIT];
    struct loopline_frame reduced[2 * STACK_FRAME_LIMIT];
    struct runtime_code code;       /* scratch of code_table_add */
    struct sql_workspace workspace; /* of the normaliser */
};

struct site_key site_key_of_walk(uint32_t statement, uint32_t generation, struct stack_origin origin,
                                 const struct walked_stack *stack);
struct site_key site_key_of_frames(uint32_t statement, struct stack_origin origin,
                                   const struct loopline_frame *frames, uint32_t count);
struct site_key site_key_of_stack(uint32_t statement, uint32_t stack);

/* NULL: no such site yet. */
struct site_state *thread_record_find(const struct thread_record *thread_record, const struct site_key *key);

/* False: too many sites. */
bool thread_record_has_room(const struct thread_record *thread_record);

/*
 * Makes `state` findable by `key`, whose words are copied. Walks without end (objects loaded and unloaded,
 * code that a compiler moves) push out earlier ones. False: no memory, or too many sites.
 */
bool thread_record_index(struct thread_record *thread_record, const struct site_key *key,
                         struct site_state *state);

/* What one execution adds when it has returned for the first time. */
struct execution_facts {
    uint64_t parameters;    /* hash of the tuple */
    const uint64_t *values; /* of the parameters, or of the literals in their place; see value.h */
    uint32_t value_count;   /* at most VALUES_LIMIT */
    uint32_t longest_list;  /* elements of the longest IN list, ARRAY or array parameter; 0: none is known */
    bool has_parameters;
    bool in_transaction;
    bool pipelined;
};

void thread_record_count(struct thread_record *thread_record, struct site_state *state,
                         const struct execution_facts *facts);

/* One aligned store: a reader, or a kill, between any two leaves whole numbers. */
static inline void counter_add(uint64_t *counter, uint64_t amount) {
    __atomic_store_n(counter, *counter + amount, __ATOMIC_RELAXED);
}

#endif
