#include "bytes.h"

#include <stdlib.h>
#include <string.h>

#define SMALLEST_BUFFER 4096
#define NO_TEXT UINT64_MAX

static void make_room(struct byte_buffer *buffer, size_t count) {
    if (buffer->capacity - buffer->used >= count)
        return;
    size_t capacity = buffer->capacity ? buffer->capacity : SMALLEST_BUFFER;
    while (capacity - buffer->used < count)
        capacity *= 2;
    uint8_t *larger = realloc(buffer->bytes, capacity);
    if (!larger)
        end_out_of_memory();
    buffer->bytes = larger;
    buffer->capacity = capacity;
}

void bytes_add(struct byte_buffer *buffer, const void *bytes, size_t count) {
    make_room(buffer, count);
    if (count)
        memcpy(buffer->bytes + buffer->used, bytes, count);
    buffer->used += count;
}

void bytes_add_number(struct byte_buffer *buffer, uint64_t number) {
    bytes_add(buffer, &number, sizeof number);
}

void bytes_add_text(struct byte_buffer *buffer, const char *text) {
    const size_t length = text ? strlen(text) : 0;
    bytes_add_number(buffer, text ? length : NO_TEXT);
    bytes_add(buffer, text, length);
}

const void *bytes_take(struct byte_cursor *cursor, size_t count) {
    if (cursor->broken || cursor->left < count) {
        cursor->broken = true;
        return NULL;
    }
    const void *taken = cursor->at;
    cursor->at += count;
    cursor->left -= count;
    return taken;
}

uint64_t bytes_take_number(struct byte_cursor *cursor) {
    uint64_t number = 0;
    const void *bytes = bytes_take(cursor, sizeof number);
    if (bytes)
        memcpy(&number, bytes, sizeof number);
    return number;
}

size_t bytes_take_count(struct byte_cursor *cursor, size_t least_bytes) {
    const uint64_t count = bytes_take_number(cursor);
    if (count <= cursor->left / least_bytes)
        return (size_t)count;
    cursor->broken = true;
    return 0;
}

const char *bytes_take_text(struct byte_cursor *cursor, struct pool *pool) {
    const uint64_t length = bytes_take_number(cursor);
    if (cursor->broken || length == NO_TEXT)
        return NULL;
    const char *text = bytes_take(cursor, length <= cursor->left ? (size_t)length : SIZE_MAX);
    return text ? pool_copy_text(pool, text, (size_t)length) : NULL;
}
