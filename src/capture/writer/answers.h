/*
 * Whether a statement that runs again with the same parameters is answered the same rows again. From the
 * second execution on that has the same parameters, its first row and its number of rows are compared with
 * those of the one before. Values live in memory alone; the capture gets two counts.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_ANSWERS_H
#define LOOPLINE_CAPTURE_WRITER_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

/* More different tuples of parameters that take turns are not told apart, and not compared. */
enum { ANSWERS_KEPT = 4 };

struct execution_facts;
struct result_source;
struct site_state;

/* All zero: the site has not run. */
struct site_answers {
    struct {
        uint64_t parameters; /* hash of the tuple */
        uint64_t answer;
        bool seen;
        bool answered;
    } kept[ANSWERS_KEPT];
    uint64_t first_row; /* of the execution under way; `wants_first_row` of results.h: it is compared */
    uint32_t latest;    /* the place of its parameters in `kept` */
    uint32_t next;      /* the place that the next new tuple takes: the oldest one's */
    bool has_first_row;
};

/* An execution of a site begins, and the one before has all its rows. The thread record's thread, as below.
 */
void answers_begin(struct site_state *state, const struct execution_facts *facts);

/* The first row of an execution. */
void answers_note_row(struct site_state *state, const struct result_source *source);

#endif
