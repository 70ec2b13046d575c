/* Walks by unwind tables give the stacks that glibc's own unwinder gives. */
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "stack/frame_rules.h"
#include "stack/native.h"
#include "stack/unwind_table.h"

enum { FRAMES = 300 };

static void *walked[FRAMES];
static void *expected[FRAMES];
static int compared;
static int different;

/*
 * Ours begins with the caller; theirs with an address in here, or with a sanitizer's own frame. No assertion:
 * a signal handler comes here too.
 */
static __attribute__((noinline)) void compare(void) {
    const int theirs = backtrace(expected, FRAMES);
    const uint32_t ours = native_stack_walk((uintptr_t)__builtin_frame_address(0), walked, FRAMES - 4);
    int start = 0;
    while (start < theirs && expected[start] != walked[0])
        start++;
    compared++;
    const size_t count = (size_t)(theirs - start);
    if ((count != ours && theirs < FRAMES) ||
        memcmp(walked, expected + start, (count < ours ? count : ours) * sizeof *walked) != 0)
        different++;
}

static int check(void **state) {
    (void)state;
    assert_true(compared > 0);
    assert_int_equal(different, 0);
    compared = 0;
    return 0;
}

static __attribute__((noinline)) void descend(int depth) {
    if (depth)
        descend(depth - 1);
    else
        compare();
    __asm__ volatile("" ::: "memory");
}

static void plain_calls(void **state) {
    (void)state;
    for (int depth = 0; depth < 280; depth++)
        descend(depth);
}

static __attribute__((noinline)) void with_room(size_t bytes) {
    volatile char *room = __builtin_alloca(bytes);
    __asm__ volatile("" : : "r"(room) : "memory");
    compare();
    __asm__ volatile("" : : "r"(room) : "memory");
}

static __attribute__((noinline)) void aligned(size_t bytes) {
    volatile char room[64] __attribute__((aligned(64)));
    __asm__ volatile("" : : "r"(room) : "memory");
    with_room(bytes);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static __attribute__((noinline)) void aligned_and_dynamic(size_t bytes) {
    volatile char room[64] __attribute__((aligned(64)));
    volatile char *more = __builtin_alloca(bytes);
    __asm__ volatile("" : : "r"(room), "r"(more) : "memory");
    with_room(bytes);
    __asm__ volatile("" : : "r"(room), "r"(more) : "memory");
}

static __attribute__((noinline)) void large(void) {
    volatile char room[300000];
    __asm__ volatile("" : : "r"(room) : "memory");
    compare();
    __asm__ volatile("" : : "r"(room) : "memory");
}

static void frames_of_all_kinds(void **state) {
    (void)state;
    for (size_t bytes = 8; bytes < 100000; bytes *= 3) {
        with_room(bytes);
        aligned(bytes);
        aligned_and_dynamic(bytes);
    }
    large();
}

static int by_number(const void *a, const void *b) {
    compare();
    return *(const int *)a - *(const int *)b;
}

static void through_the_c_library(void **state) {
    int numbers[] = {5, 3, 9, 1};
    (void)state;
    qsort(numbers, 4, sizeof *numbers, by_number);
    const int key = 3;
    assert_non_null(bsearch(&key, numbers, 4, sizeof *numbers, by_number));
}

static void on_signal(int number) {
    (void)number;
    compare();
}

static void signals(void **state) {
    static char alternate[65536];
    const stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    (void)state;
    sigaltstack(&stack, NULL);
    for (int flags = 0; flags <= SA_ONSTACK; flags += SA_ONSTACK) {
        const struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
        sigaction(SIGUSR1, &action, NULL);
        raise(SIGUSR1);
    }
    signal(SIGUSR1, SIG_DFL);
}

static void *on_thread(void *context) {
    descend(7);
    return context;
}

static void threads(void **state) {
    pthread_t thread;
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&thread, NULL, on_thread, NULL), 0);
        pthread_join(thread, NULL);
    }
}

static void rules_are_looked_up_again_after_an_unload(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        descend(5);
        native_stack_unloaded();
    }
}

/* More addresses than there is room for, all of them right. */
static void rules_of_many_addresses(void **state) {
    (void)state;
    const char *start = dlsym(RTLD_DEFAULT, "qsort");
    assert_non_null(start);
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < 60000; i++) {
            struct unwind_table_age age;
            const uintptr_t address = (uintptr_t)start + i;
            const struct frame_rule rule = unwind_table_rule(address, &age);
            const struct frame_rule kept = frame_rule_at(address);
            assert_memory_equal(&kept, &rule, sizeof rule);
        }
}

/* Memory that is no object's: a guess by the frame pointer, which may lead nowhere. */
static void code_without_a_table(void **state) {
    struct unwind_table_age age;
    (void)state;
    void *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect((char *)memory + 4096, 4096, PROT_NONE);
    assert_int_equal(unwind_table_rule((uintptr_t)memory, &age).end, FRAME_WITHOUT_TABLE);
    struct stack_position position = {.stack = (uintptr_t)memory + 8, .frame_pointer = 5, .instruction = 1};
    const struct frame_rule rule = {.end = FRAME_WITHOUT_TABLE};
    assert_false(native_stack_step(&position, &rule));
    position.frame_pointer = (uintptr_t)memory + 4096 - 8;
    assert_false(native_stack_step(&position, &rule));
    munmap(memory, 8192);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(plain_calls, check),
        cmocka_unit_test_teardown(frames_of_all_kinds, check),
        cmocka_unit_test_teardown(through_the_c_library, check),
        cmocka_unit_test_teardown(signals, check),
        cmocka_unit_test_teardown(threads, check),
        cmocka_unit_test_teardown(rules_are_looked_up_again_after_an_unload, check),
        cmocka_unit_test(rules_of_many_addresses),
        cmocka_unit_test(code_without_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
