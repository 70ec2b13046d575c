/*
 * From the raw text of a statement to its identity: normalised once per distinct text and thread.
 *
 * The raw texts are kept in private memory alone, to be compared; they never reach the capture.
 */
#ifndef LOOPLINE_SHIM_RECORDER_STATEMENT_CACHE_H
#define LOOPLINE_SHIM_RECORDER_STATEMENT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/writer/recording.h"
#include "sql/encodings.h"

enum { READING_VALUES = 8 };

/* What a text says. */
struct statement_reading {
    struct statement_reference statement; /* id 0: cannot be kept */
    uint64_t literals_hash;               /* of the values that stood in the text */
    uint64_t values[READING_VALUES];      /* the first of them (see values.h), NULL ones as 0 */
    uint32_t value_count;
    uint32_t longest_list; /* see struct sql_normal_form */
    bool has_literals;
};

struct statement_text {
    uint32_t driver; /* enum loopline_driver */
    const char *bytes;
    size_t length;
    bool backslash_escapes; /* see struct sql_options */
    enum sql_encoding encoding;
};

/* The thread record's thread. */
struct statement_reading statement_cache_read(struct thread_record *thread_record,
                                              const struct statement_text *text);

/* The reading of prepared before recording began; text unknown. The thread record's thread. */
struct statement_reading statement_cache_unseen(struct thread_record *thread_record, uint32_t driver);

#endif
