/*
 * Interpreters whose frames nothing reads. Their evaluators loop over everything and repeat nothing, so they
 * are no evidence of a loop: on a stack, all that such an interpreter does becomes one frame, which stands
 * for the program's code in that language.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_UNREAD_H
#define LOOPLINE_ANALYZE_STACKS_UNREAD_H

#include <stdbool.h>

#include "analyze/symbols/symbols.h"

/* One interpreter, or one family of them that share an engine. */
struct unread_language {
    const char *name;     /* as the report says it: "PHP" */
    const char *code;     /* what the one frame is called: "PHP code" */
    const char *language; /* as source_frame_language: "php" */
    const char *symbol;   /* a function that every object with the engine defines and exports */
    /*
     * How the names of the engine's functions start, where programs have the engine linked in beside code of
     * their own; NULL: a program that defines `symbol` is the interpreter, whole.
     */
    const char *prefix;
    const char *packages; /* part of the path of extensions that come as packages; NULL: none */
};

/* The interpreter that a file holds; NULL: none. `symbols` may be NULL. */
const struct unread_language *unread_language_of_module(struct symbols_module *symbols);

/* True where a native frame of a module with that engine is the engine's. `function` may be NULL. */
bool unread_language_owns(const struct unread_language *language, bool module_is_program,
                          const char *function);

#endif
