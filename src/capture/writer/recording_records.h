/* Records that a thread adds to the capture, and the lock that guards the file meanwhile. */
#ifndef LOOPLINE_CAPTURE_WRITER_RECORDING_RECORDS_H
#define LOOPLINE_CAPTURE_WRITER_RECORDING_RECORDS_H

#include "recording.h"

/*
 * Lock and unlock the recording. In between neither a signal handler of the host nor a cancellation can
 * interrupt, except handlers in a process that has confined itself. Any thread.
 */
void recording_lock(struct recording *recording);
void recording_unlock(struct recording *recording);

/*
 * True while the calling thread holds the lock. A signal handler sees it only in a process that has confined
 * itself, where signals are not blocked.
 */
extern __thread volatile bool recording_is_locked_here
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/*
 * Adds a histogram, returns it and sets `*offset` to its place in the file. NULL, leaving `*offset` alone, if
 * there is no room. The thread record's thread.
 */
struct loopline_histogram *recording_histogram(struct thread_record *thread_record, uint64_t *offset);

/*
 * Adds a value match as described, with this column name. The caller goes on counting in the result. NULL if
 * there is no room. The thread record's thread.
 */
struct loopline_value_match *recording_value_match(struct thread_record *thread_record,
                                                   const struct loopline_value_match *description,
                                                   const char *column);

#endif
