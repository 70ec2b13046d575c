/*
 * A thread's latest walks. A stack that matches one is recognised instead of being walked again.
 *
 * A loop runs its statement from the same place on the stack in each round. The walk of its first rounds is
 * kept together with the words of the stack that prove it (places.h), so a few dozen comparisons replace a
 * walk. A stack that is not recognised is walked, and remembered once it has come a few times.
 *
 * The proof relies on unwind tables. Where they are wrong (assembly that keeps a frame's end in another
 * register) a recognised stack could be stale. So one recognition in WALKS_BETWEEN_CHECKS is also walked, and
 * with LOOPLINE_CHECK_STACKS=1 every one. A difference is counted in the capture, and this process recognises
 * nothing from then on.
 */
#ifndef LOOPLINE_STACK_WALK_REMEMBERED_H
#define LOOPLINE_STACK_WALK_REMEMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "stack/places.h"
#include "stack/runtime.h"

enum {
    REMEMBERED_SETS = 16,
    REMEMBERED_WAYS = 4,
    REMEMBERED_CANDIDATES = 64,
    REMEMBERED_FRAMES = 256 /* of one walk */
};

/* For the caller: what it found out about a stack. All zero at first. */
struct walk_note {
    uint64_t key;
    uint64_t origin;
    void *site;
};

struct remembered_walk {
    uintptr_t frame;  /* where the walk began; 0: free */
    uint32_t runtime; /* how many interpreters were known then */
    uint32_t native_words;
    uint32_t runtime_words; /* behind them in `words`; 0: the interpreter's frames are not part of it */
    uint32_t count;         /* native frames, of `addresses` */
    uint32_t runtime_count; /* the interpreter's frames behind them, of two words each */
    bool whole;
    uint64_t hash; /* of `addresses` with the frames behind them */
    struct runtime_root root;
    const struct stack_word *words;
    void **addresses;
    struct walk_note note;
};

/* The walks of one thread. All zero at first. */
struct remembered_walks {
    struct {
        uint32_t mark;  /* of the stack */
        uint32_t count; /* how often the stack came */
    } candidates[REMEMBERED_CANDIDATES];
    uint32_t unloads; /* number of unloads of code; when it changes, all walks are invalid */
    uint32_t recognised;
    struct remembered_store *store; /* NULL: no stack has come often enough yet, or no memory */
    bool refused;                   /* no memory */
};

struct remembered_store {
    struct remembered_walk walks[REMEMBERED_SETS][REMEMBERED_WAYS];
    uint8_t next_way[REMEMBERED_SETS];
    uint8_t pushed_out[REMEMBERED_SETS]; /* how many walks made room for others */
    uint32_t capacity; /* of `words` and of `addresses`, of all walks together; they stand behind this */
    uint32_t words_used;
    uint32_t addresses_used;
    struct stack_word *words;
    void **addresses;
    /* scratch for a walk that checks */
    void *raw[REMEMBERED_FRAMES + 1];
    struct runtime_frame raw_frames[REMEMBERED_FRAMES];
};

struct walked_stack;

/*
 * Returns the remembered walk that may be of this stack, or NULL. `frame`: a frame address of the calling
 * function; `root`: of the interpreter's frames. `in_full`: the interpreter's frames are those of the walk,
 * too; otherwise they have to be walked. The thread that owns `remembered`, as below.
 */
struct remembered_walk *remembered_find(struct remembered_walks *remembered, uintptr_t frame,
                                        const struct runtime_root *root, bool *in_full);

/*
 * Returns true if the calling thread's stack is that of this walk. Occasionally checks it by a walk, and
 * returns false if that found a different stack.
 */
bool remembered_holds(struct remembered_walks *remembered, const struct remembered_walk *walk, bool in_full);

/*
 * Call after a walk from the function with this frame address. Remembers it once the stack has come often
 * enough. `root`: that of the interpreter's frames which the walk has; without a thread, the native ones
 * alone are remembered.
 */
void remembered_add(struct remembered_walks *remembered, uintptr_t frame, const struct runtime_root *root,
                    const struct walked_stack *stack);

/* Sets whether every recognition is checked, or none is made at all. Call before the first walk. */
enum remembered_mode { REMEMBERED_USUAL, REMEMBERED_CHECKED, REMEMBERED_OFF };
void remembered_set_mode(enum remembered_mode mode);

/* Returns how many checks found a different stack. Any thread. */
uint32_t remembered_mistakes(void);

#endif
