/*
 * Whether memory of the host can be read, asked of the kernel where reading it would end the host.
 */
#ifndef LOOPLINE_LIBC_READABLE_H
#define LOOPLINE_LIBC_READABLE_H

#include <stdbool.h>
#include <stddef.h>

/* True where every byte can be read now; true for no bytes, and false where the kernel may not be asked
 * (confined.h). errno is kept. Any thread, also in a handler. */
bool memory_is_readable(const void *address, size_t bytes);

#endif
