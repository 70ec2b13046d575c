/*
 * The libraries through which programs reach a database, how each is seen on a stack, and what each offers in
 * place of a loop. One entry of a table per library, one file per language (python.c, perl.c, native.c). A
 * library comes in when frames of its language can be read, with a program in tests/e2e that shows its
 * advice.
 */
#ifndef LOOPLINE_ADVICE_FRAMEWORKS_H
#define LOOPLINE_ADVICE_FRAMEWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/stacks/source_stack.h"

/* What a loop does, as far as the ways out of it differ. */
enum loop_action {
    LOOP_ACTION_LOADS_ONE,  /* the library loads the one object of a relationship */
    LOOP_ACTION_LOADS_MANY, /* or the several ones */
    LOOP_ACTION_RELOADS,    /* or columns of an object that were left out or have expired */
    LOOP_ACTION_QUERIES,    /* a query of the program's own */
    LOOP_ACTION_AGGREGATES, /* a count, a sum, whether there are any */
    LOOP_ACTION_REPEATS,    /* the same query with the same values */
    LOOP_ACTION_INSERTS,
    LOOP_ACTION_UPDATES,
    LOOP_ACTION_DELETES,
    LOOP_ACTIONS,
};

enum { MOST_PHRASINGS = 3, MOST_SIGNS = 2 };

/* Frames by which a library is known, or what it is doing. */
struct frame_sign {
    const char *path;     /* a part of the path of the frame's file, or else of its module; NULL: no sign */
    const char *function; /* the function's own name, without classes; NULL: any */
};

struct framework {
    const char *name;
    struct frame_sign signs[MOST_SIGNS];
    struct frame_sign loads[MOST_SIGNS];
    struct frame_sign reloads[MOST_SIGNS];
    /* Rows of a relationship's other side come by a query like the program's own: only its source tells. */
    bool queries_relationships;
    /*
     * By action, the most telling first: {relationship} and {class} stand for names that are not always
     * known, {reverse} for the relationship's in Django's queries; the last one has none. NULL: nothing but
     * what other libraries, or none, offer.
     */
    const char *advice[LOOP_ACTIONS][MOST_PHRASINGS];
};

struct language {
    uint32_t runtime;                   /* enum loopline_runtime_kind; 0: native code */
    const struct framework *frameworks; /* what serves requests before what it serves them from */
    size_t framework_count;
    const struct framework *without_framework[LOOPLINE_DRIVER_POSTGRESQL + 1]; /* by driver */
};

extern const struct language language_python;
extern const struct language language_perl;
extern const struct language language_php;
extern const struct language language_ruby;
extern const struct language language_native;

/*
 * The frameworks whose frames stand among the first `count` ones of the stack, from the database up to the
 * loop: the next one of the table, NULL for `previous` to begin. NULL: no more.
 */
const struct framework *framework_next(const struct framework *previous, const struct source_stack *stack,
                                       size_t count);

/* What the framework was doing when it sent a query; LOOP_ACTION_QUERIES where nothing says that it did so
 * itself.
 */
enum loop_action framework_loop_action(const struct framework *framework, const struct source_stack *stack,
                                       size_t count);

/* The language of a kind of runtime; what is said of native code for one that has nothing of its own. */
const struct language *language_of_runtime(uint32_t runtime);

/* What is said of programs in which no framework was seen. */
const struct framework *framework_without(enum loopline_driver driver, const struct language *language);

#endif
