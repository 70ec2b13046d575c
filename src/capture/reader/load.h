/* Reads a capture file into memory, even while a process is writing it. */
#ifndef LOOPLINE_CAPTURE_READER_LOAD_H
#define LOOPLINE_CAPTURE_READER_LOAD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads the file at `path` as it is now. Returns 0 and sets `*bytes` (never NULL, aligned to 16; the caller
 * frees it with free), `*size` and `*owner`; or returns an errno value. Memory is needed only for what is on
 * disk; holes cost none. If a complete record refers to another one that is within the size the file had,
 * that one is complete too.
 */
int load_capture_bytes(const char *path, void **bytes, size_t *size, uid_t *owner);

#endif
