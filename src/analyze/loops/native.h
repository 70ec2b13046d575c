/*
 * Is an instruction of a native function inside a loop, and inside which?
 *
 * The function is disassembled (capstone) into a control-flow graph; jump tables are followed; a loop is a
 * non-trivial strongly connected component (or a block that jumps to itself), and loops nest: taking a
 * loop's entry block's incoming back edges away leaves the inner loops. Backward jumps alone would be
 * wrong: compilers move cold code behind the function.
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

/* The bytes of one function and a way to its read-only data, addresses in the file's address space. */
struct native_code {
    const uint8_t *bytes; /* owned by the caller, valid for the call */
    size_t size;
    uint64_t address; /* of bytes[0] */
    /*
     * Cold parts that the compiler moved elsewhere (name.cold). NULL and 0 where there is none; the loop
     * analysis treats all parts as one function.
     */
    const struct native_code *parts;
    size_t part_count;
    /* Reads initialised data for jump tables; returns false where the file has none there. May be NULL. */
    bool (*read)(void *context, uint64_t address, void *buffer, size_t size);
    /* Whether a call of `target` (see struct native_instruction) may return. NULL: all do. */
    bool (*returns)(void *context, uint64_t target);
    void *context; /* handed to both */
    int machine;   /* ELF e_machine: EM_X86_64 or EM_AARCH64 */
    /* Ways that an exception takes: from a call in [start, end) to the handler at `pad`. */
    const struct native_handler *handlers;
    size_t handler_count;
};

/* What an instruction does to the flow of control. */
enum native_flow {
    NATIVE_FLOW_NEXT = 0,  /* goes on to the next instruction */
    NATIVE_FLOW_CALL,      /* a call, which is taken to return */
    NATIVE_FLOW_LAST_CALL, /* a call that is known not to return, though it may throw */
    NATIVE_FLOW_BRANCH,    /* jumps or goes on */
    NATIVE_FLOW_JUMP,      /* always jumps to `target` */
    NATIVE_FLOW_INDIRECT,  /* jumps to a computed address */
    NATIVE_FLOW_STOP,      /* returns or traps */
};

struct native_instruction {
    uint64_t address;
    /*
     * Of a branch, jump or call; for a call by a pointer at a fixed address, that address; 0 where it is
     * computed.
     */
    uint64_t target;
    uint8_t size;
    uint16_t written_register; /* as native_loops_*.c number them; 0: none, or not just one */
    bool makes_constant;       /* reads nothing: a compiler may have moved it here from anywhere */
    enum native_flow flow;
};

struct native_loops; /* the loops of one function */

struct native_loop {
    size_t depth;    /* 0: outermost */
    size_t parent;   /* index of the loop around it; SIZE_MAX for none */
    uint64_t header; /* address of the first instruction of the block through which the loop is entered */
};

/*
 * Analyses a function. Returns NULL out of memory, for a machine capstone was built without, or where
 * nothing could be disassembled. The result is freed by native_loops_free; it holds no reference to `code`.
 */
struct native_loops *native_loops_analyze(const struct native_code *code);
void native_loops_free(struct native_loops *loops); /* NULL is fine */

size_t native_loops_count(const struct native_loops *loops);
const struct native_loop *native_loops_get(const struct native_loops *loops, size_t index);

/*
 * Index of the innermost loop that holds the instruction that covers `address`, SIZE_MAX for none.
 * For a call on a stack, pass the return address minus one.
 */
size_t native_loops_find(const struct native_loops *loops, uint64_t address);

/* The instruction that covers `address`; NULL for none. Owned by `loops`. */
const struct native_instruction *native_loops_instruction(const struct native_loops *loops, uint64_t address);

/*
 * Calls `visit` with each instruction of loop `index`, inner loops included, in the order of addresses;
 * index SIZE_MAX stands for the whole function. Used to find the loop's first source line.
 */
void native_loops_instructions(const struct native_loops *loops, size_t index,
                               void (*visit)(void *context, const struct native_instruction *instruction),
                               void *context);

/* True where loop `index` is `around`, or lies inside it. */
bool native_loops_within(const struct native_loops *loops, size_t index, size_t around);

/* True where an indirect jump could not be followed, so that loops may have been missed. */
bool native_loops_incomplete(const struct native_loops *loops);

#endif
