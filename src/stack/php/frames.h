/*
 * PHP's frames of one thread, read in place, and the proof that they are where the layout has them.
 *
 * A walked frame tells its instruction in bytes; php_frames_instruction makes a number of it. A function of
 * the engine's own (array_map) is known by its address. One of PHP is known by that of its instructions:
 * every closure that is made has a copy of its function, and all copies share those.
 */
#ifndef LOOPLINE_STACK_PHP_FRAMES_H
#define LOOPLINE_STACK_PHP_FRAMES_H

#include "layout.h"
#include "stack/runtime.h"

/* Innermost first, up to `capacity`; `innermost` is a frame of PHP or NULL. How many were written. */
uint32_t php_frames_walk(const struct php_layout *layout, const void *innermost, struct runtime_frame *frames,
                         uint32_t capacity);

/* The function of the frame that was walked as `frame`, found again from the innermost on; NULL: not there.
 */
const void *php_frames_function(const struct php_layout *layout, const void *innermost,
                                const struct runtime_frame *frame);

/*
 * The number of the frame's instruction in its function, as php_frames_function gives it; 0 in one of the
 * engine's own. LOOPLINE_FRAME_NOT_STARTED: none of the function's. While an exception is on its way, a frame
 * stands at an instruction of the engine's.
 */
uint32_t php_frames_instruction(const struct php_layout *layout, const void *function,
                                const struct runtime_frame *frame);

enum php_proof { PHP_PROOF_NONE, PHP_PROOF_GOOD, PHP_PROOF_BAD };

/*
 * Whether what the layout calls frames is a chain of frames: nothing is read that cannot be, and nothing of
 * it is believed before. NONE where there is no frame of PHP's own code to tell by.
 */
enum php_proof php_frames_prove(const struct php_layout *layout, const void *innermost);

#endif
