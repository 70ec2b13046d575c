/*
 * Every statement in normal form, once per process.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_STATEMENTS_H
#define LOOPLINE_CAPTURE_INTERNED_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/memory.h"
#include "records.h"

#define STATEMENT_TEXT_LIMIT 32768u /* bytes of a normal form that are kept */

/* What the writer needs to know of a statement while it runs. Id 0: none could be kept. */
struct statement_reference {
    uint32_t id;
    uint32_t statement_class; /* enum sql_class */
};

struct statement_table {
    struct statement_slot *slots;
    uint32_t count;
};

/* The arena keeps what the table needs; its limit is none. False: no memory. */
bool statement_table_start(struct statement_table *table, struct arena *arena);

/* Id 0 where the statement has not been seen. Takes no lock; any thread. */
struct statement_reference statement_table_find(const struct statement_table *table, uint32_t driver,
                                                uint64_t fingerprint);

/* What a statement record is made of; the text is copied. */
struct statement_description {
    uint32_t driver; /* enum loopline_driver */
    uint64_t fingerprint;
    uint32_t statement_class;
    uint32_t flags; /* enum loopline_statement_flags */
    const char *text;
    size_t text_bytes;
};

/* Finds or adds; id 0 when the table or the capture is full. Under the recording's lock. */
struct statement_reference statement_table_add(struct statement_table *table, struct record_space *space,
                                               struct capture_file *file,
                                               const struct statement_description *description);

#endif
