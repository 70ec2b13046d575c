#include "capture/reader/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void copy_arguments(struct capture *capture, const struct loopline_header *header) {
    const char *text = header->arguments;
    const char *const end = header->arguments + sizeof(header->arguments);
    size_t capacity = 0;
    while (capture->argument_count < header->argument_count && text < end) {
        const size_t length = strnlen(text, (size_t)(end - text));
        capture->arguments = pool_grow(&capture->pool, capture->arguments, capture->argument_count, &capacity,
                                       sizeof(*capture->arguments));
        capture->arguments[capture->argument_count++] = pool_copy_text(&capture->pool, text, length);
        text += length + 1;
    }
}

void header_copy(struct capture *capture, const struct loopline_header *header) {
    capture->pid = header->pid;
    capture->parent_pid = header->parent_pid;
    capture->run_id = header->run_id;
    capture->sealed = header->sealed != 0;
    capture->confined = header->confined != 0;
    capture->stacks_mistaken = header->stacks_mistaken;
    capture->paused = header->paused != 0;
    capture->pauses = header->pauses;
    capture->stop =
        header->stop <= LOOPLINE_STOP_MEMORY ? (enum loopline_stop)header->stop : LOOPLINE_STOP_FILE_GONE;
    capture->stop_errno = (int)header->stop_errno;
    capture->memory_bytes = header->memory_bytes;
    capture->memory_refused = header->memory_refused;
    capture->capacity = header->capacity;
    capture->dropped = header->dropped;
    capture->threads = header->threads;
    capture->parameter_key = header->parameter_key;
    capture->first = header->first;
    capture->last = header->last;
    capture->executable = pool_copy_text(&capture->pool, header->executable,
                                         strnlen(header->executable, sizeof(header->executable)));
    capture->directory = pool_copy_text(&capture->pool, header->directory,
                                        strnlen(header->directory, sizeof(header->directory)));
    copy_arguments(capture, header);
}

enum capture_error header_check(const char *path, const struct loopline_header *header, size_t size,
                                char *message, size_t message_bytes) {
    const size_t magic_bytes = sizeof(header->magic);
    if (size < magic_bytes || memcmp(header->magic, LOOPLINE_CAPTURE_MAGIC, magic_bytes) != 0) {
        snprintf(message, message_bytes,
                 "%s: not a Loopline capture; name the .capture file that the program's run left behind",
                 path);
        return CAPTURE_NOT_A_CAPTURE;
    }
    if (size < sizeof(*header)) {
        snprintf(message, message_bytes,
                 "%s: the capture ends inside its header (%zu of %zu bytes); run the program again", path,
                 size, sizeof(*header));
        return CAPTURE_TRUNCATED;
    }
    if (header->version < LOOPLINE_CAPTURE_OLDEST_VERSION || header->version > LOOPLINE_CAPTURE_VERSION) {
        snprintf(message, message_bytes,
                 "%s: a capture of format %" PRIu32 ", but this command reads format %u; use the loopline "
                 "command that came with the libloopline.so that wrote it",
                 path, header->version, LOOPLINE_CAPTURE_VERSION);
        return CAPTURE_OTHER_VERSION;
    }
#if defined(__x86_64__)
    const uint32_t own = LOOPLINE_X86_64;
#elif defined(__aarch64__)
    const uint32_t own = LOOPLINE_AARCH64;
#else
#error "Loopline writes no captures on this architecture"
#endif
    if (header->architecture != own) {
        snprintf(message, message_bytes,
                 "%s: written on another architecture (ELF machine %" PRIu32 ", here %" PRIu32
                 "); report on it where it was recorded",
                 path, header->architecture, own);
        return CAPTURE_OTHER_ARCHITECTURE;
    }
    if (header->header_bytes != sizeof(*header) || header->chunk_bytes != LOOPLINE_CHUNK_BYTES) {
        snprintf(message, message_bytes,
                 "%s: the capture's header is damaged (sizes %" PRIu32 " and %" PRIu32
                 "); run the program again",
                 path, header->header_bytes, header->chunk_bytes);
        return CAPTURE_DAMAGED_HEADER;
    }
    return CAPTURE_READ;
}
