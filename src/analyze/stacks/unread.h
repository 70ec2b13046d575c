/*
 * Interpreters whose frames Loopline cannot read. The loop of an evaluator is not evidence of a loop in the
 * program. So on a stack all frames of such an interpreter become one, which stands for the program's code in
 * that language.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_UNREAD_H
#define LOOPLINE_ANALYZE_STACKS_UNREAD_H

#include <stdbool.h>

#include "analyze/symbols/symbols.h"

/* One interpreter, or one family of them that share an engine. */
struct unread_language {
    const char *name;     /* in reports: "PHP" */
    const char *code;     /* name of the one frame: "PHP code" */
    const char *language; /* see source_frame_language: "php" */
    const char *symbol;   /* a function that every object holding the engine exports */
    const char *text; /* a constant of the engine's, for programs that are stripped; NULL: none is known */
    /*
     * Prefix of the engine's function names, for engines that are linked into programs with code of their
     * own. NULL: a program that defines `symbol` is entirely the interpreter.
     */
    const char *prefix;
    const char *packages; /* part of the paths of extensions installed as packages; NULL: none */
};

/* Returns the interpreter that a file holds; NULL: none. `symbols` may be NULL. Static. */
const struct unread_language *unread_language_of_module(struct symbols_module *symbols);

/*
 * Returns true if a native frame in a module with that engine belongs to the engine. `function` may be NULL.
 */
bool unread_language_owns(const struct unread_language *language, bool module_is_program,
                          const char *function);

#endif
