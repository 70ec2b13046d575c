/*
 * Brings a capture file into memory, also while a process writes it.
 */
#ifndef LOOPLINE_CAPTURE_READER_LOAD_H
#define LOOPLINE_CAPTURE_READER_LOAD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads the file at `path` as it is at the call. Returns 0 and sets `*bytes` (freed by the caller with
 * free, aligned to 16, not NULL), `*size` and whose file it is; or an errno. Memory is taken for what is on
 * the disk: holes cost none. A record that is referred to by another one that is complete in the result is
 * complete as well, as long as it lies within the size that the file had.
 */
int load_capture_bytes(const char *path, void **bytes, size_t *size, uid_t *owner);

#endif
