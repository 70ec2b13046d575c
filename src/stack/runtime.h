/*
 * Interpreters: how to read the frames of the language that the native stack only shows the engine of.
 *
 * A runtime is a room that offers one of these tables, and one line in walk/runtimes.c.
 *
 * Frames are taken on every statement, so `walk` takes no lock, calls nothing that may, and reads the host's
 * memory in place: a thread inside a database call does not run its interpreter, so its own frames stand
 * still. Names and lines are read once, when a frame is seen for the first time.
 */
#ifndef LOOPLINE_STACK_RUNTIME_H
#define LOOPLINE_STACK_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code_segment.h"
#include "loopline/capture.h"

/* One frame as the interpreter has it. No padding: frames are hashed as bytes. */
struct runtime_frame {
    const void *code;     /* the host's code object */
    uint32_t instruction; /* as positions in the capture count them, or LOOPLINE_FRAME_NOT_STARTED */
    uint32_t check;       /* bit 31: an entry frame; the rest tells apart code objects at one address */
};

#define RUNTIME_FRAME_ENTRY 0x80000000u
#define RUNTIME_LAYOUT_WRONG UINT32_MAX

/* Text or bytes of the host, valid while the thread stays in its statement. */
struct runtime_bytes {
    const char *bytes;
    size_t length;
};

/* What there is to know about a code object. */
struct runtime_code {
    char file[4096]; /* UTF-8, not NUL-terminated */
    size_t file_bytes;
    char name[1024];
    size_t name_bytes;
    uint32_t first_line;
    struct runtime_bytes bytecode;   /* CPython's; of others an array of struct loopline_code_line */
    struct runtime_bytes line_table; /* CPython's; of others an array of struct loopline_code_loop */
    struct runtime_bytes origins;    /* an array of struct loopline_code_origin; mostly empty */
    uint32_t flags;                  /* enum loopline_code_flags */
    bool left_out; /* the interpreter's own glue between two frames, nothing of the program's */
};

struct runtime_identity {
    char version[32];
    enum loopline_runtime_state state;
    /* Address and size of what runs code: CPython's function, the code of another interpreter's object. */
    uintptr_t evaluator; /* 0: not known */
    size_t evaluator_bytes;
    const struct code_segment *evaluator_pieces; /* where else it runs; in order, for good */
    size_t evaluator_piece_count;
    bool is_program; /* the process runs the interpreter's own program, not one that embeds it */
    /* Its frames stand for all native ones further out than the evaluator's innermost: those are not kept. */
    bool replaces_native;
};

struct runtime {
    enum loopline_runtime_kind kind;
    /*
     * Looks for the interpreter among the loaded objects; true once it is found, and `identity` filled in.
     * Called at the first statement and whenever objects were loaded since; may call the loader.
     */
    bool (*detect)(struct runtime_identity *identity);
    /* The calling thread's frames, innermost first: how many were written, or RUNTIME_LAYOUT_WRONG. */
    uint32_t (*walk)(struct runtime_frame *frames, uint32_t capacity);
    /*
     * Reads the names of frames just walked, as far as that may wait for the interpreter (Ruby's lock), so
     * that `describe` need not. No lock of ours is held. NULL: nothing to do.
     */
    void (*prepare)(const struct runtime_frame *frames, uint32_t count);
    /*
     * Reads the code object of a frame just walked, the one with this number (0: the innermost), while the
     * thread's frames stand where they stood: `walk` finds the same ones again. `result` is all zero but for
     * its texts. What its bytes point to is valid until the next call. False: it is no code object, the
     * layout is wrong. Under the recording's lock.
     */
    bool (*describe)(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result);
    /*
     * The instruction of a frame of a code object that has been described, told in one way whichever way the
     * interpreter came to it.
     */
    uint32_t (*normalise_instruction)(const struct runtime_frame *frame);
    /*
     * The calling thread, which is about to wait for a condition, stands in a function by which programs
     * wait for another thread or for time; it does not merely wait for its turn. NULL: not told.
     */
    bool (*waits_for_work)(void);
};

#endif
