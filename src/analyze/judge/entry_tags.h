/*
 * What tags in comments of statements say of an entry (src/sql/tags.h): the route of a request, or else its
 * controller and action; or a job.
 */
#ifndef LOOPLINE_ANALYZE_JUDGE_ENTRY_TAGS_H
#define LOOPLINE_ANALYZE_JUDGE_ENTRY_TAGS_H

#include "analyze/merge/merged_capture.h"
#include "finding_loops.h"

/* Adds what the tags of all executions of these sites say: most of them decide. `pool` holds the name. */
void entry_add_tags(struct loop_entry *entry, struct pool *pool, const struct merged_site *const *sites,
                    size_t site_count);

#endif
