/*
 * Names of Ruby methods written in C, and of blocks that are methods, by Ruby's number (ID) of the name.
 *
 * Ruby's own table may grow while it is read, so it is read only under Ruby's lock (GVL), and the names are
 * kept. A thread that has released the lock (pg does while it sends queries) takes it back for this.
 */
#ifndef LOOPLINE_STACK_RUBY_NAMES_H
#define LOOPLINE_STACK_RUBY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer names are cut; with a NUL. */
enum { RUBY_NAME_BYTES = 80 };

/* Ruby's functions: rb_id2name, rb_intern, ruby_thread_has_gvl_p and rb_thread_call_with_gvl. */
struct ruby_name_functions {
    const char *(*name)(uintptr_t id);
    uintptr_t (*intern)(const char *name);
    int (*has_lock)(void);
    void *(*call_with_lock)(void *(*function)(void *), void *argument);
};

/*
 * Reads the names of these IDs that are not known yet. May wait for Ruby's lock: call it on a Ruby thread,
 * with no lock of the shim held.
 */
void ruby_names_read(const struct ruby_name_functions *functions, const uintptr_t *ids, size_t count);

/*
 * Returns true if the ID is the name of a method by which a thread waits, such as Queue#pop, Kernel#sleep or
 * Thread#join. False before names were read. Any thread.
 */
bool ruby_names_waits(uintptr_t id);

/* Copies a name that was read and returns its length, without a NUL; 0: unknown. Any thread. */
size_t ruby_names_copy(uintptr_t id, char *to, size_t capacity);

#endif
