/*
 * The interface to interpreters: how to read the frames of a language, where the native stack only shows its
 * engine.
 *
 * A runtime is a room that provides one of these tables and has a line in walk/runtimes.c.
 *
 * Frames are walked at every statement, so `walk` takes no lock, calls nothing that may take one, and reads
 * the host's memory in place. A thread inside a database call is not running its interpreter, so its frames
 * do not change. Names and lines are read once, when a frame is first seen.
 */
#ifndef LOOPLINE_STACK_RUNTIME_H
#define LOOPLINE_STACK_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code_segment.h"
#include "loopline/capture.h"
#include "places.h"

/* One frame of the interpreter. Without padding, because frames are hashed as bytes. */
struct runtime_frame {
    const void *code; /* the host's code object */
    /* numbered like positions in the capture, or LOOPLINE_FRAME_NOT_STARTED; see RUNTIME_FRAME_LINE */
    uint32_t instruction;
    uint32_t check; /* bits 31 to 27: see below; the others tell apart code objects at the same address */
};

#define RUNTIME_FRAME_ENTRY 0x80000000u  /* see LOOPLINE_FRAME_ENTRY */
#define RUNTIME_FRAME_TASKS 0x40000000u  /* see LOOPLINE_FRAME_TASKS */
#define RUNTIME_FRAME_SPAWNS 0x20000000u /* see LOOPLINE_FRAME_SPAWNS */
#define RUNTIME_FRAME_LINE 0x10000000u   /* a line in place of the instruction; see LOOPLINE_FRAME_LINE */
#define RUNTIME_FRAME_TAKES 0x08000000u  /* see LOOPLINE_FRAME_TAKES */
#define RUNTIME_FRAME_MARKS                                                                  \
    (RUNTIME_FRAME_ENTRY | RUNTIME_FRAME_TASKS | RUNTIME_FRAME_SPAWNS | RUNTIME_FRAME_LINE | \
     RUNTIME_FRAME_TAKES)
#define RUNTIME_FRAME_CHECK_BITS 27 /* below the marks */
#define RUNTIME_LAYOUT_WRONG UINT32_MAX

/* Text or bytes in the host's memory, valid while the thread stays in its statement. */
struct runtime_bytes {
    const char *bytes;
    size_t length;
};

/* The description of a code object. */
struct runtime_code {
    char file[4096]; /* UTF-8, not NUL-terminated */
    size_t file_bytes;
    char name[1024];
    size_t name_bytes;
    uint32_t first_line;
    /* CPython's own; of other runtimes an array of struct loopline_code_line */
    struct runtime_bytes bytecode;
    struct runtime_bytes
        line_table;               /* CPython's own; of other runtimes an array of struct loopline_code_loop */
    struct runtime_bytes origins; /* an array of struct loopline_code_origin; usually empty */
    uint32_t flags;               /* enum loopline_code_flags */
    bool left_out;                /* glue of the interpreter between two frames, not code of the program */
};

struct runtime_identity {
    char version[32];
    enum loopline_runtime_state state;
    /* Address and size of what runs code: CPython's evaluator function, or the code of the object that holds
       another interpreter. */
    uintptr_t evaluator; /* 0: unknown */
    size_t evaluator_bytes;
    const struct code_segment *evaluator_pieces; /* further pieces of it, sorted; never freed */
    size_t evaluator_piece_count;
    bool is_program; /* the process runs the interpreter's own program, not a program that embeds it */
    /* Its frames replace all native frames further out than the evaluator's innermost one: those are not
       kept. */
    bool replaces_native;
};

/*
 * What a chain of words (places.h) that proves frames of an interpreter begins at. `code_age` is another once
 * code may be gone whose memory is used again, as far as the words do not show that by themselves.
 */
struct runtime_root {
    const void *thread;    /* the interpreter's state of the calling thread; NULL: no frames to be proved */
    const void *innermost; /* where its innermost frame is */
    uint64_t code_age;
};

struct runtime {
    enum loopline_runtime_kind kind;
    /*
     * Looks for the interpreter among the loaded objects. Returns true and fills in `identity` once it is
     * found. Called at the first statement and after objects were loaded, by one thread at a time; may call
     * the loader.
     */
    bool (*detect)(struct runtime_identity *identity);
    /* Writes up to `capacity` frames of the calling thread, innermost first. Returns how many, or
       RUNTIME_LAYOUT_WRONG. */
    uint32_t (*walk)(struct runtime_frame *frames, uint32_t capacity);
    /*
     * The root of the calling thread's frames. Called at every statement. NULL: its frames are always walked.
     */
    struct runtime_root (*root)(void);
    /*
     * Writes the chain of words that proves the frames which `walk` with a capacity of `limit` gives now,
     * from the root on: while all of them, read in order, and the root are unchanged, it would give the same.
     * Returns its length; 0: there is none, or no room. With `root` only.
     */
    uint32_t (*places)(uint32_t limit, struct stack_word *words, uint32_t capacity);
    /*
     * Reads those names of frames just walked that may have to wait for the interpreter (Ruby's lock), so
     * that `describe` does not wait. Returns true if these names show that `walk` gives other frames from now
     * on. Called on the frames' thread with no lock of the shim held. NULL: nothing to do.
     */
    bool (*prepare)(const struct runtime_frame *frames, uint32_t count);
    /*
     * Describes the code object of a frame just walked, number `number` (0: the innermost). The thread's
     * frames have not changed: `walk` would find the same. `result` is all zero except for its texts. Its
     * bytes point to memory that is valid until the next call. Returns false if it is not a code object, so
     * the layout is wrong. Called on the frame's thread, under the recording's lock.
     */
    bool (*describe)(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result);
    /*
     * Returns the instruction of a frame whose code object has been described, in a form that is the same
     * however the interpreter reached it. Called on the frame's thread, under the recording's lock.
     */
    uint32_t (*normalise_instruction)(const struct runtime_frame *frame);
    /*
     * Called when the calling thread is about to wait for a condition. Returns true if it does so in a
     * function by which programs wait for another thread or for time, rather than for the interpreter's lock.
     * NULL: unknown.
     */
    bool (*waits_for_work)(void);
    /*
     * The frames of who waits, suspended, for what the calling thread does (asyncio's coroutines), innermost
     * first: how many were written. They may be other threads' to change; what is written is true of some
     * moment. NULL: not told.
     */
    uint32_t (*walk_awaiting)(struct runtime_frame *frames, uint32_t capacity);
};

#endif
