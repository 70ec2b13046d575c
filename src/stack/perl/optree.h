/*
 * Finds a call in the tree of ops that Perl compiles a sub, a file or a string eval to: its line and the
 * loops around it. The tree does not change while it runs. It is read once for each new call.
 */
#ifndef LOOPLINE_STACK_PERL_OPTREE_H
#define LOOPLINE_STACK_PERL_OPTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"

/* The numbers of some op types, which differ between versions. */
struct perl_op_types {
    uint16_t nextstate, dbstate, scope, null;
    uint16_t entersub, entereval, require, dofile;
    uint16_t leaveloop, enteriter, unstack, lineseq, and, or, redo;
    uint16_t mapstart, grepstart, subst, substcont;
    uint16_t padav, rv2av, padhv, rv2hv, aslice, hslice, mapwhile, grepwhile, sort, values;
    uint16_t pushmark, stub, aassign, undef;
    uint32_t count;           /* number of all types */
    uint32_t match_is_global; /* flag of a match with /g */
};

/*
 * Fills in `types` from PL_op_name of Perl 5.`minor`, which holds `count` names. Returns false if one is
 * missing.
 */
bool perl_op_types_find(int minor, const char *const *names, size_t count, struct perl_op_types *types);

enum { PERL_LOOPS_LIMIT = 32 };

struct perl_position {
    uint32_t line;
    uint32_t first_line; /* of the first statement of the sub, file or string eval */
    uint32_t loop_count;
    uint32_t loop_lines[PERL_LOOPS_LIMIT]; /* the line of each loop around the call, outermost first */
    bool loop_has_items[PERL_LOOPS_LIMIT]; /* whether it is a foreach; false: unknown */
};

/*
 * Finds the position of a frame. Unknown loops are left out; without a better line, it is the COP's. The
 * frame's thread.
 */
void perl_optree_position(const struct perl_op_types *types, const struct perl_frame *frame,
                          struct perl_position *result);

#endif
