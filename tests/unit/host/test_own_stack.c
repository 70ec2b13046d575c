/* Work that a thread with a small stack does on another one. */
#include "helpers/unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "helpers/failing_calls.h"
#include "host/own_stack.h"

enum { LARGE_STACK = 8 << 20, SMALL_STACK = 128 << 10, LEVEL_BYTES = 32 << 10 };

/* What work saw of where it ran. */
struct sight {
    uintptr_t frame;
    bool holds_signals_back;
    int times;
    struct sight *inner; /* of work that it runs in turn; NULL: none */
};

static void look(void *argument) {
    struct sight *sight = argument;
    sigset_t held_back;
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &held_back), 0);
    sight->frame = (uintptr_t)__builtin_frame_address(0);
    sight->holds_signals_back = sigismember(&held_back, SIGUSR1) == 1;
    sight->times++;
    if (sight->inner)
        own_stack_run(look, sight->inner);
}

static bool is_near(uintptr_t left, uintptr_t right) {
    return left - right < SMALL_STACK || right - left < SMALL_STACK;
}

static struct sight run(struct sight *inner) {
    struct sight sight = {.inner = inner};
    own_stack_run(look, &sight);
    assert_int_equal(sight.times, 1);
    return sight;
}

/* Each in a thread of its own, about whose stack nothing is known at first. */
static void run_in_thread(void *(*scene)(void *)) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, scene, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void *unknown_stack(void *unused) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    sigset_t held_back;
    (void)unused;
    struct sight inner = {.inner = NULL};
    const struct sight sight = run(&inner);
    assert_false(is_near(sight.frame, here));
    assert_true(sight.holds_signals_back);
    /* What runs there already stays there. */
    assert_int_equal(inner.times, 1);
    assert_true(is_near(inner.frame, sight.frame) && inner.frame < sight.frame);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &held_back), 0);
    assert_int_equal(sigismember(&held_back, SIGUSR1), 0);
    /* The caller's stack is the caller's again. */
    assert_false(is_near(run(NULL).frame, here));
    return NULL;
}

static void an_unknown_stack_is_left_alone(void **state) {
    (void)state;
    run_in_thread(unknown_stack);
}

static void *known_stack(void *unused) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    (void)unused;
    own_stack_note_thread(LARGE_STACK);
    const struct sight sight = run(NULL);
    assert_true(is_near(sight.frame, here));
    assert_false(sight.holds_signals_back);
    own_stack_note_thread(SMALL_STACK);
    assert_false(is_near(run(NULL).frame, here));
    own_stack_note_thread(0);
    assert_false(is_near(run(NULL).frame, here));
    return NULL;
}

static void a_stack_with_room_is_used(void **state) {
    (void)state;
    run_in_thread(known_stack);
}

/* Deep in a recursion little of a stack is left, however large it is. */
static uintptr_t run_below(int levels) {
    volatile char used[LEVEL_BYTES];
    used[0] = 1;
    return (levels ? run_below(levels - 1) : run(NULL).frame) + used[0] - 1;
}

static void *deep_stack(void *unused) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    (void)unused;
    own_stack_note_thread(32 * LEVEL_BYTES);
    assert_true(here - run_below(8) < 32 * LEVEL_BYTES);
    assert_false(here - run_below(28) < 32 * LEVEL_BYTES);
    return NULL;
}

static void a_stack_that_ends_soon_is_left_alone(void **state) {
    (void)state;
    run_in_thread(deep_stack);
}

/* The first scene: later a piece is kept. */
static void *without_memory(void *unused) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    (void)unused;
    failing_calls_start(1, ENOMEM);
    const struct sight sight = run(NULL);
    assert_true(failing_calls_stop());
    assert_true(is_near(sight.frame, here));
    return NULL;
}

static void without_memory_work_is_done_all_the_same(void **state) {
    (void)state;
    run_in_thread(without_memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_memory_work_is_done_all_the_same),
        cmocka_unit_test(an_unknown_stack_is_left_alone),
        cmocka_unit_test(a_stack_with_room_is_used),
        cmocka_unit_test(a_stack_that_ends_soon_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
