/* Memory from the kernel, and what is cut off it. */
#include "helpers/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "helpers/failing_calls.h"
#include "host/memory.h"

static void pieces_are_zeroed_aligned_and_apart(void **state) {
    struct arena arena = {.limit = 0};
    char *before = NULL;
    size_t before_bytes = 0;
    (void)state;
    failing_calls_start(0, 0);
    for (size_t bytes = 1; bytes < 200000; bytes = bytes * 5 / 4 + 1) {
        char *piece = arena_allocate(&arena, bytes);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xff, bytes);
        if (before)
            assert_true(piece >= before + before_bytes || piece + bytes <= before);
        before = piece;
        before_bytes = bytes;
    }
    assert_int_equal(failing_calls.mapped_bytes, arena.total);
    arena_release(&arena);
    failing_calls_stop();
    assert_int_equal(failing_calls.mapped_bytes, 0);
    assert_int_equal(arena.total, 0);
    assert_non_null(arena_allocate(&arena, 10));
    arena_release(&arena);
}

static void the_limit_holds(void **state) {
    struct arena arena = {.limit = 256 << 10};
    size_t given = 0;
    (void)state;
    while (arena_allocate(&arena, 1000))
        given += 1000;
    assert_in_range(given, 200 << 10, 256 << 10);
    assert_true(arena.total <= arena.limit);
    assert_null(arena_allocate(&arena, 1 << 20));
    arena_release(&arena);
}

/* What fits in the rest of a block is still given out when no further block can be had. */
static void a_failure_takes_nothing_away(void **state) {
    struct arena arena = {.limit = 0};
    (void)state;
    assert_non_null(arena_allocate(&arena, 100));
    failing_calls_start(1, ENOMEM);
    failing_calls.and_all_behind = true;
    assert_null(arena_allocate(&arena, 1 << 20));
    assert_non_null(arena_allocate(&arena, 100));
    failing_calls_stop();
    assert_non_null(arena_allocate(&arena, 1 << 20));
    arena_release(&arena);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* their shadows need all addresses */
/* A large part of a bounded address space is the host's. */
static void a_bounded_address_space_is_left_alone(void **state) {
    struct rlimit before;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    const struct rlimit tight = {.rlim_cur = 256 << 20, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    void *large = memory_map(32 << 20);
    void *small = memory_map(1 << 20);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_null(large);
    assert_non_null(small);
    memory_unmap(small, 1 << 20);
    memory_unmap(NULL, 1 << 20);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(the_limit_holds),
        cmocka_unit_test(a_failure_takes_nothing_away),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        cmocka_unit_test(a_bounded_address_space_is_left_alone),
#endif
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
