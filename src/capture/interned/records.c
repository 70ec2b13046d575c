#include "records.h"

static size_t aligned(size_t bytes) {
    return (bytes + 7) & ~(size_t)7;
}

static uint64_t room_in(const struct loopline_chunk *chunk) {
    return chunk ? (uint64_t)chunk->span * LOOPLINE_CHUNK_BYTES - chunk->used : 0;
}

void *records_allocate(struct record_space *space, struct capture_file *file, uint32_t type, size_t bytes) {
    const size_t size = aligned(bytes);
    if (size > RECORD_BYTES_LIMIT)
        return NULL;
    if (room_in(space->chunk) < size) {
        const size_t whole = size + sizeof(struct loopline_chunk);
        const uint32_t span = (uint32_t)((whole + LOOPLINE_CHUNK_BYTES - 1) / LOOPLINE_CHUNK_BYTES);
        struct loopline_chunk *chunk = capture_file_claim(file, span, space->thread_record);
        if (!chunk)
            return NULL;
        space->chunk = chunk;
    }
    struct loopline_record *record = (struct loopline_record *)((char *)space->chunk + space->chunk->used);
    record->type = type;
    record->bytes = (uint32_t)size;
    return record;
}

void records_publish(struct record_space *space, const void *record) {
    const struct loopline_record *head = record;
    __atomic_store_n(&space->chunk->used, space->chunk->used + head->bytes, __ATOMIC_RELEASE);
}
