/* The normalised statements of the process, each recorded once. */
#ifndef LOOPLINE_CAPTURE_INTERNED_STATEMENTS_H
#define LOOPLINE_CAPTURE_INTERNED_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/memory.h"
#include "key_table.h"
#include "records.h"

#define STATEMENT_TEXT_LIMIT 32768u /* longer normal forms are cut to so many bytes */

/* What the writer needs of a statement. Id 0: it could not be kept. */
struct statement_reference {
    uint32_t id;
    uint32_t statement_class; /* enum sql_class */
};

struct statement_table {
    struct key_table by_fingerprint;
};

/* Makes the table in the arena, which must have no limit. Returns false if memory runs out. */
bool statement_table_start(struct statement_table *table, struct arena *arena);

/* Finds a statement; id 0 if it has not been added. Any thread; takes no lock. */
struct statement_reference statement_table_find(const struct statement_table *table, uint32_t driver,
                                                uint64_t fingerprint);

/* The content of a statement record. The text is copied. */
struct statement_description {
    uint32_t driver; /* enum loopline_driver */
    uint64_t fingerprint;
    uint32_t statement_class;
    uint32_t flags; /* enum loopline_statement_flags */
    const char *text;
    size_t text_bytes;
};

/* Finds or adds a statement; id 0 if the table or the capture is full. Under the recording's lock. */
struct statement_reference statement_table_add(struct statement_table *table, struct record_space *space,
                                               struct capture_file *file,
                                               const struct statement_description *description);

#endif
