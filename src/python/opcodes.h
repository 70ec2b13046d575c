/*
 * What each opcode of CPython 3.8 to 3.14 means for lines and loops; the facts are in
 * opcodes_3_*.def, which scripts/python-opcodes writes. Any thread may call this.
 */
#ifndef LOOPLINE_PYTHON_OPCODES_H
#define LOOPLINE_PYTHON_OPCODES_H

#include <stdint.h>

/* Where control goes from an instruction. A jump is always taken, a branch at times. */
enum python_flow {
    PYTHON_FLOW_NEXT = 0,
    PYTHON_FLOW_STOP, /* returns or raises */
    PYTHON_FLOW_JUMP_FORWARD,
    PYTHON_FLOW_JUMP_BACKWARD,
    PYTHON_FLOW_JUMP_ABSOLUTE,
    PYTHON_FLOW_BRANCH_FORWARD,
    PYTHON_FLOW_BRANCH_BACKWARD,
    PYTHON_FLOW_BRANCH_ABSOLUTE,
    PYTHON_FLOW_WAIT, /* the jump back of `await` and `yield from`: waits, does not repeat */
};

enum python_role {
    PYTHON_ROLE_NONE = 0,
    PYTHON_ROLE_PREFIX,          /* EXTENDED_ARG: carries the upper bits of the next instruction's argument */
    PYTHON_ROLE_TRY,             /* SETUP_FINALLY, which up to 3.10 comes before GET_ANEXT */
    PYTHON_ROLE_ITERATION,       /* FOR_ITER: where a `for` begins its next round */
    PYTHON_ROLE_ITERATION_END,   /* END_FOR: where FOR_ITER leads when a `for` is done, since 3.12 */
    PYTHON_ROLE_ASYNC_ITERATION, /* GET_ANEXT: the same for `async for` */
    PYTHON_ROLE_ASYNC_END,       /* END_ASYNC_FOR: where an exception leads when an `async for` is done */
    PYTHON_ROLE_HANDLER,         /* PUSH_EXC_INFO, CLEANUP_THROW: where an exception leads, since 3.11 */
    PYTHON_ROLE_WITH_HANDLER,    /* WITH_EXCEPT_START, which since 3.11 follows PUSH_EXC_INFO */
    PYTHON_ROLE_AWAIT,           /* SEND */
    PYTHON_ROLE_YIELD,           /* YIELD_VALUE */
    PYTHON_ROLE_HIDDEN,          /* INSTRUMENTED_LINE and its like: the opcode was set aside elsewhere */
    PYTHON_ROLE_EXECUTOR,        /* ENTER_EXECUTOR: compiled code that stands in for a JUMP_BACKWARD */
};

struct python_opcode {
    uint8_t inline_caches; /* code units of data behind the instruction */
    uint8_t flow;          /* enum python_flow */
    uint8_t role;          /* enum python_role */
};

/* The 256 opcodes of version 3.minor, by number; NULL: a version that is not known. Static. */
const struct python_opcode *python_opcodes(int minor);

#endif
