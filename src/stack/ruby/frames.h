/*
 * The frames of a Ruby thread, as far as a layout tells where they are.
 *
 * The code of a frame is its instruction sequence's body, which unlike the sequence itself does not move in
 * memory, or the definition of a method written in C. Its instruction is the last word of the call.
 */
#ifndef LOOPLINE_STACK_RUBY_FRAMES_H
#define LOOPLINE_STACK_RUBY_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/*
 * Writes the frames of an execution context (a thread's, or the running fiber's), innermost first, and
 * returns how many. Reads without asking whether it can.
 */
uint32_t ruby_frames_walk(const struct ruby_layout *layout, const void *context, struct runtime_frame *frames,
                          uint32_t capacity);

/* The frame is of a method written in C. */
static inline bool ruby_frame_is_native(const struct runtime_frame *frame) {
    return (frame->check & 1) != 0;
}

enum ruby_proof { RUBY_PROOF_NONE, RUBY_PROOF_GOOD, RUBY_PROOF_BAD };

/*
 * Whether the layout is that of this process, by what must refer to one another if it is: `thread` is the
 * calling thread's rb_thread_t. NONE: it runs no Ruby code to tell by. Reads nothing that cannot be read.
 */
enum ruby_proof ruby_frames_prove(const struct ruby_layout *layout, const void *thread);

/* The address is that of an rb_thread_t with an execution context of its own. Reads as above. */
bool ruby_is_thread(const struct ruby_layout *layout, const void *thread);

#endif
