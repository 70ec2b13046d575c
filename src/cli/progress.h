/*
 * On a terminal, one line that says how far a report is, where that takes long; it goes when the report
 * comes.
 */
#ifndef LOOPLINE_CLI_PROGRESS_H
#define LOOPLINE_CLI_PROGRESS_H

#include "model/build.h"

/*
 * From now on, about every half second, standard error says what `report_new` is at, which `options` will
 * tell. Does nothing where standard error is no terminal. One at a time; uses SIGALRM.
 */
void progress_begin(struct report_options *options);

/* Before anything else is written. */
void progress_end(void);

#endif
