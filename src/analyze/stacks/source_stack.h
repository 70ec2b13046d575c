/*
 * Call stacks at the level of the source: return addresses expanded to functions, lines and inlined frames,
 * repeated cycles of recursion taken together, and equal ones found again.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_SOURCE_STACK_H
#define LOOPLINE_ANALYZE_STACKS_SOURCE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "application.h"
#include "base/index.h"
#include "base/pool.h"
#include "source_frame.h"

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
    /* By n: a hash of the outermost n frames, line by line; frame_count + 1 of them. NULL without frames. Two
       stacks whose outermost n frames share their lines have the same; asked before frames are compared. */
    const uint64_t *hashes_from_outside;
    /*
     * Of a stack that goes on in the thread that handed the work over: how many of `frames` are the work
     * itself, and the thread that did it was started for it. 0: there is none. Where it is not certain, the
     * thread may have found other work since, without a wait.
     */
    size_t work_count;
    bool work_started;
    bool work_certain;
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
 * Whose work the frames did; see struct loopline_stack. All NULL: their own. A thread that was started for
 * its first work may take more of it before it ever waits: `waits` are the stacks at which threads did.
 */
struct source_stack_origin {
    const struct source_stack *handed_over_by;
    const struct source_stack *taken_at; /* NULL: the thread was started for the work */
    bool answered;                       /* the thread has woken others since it took the work */
    const struct source_stack *const *waits;
    size_t wait_count;
};

/*
 * Before stacks are made of them: notes a frame that ran; and, once all frames of a capture were seen, finds
 * the loops that a compiler unrolled (unrolled.h). Stacks that were made before stay as they are.
 */
void source_stacks_see(struct source_stacks *stacks, const struct merged_frame *frame);
void source_stacks_find_unrolled(struct source_stacks *stacks);

/*
 * The stack for captured frames, innermost first, and for those they worked for: a new one, or the one there
 * is with the same keys. Where one of several return addresses of a source line is in a loop (a loop
 * unrolled, its first round peeled off), the frame of the stack is the one in the loop.
 */
struct source_stack *source_stacks_get(struct source_stacks *stacks, const struct merged_frame *frames,
                                       size_t frame_count, bool truncated,
                                       const struct source_stack_origin *origin);

/* The stack is that of work of which it is not certain who handed it over. */
bool source_stack_is_uncertain(const struct source_stack *stack);

/*
 * What makes `other` the stack that an uncertain one may have been too: 0 where it does not, as where the
 * work is not the same; more, the more they share further out.
 */
size_t source_stack_likeness(const struct source_stack *uncertain, const struct source_stack *other);

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

/* Both stacks are the same, line by line, from the outermost frame to just outside of these two of theirs. */
bool source_stacks_share_callers(const struct source_stack *left, const struct source_frame *left_frame,
                                 const struct source_stack *right, const struct source_frame *right_frame);

/*
 * Innermost application frame; where there is none, the innermost frame that is no driver's, or else the
 * innermost. NULL for a stack without frames.
 */
const struct source_frame *source_stack_call_site(const struct source_stack *stack);

/* True where the key of this number is one of the thread that handed the work over. */
bool source_stack_hands_over(const struct source_stack *stack, size_t key);

/* True where `frame`, one of the stack's, is a library's executemany or what that calls. */
bool source_stack_is_in_executemany(const struct source_stack *stack, const struct source_frame *frame);

#endif
