/*
 * For hooks of calls that wait in a way of their own.
 */
#ifndef LOOPLINE_SHIM_WAITS_WAITS_H
#define LOOPLINE_SHIM_WAITS_WAITS_H

/*
 * The calling thread is about to read from a descriptor, in a hook that `caller` (a return address) called: a
 * boundary, unless nobody is waited for (see waits.c). Safe in a signal handler; keeps errno.
 */
void waits_note_reading(int descriptor, const void *caller);

#endif
