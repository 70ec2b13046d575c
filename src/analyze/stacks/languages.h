/*
 * The languages whose frames are read: a table with a line for each kind of runtime, which holds their
 * differences. What native functions and blocks repeat is decided in interpreted_stack.c and blocks.c. Any
 * thread.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_LANGUAGES_H
#define LOOPLINE_ANALYZE_STACKS_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"
#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * How to read the lines and loops of a code object. See analyze/python/code.h and analyze/flow/flow.h for the
 * functions.
 */
struct code_decoder {
    void *(*read)(const struct capture_code *code); /* NULL: lines and loops are unknown */
    void (*free)(void *decoded);
    int (*line)(const void *decoded, uint32_t instruction);
    size_t (*loops)(const void *decoded, uint32_t instruction, struct code_loop *loops, size_t capacity);
    bool (*fetches_item)(const void *decoded, uint32_t instruction);
    bool (*separating_loop)(const void *decoded, uint32_t instruction, uint32_t other,
                            struct code_loop *loop);
    uint32_t (*instruction_at_line)(const void *decoded, int line); /* NULL: frames have instructions */
};

struct code_language {
    uint32_t kind;                      /* enum loopline_runtime_kind */
    const char *name;                   /* as the report's `language`: "ruby" */
    const char *title;                  /* for people: "Ruby" */
    const struct code_decoder *decoder; /* see language_decoder */
    /* Its frames replace all native frames from the innermost one in the interpreter's object outwards. */
    bool replaces_native;
    bool (*is_library)(const char *file);
    /* A part of the names of library functions that run a statement for each of many rows. NULL: none. */
    const char *executes_many;
    /* Such a function may be native code of a driver (psycopg2), visible only by its loop. */
    bool drivers_execute_many;
    /* Returns true for a file of a driver, whose loops are not evidence. NULL: none is. */
    bool (*is_driver)(const char *file);
    /* Returns the package that a file belongs to, `*length` bytes within `file`; NULL: none. */
    const char *(*package_of)(const char *file, size_t *length);
    /*
     * Returns true if a C function of this name calls its argument once per item. `callee` is the name of
     * what it called (a collection's own `each` is called once), or NULL if that is not a function of the
     * language. NULL: none does.
     */
    bool (*iterates)(const char *function, const char *callee);
    /* The C function that repeats its block until that leaves it. NULL: there is none. */
    const char *endless;
    /* Loops in its code are all `while` and the like; what goes over items calls a function. */
    bool has_only_while;
    /*
     * Returns code that was compiled from a template in terms of the template; any other `code` as it is.
     * What the result refers to belongs to `pool`. NULL: there are no templates.
     */
    const struct capture_code *(*of_template)(struct pool *pool, struct source_files *files,
                                              const struct capture_code *code);
    /* Returns true if a C function of this name resumes a generator or a fiber: its caller only pulls items.
       NULL: none does. */
    bool (*pulls)(const char *function);
    /* Returns true if `inner` is the name of a block written in the function or block `outer`. NULL: no
       blocks. */
    bool (*is_block_of)(const char *inner, const char *outer);
    /* Returns the length of the route, or another name for people, that a function's name begins with; 0:
       none. NULL: no name does. */
    size_t (*route_length)(const char *function);
};

/* Returns the decoder of a code object of the language. Static. */
const struct code_decoder *language_decoder(const struct code_language *language,
                                            const struct capture_code *code);

/* Returns the language of a kind of runtime; NULL: unknown. Static. */
const struct code_language *language_of_kind(uint32_t kind);

/* Returns true if one of the languages installs libraries at such a path: it is an extension module. */
bool language_installs_at(const char *path);

#endif
