/*
 * The calls of C's streams that read: glibc fills their buffers by calls of its own, which no hook sees.
 */
#undef _FORTIFY_SOURCE /* the headers would define some of these functions themselves */

#include "libc/functions.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"
#include "waits.h"

/* glibc fills a stream's buffer by calls of its own. A line may have been in the buffer: it is one more all
   the same. */
static inline void note_stream(FILE *stream, const void *caller) {
    if (!recorder_watches_thread())
        return;
    const int saved = errno;
    const int descriptor = fileno_unlocked(stream);
    errno = saved;
    if (descriptor >= 0) /* not a stream in memory */
        waits_note_reading(descriptor, caller);
}

HOOK char *fgets(char *buffer, int bytes, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(fgets)(buffer, bytes, stream);
}

HOOK char *__fgets_chk(char *buffer, size_t capacity, int bytes, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(__fgets_chk)(buffer, capacity, bytes, stream);
}

/* By another name here: glibc's headers define getline inline. */
HOOK ssize_t hooked_getline(char **line, size_t *capacity, FILE *stream) __asm__("getline");
HOOK ssize_t hooked_getline(char **line, size_t *capacity, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(getline)(line, capacity, stream);
}

HOOK ssize_t getdelim(char **line, size_t *capacity, int delimiter, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(getdelim)(line, capacity, delimiter, stream);
}

HOOK ssize_t __getdelim(char **line, size_t *capacity, int delimiter, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(__getdelim)(line, capacity, delimiter, stream);
}

HOOK size_t fread(void *buffer, size_t item_bytes, size_t count, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(fread)(buffer, item_bytes, count, stream);
}

HOOK size_t __fread_chk(void *buffer, size_t capacity, size_t item_bytes, size_t count, FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(__fread_chk)(buffer, capacity, item_bytes, count, stream);
}

HOOK int fgetc(FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(fgetc)(stream);
}

#undef getc
HOOK int getc(FILE *stream) {
    note_stream(stream, CALLER);
    return REAL(getc)(stream);
}
