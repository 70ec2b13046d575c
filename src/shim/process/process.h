/*
 * This process, as far as the shim is concerned: whether it is switched on, and what the environment asked
 * for.
 */
#ifndef LOOPLINE_SHIM_PROCESS_PROCESS_H
#define LOOPLINE_SHIM_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/writer/governor.h"
#include "loopline/capture.h"

/* Fixed by the constructor, before any hook of the program's own code runs. */
struct process_options {
    char output_prefix[1024]; /* LOOPLINE_OUT with its %-marks; empty: the default */
    char formats[128];        /* LOOPLINE_FORMAT; empty: the default */
    char temporary[1024];     /* TMPDIR, or /tmp */
    uint64_t capacity;        /* bound on the capture, bytes */
    uint64_t run_id;          /* LOOPLINE_RUN; 0: none */
    char keep[64];            /* LOOPLINE_KEEP, see keep.h; empty: no bound */
    bool check_stacks;        /* LOOPLINE_CHECK_STACKS=1: every recognised stack is walked all the same */
    struct governor_rule governor; /* LOOPLINE_BUDGET */
    bool report_at_exit;           /* LOOPLINE_REPORT is not 0 */
    uint64_t wait_milliseconds;    /* for the report at most: LOOPLINE_WAIT, in seconds */
};

/*
 * Reads the environment and the arguments. False: the process is to run as if this library were not there
 * (LOOPLINE=0, a program with elevated rights), and nothing was read. Once, from the constructor.
 */
bool process_set_up(int argc, char **argv, char **environment);

/* From now on hooks apply. After process_set_up, once what they need stands. */
void process_enable(void);

/* In a forked child: hooks apply no longer where children are not to be followed (LOOPLINE_FOLLOW=0). */
void process_note_forked(void);

/* False: every hook is a plain call through. Any thread. */
bool process_is_enabled(void);

/* False: it has been so from the start, and nothing is known of any handle. */
bool process_was_enabled(void);
const struct process_options *process_options(void);

/* The clock as it was when the library was loaded. */
struct loopline_clock_sample process_first_sample(void);
bool process_has_steady_ticks(void);

/* The program's arguments, those that may hold values masked as "?": NUL-terminated strings, and their
 * number. */
const char *process_arguments(uint32_t *count, uint32_t *bytes);

/* Standard error is still what it was when the process started: nothing else was opened in its place. */
bool process_owns_stderr(void);

/* Expands %e %p %h %t %% of `pattern`; false when the result does not fit. */
bool process_expand_prefix(const char *pattern, const char *executable, char *buffer, uint32_t capacity);

#endif
