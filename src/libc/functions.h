/*
 * The functions of the C library that the shim hooks to learn what a thread waits for, and access to the real
 * functions behind the hooks.
 */
#ifndef LOOPLINE_LIBC_FUNCTIONS_H
#define LOOPLINE_LIBC_FUNCTIONS_H

#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

/* Called by code compiled with _FORTIFY_SOURCE; declared in no header. `capacity` is the buffer's. */
ssize_t __read_chk(int descriptor, void *buffer, size_t bytes, size_t capacity);
ssize_t __recv_chk(int descriptor, void *buffer, size_t bytes, size_t capacity, int flags);
ssize_t __recvfrom_chk(int descriptor, void *buffer, size_t bytes, size_t capacity, int flags,
                       struct sockaddr *address, socklen_t *length);
int __poll_chk(struct pollfd *entries, nfds_t count, int milliseconds, size_t capacity);
int __ppoll_chk(struct pollfd *entries, nfds_t count, const struct timespec *timeout, const sigset_t *signals,
                size_t capacity);
char *__fgets_chk(char *buffer, size_t capacity, int bytes, FILE *stream);
size_t __fread_chk(void *buffer, size_t capacity, size_t item_bytes, size_t count, FILE *stream);
#if !__GLIBC_PREREQ(2, 35)
int epoll_pwait2(int set, struct epoll_event *events, int count, const struct timespec *timeout,
                 const sigset_t *signals);
#endif

#define SYSTEM_FUNCTIONS(FUNCTION)   \
    FUNCTION(accept)                 \
    FUNCTION(accept4)                \
    FUNCTION(socket)                 \
    FUNCTION(connect)                \
    FUNCTION(listen)                 \
    FUNCTION(close)                  \
    FUNCTION(fclose)                 \
    FUNCTION(popen)                  \
    FUNCTION(pclose)                 \
    FUNCTION(dup2)                   \
    FUNCTION(dup3)                   \
    FUNCTION(epoll_ctl)              \
    FUNCTION(poll)                   \
    FUNCTION(ppoll)                  \
    FUNCTION(__poll_chk)             \
    FUNCTION(__ppoll_chk)            \
    FUNCTION(select)                 \
    FUNCTION(pselect)                \
    FUNCTION(epoll_wait)             \
    FUNCTION(epoll_pwait)            \
    FUNCTION(epoll_pwait2)           \
    FUNCTION(read)                   \
    FUNCTION(readv)                  \
    FUNCTION(recv)                   \
    FUNCTION(recvfrom)               \
    FUNCTION(recvmsg)                \
    FUNCTION(__read_chk)             \
    FUNCTION(__recv_chk)             \
    FUNCTION(__recvfrom_chk)         \
    FUNCTION(nanosleep)              \
    FUNCTION(clock_nanosleep)        \
    FUNCTION(usleep)                 \
    FUNCTION(sleep)                  \
    FUNCTION(thrd_sleep)             \
    FUNCTION(mq_receive)             \
    FUNCTION(mq_timedreceive)        \
    FUNCTION(msgrcv)                 \
    FUNCTION(sigwait)                \
    FUNCTION(sigwaitinfo)            \
    FUNCTION(sigtimedwait)           \
    FUNCTION(sigsuspend)             \
    FUNCTION(pause)                  \
    FUNCTION(pipe)                   \
    FUNCTION(pipe2)                  \
    FUNCTION(socketpair)             \
    FUNCTION(eventfd)                \
    FUNCTION(write)                  \
    FUNCTION(send)                   \
    FUNCTION(sem_destroy)            \
    FUNCTION(sem_init)               \
    FUNCTION(sem_post)               \
    FUNCTION(sem_trywait)            \
    FUNCTION(sem_wait)               \
    FUNCTION(sem_timedwait)          \
    FUNCTION(sem_clockwait)          \
    FUNCTION(sem_getvalue)           \
    FUNCTION(pthread_create)         \
    FUNCTION(pthread_cond_signal)    \
    FUNCTION(pthread_cond_broadcast) \
    FUNCTION(pthread_cond_wait)      \
    FUNCTION(pthread_cond_timedwait) \
    FUNCTION(fgets)                  \
    FUNCTION(__fgets_chk)            \
    FUNCTION(getline)                \
    FUNCTION(getdelim)               \
    FUNCTION(__getdelim)             \
    FUNCTION(fread)                  \
    FUNCTION(__fread_chk)            \
    FUNCTION(fgetc)                  \
    FUNCTION(getc)                   \
    FUNCTION(prctl)                  \
    FUNCTION(mlockall)               \
    FUNCTION(munlockall)             \
    FUNCTION(waitpid)                \
    FUNCTION(wait3)                  \
    FUNCTION(wait4)                  \
    FUNCTION(waitid)                 \
    FUNCTION(syscall)

#define SYSTEM_FUNCTION_FIELD(name) __typeof__(name) *name;
struct system_functions {
    bool found;
    SYSTEM_FUNCTIONS(SYSTEM_FUNCTION_FIELD)
};
#undef SYSTEM_FUNCTION_FIELD

/* Any of them may be NULL: this glibc is too old to have it, or the library that has it is not loaded. */
extern struct system_functions system_functions __attribute__((visibility("hidden")));

/*
 * Looks up the real functions. The constructor (src/shim/start.c) calls it, because the loader may not be
 * called in a signal handler or in a child of vfork; only another library's constructor may reach a hook
 * earlier. Any thread; calling it twice is harmless.
 */
void system_functions_find(void);

/* The table, filled at first use. Any thread. */
static inline const struct system_functions *system_function_table(void) {
    if (__builtin_expect(!__atomic_load_n(&system_functions.found, __ATOMIC_ACQUIRE), 0))
        system_functions_find();
    return &system_functions;
}

/* The real function, to be called. */
#define REAL(name) (system_function_table()->name)

/*
 * True if the real function exists. If it was missing it is looked up again: a library may have been loaded
 * since.
 */
#define REAL_EXISTS(name) (REAL(name) || (system_functions_find(), REAL(name)))

#endif
