/*
 * Where Perl 5 keeps what a stack walk needs: byte offsets on 64-bit machines. Offsets that are the same in
 * all versions from 5.30 to 5.42 are constants; the others are in a table.
 *
 * Taken from intrpvar.h, cop.h, op.h, cv.h, gv.h and hv.h of these versions, and tested with 5.32, 5.36, 5.40
 * and 5.42.
 */
#ifndef LOOPLINE_STACK_PERL_LAYOUT_H
#define LOOPLINE_STACK_PERL_LAYOUT_H

#include <stdint.h>

enum perl_offset {
    /* struct interpreter of a threaded build */
    PERL_THREAD_OP = 8,
    PERL_THREAD_SAVESTACK = 40,
    PERL_THREAD_SAVESTACK_LIMIT = 52,
    /* struct stackinfo */
    PERL_STACKINFO_CONTEXTS = 8,
    PERL_STACKINFO_PREVIOUS = 16,
    PERL_STACKINFO_TOP = 32,
    PERL_STACKINFO_LIMIT = 36,
    /* struct context */
    PERL_CONTEXT_SAVESTACK = 4,
    PERL_CONTEXT_OLD_COP = 16,
    PERL_CONTEXT_RETURN_OP = 48,
    /* struct op and the structs that extend it */
    PERL_OP_NEXT = 0,
    PERL_OP_SIBLING_OR_PARENT = 8,
    PERL_OP_TARGET = 24,
    PERL_OP_TYPE = 32,
    PERL_OP_FLAGS = 34,
    PERL_OP_FIRST = 40,
    PERL_LOGICAL_OTHER = 48,
    PERL_MATCH_FLAGS = 64,
    PERL_SUBST_REPLACEMENT = 72,
    PERL_LOOP_NEXT = 64,
    PERL_LOOP_LAST = 72,
    PERL_COP_LINE = 36,
    PERL_COP_FILE = 48,
    PERL_COP_SEQUENCE = 60,
    PERL_COP_BYTES = 64,
    /* SV, and the bodies of CV, GV and HV */
    PERL_SV_BODY = 0,
    PERL_SV_FLAGS = 12,
    PERL_SV_ARRAY = 16,
    PERL_CV_STASH = 32,
    PERL_CV_NAME = 56,
    PERL_CV_FLAGS = 92,
    PERL_GV_NAME = 32,
    PERL_GV_STASH = 40,
    PERL_HV_MAXIMUM = 24,
    PERL_HV_BODY_BYTES = 32,
    PERL_HV_NAME_COUNT = 28, /* relative to where the name is */
    PERL_HEK_LENGTH = 4,
    PERL_HEK_BYTES = 8,
};

enum perl_op_bits {
    PERL_OP_TYPE_BITS = 0x1ff,
    PERL_OP_HAS_SIBLING = 0x4000, /* in the word that holds the type */
    PERL_OP_HAS_KIDS = 4,         /* in the flags */
    PERL_OP_IS_CONTAINER = 16,    /* in the flags: an array or hash itself, not what is in it */
    PERL_MATCH_IS_GLOBAL = 1 << 23,
    PERL_MATCH_IS_GLOBAL_BEFORE_32 = 1 << 24,
    PERL_CV_IS_NAMED = 0x8000,
    PERL_HV_HAS_NAME = 0x02000000,
};

enum perl_context_kind {
    PERL_CONTEXT_KIND_BITS = 15,
    PERL_CONTEXT_SUB = 9,
    PERL_CONTEXT_FORMAT = 10,
    PERL_CONTEXT_EVAL = 11,
    PERL_CONTEXT_SUBSTITUTION = 12, /* has no cop */
    PERL_CONTEXT_LAST_KIND = 14,
    PERL_CONTEXT_MULTICALL = 0x10,
    PERL_CONTEXT_EVAL_BLOCK = 0x40,
};

enum perl_stackinfo_type {
    PERL_STACKINFO_MAGIC = 2, /* of tied variables */
    PERL_STACKINFO_SORT = 3,
    PERL_STACKINFO_OVERLOAD = 5,
    PERL_STACKINFO_DESTROY = 6,
    PERL_STACKINFO_MULTICALL = 10,
};

enum { PERL_LINE_LIMIT = 10000000 };

struct perl_layout {
    uint8_t minor; /* first minor version of Perl 5 with this layout */
    uint16_t thread_cop;
    uint16_t thread_stackinfo;
    uint16_t stackinfo_type;
    uint16_t context_bytes;
    uint16_t context_cv;
    uint16_t hv_name_in_body; /* 1: a package's name follows its hash's body; 0: it follows the buckets */
};

/* Returns the layout of 5.`minor`, or NULL if it is unknown. Static; any thread. */
const struct perl_layout *perl_layout(int minor);

#endif
