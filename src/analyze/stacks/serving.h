/*
 * What runs the program's code: a framework that serves requests, runs jobs, tests or commands, or starts
 * threads. Such a function, on a stack, calls the view, the task, the test.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_SERVING_H
#define LOOPLINE_ANALYZE_STACKS_SERVING_H

#include <stdbool.h>
#include <stddef.h>

enum serving_kind {
    SERVES_NOTHING,
    SERVES_THREAD, /* runs what a thread was started for */
    SERVES_COMMAND,
    SERVES_JOB,
    SERVES_REQUEST,
    SERVES_SET_UP, /* what tests need, once or before each */
    SERVES_TEST,
};

struct source_frame;

/* What a function of an interpreter runs, by its file and its name, qualified or not. */
enum serving_kind serving_kind_of(const char *file, const char *function);

/*
 * Among frames, innermost first: the one that called the code which a loop's entry is named by; NULL: there
 * is none. A test is more than the requests that it makes; a request more than the command that started its
 * server; of several of a kind, the innermost of requests and jobs counts, and the outermost of tests and
 * commands.
 */
const struct source_frame *serving_frame(const struct source_frame *frames, size_t count);

/*
 * True where the frame only starts what serves, or passes requests on: a launcher outside of all that serves,
 * or a middleware, between a server and a framework. Neither is what repeats a statement.
 */
bool serving_passes_on(const struct source_frame *frames, size_t count, const struct source_frame *frame);

#endif
