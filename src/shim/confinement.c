/*
 * Hooks of the two ways by which a process confines itself, and of a system call that waits. Both functions
 * take what they are given as numbers and pass all of it on, as the C library does
 * (sysdeps/unix/sysv/linux/x86_64/syscall.S, 2.36). They are declared with `...`, but written with
 * parameters: whole numbers are passed the same either way, and no room is kept on the stack for any others.
 */
#include <linux/seccomp.h>
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
HOOK int hooked_prctl(int option, unsigned long second, unsigned long third, unsigned long fourth,
                      unsigned long fifth) __asm__("prctl");
HOOK long hooked_syscall(long number, long first, long second, long third, long fourth, long fifth,
                         long sixth) __asm__("syscall");

int hooked_prctl(int option, unsigned long second, unsigned long third, unsigned long fourth,
                 unsigned long fifth) {
    if (option == PR_SET_SECCOMP)
        process_note_confined();
    return REAL(prctl)(option, second, third, fourth, fifth);
}

static bool confines(long number, long first) {
    return (number == SYS_prctl && first == PR_SET_SECCOMP) ||
           (number == SYS_seccomp && (first == SECCOMP_SET_MODE_STRICT || first == SECCOMP_SET_MODE_FILTER));
}

long hooked_syscall(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
    if (number == SYS_futex && recorder_has_started())
        return futexes_call((const long[]){first, second, third, fourth, fifth, sixth}, CALLER);
    if (__builtin_expect(confines(number, first), 0))
        process_note_confined();
    return REAL(syscall)(number, first, second, third, fourth, fifth, sixth);
}
