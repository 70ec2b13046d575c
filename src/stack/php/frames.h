/*
 * Reads the PHP frames of a thread in place, and checks that they are where the layout says.
 *
 * A walked frame has its instruction as a byte offset; php_frames_instruction turns it into a number. A
 * function of the engine (array_map) is identified by its address. A function written in PHP is identified by
 * the address of its instructions: each new closure gets a copy of its function, and all copies share the
 * instructions.
 */
#ifndef LOOPLINE_STACK_PHP_FRAMES_H
#define LOOPLINE_STACK_PHP_FRAMES_H

#include "layout.h"
#include "stack/runtime.h"

/*
 * Writes up to `capacity` frames, innermost first, and returns how many. `innermost` is a PHP frame of the
 * calling thread or NULL.
 */
uint32_t php_frames_walk(const struct php_layout *layout, const void *innermost, struct runtime_frame *frames,
                         uint32_t capacity);

/*
 * Returns the function of a frame just walked, by walking again from `innermost`; NULL if the frame is gone.
 */
const void *php_frames_function(const struct php_layout *layout, const void *innermost,
                                const struct runtime_frame *frame);

/*
 * Returns the number of the frame's instruction in `function`, which php_frames_function returned; 0 for a
 * function of the engine. LOOPLINE_FRAME_NOT_STARTED if the instruction is not one of the function's: while
 * an exception propagates, a frame is at an instruction of the engine.
 */
uint32_t php_frames_instruction(const struct php_layout *layout, const void *function,
                                const struct runtime_frame *frame);

/*
 * As `places` of struct runtime; `current` is where the engine keeps the innermost frame.
 */
uint32_t php_frames_places(const struct php_layout *layout, const void *current, uint32_t limit,
                           struct stack_word *words, uint32_t capacity);

enum php_proof { PHP_PROOF_NONE, PHP_PROOF_GOOD, PHP_PROOF_BAD };

/*
 * Checks that the layout leads to a chain of frames, reading only memory that it has checked. NONE: there is
 * no frame of PHP code to check by. The calling thread's frames.
 */
enum php_proof php_frames_prove(const struct php_layout *layout, const void *innermost);

#endif
