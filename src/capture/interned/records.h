/* Records inside chunks: they are claimed, filled in, and only then made visible to readers. */
#ifndef LOOPLINE_CAPTURE_INTERNED_RECORDS_H
#define LOOPLINE_CAPTURE_INTERNED_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "file.h"
#include "loopline/capture.h"

/*
 * Where the next record of one owner goes: of a thread record, or of what all threads share (thread record
 * 0).
 */
struct record_space {
    struct loopline_chunk *chunk; /* NULL before the first record */
    uint32_t thread_record;
};

/* Size of the largest record: 64 chunks without the header of the first. */
#define RECORD_BYTES_LIMIT (64u * LOOPLINE_CHUNK_BYTES - sizeof(struct loopline_chunk))

/*
 * Returns room for a record of `bytes`, including its struct loopline_record. It is zeroed except for type
 * and size, and not yet visible. NULL if it is larger than RECORD_BYTES_LIMIT or the file cannot grow. The
 * caller holds the recording's lock from here until records_publish.
 */
void *records_allocate(struct record_space *space, struct capture_file *file, uint32_t type, size_t bytes);

/* Makes the record last allocated in this space visible to readers. */
void records_publish(struct record_space *space, const void *record);

#endif
