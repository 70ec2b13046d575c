/*
 * Functions that some C libraries lack or keep elsewhere. They are looked up when the shim is loaded instead
 * of linked: the loader would refuse a program whose preloaded library needs a missing symbol. Before glibc
 * 2.34 some POSIX thread functions are in a library that only programs with threads load.
 */
#ifndef LOOPLINE_LIBC_OPTIONAL_H
#define LOOPLINE_LIBC_OPTIONAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* Looks them up. Call once, from the constructor. */
void optional_functions_find(void);

/* True if the C library is glibc 2.`minor` or newer. */
bool libc_is_glibc(int minor);

/* Like pthread_once(3), also in a process without POSIX threads. */
void run_once(pthread_once_t *once, void (*function)(void));

/*
 * Creates `*key`, so that `ends` is called at a thread's end with the value that the thread has set. Returns
 * false if there are no threads or no keys left.
 */
bool thread_end_watch(pthread_key_t *key, void (*ends)(void *value));
/* Sets the calling thread's value; NULL: `ends` is not called. Does nothing where there are no threads. */
void thread_end_set(pthread_key_t key, void *value);

/*
 * Returns the size in bytes of the stack of a thread that is created with these attributes, which may be
 * NULL, or 0 if the C library does not tell. Any thread.
 */
size_t thread_stack_bytes(const pthread_attr_t *attributes);

/* Like pthread_getspecific(3). NULL if there are no threads. */
void *thread_value(pthread_key_t key);

/*
 * Name of an errno value, such as "EACCES", and its description. NULL if this C library has none. Static
 * texts; any thread.
 */
const char *error_name(int error);
const char *error_description(int error);

/* Registers fork handlers. Does nothing on a C library without __register_atfork (musl). */
void fork_handlers_register(void (*prepare)(void), void (*child)(void));
/*
 * Registers a function for exit, and for quick_exit where the C library has it, that runs after all other
 * handlers registered later.
 */
void exit_handler_register(void (*function)(void *unused));

#endif
