/* How many statements one request ran: counted in the order in which they ran, between two client waits. */
#ifndef LOOPLINE_ANALYZE_JUDGE_ENTRY_STATEMENTS_H
#define LOOPLINE_ANALYZE_JUDGE_ENTRY_STATEMENTS_H

#include <stddef.h>

#include "analyze/merge/merged_capture.h"
#include "finding_loops.h"

/*
 * Fills in `most_statements` of the entries, which are by site number. It stays 0 for what is no request of a
 * server, has no name, or ran what the sequences lack.
 */
void entries_count_statements(struct loop_entry *entries, const struct merged_capture *merged);

#endif
