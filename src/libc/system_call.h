/*
 * Direct system calls on x86-64 (System V ABI, A.2.1). They pass neither our hooks nor another preloaded
 * library, need no symbol that an older C library lacks, and leave errno alone.
 */
#ifndef LOOPLINE_LIBC_SYSTEM_CALL_H
#define LOOPLINE_LIBC_SYSTEM_CALL_H

#include <stdint.h>
#include <sys/syscall.h>

#if !defined(__x86_64__)
#error "system calls are made for x86-64 only"
#endif

/* Returns the kernel's result; -4095 to -1 is a negative errno value. Any thread. */
static inline long system_call6(long number, long a, long b, long c, long d, long e, long f) {
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    long result = number;
    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
}

static inline long system_call4(long number, long a, long b, long c, long d) {
    return system_call6(number, a, b, c, d, 0, 0);
}

/* Like pthread_sigmask, with the kernel's set of 64 signals. `before` may be NULL. Keeps errno. */
static inline void signal_mask(int how, const uint64_t *set, uint64_t *before) {
    system_call4(SYS_rt_sigprocmask, how, (long)set, (long)before, sizeof *set);
}

#endif
