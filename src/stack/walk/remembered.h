/*
 * A thread's latest walks, to be recognised instead of walked again.
 *
 * A loop runs its statement from one place on the stack, round after round. What the first rounds walked is
 * kept with the words of the stack that prove it (places.h); a few dozen comparisons then do the work of a
 * walk. A stack that is not recognised is walked as ever, and remembered once it has come a few times.
 *
 * The proof leans on unwind tables. What they leave out (assembly that keeps a frame's end in a register of
 * its own) would be a stale stack, so one recognition in WALKS_BETWEEN_CHECKS is walked all the same, and
 * with LOOPLINE_CHECK_STACKS=1 every one. A difference is counted in the capture, and nothing is recognised
 * from then on in this process.
 */
#ifndef LOOPLINE_STACK_WALK_REMEMBERED_H
#define LOOPLINE_STACK_WALK_REMEMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/places.h"

enum {
    REMEMBERED_SETS = 16,
    REMEMBERED_WAYS = 4,
    REMEMBERED_CANDIDATES = 64,
    REMEMBERED_WORDS = 2048,     /* of all walks of a thread, together: some 100 walks of usual depth */
    REMEMBERED_ADDRESSES = 2048, /* the same */
    REMEMBERED_FRAMES = 256      /* of one walk */
};

struct remembered_walk {
    uintptr_t frame;  /* that the walk began at; 0: free */
    uint32_t runtime; /* how many interpreters were known */
    uint32_t word_count;
    uint32_t count; /* of `addresses` */
    bool whole;
    const struct stack_word *words;
    void *const *addresses;
    /* What was found out about the stack by whoever asked for the walk; all zero at first. */
    uint64_t note_key;
    uint64_t note_origin;
    void *note;
};

/* One thread's. All zero at first. */
struct remembered_walks {
    struct remembered_walk walks[REMEMBERED_SETS][REMEMBERED_WAYS];
    uint8_t next_way[REMEMBERED_SETS];
    struct {
        uint32_t mark;  /* of the stack */
        uint32_t count; /* how often it came */
    } candidates[REMEMBERED_CANDIDATES];
    uint32_t unloads; /* of code: then return addresses mean something else */
    uint32_t recognised;
    uint32_t words_used;
    uint32_t addresses_used;
    struct stack_word words[REMEMBERED_WORDS];
    void *addresses[REMEMBERED_ADDRESSES];
    void *raw[REMEMBERED_FRAMES + 1]; /* a walk made again */
};

/* The walk that this stack is known by, or NULL. `frame` is a frame address of the calling function. */
struct remembered_walk *remembered_find(struct remembered_walks *remembered, uintptr_t frame);

/*
 * Whether the calling thread's stack is to be taken for this walk. Now and then it is walked all the same:
 * false where that found another stack.
 */
bool remembered_holds(struct remembered_walks *remembered, const struct remembered_walk *walk);

/*
 * The stack was walked from the function with this frame address: `addresses` is what is told of it.
 * Remembers the walk, unless it has not come often enough yet.
 */
void remembered_add(struct remembered_walks *remembered, uintptr_t frame, void *const *addresses,
                    uint32_t count, bool whole);

/* Every recognition is to be checked from now on, or none is to be made at all. Before the first walk. */
enum remembered_mode { REMEMBERED_USUAL, REMEMBERED_CHECKED, REMEMBERED_OFF };
void remembered_set_mode(enum remembered_mode mode);

/* How many checks found another stack. */
uint32_t remembered_mistakes(void);

#endif
