/*
 * Call stacks at the level of the source: return addresses are expanded to functions, lines and inlined
 * frames, recursion is folded, and equal stacks are merged. One thread at a time.
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
    struct source_frame *frames; /* innermost first, as captured, with every level of a recursion */
    /*
     * The keys by which stacks are compared: the frames, outermost first, with recursion folded. Of
     * consecutive repetitions of a cycle of functions the innermost stays or, if that one is in no loop, the
     * outermost that makes its call from a loop.
     */
    size_t key_count;
    struct source_frame **keys;
    /* At index n: a hash of the lines of the outermost n frames; frame_count + 1 hashes. NULL: no frames.
       Equal for two stacks whose outermost n frames share their lines; checked before frames are
       compared. */
    const uint64_t *hashes_from_outside;
    /*
     * For a stack that continues in the thread that handed the work over: how many of `frames` are the work
     * itself (0: no hand-over), whether the thread was started for the work, and whether the hand-over is
     * certain. If it is not, the thread may have found other work since, without a wait.
     */
    size_t work_count;
    bool work_started;
    bool work_certain;
    bool work_repeats; /* the thread takes work in a loop that is left out here */
    bool is_job;       /* whoever hands it over goes on: only values prove that its loop repeats the work */
    bool suspended;    /* of coroutines that wait */
    bool truncated;    /* the outermost frames are missing */
    bool unknown;      /* the stack was not kept; there are no frames */
    /*
     * The driver loops around the statement. Its execute and executemany may be the same C function
     * (_sqlite3), so this explains several executions only if nothing else does.
     */
    bool driver_loops;
    /* Number of `frames` up to the outermost executemany of a Python library; 0: none. */
    size_t executemany_frames;
};

struct expansion;

/* A set of stacks. Empty when all zero except `symbols` and `rule`. */
struct source_stacks {
    struct symbols *symbols;             /* owned by the caller, like everything a frame refers to */
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
 * Whose work the frames did (struct loopline_stack). All NULL: the thread's own. A thread that was started
 * for its first work may take more work before it ever waits: `waits` are the stacks at which threads waited.
 */
struct source_stack_origin {
    const struct source_stack *handed_over_by;
    const struct source_stack *taken_at; /* NULL: the thread was started for the work */
    bool answered;                       /* the thread has woken others since it took the work */
    bool suspended; /* the frames wait, and go on in `handed_over_by` where that leaves their outermost
                       function */
    const struct source_stack *const *waits;
    size_t wait_count;
};

/*
 * Call before making stacks. The first notes a frame that ran; the second, called after all frames of a
 * capture, finds the loops that a compiler unrolled (unrolled.h). Stacks made before do not change.
 */
void source_stacks_see(struct source_stacks *stacks, const struct merged_frame *frame);
void source_stacks_find_unrolled(struct source_stacks *stacks);

/*
 * Returns the stack for captured frames (innermost first) and their origin: a new one, or the existing one
 * with the same keys. If one of several return addresses of a source line is in a loop (the loop was
 * unrolled, or its first round peeled off), the stack's frame is the one in the loop. Owned by `stacks`.
 */
struct source_stack *source_stacks_get(struct source_stacks *stacks, const struct merged_frame *frames,
                                       size_t frame_count, bool truncated,
                                       const struct source_stack_origin *origin);

/* Returns true if it is uncertain who handed the stack's work over. */
bool source_stack_is_uncertain(const struct source_stack *stack);

/* Returns true for work that was handed over, with no loop around it in either thread. */
bool source_stack_repeats_nothing(const struct source_stack *stack);

/*
 * For work that a thread repeats after one hand-over. A thread is started once, so the loop that started it
 * does not repeat it; and a native library that hands over once in each round of its own (a pool of threads,
 * which gives work to idle ones) starts workers too. Such loops are no loops of the stack any more. Of the
 * others only values prove that they repeat the work: whoever hands over does not wait for it, as the next
 * lies there already. Nothing happens where the work has a loop of its own.
 */
void source_stack_leave_out_loops_of_start(struct source_stack *stack);

/*
 * Returns how likely it is that an uncertain stack was really `other`: 0 if it cannot be, because the work
 * differs; higher where `other` has a loop, and the more frames they share further out.
 */
size_t source_stack_likeness(const struct source_stack *uncertain, const struct source_stack *other);

/* Returns the stack that stands for stacks that were not kept. */
struct source_stack *source_stacks_unknown(struct source_stacks *stacks);

/*
 * Returns true if the program's author would call two stacks the same: they are equal, or have the same
 * application frames (at least one), line by line. Libraries reach the database in several ways from one line
 * of the program (a driver may prepare a statement once it has been used a few times). The difference still
 * separates a statement from the one it follows, so both stacks are kept.
 */
bool source_stacks_are_one_in_application(const struct source_stack *left, const struct source_stack *right);

/* Returns a hash that is equal for such stacks. */
uint64_t source_stack_hash_in_application(const struct source_stack *stack);

/*
 * For two such stacks: if of two frames at the same line only that of `other` is in a loop, it replaces the
 * frame in `stack`.
 */
void source_stack_prefer_loops_in_application(struct source_stack *stack, const struct source_stack *other);

/*
 * Returns true if both stacks are the same, line by line, from the outermost frame up to the callers of these
 * two frames.
 */
bool source_stacks_share_callers(const struct source_stack *left, const struct source_frame *left_frame,
                                 const struct source_stack *right, const struct source_frame *right_frame);

/*
 * Returns the innermost application frame; without one, the innermost frame that is not a driver's, or else
 * the innermost. NULL: the stack has no frames.
 */
const struct source_frame *source_stack_call_site(const struct source_stack *stack);

/* Returns true if a thread seems to take its work in a loop of the stack (struct source_loop). */
bool source_stack_takes_work(const struct source_stack *stack);

/* Returns true if the key with this index belongs to the thread that handed the work over. */
bool source_stack_hands_over(const struct source_stack *stack, size_t key);

/* Returns true if `frame`, one of the stack's, is a library's executemany or was called by it. */
bool source_stack_is_in_executemany(const struct source_stack *stack, const struct source_frame *frame);

#endif
