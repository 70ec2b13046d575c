/*
 * Finds the identity of a statement from its raw text. Each thread normalises each distinct text once.
 *
 * The raw texts are kept in private memory for comparison only; they never reach the capture.
 */
#ifndef LOOPLINE_SHIM_RECORDER_STATEMENT_CACHE_H
#define LOOPLINE_SHIM_RECORDER_STATEMENT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/writer/recording.h"
#include "sql/encodings.h"

enum { READING_VALUES = 8 };

/* What the text of a statement tells. */
struct statement_reading {
    struct statement_reference statement; /* id 0: it cannot be kept */
    uint64_t literals_hash;               /* of the literals in the text */
    uint64_t values[READING_VALUES];      /* the first literals (see values.h); 0: NULL */
    uint32_t value_count;
    uint32_t longest_list; /* see struct sql_normal_form */
    bool has_literals;
    struct statement_tags tags; /* of the comments around the text */
};

struct statement_text {
    uint32_t driver; /* enum loopline_driver */
    const char *bytes;
    size_t length;
    bool backslash_escapes; /* see struct sql_options */
    enum sql_encoding encoding;
};

/*
 * Reads a text. Comments around it do not count as part of it, as they may differ each time. The reading
 * holds until the thread record reads again; never NULL. The thread record's thread.
 */
const struct statement_reading *statement_cache_read(struct thread_record *thread_record,
                                                     const struct statement_text *text);

/*
 * Returns the reading of a statement that was prepared before recording began, so its text is unknown. As
 * above.
 */
const struct statement_reading *statement_cache_unseen(struct thread_record *thread_record, uint32_t driver);

#endif
