/*
 * Hooks of the two ways by which a process confines itself, and of a system call that waits. Both functions
 * take what they are given as numbers and pass all of it on, as the C library does
 * (sysdeps/unix/sysv/linux/x86_64/syscall.S, 2.36).
 */
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "libc/confined.h"
#include "libc/functions.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"
#include "shim/waits/futexes.h"

/* Noted before it stands: behind the call another thread may be under it already. A filter that is refused
 * costs some detail of the recording. */
HOOK int prctl(int option, ...) {
    va_list arguments;
    va_start(arguments, option);
    const unsigned long second = va_arg(arguments, unsigned long);
    const unsigned long third = va_arg(arguments, unsigned long);
    const unsigned long fourth = va_arg(arguments, unsigned long);
    const unsigned long fifth = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (option == PR_SET_SECCOMP)
        process_note_confined();
    return REAL(prctl)(option, second, third, fourth, fifth);
}

static bool confines(long number, long first) {
    return (number == SYS_prctl && first == PR_SET_SECCOMP) ||
           (number == SYS_seccomp && (first == SECCOMP_SET_MODE_STRICT || first == SECCOMP_SET_MODE_FILTER));
}

HOOK long syscall(long number, ...) {
    long values[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        values[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_futex && recorder_has_started())
        return futexes_call(values, CALLER);
    if (__builtin_expect(confines(number, values[0]), 0))
        process_note_confined();
    return REAL(syscall)(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}
