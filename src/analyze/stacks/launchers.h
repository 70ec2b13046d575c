/*
 * Launchers: code that does nothing but call on into the program, once and outside of everything else. What
 * an installer writes into PREFIX/bin, manage.py, a script of two lines that calls a package's main.
 *
 * They are told by what they were seen to do, on all stacks of a run: code of a file at the outermost end of
 * stacks and nowhere else, always at one line, in no loop, and what it calls lies in a package. (A script in
 * a folder `bin` may call a folder of its developer's as well: that is how a project in development mode is
 * started.)
 */
#ifndef LOOPLINE_ANALYZE_STACKS_LAUNCHERS_H
#define LOOPLINE_ANALYZE_STACKS_LAUNCHERS_H

#include "interpreter.h"

/* One line of struct merged_code on a stack. */
struct launcher_frame {
    struct merged_code *code;
    uint32_t position;
};

/* Looks at the interpreter's frames of one stack, innermost first; `truncated`: the outermost are missing. */
void launchers_see(const struct launcher_frame *frames, size_t count, bool truncated);

/* Once all stacks were seen: sets `launches` of the codes that are launchers. */
void launchers_settle(struct merged_codes *codes);

#endif
