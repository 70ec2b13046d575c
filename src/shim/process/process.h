/*
 * Whether the shim is switched on in this process, and what the environment asks for. Any thread may call the
 * functions that only return something.
 */
#ifndef LOOPLINE_SHIM_PROCESS_PROCESS_H
#define LOOPLINE_SHIM_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/writer/governor.h"
#include "loopline/capture.h"

/* Set by the constructor, before the program's own code reaches a hook. */
struct process_options {
    char output_prefix[1024];      /* LOOPLINE_OUT with its %-marks; empty: the default */
    char formats[128];             /* LOOPLINE_FORMAT; empty: the default */
    char temporary[1024];          /* TMPDIR, or /tmp */
    uint64_t capacity;             /* limit on the capture's size, bytes */
    uint64_t run_id;               /* LOOPLINE_RUN; 0: none */
    char keep[64];                 /* LOOPLINE_KEEP, see keep.h; empty: no limit */
    bool check_stacks;             /* LOOPLINE_CHECK_STACKS=1: every recognised stack is also walked */
    struct governor_rule governor; /* LOOPLINE_BUDGET */
    bool report_at_exit;           /* LOOPLINE_REPORT is not 0 */
    uint64_t wait_milliseconds;    /* longest wait for the report at exit; LOOPLINE_WAIT, in seconds */
};

/*
 * Reads the environment and the arguments. Returns false, having read nothing, if the process must run as if
 * the shim were not there (LOOPLINE=0, a program with elevated privileges). Once, from the constructor.
 */
bool process_set_up(int argc, char **argv, char **environment);

/* Switches the hooks on. Call it after process_set_up, once everything the hooks need is ready. */
void process_enable(void);

/* Call in a forked child. Switches the hooks off if children are not followed (LOOPLINE_FOLLOW=0). */
void process_note_forked(void);

/* Returns false if every hook only calls through. Any thread. */
bool process_is_enabled(void);

/* The options. Never NULL; valid as long as the process lives. */
const struct process_options *process_options(void);

/* The clock sample taken when the shim was loaded. */
struct loopline_clock_sample process_first_sample(void);
/* What clock_counter_is_steady returned then. */
bool process_has_steady_ticks(void);

/*
 * The program's masked arguments (arguments.h): `*count` NUL-terminated strings that take `*bytes` bytes.
 * Owned by the module.
 */
const char *process_arguments(uint32_t *count, uint32_t *bytes);

/*
 * Returns true if standard error is still what it was when the process started, and not something else opened
 * in its place.
 */
bool process_owns_stderr(void);

/*
 * Expands %e, %p, %h, %t and %% in `pattern` into `buffer`. `executable` is an absolute path. Returns false
 * if the result does not fit.
 */
bool process_expand_prefix(const char *pattern, const char *executable, char *buffer, uint32_t capacity);

#endif
