/*
 * Whether a statement that runs again with the same parameters gets the same answer. From the second
 * execution with the same parameters on, its first row and number of rows are noted, and compared with those
 * noted before. Only reads are compared; of a site's later executions only a sample. Values stay in memory;
 * the capture gets two counts.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_ANSWERS_H
#define LOOPLINE_CAPTURE_WRITER_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

/* Tuples of parameters that are remembered per site. If more take turns, they are not compared. */
enum { ANSWERS_KEPT = 4 };

struct execution_facts;
struct result_source;
struct site_state;

/* All zero: the site has not run. */
struct site_answers {
    struct {
        uint64_t tuple; /* a hash; 0: free */
        uint64_t answer;
        bool answered;
    } kept[ANSWERS_KEPT];
    uint64_t
        first_row;   /* of the current execution; `wants_first_row` in results.h says whether it is wanted */
    uint32_t latest; /* place of its parameters in `kept` */
    uint32_t next;   /* the place of the oldest tuple, which the next new one takes */
    bool has_first_row;
};

/*
 * Call when an execution of a site begins; the previous one has all its rows. The thread record's thread, as
 * below.
 */
void answers_begin(struct site_state *state, const struct execution_facts *facts);

/* Call with the first row of an execution; further rows are ignored. */
void answers_note_row(struct site_state *state, const struct result_source *source);

#endif
