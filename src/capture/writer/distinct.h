/*
 * How many different tuples of parameters a call site has seen, as struct loopline_parameters in the capture.
 *
 * The hashes themselves while they are few, which is exact; then a HyperLogLog (Flajolet and others, 2007) of
 * 1 KiB, off by about 3 %. Both can be joined with those of other sites. What is written are hashes by a key
 * that the process keeps to itself (SipHash, Aumasson and Bernstein, 2012): from the file no value can be
 * guessed and tried.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_DISTINCT_H
#define LOOPLINE_CAPTURE_WRITER_DISTINCT_H

#include <stdint.h>

#include "loopline/capture.h"

/* Hashes that are kept as such: a table of 256 words, three quarters full, so that probing stays short. */
#define DISTINCT_EXACT 192u

struct thread_record;
struct site_state;

struct distinct {
    struct loopline_parameters *record; /* NULL before the first tuple */
    uint32_t words;                     /* that the record has room for */
    uint32_t count;                     /* hashes in it */
};

struct distinct_key {
    uint64_t words[2];
};

/* The process's own key, the same in its forks. */
struct distinct_key distinct_key_of_process(void);

/* What tells two keys apart and says nothing about them. */
uint64_t distinct_key_name(const struct distinct_key *key);

/* Adds the tuple with this hash to the site's. The thread record's thread. */
void distinct_note(struct thread_record *thread_record, struct site_state *state, uint64_t parameters);

#endif
