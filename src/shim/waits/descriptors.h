/*
 * The kind of each file descriptor: it tells what a thread that waits on it waits for.
 *
 * Kinds are kept by descriptor number. A program that closes a descriptor in a way that is not hooked (a bare
 * system call, closefrom) leaves its kind to the next descriptor of that number, unless socket or accept
 * makes that one. For numbers from DESCRIPTOR_LIMIT up, the kernel is asked at every use; accepted
 * connections cannot be recognised there, nor anywhere if they came in another way than accept (io_uring,
 * SCM_RIGHTS, standard input under inetd): they are DESCRIPTOR_OTHER.
 *
 * All functions may be called on any thread, in a signal handler, and in a child of vfork, where they change
 * nothing.
 */
#ifndef LOOPLINE_SHIM_WAITS_DESCRIPTORS_H
#define LOOPLINE_SHIM_WAITS_DESCRIPTORS_H

#include <stdint.h>

/* Bits. An epoll set has the bits of all descriptors that were ever in it. */
enum descriptor_kind {
    DESCRIPTOR_UNKNOWN = 0,
    DESCRIPTOR_FILE =
        1, /* a file, a directory, or a device other than a terminal: reading it is not a wait */
    DESCRIPTOR_DATABASE = 2,
    DESCRIPTOR_CLIENT = 4, /* an accepted connection, or a listening socket */
    DESCRIPTOR_OTHER = 8,
    DESCRIPTOR_SOCKET = 32, /* with DESCRIPTOR_WAKES: one end of a socket pair */
    DESCRIPTOR_WAKES = 16,  /* a pipe, socket pair or eventfd: threads may wake each other */
    DESCRIPTOR_MADE = 64, /* with DESCRIPTOR_WAKES: made since the process was forked, or has forked itself */
    DESCRIPTOR_ASKED = 128,   /* a program that this process has started writes to it: an answer */
    DESCRIPTOR_SERVICE = 256, /* a socket that this process has connected */
};

enum { DESCRIPTOR_LIMIT = 1 << 16 };

extern uint16_t descriptor_kinds[DESCRIPTOR_LIMIT] __attribute__((visibility("hidden")));

/* Asks the kernel for the kind and keeps it. Never 0. Keeps errno. */
uint32_t descriptor_kind_found(int descriptor);

/* Returns the kind of a descriptor, enum descriptor_kind. Never 0. Keeps errno. */
static inline uint32_t descriptor_kind(int descriptor) {
    if ((unsigned)descriptor < DESCRIPTOR_LIMIT) {
        const uint32_t kind = __atomic_load_n(&descriptor_kinds[descriptor], __ATOMIC_RELAXED);
        if (__builtin_expect(kind != DESCRIPTOR_UNKNOWN, 1))
            return kind;
    }
    return descriptor_kind_found(descriptor);
}

/* Sets the kind of a descriptor; DESCRIPTOR_UNKNOWN: it is about to be closed. -1 is ignored. */
void descriptor_note(int descriptor, uint32_t kind);

/* Returns the descriptor that reads what is written to this one, or -1 if it is unknown. */
int descriptor_reader(int descriptor);

/* Callbacks about descriptors that threads may wake each other by. */
struct descriptor_listeners {
    void (*closed)(int descriptor);
    void (*added)(int set, int descriptor, uint64_t data); /* to an epoll set, whose events carry `data` */
};

/* Sets the callbacks. Once, from the constructor. `listeners` must live as long as the process. */
void descriptors_listen(const struct descriptor_listeners *listeners);

/* Call before the process forks: its child may be anybody at the other end of the pairs there are. */
void descriptors_before_fork(void);

/*
 * Call at the start and in a forked child: descriptors noted from now on belong to this process. What comes
 * through those that were there before, the parent may send.
 */
void descriptors_are_this_process(void);

#endif
