#include "capture/reader/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loopline/capture.h"

/* Far more than any capacity: larger files are no captures. */
#define LARGEST_FILE ((off_t)16 << 30)

/* What the writer's records are bounded by, and so its chunks. */
#define LARGEST_SPAN 64

struct load {
    int file;
    uint8_t *bytes;
    size_t size;
};

/*
 * Where data begins at or after `offset`; past every file where none does. A file may be larger than the disk
 * it takes: memory that is all zero already is not written to for its holes.
 */
static off_t next_data(int file, size_t offset) {
    const off_t data = lseek(file, (off_t)offset, SEEK_DATA);
    if (data >= 0)
        return data;
    return errno == ENXIO ? LARGEST_FILE + 1 : (off_t)offset; /* others: the file system does not tell */
}

/* Reads up to `length` bytes at `offset`, fewer at the end of the file. Returns 0 or an errno. */
static int read_at(int file, void *buffer, size_t length, size_t offset) {
    size_t done = 0;
    while (done < length) {
        const off_t data = next_data(file, offset + done);
        if ((size_t)data >= offset + length)
            return 0;
        done = (size_t)data - offset;
        const ssize_t got = pread(file, (char *)buffer + done, length - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return 0;
        done += (size_t)got;
    }
    return 0;
}

/* Bytes of the chunk with this head; what is no chunk is taken as a chunk size of something unknown. */
static size_t chunk_bytes(const struct loopline_chunk *head, size_t left) {
    uint64_t bytes = LOOPLINE_CHUNK_BYTES;
    if (head->magic == LOOPLINE_CHUNK_MAGIC && head->span && head->span <= LARGEST_SPAN)
        bytes = (uint64_t)head->span * LOOPLINE_CHUNK_BYTES;
    return bytes < left ? (size_t)bytes : left;
}

/*
 * Reads the chunks that belong to thread records, or else the others. A chunk's head is read first, and with
 * it `used`; the rest afterwards, so everything that `used` promises is there.
 */
static int read_chunks(struct load *load, bool of_thread_records) {
    for (size_t offset = LOOPLINE_CHUNK_BYTES; offset < load->size;) {
        const size_t hole = (size_t)next_data(load->file, offset) - offset;
        if (hole >= LOOPLINE_CHUNK_BYTES) {
            offset += hole / LOOPLINE_CHUNK_BYTES * LOOPLINE_CHUNK_BYTES;
            continue;
        }
        struct loopline_chunk head = {0};
        int error = read_at(load->file, &head, sizeof(head), offset);
        if (error)
            return error;
        const size_t bytes = chunk_bytes(&head, load->size - offset);
        const bool is_of_thread_record = head.magic == LOOPLINE_CHUNK_MAGIC && head.thread_record != 0;
        if (is_of_thread_record == of_thread_records) {
            __atomic_thread_fence(__ATOMIC_ACQUIRE);
            error = read_at(load->file, load->bytes + offset, bytes, offset);
            if (error)
                return error;
            memcpy(load->bytes + offset, &head, bytes < sizeof(head) ? bytes : sizeof(head));
        }
        offset += bytes;
    }
    return 0;
}

/*
 * Thread records refer to what is shared, never the other way round, so they are read first: what they refer
 * to was complete by then.
 */
static int read_everything(struct load *load) {
    const size_t header = load->size < LOOPLINE_CHUNK_BYTES ? load->size : LOOPLINE_CHUNK_BYTES;
    int error = read_at(load->file, load->bytes, header, 0);
    if (!error)
        error = read_chunks(load, true);
    return error ? error : read_chunks(load, false);
}

static int load_file(int file, void **bytes, size_t *size, uid_t *owner) {
    struct stat status;
    if (fstat(file, &status))
        return errno;
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode))
        return EINVAL;
    if (status.st_size > LARGEST_FILE)
        return EFBIG;
    struct load load = {.file = file, .size = (size_t)status.st_size};
    load.bytes = calloc(1, load.size ? load.size : 1);
    if (!load.bytes)
        return ENOMEM;
    const int error = read_everything(&load);
    if (error) {
        free(load.bytes);
        return error;
    }
    *bytes = load.bytes;
    *size = load.size;
    *owner = status.st_uid;
    return 0;
}

int load_capture_bytes(const char *path, void **bytes, size_t *size, uid_t *owner) {
    /* Without O_NONBLOCK the opening of a FIFO of that name would wait for a writer. */
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return errno;
    const int error = load_file(file, bytes, size, owner);
    close(file);
    return error;
}
