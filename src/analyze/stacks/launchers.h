/*
 * Launchers: code that does nothing but call into the program, once and outside of everything else. Examples
 * are what an installer writes into PREFIX/bin, manage.py, and a two-line script that calls a package's main.
 *
 * They are recognised by their behaviour on all stacks of a run: the code is at the outermost end of stacks
 * and nowhere else, always at the same line, in no loop, and what it calls is in a package. (A script in a
 * folder `bin` may also call a folder of its developer: projects in development mode start like this.)
 */
#ifndef LOOPLINE_ANALYZE_STACKS_LAUNCHERS_H
#define LOOPLINE_ANALYZE_STACKS_LAUNCHERS_H

#include "interpreter.h"

/* A frame of an interpreter's code on a stack. */
struct launcher_frame {
    struct merged_code *code;
    uint32_t position;
};

/*
 * Call for each stack with its interpreter's frames, innermost first. `truncated`: the outermost are missing.
 */
void launchers_see(const struct launcher_frame *frames, size_t count, bool truncated);

/* Call after all stacks: sets `launches` of the codes that are launchers. */
void launchers_settle(struct merged_codes *codes);

#endif
