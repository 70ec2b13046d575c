/*
 * Recognises the functions that run the program's code: those of frameworks that serve requests, run jobs,
 * tests or commands, or start threads. On a stack such a function calls the view, the task or the test.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_SERVING_H
#define LOOPLINE_ANALYZE_STACKS_SERVING_H

#include <stdbool.h>
#include <stddef.h>

enum serving_kind {
    SERVES_NOTHING,
    SERVES_THREAD, /* runs a thread's function */
    SERVES_COMMAND,
    SERVES_JOB,
    SERVES_REQUEST,
    SERVES_SET_UP, /* set-up of tests, once or before each */
    SERVES_TEST,
};

struct source_frame;

/* Returns what a function of an interpreter runs, by its file and its name, qualified or not. */
enum serving_kind serving_kind_of(const char *file, const char *function);

/*
 * Returns the frame (of `frames`, innermost first) that called the code a loop's entry is named after; NULL:
 * none. A test wins over the requests that it makes, and a request over the command that started its server.
 * Of several of a kind, the innermost request or job wins, and the outermost test or command.
 */
const struct source_frame *serving_frame(const struct source_frame *frames, size_t count);

/*
 * Returns what the innermost frame that serves requests, runs jobs or tests does, of those from `innermost`
 * out to `outermost`; SERVES_NOTHING: none does. A loop at `outermost` then goes from request to request,
 * from job to job, or from test to test. The program's own loop over jobs is a loop like any other: no worker
 * waits in it.
 */
enum serving_kind serving_within(const struct source_frame *innermost, const struct source_frame *outermost);

/*
 * Returns true if the frame only starts the server or passes requests on: a launcher outside of everything
 * that serves, or a middleware between a server and a framework. Neither repeats a statement.
 */
bool serving_passes_on(const struct source_frame *frames, size_t count, const struct source_frame *frame);

#endif
