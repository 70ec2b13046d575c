/* Shared by the hooks of functions that read from a descriptor. */
#ifndef LOOPLINE_SHIM_WAITS_WAITS_H
#define LOOPLINE_SHIM_WAITS_WAITS_H

/*
 * Call when the calling thread is about to read from a descriptor, in a hook that `caller` (a return address)
 * called. Notes a boundary, unless the read waits for nobody (see waits.c). Safe in a signal handler; keeps
 * errno.
 */
void waits_note_reading(int descriptor, const void *caller);

#endif
