/*
 * Stacks with an interpreter that nothing reads: all that it does becomes one frame, which stands for the
 * program's code in that language.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_UNREAD_STACK_H
#define LOOPLINE_ANALYZE_STACKS_UNREAD_STACK_H

#include "source_stack.h"

/*
 * Puts one frame in the place of each row of frames that an interpreter or a JIT compiler has made, leaves
 * those of interpreters alone that are read on this stack, and takes packages of the interpreter's language
 * out of the application.
 */
void unread_fold(struct source_stack *stack);

#endif
