/*
 * System calls made directly, on x86-64 (System V ABI, A.2.1): neither a hook of ours nor another preloaded
 * library lies in between, no symbol is needed that an older libc lacks, and errno stays as it is.
 */
#ifndef LOOPLINE_LIBC_SYSTEM_CALL_H
#define LOOPLINE_LIBC_SYSTEM_CALL_H

#include <stdint.h>
#include <sys/syscall.h>

#if !defined(__x86_64__)
#error "system calls are made for x86-64 only"
#endif

/* The kernel's answer: an error is minus its errno value, from -4095 up. Any thread. */
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

/* pthread_sigmask for the kernel's set of 64 signals; `how` as there. Keeps errno. */
static inline void signal_mask(int how, const uint64_t *set, uint64_t *before) {
    system_call4(SYS_rt_sigprocmask, how, (long)set, (long)before, sizeof *set);
}

#endif
