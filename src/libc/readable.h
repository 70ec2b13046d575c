/* Whether the host's memory can be read. The kernel answers, since a bad read would kill the host. */
#ifndef LOOPLINE_LIBC_READABLE_H
#define LOOPLINE_LIBC_READABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Returns true if every byte can be read now, or `bytes` is 0; false where no system call may be made
 * (confined.h). Keeps errno. Any thread, also in a signal handler.
 */
bool memory_is_readable(const void *address, size_t bytes);

/*
 * Copies what may be gone: false where not all of it can be read, or no system call may be made; `to` may
 * then hold a part of it. Keeps errno. Any thread, also in a signal handler.
 */
bool memory_copy(void *to, const void *from, size_t bytes);

/* Most words of one call of memory_copy_words. */
enum { MEMORY_MOST_WORDS = 32 };

/* Copies words from as many places, in one go; otherwise as memory_copy. */
bool memory_copy_words(uintptr_t *to, const void *const *from, size_t count);

#endif
