/*
 * Finds the loops around an instruction of a native function.
 *
 * The function is disassembled (capstone) into a control-flow graph, following jump tables. A loop is a
 * non-trivial strongly connected component, or a block that jumps to itself. Removing the back edges into a
 * loop's entry block leaves the loops inside it. Backward jumps alone would not do: compilers move cold code
 * behind the function.
 */
#ifndef LOOPLINE_ANALYZE_LOOPS_NATIVE_H
#define LOOPLINE_ANALYZE_LOOPS_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct native_handler {
    uint64_t start;
    uint64_t end;
    uint64_t pad;
};

/* The bytes of one function, and access to its read-only data. Addresses are in the file's address space. */
struct native_code {
    const uint8_t *bytes; /* owned by the caller, valid for the call */
    size_t size;
    uint64_t address; /* of bytes[0] */
    /*
     * Cold parts that the compiler moved elsewhere (name.cold); NULL and 0: none. All parts are treated as
     * one function.
     */
    const struct native_code *parts;
    size_t part_count;
    /* Reads initialised data, for jump tables. Returns false if the file has none there. May be NULL. */
    bool (*read)(void *context, uint64_t address, void *buffer, size_t size);
    /* Returns true if a call of `target` (struct native_instruction) may return. NULL: all calls do. */
    bool (*returns)(void *context, uint64_t target);
    void *context; /* passed to both */
    int machine;   /* ELF e_machine: EM_X86_64 or EM_AARCH64 */
    /* Paths of exceptions: from a call in [start, end) to the handler at `pad`. */
    const struct native_handler *handlers;
    size_t handler_count;
};

/* What an instruction does to the flow of control. */
enum native_flow {
    NATIVE_FLOW_NEXT = 0,  /* continues with the next instruction */
    NATIVE_FLOW_CALL,      /* a call that is assumed to return */
    NATIVE_FLOW_LAST_CALL, /* a call known not to return; it may throw */
    NATIVE_FLOW_BRANCH,    /* jumps or continues */
    NATIVE_FLOW_JUMP,      /* always jumps to `target` */
    NATIVE_FLOW_INDIRECT,  /* jumps to a computed address */
    NATIVE_FLOW_STOP,      /* returns or traps */
};

struct native_instruction {
    uint64_t address;
    /*
     * Target of a branch, jump or call; for a call through a pointer at a fixed address, that address; 0:
     * computed.
     */
    uint64_t target;
    uint8_t size;
    uint16_t written_register; /* numbered by the processor's file; 0: none, or more than one */
    bool makes_constant;       /* reads nothing, so a compiler may have moved it here from elsewhere */
    enum native_flow flow;
};

struct native_loops; /* the loops of one function */

struct native_loop {
    size_t depth;    /* 0: outermost */
    size_t parent;   /* index of the loop around it; SIZE_MAX: none */
    uint64_t header; /* address of the first instruction of the block through which the loop is entered */
};

/*
 * Analyses a function. Returns NULL if memory runs out, capstone does not support the machine, or nothing
 * could be disassembled. Free the result with native_loops_free; it does not refer to `code`. Any thread may
 * read a result.
 */
struct native_loops *native_loops_analyze(const struct native_code *code);
void native_loops_free(struct native_loops *loops); /* may be NULL */

size_t native_loops_count(const struct native_loops *loops);
const struct native_loop *native_loops_get(const struct native_loops *loops, size_t index);

/*
 * Returns the index of the innermost loop around the instruction that covers `address`; SIZE_MAX: none. For a
 * call on a stack, pass the return address minus one.
 */
size_t native_loops_find(const struct native_loops *loops, uint64_t address);

/* Returns the instruction that covers `address`, owned by `loops`; NULL: none. */
const struct native_instruction *native_loops_instruction(const struct native_loops *loops, uint64_t address);

/*
 * Calls `visit` for each instruction of loop `index`, including inner loops, in the order of addresses. Index
 * SIZE_MAX means the whole function.
 */
void native_loops_instructions(const struct native_loops *loops, size_t index,
                               void (*visit)(void *context, const struct native_instruction *instruction),
                               void *context);

/* Returns true if loop `index` is `around` or inside it. */
bool native_loops_within(const struct native_loops *loops, size_t index, size_t around);

/* Returns true if an indirect jump could not be followed, so loops may have been missed. */
bool native_loops_incomplete(const struct native_loops *loops);

#endif
