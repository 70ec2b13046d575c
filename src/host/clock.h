/*
 * The tick counter. Every statement pays for being timed, so durations are read from the processor's own
 * counter if it runs at one rate on all cores, and from the clock if not. Any thread may call these
 * functions.
 *
 * Everything in the writer that depends on the architecture is here.
 */
#ifndef LOOPLINE_HOST_CLOCK_H
#define LOOPLINE_HOST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "loopline/capture.h"

#if defined(__x86_64__)
#include <cpuid.h>
#define LOOPLINE_THIS_ARCHITECTURE LOOPLINE_X86_64

/*
 * True if the counter runs at one rate on all cores. CPUID leaf 0x80000007, EDX bit 8: the time stamp counter
 * is invariant (AMD64 manual 3, Intel SDM 18.17.1).
 */
static inline bool clock_counter_is_steady(void) {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8));
}

static inline uint64_t clock_counter(void) {
    return __builtin_ia32_rdtsc(); /* <x86intrin.h> is 60,000 lines, in every file that includes this one */
}
#elif defined(__aarch64__)
#define LOOPLINE_THIS_ARCHITECTURE LOOPLINE_AARCH64

static inline bool clock_counter_is_steady(void) {
    return true; /* the generic timer runs at one rate by definition */
}

static inline uint64_t clock_counter(void) {
    uint64_t value;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
}
#endif

static inline uint64_t clock_nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The present time in ticks. `steady` is what clock_counter_is_steady returned when the recording started. */
static inline uint64_t clock_ticks(bool steady) {
    return steady ? clock_counter() : clock_nanoseconds(CLOCK_MONOTONIC);
}

/* Reads the tick counter and both clocks. `steady` as above. */
static inline struct loopline_clock_sample clock_sample(bool steady) {
    struct loopline_clock_sample sample = {.realtime_ns = clock_nanoseconds(CLOCK_REALTIME),
                                           .monotonic_ns = clock_nanoseconds(CLOCK_MONOTONIC),
                                           .ticks = clock_ticks(steady)};
    return sample;
}

#endif
