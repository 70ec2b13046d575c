/* The tags of the process's statements, each set of them recorded once. */
#ifndef LOOPLINE_CAPTURE_INTERNED_TAGS_H
#define LOOPLINE_CAPTURE_INTERNED_TAGS_H

#include <stdint.h>

#include "host/memory.h"
#include "key_table.h"
#include "records.h"
#include "sql/tags.h"

/* All zero: no statement had any yet. */
struct tags_table {
    struct key_table by_content;
};

/* Finds tags by all but their trace; 0 if they have not been added. Any thread; takes no lock. */
uint32_t tags_table_find(const struct tags_table *table, const struct sql_tags *tags);

/*
 * Finds or adds tags and returns their id. 0: the capture or the table is full. The arena holds the table and
 * must have no limit. Under the recording's lock.
 */
uint32_t tags_table_add(struct tags_table *table, struct arena *arena, struct record_space *space,
                        struct capture_file *file, const struct sql_tags *tags);

#endif
