/*
 * What the stack of an interpreter costs: a library to preload, made of what the shim walks stacks with.
 * Where a program first asks for its or its parent's process id with ten or more frames on the stack, it
 * prints how many there are, nanoseconds for walking them, and nanoseconds for finding out that the whole
 * stack is the same as before: of each the best of many short rounds, which survive a busy machine.
 */
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "libc/functions.h"
#include "libc/optional.h"
#include "stack/walk/walk.h"

enum { ROUNDS = 300, WALKS = 500, LEAST_FRAMES = 10 };

static struct walked_stack stack;
static struct remembered_walks remembered;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double measure(void (*walk)(void)) {
    double best = 1e18;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (int i = 0; i < WALKS; i++)
            walk();
        const double took = (now() - start) / WALKS;
        best = took < best ? took : best;
    }
    return best;
}

static void walk_stack(void) {
    stack_walk(&stack, &remembered);
}

static void walk_runtime(void) {
    runtimes_walk(0, (struct runtime_frame *)(void *)stack.own, STACK_FRAME_LIMIT);
}

static void measure_here(void) {
    static bool measured;
    if (measured)
        return;
    optional_functions_find();
    system_functions_find();
    runtimes_detect();
    walk_stack();
    measured = stack.runtime_count >= LEAST_FRAMES;
    if (!measured)
        return;
    const double walked = measure(walk_runtime);
    printf("%u %.1f %.1f\n", stack.runtime_count, walked, measure(walk_stack));
    fflush(stdout);
}

__attribute__((visibility("default"))) pid_t getppid(void) {
    measure_here();
    return (pid_t)syscall(SYS_getppid);
}

__attribute__((visibility("default"))) pid_t getpid(void) {
    measure_here();
    return (pid_t)syscall(SYS_getpid);
}
