/*
 * What each opcode of CPython 3.8 to 3.14 means for lines and loops. The facts are in opcodes_3_*.def, which
 * scripts/python-opcodes generates.
 */
#ifndef LOOPLINE_PYTHON_OPCODES_H
#define LOOPLINE_PYTHON_OPCODES_H

#include <stdint.h>

/* Where control goes after an instruction. A jump is always taken, a branch only sometimes. */
enum python_flow {
    PYTHON_FLOW_NEXT = 0,
    PYTHON_FLOW_STOP, /* returns or raises */
    PYTHON_FLOW_JUMP_FORWARD,
    PYTHON_FLOW_JUMP_BACKWARD,
    PYTHON_FLOW_JUMP_ABSOLUTE,
    PYTHON_FLOW_BRANCH_FORWARD,
    PYTHON_FLOW_BRANCH_BACKWARD,
    PYTHON_FLOW_BRANCH_ABSOLUTE,
    PYTHON_FLOW_WAIT, /* the backward jump of `await` and `yield from`: it waits and does not repeat */
};

enum python_role {
    PYTHON_ROLE_NONE = 0,
    PYTHON_ROLE_PREFIX,          /* EXTENDED_ARG: carries the upper bits of the next instruction's argument */
    PYTHON_ROLE_TRY,             /* SETUP_FINALLY, which precedes GET_ANEXT up to 3.10 */
    PYTHON_ROLE_ITERATION,       /* FOR_ITER: begins the next round of a `for` */
    PYTHON_ROLE_ITERATION_END,   /* END_FOR: target of FOR_ITER when a `for` ends, since 3.12 */
    PYTHON_ROLE_ASYNC_ITERATION, /* GET_ANEXT: the same for `async for` */
    PYTHON_ROLE_ASYNC_END,       /* END_ASYNC_FOR: target of the exception that ends an `async for` */
    PYTHON_ROLE_HANDLER,         /* PUSH_EXC_INFO, CLEANUP_THROW: target of an exception, since 3.11 */
    PYTHON_ROLE_WITH_HANDLER,    /* WITH_EXCEPT_START, which since 3.11 follows PUSH_EXC_INFO */
    PYTHON_ROLE_AWAIT,           /* SEND */
    PYTHON_ROLE_YIELD,           /* YIELD_VALUE */
    PYTHON_ROLE_HIDDEN,          /* INSTRUMENTED_LINE and the like: the original opcode is kept elsewhere */
    PYTHON_ROLE_EXECUTOR,        /* ENTER_EXECUTOR: compiled code in place of a JUMP_BACKWARD */
};

struct python_opcode {
    uint8_t inline_caches; /* code units of data after the instruction */
    uint8_t flow;          /* enum python_flow */
    uint8_t role;          /* enum python_role */
};

/* Returns the 256 opcodes of 3.`minor`, by number, or NULL if the version is unknown. Static; any thread. */
const struct python_opcode *python_opcodes(int minor);

#endif
