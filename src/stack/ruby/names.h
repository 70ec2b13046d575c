/*
 * Names of Ruby's methods that are written in C, by the number (ID) that Ruby knows a name by.
 *
 * Ruby's own table may grow while it is read, so it is asked under Ruby's lock only, and what it says is
 * kept: a thread that has given the lock away (pg sends its queries so) takes it back for that.
 */
#ifndef LOOPLINE_STACK_RUBY_NAMES_H
#define LOOPLINE_STACK_RUBY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ruby's functions: rb_id2name, rb_intern, ruby_thread_has_gvl_p and rb_thread_call_with_gvl. */
struct ruby_name_functions {
    const char *(*name)(uintptr_t id);
    uintptr_t (*intern)(const char *name);
    int (*has_lock)(void);
    void *(*call_with_lock)(void *(*function)(void *), void *argument);
};

/*
 * Reads the names of these IDs, as far as they are not known. May wait for Ruby's lock: call with no lock of
 * ours held, on a thread of Ruby's.
 */
void ruby_names_read(const struct ruby_name_functions *functions, const uintptr_t *ids, size_t count);

/*
 * True where the ID is the name of a method by which a thread waits: Queue#pop, Kernel#sleep, Thread#join.
 * False before names were read. Any thread.
 */
bool ruby_names_waits(uintptr_t id);

/* Copies a name that was read, and returns its length; 0: none. Any thread. */
size_t ruby_names_copy(uintptr_t id, char *to, size_t capacity);

#endif
