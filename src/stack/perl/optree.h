/*
 * The tree of ops that Perl compiles a sub, a file or an evaluated text to: where in it a call stands, in
 * which line, and in which loops. Nothing of it changes while it runs. Read once for each new call.
 */
#ifndef LOOPLINE_STACK_PERL_OPTREE_H
#define LOOPLINE_STACK_PERL_OPTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"

/* The numbers of some types of op, which differ from version to version. */
struct perl_op_types {
    uint16_t nextstate, dbstate, scope, null;
    uint16_t entersub, entereval, require, dofile;
    uint16_t leaveloop, unstack, lineseq, and, or, redo;
    uint16_t mapstart, grepstart, substcont;
    uint32_t count; /* of all types */
};

/* From PL_op_name, which holds `count` names. False where one is missing. */
bool perl_op_types_find(const char *const *names, size_t count, struct perl_op_types *types);

enum { PERL_LOOPS_LIMIT = 32 };

struct perl_position {
    uint32_t line;
    uint32_t first_line; /* of the sub, file or text that the call is in: its first statement's */
    uint32_t loop_count;
    uint32_t
        loop_lines[PERL_LOOPS_LIMIT]; /* of the line each loop around the call begins at, outermost first */
};

/* Where the frame stands. What is not known is left out of it; the line is at least the COP's. */
void perl_optree_position(const struct perl_op_types *types, const struct perl_frame *frame,
                          struct perl_position *result);

#endif
