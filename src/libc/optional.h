/*
 * Functions that not every C library has where another has them, looked up when this library is loaded, so
 * that none of them is asked of a loader that would refuse the program for it. Before glibc 2.34 some of
 * POSIX threads' functions lie in a library that only programs with threads load.
 */
#ifndef LOOPLINE_LIBC_OPTIONAL_H
#define LOOPLINE_LIBC_OPTIONAL_H

#include <pthread.h>
#include <stdbool.h>

/* Looks them up. From the constructor. */
void optional_functions_find(void);

/* The C library is glibc of version 2.`minor` at least: what it calls, and with what, is known. */
bool libc_is_glibc(int minor);

/* As pthread_once(3), for where there may be no threads. */
void run_once(pthread_once_t *once, void (*function)(void));

/* A thread's end: `ends` is called with what the thread has set. False: there are no threads, or no more
 * keys. */
bool thread_end_watch(pthread_key_t *key, void (*ends)(void *value));
void thread_end_set(pthread_key_t key, void *value);

/* As pthread_getspecific(3); NULL where there are no threads. */
void *thread_value(pthread_key_t key);

/* Name and description of an errno value, such as "EACCES"; NULL where this C library has none for it. */
const char *error_name(int error);
const char *error_description(int error);

/* Fork handlers, and handlers of exit and quick_exit that run after all others. */
void fork_handlers_register(void (*prepare)(void), void (*child)(void));
void exit_handler_register(void (*function)(void *unused));

#endif
