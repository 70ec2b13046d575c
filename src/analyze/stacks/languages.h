/*
 * The languages whose frames are read: one table, with a line for each kind of runtime. What differs between
 * them is asked here; what native functions and blocks repeat is said in interpreted_stack.c and blocks.c.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_LANGUAGES_H
#define LOOPLINE_ANALYZE_STACKS_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/code_loop.h"
#include "base/source_file.h"
#include "capture/reader/reader.h"

/* How lines and loops of a code object are read. The functions are those of python_code or flow_code. */
struct code_decoder {
    void *(*read)(const struct capture_code *code); /* NULL: nothing is known about it */
    void (*free)(void *decoded);
    int (*line)(const void *decoded, uint32_t instruction);
    size_t (*loops)(const void *decoded, uint32_t instruction, struct code_loop *loops, size_t capacity);
    bool (*fetches_item)(const void *decoded, uint32_t instruction);
    bool (*separating_loop)(const void *decoded, uint32_t instruction, uint32_t other,
                            struct code_loop *loop);
};

struct code_language {
    uint32_t kind;     /* enum loopline_runtime_kind */
    const char *name;  /* as the report's `language`: "ruby" */
    const char *title; /* as a reader calls it: "Ruby" */
    const struct code_decoder *decoder;
    /* Frames stand for all native ones from the innermost in the interpreter's object on. */
    bool replaces_native;
    bool (*is_library)(const char *file);
    /* Part of the names of a library's functions that run a statement for each of many rows. NULL: none. */
    const char *executes_many;
    /* Such a function may be a driver's native one (psycopg2), whose loop is all that is seen of it. */
    bool drivers_execute_many;
    /* A file of what only carries statements to the database: no evidence of a loop. NULL: none is. */
    bool (*is_driver)(const char *file);
    /* The package that a file belongs to, of `length` bytes within `file`; NULL: none. */
    const char *(*package_of)(const char *file, size_t *length);
    /*
     * A C function of this name calls what it is given as often as there are items; `callee` is the name of
     * what it has called (a collection's own `each` is called once), NULL where that is no function of the
     * language. NULL: none does.
     */
    bool (*iterates)(const char *function, const char *callee);
    /*
     * The code as its template has it, where it was compiled from one into a file of the language; `code`
     * itself where not. What the result refers to lives in `pool`. NULL: none is.
     */
    const struct capture_code *(*of_template)(struct pool *pool, struct source_files *files,
                                              const struct capture_code *code);
    /* A C function of this name lets a generator or a fiber go on: its caller only pulls. NULL: none does. */
    bool (*pulls)(const char *function);
    /* True where `inner` is the name of a block written in the function or block `outer`. NULL: no blocks. */
    bool (*is_block_of)(const char *inner, const char *outer);
};

/* The language of a kind of runtime; NULL: none that is known here. */
const struct code_language *language_of_kind(uint32_t kind);

/* True where one of the languages has its libraries at such a path: an extension module of it. */
bool language_installs_at(const char *path);

#endif
