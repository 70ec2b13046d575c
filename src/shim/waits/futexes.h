/*
 * Waits for a futex, and wake-ups, by programs and libraries that have locks and conditions of their own
 * (GLib): the system call itself, made through the C library's syscall(). Those that have the instruction in
 * their own code are not seen.
 */
#ifndef LOOPLINE_SHIM_WAITS_FUTEXES_H
#define LOOPLINE_SHIM_WAITS_FUTEXES_H

/*
 * Makes the system call futex with these arguments, and returns what syscall() does; `caller` is the return
 * address of whoever made it. Any thread, once the recorder has started.
 */
long futexes_call(const long arguments[6], const void *caller);

#endif
