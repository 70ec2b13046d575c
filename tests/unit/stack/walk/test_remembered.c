/* A stack is recognised when it is the same, and never when it is another one. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cmocka.h>

#include "stack/native.h"
#include "stack/walk/walk.h"

static struct remembered_walks remembered;
static struct walked_stack walked;
static void *expected[STACK_FRAME_LIMIT + 8];
static long recognised;
static long walks;

static int set_up(void **state) {
    (void)state;
    memset(&remembered, 0, sizeof remembered);
    memset(&walked, 0, sizeof walked);
    remembered_set_mode(REMEMBERED_USUAL);
    recognised = walks = 0;
    return 0;
}

/* Where the addresses from outside this function begin. */
static uint32_t outside(void *const *addresses, uint32_t count, const void *address) {
    uint32_t at = 0;
    while (at < count && addresses[at] != address)
        at++;
    assert_true(at < count);
    return at;
}

/* What every test ends in: a walk, held against what the unwinder says of the same stack. */
static __attribute__((noinline)) void walk(void) {
    const void *caller = __builtin_return_address(0);
    stack_walk(&walked, &remembered);
    const uint32_t count =
        native_stack_walk((uintptr_t)__builtin_frame_address(0), expected, STACK_FRAME_LIMIT + 8);
    const uint32_t start = outside(walked.words, walked.native_count, caller);
    const uint32_t expected_start = outside(expected, count, caller);
    walks++;
    recognised += walked.known != NULL;
    if (walked.native_count - start != count - expected_start ||
        memcmp(walked.words + start, expected + expected_start, (count - expected_start) * sizeof(void *)) !=
            0)
        fail_msg("walk %ld is another stack", walks);
}

/* ---- the same stack ---- */

static __attribute__((noinline)) void descend(int depth) {
    if (depth)
        descend(depth - 1);
    else
        walk();
    __asm__ volatile("" ::: "memory"); /* not a tail call */
}

static void recognises_a_loop(void **state) {
    (void)state;
    for (int i = 0; i < 100; i++)
        descend(20);
    assert_in_range(recognised, 97, 99);
}

static void tells_call_sites_apart(void **state) {
    (void)state;
    for (int i = 0; i < 100; i++) {
        descend(20);
        descend(20);
        descend(21);
    }
    assert_in_range(recognised, 285, 297);
}

static void forgets_when_code_is_unloaded(void **state) {
    (void)state;
    for (int i = 0; i < 10; i++)
        descend(3);
    const long before = recognised;
    native_stack_unloaded();
    descend(3);
    assert_true(before > 0);
    assert_int_equal(recognised, before);
}

static void knows_no_more_than_it_can_keep(void **state) {
    (void)state;
    for (int round = 0; round < 5; round++)
        for (int depth = 0; depth < 220; depth++)
            descend(depth);
    for (int i = 0; i < 10; i++)
        descend(5);
    assert_true(recognised > 0);
}

/* ---- other stacks, with the words of the one before still there ---- */

static __attribute__((noinline)) void inner(size_t bytes) {
    volatile char *room = __builtin_alloca(bytes); /* not written: what was there stays */
    __asm__ volatile("" : : "r"(room) : "memory");
    walk();
    __asm__ volatile("" : : "r"(room) : "memory");
}

static __attribute__((noinline)) void one_caller(size_t own, size_t inners) {
    volatile char *room = __builtin_alloca(own);
    __asm__ volatile("" : : "r"(room) : "memory");
    inner(inners);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static __attribute__((noinline)) void other_caller(size_t own, size_t inners) {
    volatile char *room = __builtin_alloca(own);
    __asm__ volatile("" : : "r"(room) : "memory");
    inner(inners);
    __asm__ volatile("" : : "r"(room), "r"(own) : "memory");
}

/* Both make as much room in all, from one call in one line: only the place of one return address differs. */
static void is_not_taken_in_by_stale_words(void **state) {
    (void)state;
    void (*volatile callers[2])(size_t, size_t) = {one_caller, other_caller};
    for (int i = 0; i < 400; i++) {
        const size_t which = (size_t)(i / 4 % 2);
        callers[which](which ? 512 : 64, which ? 64 : 512);
    }
    assert_true(recognised > 0);
}

static uint64_t random_state = 88172645463325252ull;

static uint32_t random_below(uint32_t bound) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 33) % bound;
}

static void random_step(int depth);

#define FUNCTION(number, fixed)                                      \
    static __attribute__((noinline)) void step_##number(int depth) { \
        volatile char room[fixed];                                   \
        __asm__ volatile("" : : "r"(room) : "memory");               \
        random_step(depth);                                          \
        __asm__ volatile("" : : "r"(room) : "memory");               \
    }
FUNCTION(0, 8)
FUNCTION(1, 72)
FUNCTION(2, 136)
FUNCTION(3, 264)

static __attribute__((noinline)) void random_step(int depth) {
    static void (*const steps[])(int) = {step_0, step_1, step_2, step_3};
    volatile char *room = __builtin_alloca(64 * (1 + random_below(3)));
    __asm__ volatile("" : : "r"(room) : "memory");
    if (depth)
        steps[random_below(4)](depth - 1);
    else
        walk();
    __asm__ volatile("" : : "r"(room) : "memory");
}

static void is_right_on_stacks_of_all_shapes(void **state) {
    (void)state;
    for (int i = 0; i < 60000; i++)
        random_step((int)random_below(3));
    assert_true(recognised > 1000);
}

/* ---- stacks that come and go ---- */

static ucontext_t here, there;

static void on_another_stack(int depth) {
    descend(depth);
}

static void run_on(char *stack, size_t bytes, int depth) {
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = bytes;
    there.uc_link = &here;
    makecontext(&there, (void (*)(void))on_another_stack, 1, depth);
    swapcontext(&here, &there);
}

/* The shorter stack ends where the longer one had frames, in front of a page that nobody may read. */
static void reads_nothing_beyond_a_stack(void **state) {
    (void)state;
    enum { PAGE = 4096, PAGES = 64 };
    char *memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    for (int i = 0; i < 10; i++)
        run_on(memory, PAGES * PAGE, 200);
    for (int i = 0; i < PAGE * 4; i += 16) {
        mprotect(memory + (PAGES - 8) * PAGE, 8 * PAGE, PROT_NONE);
        run_on(memory, (size_t)((PAGES - 8) * PAGE - i), 20);
        mprotect(memory + (PAGES - 8) * PAGE, 8 * PAGE, PROT_READ | PROT_WRITE);
    }
    munmap(memory, PAGES * PAGE);
}

static void on_signal(int number) {
    (void)number;
    walk();
}

static void a_signals_frames_are_walked(void **state) {
    (void)state;
    signal(SIGUSR1, on_signal);
    for (int i = 0; i < 20; i++)
        raise(SIGUSR1);
    signal(SIGUSR1, SIG_DFL);
}

/* ---- checks ---- */

static void a_mistake_is_found_and_ends_recognition(void **state) {
    (void)state;
    const uint32_t before = remembered_mistakes();
    remembered_set_mode(REMEMBERED_CHECKED);
    for (int i = 0; i < 20; i++) {
        if (i == 10)
            remembered.store->addresses[10] = NULL; /* of what is told, not of what is compared */
        descend(4);
    }
    assert_int_equal(recognised, 7);
    assert_int_equal(remembered_mistakes(), before + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(recognises_a_loop, set_up),
        cmocka_unit_test_setup(tells_call_sites_apart, set_up),
        cmocka_unit_test_setup(forgets_when_code_is_unloaded, set_up),
        cmocka_unit_test_setup(knows_no_more_than_it_can_keep, set_up),
        cmocka_unit_test_setup(is_not_taken_in_by_stale_words, set_up),
        cmocka_unit_test_setup(is_right_on_stacks_of_all_shapes, set_up),
        cmocka_unit_test_setup(reads_nothing_beyond_a_stack, set_up),
        cmocka_unit_test_setup(a_signals_frames_are_walked, set_up),
        cmocka_unit_test_setup(a_mistake_is_found_and_ends_recognition, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
