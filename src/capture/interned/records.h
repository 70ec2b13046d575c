/*
 * Records inside chunks: claimed, filled in, and only then made visible to readers.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_RECORDS_H
#define LOOPLINE_CAPTURE_INTERNED_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "loopline/capture.h"

/* Where one owner's next record goes: a thread record's, or what all threads share (thread record 0). */
struct record_space {
    struct loopline_chunk *chunk; /* NULL before the first record */
    uint32_t thread_record;
};

/* The largest record: the rest of a run of chunks behind the chunk's header. */
#define RECORD_BYTES_LIMIT (64u * LOOPLINE_CHUNK_BYTES - sizeof(struct loopline_chunk))

/*
 * Room for a record of `bytes` (its struct loopline_record included), zeroed but for its type and size, not
 * yet visible. NULL when it is over RECORD_BYTES_LIMIT or the file takes no more. The recording's lock is
 * held by the caller from here until records_publish.
 */
void *records_allocate(struct record_space *space, struct capture_file *file, uint32_t type, size_t bytes);

/* Makes the record that was allocated last in this space visible. */
void records_publish(struct record_space *space, const void *record);

#endif
