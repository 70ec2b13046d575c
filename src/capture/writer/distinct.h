/*
 * Counts the different tuples of parameters of a call site, as struct loopline_parameters in the capture.
 *
 * While they are few, their hashes are kept, which is exact; then a HyperLogLog of 1 KiB (Flajolet and
 * others, 2007), with an error of about 3 %. Both can be joined with those of other sites. The hashes are
 * made with a key that never leaves the process (SipHash, Aumasson and Bernstein, 2012), so nobody can guess
 * a value and look for it in the file.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_DISTINCT_H
#define LOOPLINE_CAPTURE_WRITER_DISTINCT_H

#include <stdint.h>

#include "loopline/capture.h"

/*
 * How many hashes are kept as such: a table of 256 words, at most three quarters full so that probing stays
 * short.
 */
#define DISTINCT_EXACT 192u

struct thread_record;
struct site_state;

struct distinct {
    struct loopline_parameters *record; /* NULL before the first tuple */
    uint32_t words;                     /* room in the record */
    uint32_t count;                     /* hashes in the record */
};

struct distinct_key {
    uint64_t words[2];
};

/* Returns the key of the process, which its forks share. Any thread. */
struct distinct_key distinct_key_of_process(void);

/* Returns a number that identifies a key without revealing it. */
uint64_t distinct_key_name(const struct distinct_key *key);

/* Adds the tuple with this hash to the site's tuples. The thread record's thread. */
void distinct_note(struct thread_record *thread_record, struct site_state *state, uint64_t parameters);

#endif
