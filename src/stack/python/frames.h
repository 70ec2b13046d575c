/*
 * The frames of a CPython thread, as far as a layout tells where they are.
 */
#ifndef LOOPLINE_STACK_PYTHON_FRAMES_H
#define LOOPLINE_STACK_PYTHON_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/*
 * Writes the frames of a thread state, innermost first, and returns how many. `layout` is from python_layout
 * or python_offsets_read.
 */
uint32_t python_frames_walk(const struct python_layout *layout, const void *thread,
                            struct runtime_frame *frames, uint32_t capacity);

/* The frame that a walk gives this number, the innermost is 0; NULL: it has fewer. */
const void *python_frames_get(const struct python_layout *layout, const void *thread, uint32_t number);

/* The code object of a frame; what it points to where the layout is wrong may be anything. */
const void *python_frame_code(const struct python_layout *layout, const void *frame);

/* A frame that stands for C code between two frames of Python. */
bool python_frame_is_of_c_stack(const struct python_layout *layout, const void *frame);

#endif
