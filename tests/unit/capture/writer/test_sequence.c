#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "capture/writer/sequence.h"

enum { MOST = 4096 };

#define RAN(site) (LOOPLINE_SEQUENCE_RAN | (site))

/* What the words stand for, written out; returns how many executions. */
static size_t unfold(const uint32_t *words, size_t count, uint32_t *out) {
    size_t executions = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(words[i] & LOOPLINE_SEQUENCE_REPEAT)) {
            out[executions++] = words[i];
            continue;
        }
        const size_t length = words[i] & ~LOOPLINE_SEQUENCE_REPEAT;
        for (uint32_t times = 0; times < words[i + 1]; times++)
            executions += unfold(words + i + 2, length, out + executions);
        i += 1 + length;
    }
    return executions;
}

/* Folds and asserts that nothing is lost; returns how many words are left. */
static uint32_t fold_all(const uint32_t *words, uint32_t count) {
    static uint32_t folded[MOST];
    static uint32_t unfolded[MOST];
    memcpy(folded, words, count * sizeof *words);
    const uint32_t left = sequence_fold(folded, count);
    assert_int_equal(unfold(folded, left, unfolded), count);
    assert_memory_equal(unfolded, words, count * sizeof *words);
    return left;
}

static void test_one_site_again_and_again(void **state) {
    (void)state;
    uint32_t words[1000];
    for (size_t i = 0; i < 1000; i++)
        words[i] = RAN(7);
    assert_int_equal(fold_all(words, 1000), 3);
}

static void test_rounds_of_several_sites(void **state) {
    (void)state;
    uint32_t words[999];
    for (size_t i = 0; i < 999; i++)
        words[i] = RAN(1 + i % 3);
    assert_int_equal(fold_all(words, 999), 5);
}

/* An outer loop whose rounds run an inner one of equal length. */
static void test_loops_in_loops(void **state) {
    (void)state;
    uint32_t words[1100];
    for (size_t i = 0; i < 1100; i++)
        words[i] = i % 11 ? RAN(2) : RAN(1) | LOOPLINE_SEQUENCE_CLIENT;
    assert_int_equal(fold_all(words, 1100), 6);
}

static void test_inner_loops_of_other_lengths(void **state) {
    (void)state;
    uint32_t words[MOST];
    uint32_t count = 0;
    for (uint32_t round = 0; count < MOST - 100; round++) {
        words[count++] = RAN(1);
        for (uint32_t i = 0; i < 5 + round % 40; i++)
            words[count++] = RAN(2);
    }
    assert_true(fold_all(words, count) < count / 4);
}

static void test_what_does_not_repeat_stays(void **state) {
    (void)state;
    uint32_t words[300];
    for (uint32_t i = 0; i < 300; i++)
        words[i] = RAN(1 + i);
    assert_int_equal(fold_all(words, 300), 300);
}

/* What was folded before goes on where more of it comes. */
static void test_folded_blocks_grow(void **state) {
    (void)state;
    uint32_t words[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < 20; i++)
        words[count++] = RAN(3);
    count = sequence_fold(words, count);
    for (uint32_t i = 0; i < 3; i++)
        words[count++] = RAN(3);
    count = sequence_fold(words, count);
    assert_int_equal(count, 3);
    assert_int_equal(words[1], 23);
}

/* Any order: nothing is lost, and nothing grows. */
static void test_any_order(void **state) {
    (void)state;
    uint32_t words[2000] = {0};
    uint32_t random = 1;
    for (int round = 0; round < 200; round++) {
        const uint32_t count = 1 + (uint32_t)round * 10;
        for (uint32_t i = 0; i < count; i++) {
            random = random * 1103515245u + 12345u;
            words[i] = i > 20 && (random >> 16) % 3 ? words[i - 1 - (random >> 20) % 20]
                                                    : RAN(1 + (random >> 16) % 3);
        }
        assert_true(fold_all(words, count) <= count);
    }
}

enum { LONG_SEQUENCE = 16000 };

/* The best of a few folds of the same words, in nanoseconds. */
static double time_of_fold(const uint32_t *words) {
    static uint32_t copy[LONG_SEQUENCE];
    double best = 1e18;
    for (int round = 0; round < 5; round++) {
        struct timespec begun;
        struct timespec ended;
        memcpy(copy, words, sizeof copy);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
        sequence_fold(copy, LONG_SEQUENCE);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
        const double took =
            (double)(ended.tv_sec - begun.tv_sec) * 1e9 + (double)(ended.tv_nsec - begun.tv_nsec);
        best = took < best ? took : best;
    }
    return best;
}

/*
 * A thread whose statements do not repeat themselves pays for the folding too. Comparing every word with
 * those one to LOOPLINE_SEQUENCE_BLOCK before it took 400 times as long as folding one loop; 8 now.
 */
static void test_words_without_order_take_no_time(void **state) {
    (void)state;
    static uint32_t loop[LONG_SEQUENCE];
    static uint32_t any[LONG_SEQUENCE];
    uint32_t random = 1;
    for (uint32_t i = 0; i < LONG_SEQUENCE; i++) {
        random = random * 1103515245u + 12345u;
        loop[i] = RAN(1);
        any[i] = RAN(1 + (random >> 16) % 20);
    }
    assert_true(time_of_fold(any) < 60 * time_of_fold(loop));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_site_again_and_again),
        cmocka_unit_test(test_rounds_of_several_sites),
        cmocka_unit_test(test_loops_in_loops),
        cmocka_unit_test(test_inner_loops_of_other_lengths),
        cmocka_unit_test(test_what_does_not_repeat_stays),
        cmocka_unit_test(test_folded_blocks_grow),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_words_without_order_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
