/*
 * What kind of thing a descriptor is, as far as waiting on it tells what a thread is about.
 *
 * Kept per number: who closes a descriptor by a way that is not hooked (a bare system call, closefrom) leaves
 * its kind to the next of that number, until that one is made by socket or accept. Numbers from
 * DESCRIPTOR_LIMIT on are asked about at every use; a connection that was accepted cannot be told there, nor
 * where it came by another way than accept (io_uring, SCM_RIGHTS, as standard input under inetd): it is
 * DESCRIPTOR_OTHER then.
 *
 * Everything here is safe in a signal handler and in a child of vfork, which changes nothing.
 */
#ifndef LOOPLINE_SHIM_WAITS_DESCRIPTORS_H
#define LOOPLINE_SHIM_WAITS_DESCRIPTORS_H

#include <stdint.h>

/* Bits: a set of epoll has those of all descriptors that were ever in it. */
enum descriptor_kind {
    DESCRIPTOR_UNKNOWN = 0,
    DESCRIPTOR_FILE = 1, /* a file, a directory, a device that is no terminal: nobody is waited for */
    DESCRIPTOR_DATABASE = 2,
    DESCRIPTOR_CLIENT = 4, /* a connection that was accepted, or a socket that listens */
    DESCRIPTOR_OTHER = 8,
    DESCRIPTOR_SOCKET = 32, /* together with DESCRIPTOR_WAKES: an end of a pair of sockets */
    DESCRIPTOR_WAKES =
        16, /* an end of a pipe, a pair of sockets or an eventfd: threads may wake each other */
};

enum { DESCRIPTOR_LIMIT = 1 << 16 };

extern uint8_t descriptor_kinds[DESCRIPTOR_LIMIT] __attribute__((visibility("hidden")));

/* Asks the kernel where the kind is not known, and keeps it. Never 0; errno is kept. */
uint32_t descriptor_kind_found(int descriptor);

static inline uint32_t descriptor_kind(int descriptor) {
    if ((unsigned)descriptor < DESCRIPTOR_LIMIT) {
        const uint32_t kind = __atomic_load_n(&descriptor_kinds[descriptor], __ATOMIC_RELAXED);
        if (__builtin_expect(kind != DESCRIPTOR_UNKNOWN, 1))
            return kind;
    }
    return descriptor_kind_found(descriptor);
}

/* What a descriptor is from now on; DESCRIPTOR_UNKNOWN: it is about to be closed. -1 is ignored. */
void descriptor_note(int descriptor, uint32_t kind);

/* The descriptor at which what is written to this one can be read; -1: it is not known. */
int descriptor_reader(int descriptor);

/* Whom descriptors that threads wake each other by matter to. */
struct descriptor_listeners {
    void (*closed)(int descriptor);
    void (*added)(int set, int descriptor, uint64_t data); /* to a set of epoll, which answers with `data` */
};

/* Once, from the constructor. `listeners` has to last as long as the process. */
void descriptors_listen(const struct descriptor_listeners *listeners);

/* At the start, and in a forked child: descriptors noted from now on are this process's. */
void descriptors_are_this_process(void);

#endif
