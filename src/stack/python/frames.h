/*
 * Walks the frames of a CPython thread, given their layout. Reads memory without checking it, so the layout
 * must be proved first.
 */
#ifndef LOOPLINE_STACK_PYTHON_FRAMES_H
#define LOOPLINE_STACK_PYTHON_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/host_memory.h"
#include "stack/runtime.h"

/* Of frames and their code, CPython 3.11 to 3.13: the local variables, and how many there are. */
enum { PYTHON_FRAME_LOCALS = 72, PYTHON_CODE_LOCALS_AFTER_LINE = 4, PYTHON_LOCALS_SEARCHED = 64 };

/* Returns true if that is where this interpreter has them. */
static inline bool python_frames_have_locals(const struct python_layout *layout) {
    return layout->minor >= 11 && layout->minor <= 13 && !layout->is_told;
}

/* Returns how many local variables of the code's frames are looked at. */
static inline uint32_t python_frame_locals(const struct python_layout *layout, const void *code) {
    const uint32_t count = number_at(code, layout->code_first_line + PYTHON_CODE_LOCALS_AFTER_LINE);
    return count < PYTHON_LOCALS_SEARCHED ? count : PYTHON_LOCALS_SEARCHED;
}

/* Returns what the frame's local variable of this number holds; NULL: nothing yet. */
static inline const void *python_frame_local(const void *frame, uint32_t number) {
    return pointer_at(frame, PYTHON_FRAME_LOCALS + number * sizeof(void *));
}

/*
 * Writes up to `capacity` frames of a PyThreadState, innermost first, and returns how many. `layout` is from
 * python_layout or python_offsets_read. The thread whose state it is.
 */
uint32_t python_frames_walk(const struct python_layout *layout, const void *thread,
                            struct runtime_frame *frames, uint32_t capacity);

/* Returns the frame with this number in a walk (0: the innermost), or NULL if there are fewer. */
const void *python_frames_get(const struct python_layout *layout, const void *thread, uint32_t number);

/*
 * Returns true if a frame of the thread's own runs this code object, which therefore lives as long as the
 * thread stays in its statement. `code` may be anything.
 */
bool python_frames_run(const struct python_layout *layout, const void *thread, const void *code);

/* Returns the next frame outwards that a walk would number; NULL: none. */
const void *python_frame_outer(const struct python_layout *layout, const void *frame);

/* One frame. */
void python_frame_read(const struct python_layout *layout, const void *frame, struct runtime_frame *result);

/* As much of a code object as is read for a frame, CPython 3.11 to 3.13. */
enum { PYTHON_CODE_BYTES = 144 };

/* Of copies of a frame and of the first bytes of its code object, which another thread may free meanwhile. */
void python_frame_read_copied(const struct python_layout *layout, const void *frame,
                              const char code[PYTHON_CODE_BYTES], struct runtime_frame *result);

/* A frame of which only the code object, of which that is a copy, and the line are known: marked
 * RUNTIME_FRAME_LINE. */
void python_frame_at_line(const struct python_layout *layout, const void *code,
                          const char copied[PYTHON_CODE_BYTES], uint32_t line, struct runtime_frame *result);

/* Returns true if the code object, of which that is a copy, may be the frame's: it is no other one that lies
 * where the frame's was. */
bool python_frame_is_of_code(const struct python_layout *layout, const struct runtime_frame *frame,
                             const char copied[PYTHON_CODE_BYTES]);

/* Returns the code object of a frame. With a wrong layout it may point anywhere. */
const void *python_frame_code(const struct python_layout *layout, const void *frame);

/* Returns true if the frame stands for C code between two Python frames. */
bool python_frame_is_of_c_stack(const struct python_layout *layout, const void *frame);

/* Turns the order of frames round. */
void python_frames_reverse(struct runtime_frame *frames, uint32_t count);

#endif
