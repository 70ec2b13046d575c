/*
 * The tags in the comments around a statement. A thread remembers the comments that it met last: most come
 * again with each statement of a request.
 */
#ifndef LOOPLINE_SHIM_RECORDER_STATEMENT_TAGS_H
#define LOOPLINE_SHIM_RECORDER_STATEMENT_TAGS_H

#include "capture/writer/recording.h"
#include "sql/comments.h"

/* Fills in the tags of these comments; id 0: there are none. The thread record's thread. */
void statement_tags_of(struct thread_record *thread_record, const struct sql_commented *commented,
                       struct statement_tags *tags);

#endif
