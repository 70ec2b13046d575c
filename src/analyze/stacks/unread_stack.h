/* Stacks with an interpreter whose frames are not read (unread.h). */
#ifndef LOOPLINE_ANALYZE_STACKS_UNREAD_STACK_H
#define LOOPLINE_ANALYZE_STACKS_UNREAD_STACK_H

#include "source_stack.h"

/*
 * Replaces each run of frames of such an interpreter or a JIT compiler by one frame. Leaves interpreters
 * alone whose frames were read on this stack. Packages of the interpreter's language no longer count as the
 * application.
 */
void unread_fold(struct source_stack *stack);

#endif
