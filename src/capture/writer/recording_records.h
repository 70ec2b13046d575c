/*
 * Records that a thread adds to the capture for itself, and the lock that guards the file meanwhile.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RECORDING_RECORDS_H
#define LOOPLINE_CAPTURE_WRITER_RECORDING_RECORDS_H

#include "recording.h"

/* Around what is rare. Neither a signal handler of the host nor a cancellation comes between the two,
 * but for the handlers of a process that has confined itself. */
void recording_lock(struct recording *recording);
void recording_unlock(struct recording *recording);

/*
 * The thread's state: it is between the two. Then a signal's handler runs, which may happen in a process that
 * has confined itself, where signals are not held back.
 */
extern __thread volatile bool recording_is_locked_here
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* File offset of a fresh histogram; 0 when there is no room. The thread record's thread. */
struct loopline_histogram *recording_histogram(struct thread_record *thread_record, uint64_t *offset);

/*
 * Writes a value match as described, with this column name, to the capture; its counters then go on in place.
 * NULL: no room. The thread record's thread.
 */
struct loopline_value_match *recording_value_match(struct thread_record *thread_record,
                                                   const struct loopline_value_match *description,
                                                   const char *column);

#endif
