/*
 * What a loop's rounds wait for. A loop that waits for its next item, or for what others send unasked, takes
 * messages. One that goes over items it has, and in each round asks a service, waits for a program that it
 * started, or sleeps, waits for nobody's request.
 */
#ifndef LOOPLINE_ANALYZE_ROUNDS_LOOP_WAITS_H
#define LOOPLINE_ANALYZE_ROUNDS_LOOP_WAITS_H

#include <stdbool.h>

#include "analyze/merge/merged_capture.h"
#include "loop_line.h"

/* Returns true if `other` passes through the loop, which is one of `stack`. False where that is unknown. */
bool loop_holds(const struct source_stack *stack, const struct loop_line *loop,
                const struct source_stack *other);

/*
 * Returns true if the loop goes over items, was seen to wait, and was seen to wait in its body alone, for
 * time to pass or for what the program has asked for. `loop` is one of the stack. False where that is
 * unknown: of native code's loops, say, which do not tell whether they have items.
 */
bool loop_waits_for_answers(const struct merged_capture *merged, const struct source_stack *stack,
                            const struct loop_line *loop);

#endif
