/*
 * Counts the tags that a call site's statements carry in comments: under which routes or jobs it ran, and in
 * which span last.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_SITE_TAGS_H
#define LOOPLINE_CAPTURE_WRITER_SITE_TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "loopline/capture.h"

struct thread_record;
struct site_state;

/* The tags of one statement, as the recording knows them. */
struct statement_tags {
    uint32_t id; /* 0: it has none */
    bool has_span;
    struct loopline_span span;
};

/* Different tags of one site that are counted: code that more routes share belongs to none of them. */
enum { SITE_TAGS_LIMIT = 8 };

struct site_tags {
    struct loopline_site_tags *records[SITE_TAGS_LIMIT];
};

/*
 * Counts one execution with these tags, whose id is not 0. The thread record's thread, holding no lock. What
 * finds no room is not counted.
 */
void site_tags_note(struct thread_record *thread_record, struct site_state *state,
                    const struct statement_tags *tags);

#endif
