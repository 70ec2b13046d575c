/*
 * Call stacks at the level of the source: return addresses expanded to functions, lines and inlined frames,
 * repeated cycles of recursion taken together, and equal ones found again.
 */
#ifndef LOOPLINE_ANALYZE_SOURCE_STACK_H
#define LOOPLINE_ANALYZE_SOURCE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/symbols/symbols.h"
#include "application.h"
#include "base/index.h"
#include "base/pool.h"
#include "interpreter.h"
#include "unread.h"

/* A file whose code stood on a stack, the same in all captures of a run. */
struct merged_module {
    struct symbols_module_key key;
    bool is_program;
    bool is_interpreter;                  /* its frames are the engine's, not the program's */
    struct symbols_module *symbols;       /* opened when its first frame is expanded; NULL until then */
    const struct unread_language *unread; /* the interpreter it holds, known with `symbols`; NULL: none */
    bool ran_unread;                      /* on some stack that interpreter was not read */
};

/* A frame as it was captured. */
struct merged_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position; /* return address in the module, or offset of an instruction of the code */
};

struct source_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position;              /* as in struct merged_frame */
    size_t expansion;               /* number of this frame among those of the return address */
    const char *function;           /* NULL, NULL and 0 where unknown */
    const char *file;
    int line;
    int declaration_line;
    uint64_t function_offset; /* of the return address in the physical function */
    bool inlined;             /* into the next frame outwards */
    bool in_loop;
    size_t loop_depth;
    int header_line;      /* 0: unknown, or not in a loop */
    bool fetches_item;    /* the call is a loop of an interpreter fetching its next item, not its body */
    bool loops_in_callee; /* the loop is native code that an interpreter's line calls: map(), sorted() */
    bool application;
    /* The frame is an interpreter's that is not read, or after unread_fold stands for its code; NULL: not. */
    const struct unread_language *unread;
};

struct source_stack {
    size_t frame_count;
    struct source_frame *frames; /* innermost first, as captured: with every level of a recursion */
    /*
     * What stacks are compared by: the frames outermost first, recursion taken together. Of consecutive
     * repetitions of a cycle of functions the innermost stays, and where that one has no loop, the outermost
     * that calls on from one.
     */
    size_t key_count;
    struct source_frame **keys;
    bool truncated; /* the outermost frames are missing */
    bool unknown;   /* no stack was kept; there are no frames */
    /*
     * The driver's native frames loop around the statement. Its execute and its executemany may be one
     * function of C (_sqlite3), so this tells only why there are several executions where nothing else does.
     */
    bool driver_loops;
    /* Of `frames`, how many there are up to the outermost executemany of a library in Python; 0: there is
     * none. */
    size_t executemany_frames;
};

struct expansion;

/* All zero but for `symbols` and `rule` is an empty set of stacks. */
struct source_stacks {
    struct symbols *symbols;             /* owned by the caller, as everything a frame refers to */
    const struct application_rule *rule; /* owned by the caller */
    struct pool pool;                    /* owns the stacks: pool_free(&stacks->pool) */
    struct source_stack **stacks;
    size_t count;
    size_t capacity;
    struct index index;
    struct expansion *expansions;
    size_t expansion_count;
    size_t expansion_capacity;
    struct index expansion_index;
};

/*
 * The stack for captured frames, innermost first: a new one, or the one there is with the same keys. Where
 * one of several return addresses of a source line is in a loop (a loop unrolled, its first round peeled
 * off), the frame of the stack is the one in the loop.
 */
struct source_stack *source_stacks_get(struct source_stacks *stacks, const struct merged_frame *frames,
                                       size_t frame_count, bool truncated);

/* The stack of statements whose stack was not kept. */
struct source_stack *source_stacks_unknown(struct source_stacks *stacks);

/*
 * Whether two stacks are one to the program's author: the same stack, or the same frames of the application,
 * line by line, where there are any. Libraries reach the database by more than one way from one line of the
 * program (a driver that prepares a statement once it has been used a few times). What they do in between
 * still tells a statement from the one that it follows, so the stacks stay two.
 */
bool source_stacks_are_one_in_application(const struct source_stack *left, const struct source_stack *right);

/* Equal for stacks that are one in the application. */
uint64_t source_stack_hash_in_application(const struct source_stack *stack);

/*
 * For stacks that are one in the application: where of two frames of a line only that of `other` is in a
 * loop, it takes its counterpart's place.
 */
void source_stack_prefer_loops_in_application(struct source_stack *stack, const struct source_stack *other);

/* The same function in the source, whether or not at the same line; false where a function is unknown. */
bool frames_share_function(const struct source_frame *left, const struct source_frame *right);

/* The same function and the same line of it, or where there are no lines the same return address. */
bool frames_share_line(const struct source_frame *left, const struct source_frame *right);

/* Both stacks are the same, line by line, from the outermost frame to just outside of these two of theirs. */
bool source_stacks_share_callers(const struct source_stack *left, const struct source_frame *left_frame,
                                 const struct source_stack *right, const struct source_frame *right_frame);

/* Innermost application frame; the innermost frame where there is none; NULL for a stack without frames. */
const struct source_frame *source_stack_call_site(const struct source_stack *stack);

/* True where `frame`, one of the stack's, is a library's executemany or what that calls. */
bool source_stack_is_in_executemany(const struct source_stack *stack, const struct source_frame *frame);

/* "c", "c++", …, by the name of the frame's file; NULL where that does not tell. */
const char *source_frame_language(const struct source_frame *frame);

/* What follows the last slash of a path. */
const char *path_basename(const char *path);

#endif
