/*
 * Counts how often this thread has waited for anything but a database. Such a wait ends what the thread did
 * before it. The wait only raises a number, which is compared when the thread's next statement is counted.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_BOUNDARY_H
#define LOOPLINE_CAPTURE_WRITER_BOUNDARY_H

#include <stdint.h>

struct boundaries {
    uint32_t client_waits; /* client waits: on an accepted connection, or for the next connection */
    uint32_t other_waits;  /* other waits: for a pipe, another service, or time to pass */
    uint32_t hand_overs;   /* how often it took work from another thread */
};

/* The calling thread's numbers. They wrap around; only differences are meaningful. */
extern __thread struct boundaries boundaries __attribute__((tls_model("initial-exec"), visibility("hidden")));

#endif
