/*
 * Walks the frames of a Ruby thread, given their layout.
 *
 * The code of a frame is the body of its instruction sequence, which unlike the sequence itself does not move
 * in memory, or the definition of a method written in C. Its instruction is a byte offset, past the call;
 * ruby_frame_instruction turns it into a number.
 */
#ifndef LOOPLINE_STACK_RUBY_FRAMES_H
#define LOOPLINE_STACK_RUBY_FRAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/*
 * Writes up to `capacity` frames of an execution context (a thread's, or the running fiber's), innermost
 * first, and returns how many. Reads memory without checking it, so the layout must be proved first. The
 * context's thread.
 */
uint32_t ruby_frames_walk(const struct ruby_layout *layout, const void *context, struct runtime_frame *frames,
                          uint32_t capacity);

/*
 * As `places` of struct runtime, from the thread on. The words say which code a frame runs, and not what the
 * code is: an iseq that was collected, and whose memory holds another one, takes a collection.
 */
uint32_t ruby_frames_places(const struct ruby_layout *layout, const void *thread, uint32_t limit,
                            struct stack_word *words, uint32_t capacity);

/* Returns true if the frame is of a method written in C. */
static inline bool ruby_frame_is_native(const struct runtime_frame *frame) {
    return (frame->check & 1) != 0;
}

/* Returns the number of the frame's instruction, which is the last word of the call; 0 for a method written
 * in C. */
uint32_t ruby_frame_instruction(const struct runtime_frame *frame);

/*
 * What a frame just walked, number `number` of them (0: the innermost), is defined as where a block is a
 * method (define_method). NULL: it is none.
 */
const char *ruby_frames_block_method(const struct ruby_layout *layout, const void *context, uint32_t number);

enum ruby_proof { RUBY_PROOF_NONE, RUBY_PROOF_GOOD, RUBY_PROOF_BAD };

/*
 * Checks whether the layout is this interpreter's, by objects that must then refer to each other. `thread` is
 * the calling thread's rb_thread_t. NONE: it runs no Ruby code to check by. Reads only memory that it has
 * checked.
 */
enum ruby_proof ruby_frames_prove(const struct ruby_layout *layout, const void *thread);

/*
 * Reads the innermost frame of a thread that may have ended, or been freed, since it was seen to run. Returns
 * false if it has ended or its innermost frame is nobody's code. Reads like ruby_frames_prove.
 */
bool ruby_frames_innermost(const struct ruby_layout *layout, const void *thread,
                           struct runtime_frame *innermost);

/*
 * Returns true if the address is that of an rb_thread_t with its own execution context. Reads like
 * ruby_frames_prove.
 */
bool ruby_is_thread(const struct ruby_layout *layout, const void *thread);

#endif
