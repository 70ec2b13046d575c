/*
 * The libraries through which programs reach a database: how to recognise each on a stack, and what each
 * offers instead of a loop. One table entry per library, one file per language (python.c, perl.c, native.c
 * …). A library is added only if frames of its language are read, together with a program in tests/e2e that
 * shows its advice.
 */
#ifndef LOOPLINE_ADVICE_FRAMEWORKS_H
#define LOOPLINE_ADVICE_FRAMEWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/stacks/source_stack.h"

/* What a loop does, as far as the advice differs. */
enum loop_action {
    LOOP_ACTION_LOADS_ONE,  /* the library loads the single object of a relationship */
    LOOP_ACTION_LOADS_MANY, /* the library loads the several objects of a relationship */
    LOOP_ACTION_RELOADS,    /* the library loads columns of an object that were deferred or have expired */
    LOOP_ACTION_QUERIES,    /* a query of the program's own */
    LOOP_ACTION_AGGREGATES, /* a count, a sum, or whether there are any rows */
    LOOP_ACTION_REPEATS,    /* the same query with the same values */
    LOOP_ACTION_INSERTS,
    LOOP_ACTION_UPDATES,
    LOOP_ACTION_DELETES,
    LOOP_ACTIONS,
};

enum { MOST_PHRASINGS = 3, MOST_SIGNS = 2 };

/* Frames that identify a library, or what it is doing. */
struct frame_sign {
    const char *path; /* part of the path of the frame's file or, without one, of its module; NULL: no sign */
    const char *function; /* the function's own name, without classes; NULL: any */
};

struct framework {
    const char *name;
    struct frame_sign signs[MOST_SIGNS];
    struct frame_sign loads[MOST_SIGNS];
    struct frame_sign reloads[MOST_SIGNS];
    /* The rows of a relationship come by a query like the program's own, so only the source shows the
       relationship. */
    bool queries_relationships;
    /*
     * By action, the most specific first. {relationship} and {class} stand for names that may be unknown,
     * {reverse} for the relationship's name in Django's queries; the last text has none of them. NULL: the
     * library offers nothing of its own.
     */
    const char *advice[LOOP_ACTIONS][MOST_PHRASINGS];
};

struct language {
    uint32_t runtime;                   /* enum loopline_runtime_kind; 0: native code */
    const struct framework *frameworks; /* those that serve requests before those that load data */
    size_t framework_count;
    const struct framework *without_framework[LOOPLINE_DRIVER_POSTGRESQL + 1]; /* by driver */
};

extern const struct language language_python;
extern const struct language language_perl;
extern const struct language language_php;
extern const struct language language_ruby;
extern const struct language language_native;

/*
 * Returns the next framework of the table with a frame among the innermost `count` frames of the stack, those
 * up to the loop. `previous` is NULL to begin. NULL: no more.
 */
const struct framework *framework_next(const struct framework *previous, const struct source_stack *stack,
                                       size_t count);

/*
 * Returns what the framework was doing when it sent a query; LOOP_ACTION_QUERIES if no frame shows that it
 * acted by itself.
 */
enum loop_action framework_loop_action(const struct framework *framework, const struct source_stack *stack,
                                       size_t count);

/* Returns the language of a kind of runtime, or native code's for one without its own entry. */
const struct language *language_of_runtime(uint32_t runtime);

/* Returns the entry for programs in which no framework was seen. */
const struct framework *framework_without(enum loopline_driver driver, const struct language *language);

#endif
