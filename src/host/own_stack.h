/*
 * A stack of Loopline's own, for work that is rare and needs much: a thread of the host may have 16 KiB, a
 * signal's handler 8. A thread whose stack is known to have room works on that; all others work on memory
 * that is lent to them for the time, with their signals held back: a handler of the host is not to run there.
 */
#ifndef LOOPLINE_HOST_OWN_STACK_H
#define LOOPLINE_HOST_OWN_STACK_H

#include <stddef.h>

/*
 * Calls work(argument) once. `work` may not end the thread, jump out or call code of the host. On the
 * caller's own stack if that is known to have room, if there is no memory, and in a process that has confined
 * itself (libc/confined.h), where signals cannot be held back. May nest. Keeps errno but for what `work` does
 * to it. Any thread.
 *
 * scripts/check-stack-use takes a function whose name ends in _apart for one that is called by this alone.
 */
void own_stack_run(void (*work)(void *argument), void *argument);

/*
 * Call when the calling thread begins: the size of its stack in bytes, which it has used little of. 0: not
 * known, as for a thread that never called this.
 */
void own_stack_note_thread(size_t bytes);

#endif
