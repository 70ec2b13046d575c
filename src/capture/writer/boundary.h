/*
 * How often this thread has waited for somebody else than a database: what it did before such a wait is done
 * with. The wait only raises a number; whoever counts statements compares the numbers at the next one.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_BOUNDARY_H
#define LOOPLINE_CAPTURE_WRITER_BOUNDARY_H

#include <stdint.h>

struct boundaries {
    uint32_t client_waits; /* waits for a client: on a connection that was accepted, or for the next one */
    uint32_t other_waits;  /* waits for anything else: a pipe, another service, the time */
    uint32_t hand_overs;   /* how often it took work of another thread */
};

/* The calling thread's. Both wrap around; only a difference means something. */
extern __thread struct boundaries boundaries __attribute__((tls_model("initial-exec"), visibility("hidden")));

#endif
