/*
 * Which thread wakes which: the table itself, with threads that run one after the other, so that what comes
 * before a wait is known. What the recorder does is played here.
 */
#include "helpers/unit.h"

#include <errno.h>
#include <pthread.h>

#include "capture/writer/hand_over.h"
#include "shim/recorder/recorder.h"
#include "shim/waits/wakes.h"

/* ---- The recorder, as the tests want it ---- */

static uint32_t described;

bool recorder_has_run_statement(void) {
    return true;
}

bool recorder_describe_hand_over(struct hand_over *given) {
    described++;
    *given = hand_over_here();
    given->origin.handed_over_by = 70;
    errno = ENOMEM; /* what is asked in between may change it */
    return true;
}

void recorder_take_hand_over(struct hand_over *given, bool waited) {
    assert_true(waited);
    hand_over_take(given);
}

/* ---- Scenes ---- */

static int semaphore; /* its address is all that counts */

static int start(void **state) {
    (void)state;
    wakes_after_fork();
    wakes_note_made(&semaphore, 1);
    hand_over_end();
    described = 0;
    return 0;
}

static void *call(void *function) {
    ((void (*)(void))(uintptr_t)function)();
    return NULL;
}

/* Runs in a thread of its own, to its end. */
static void elsewhere(void (*function)(void)) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, call, (void *)(uintptr_t)function), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void give(void) {
    wakes_give(&semaphore);
}

static void take_and_give(void) {
    wakes_note_taken(&semaphore);
    wakes_give(&semaphore);
}

static bool works_for_another(void) {
    return hand_over_taken.thread_count > 0;
}

static void what_wakes_a_thread_hands_over(void **state) {
    (void)state;
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    errno = EINTR;
    elsewhere(give);
    assert_int_equal(described, 1);
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_FOR_WORK);
    assert_int_equal(errno, EINTR);
    assert_true(works_for_another());
}

/* Another object may lie there next. */
static void what_is_gone_hands_over_nothing(void **state) {
    (void)state;
    wakes_note_made(&semaphore, 0);
    elsewhere(give);
    assert_true(wakes_is_waited_on(wakes_key_of(&semaphore)));
    wakes_forget(wakes_key_of(&semaphore));
    assert_false(wakes_is_waited_on(wakes_key_of(&semaphore)));
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_BY_OTHERS);
}

static void what_came_before_the_wait_is_handed_over_too(void **state) {
    (void)state;
    wakes_note_taken(&semaphore);
    elsewhere(give);
    assert_int_equal(described, 1);
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_FOR_WORK);
    assert_true(works_for_another());
}

static void so_it_is_where_nobody_has_to_wait(void **state) {
    (void)state;
    wakes_note_taken(&semaphore);
    elsewhere(give);
    wakes_take_free(&semaphore);
    assert_true(works_for_another());
}

static void a_semaphore_of_nothing_is_there_to_wake(void **state) {
    (void)state;
    wakes_note_made(&semaphore, 0);
    elsewhere(give);
    wakes_take_free(&semaphore);
    assert_true(works_for_another());
}

static void a_critical_section_hands_over_nothing(void **state) {
    (void)state;
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    elsewhere(take_and_give);
    assert_int_equal(described, 0);
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_BY_OTHERS);
    assert_false(works_for_another());
}

/* Several threads have a thing each, so who took one last says nothing of who gives one back. */
static void one_of_several_things_that_is_given_back_hands_over_nothing(void **state) {
    (void)state;
    wakes_note_made(&semaphore, 3);
    wakes_note_taken(&semaphore);
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    elsewhere(give);
    assert_int_equal(described, 0);
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_BY_OTHERS);
}

static uint32_t asker;

static void answer(void) {
    hand_over_taken =
        (struct hand_over){.thread_count = 1, .threads = {asker}, .origin = {.handed_over_by = 7}};
    wakes_give(&semaphore);
    assert_true(hand_over_taken.origin.answered);
}

static void an_answer_is_no_work(void **state) {
    (void)state;
    asker = thread_number();
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    elsewhere(answer);
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_BY_ANSWER);
    assert_false(works_for_another());
}

static void nor_is_one_that_came_before_anybody_waited(void **state) {
    (void)state;
    asker = thread_number();
    wakes_note_made(&semaphore, 0);
    elsewhere(answer);
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_BY_ANSWER);
    assert_false(works_for_another());
}

static void what_was_given_to_an_earlier_semaphore_is_gone(void **state) {
    (void)state;
    wakes_note_taken(&semaphore);
    elsewhere(give);
    wakes_note_made(&semaphore, 1);
    wakes_take_free(&semaphore);
    assert_false(works_for_another());
}

static void what_nobody_takes_makes_room(void **state) {
    static char places[WAKES_SETS * WAKES_WAYS * 8];
    (void)state;
    for (size_t i = 0; i < sizeof places; i += 4) {
        wakes_note_made(&places[i], 0);
        wakes_give(&places[i]);
    }
    assert_true(wakes_begin(wakes_key_of(&semaphore)));
    elsewhere(give);
    assert_int_equal(wakes_end(wakes_key_of(&semaphore), true), WAKES_FOR_WORK);
}

static void all_that_wait_are_woken(void **state) {
    (void)state;
    const uintptr_t key = wakes_key_of(&semaphore);
    assert_true(wakes_begin(key));
    assert_true(wakes_begin(key));
    hand_over_end();
    asker = thread_number();
    wakes_wake(key, true); /* by itself: it does not wake */
    assert_int_equal(wakes_end(key, true), WAKES_BY_OTHERS);
    assert_true(wakes_is_waited_on(key));
    assert_int_equal(wakes_end(key, false), WAKES_BY_OTHERS);
    assert_false(wakes_is_waited_on(key));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_wakes_a_thread_hands_over, start),
        cmocka_unit_test_setup(what_is_gone_hands_over_nothing, start),
        cmocka_unit_test_setup(what_came_before_the_wait_is_handed_over_too, start),
        cmocka_unit_test_setup(so_it_is_where_nobody_has_to_wait, start),
        cmocka_unit_test_setup(a_semaphore_of_nothing_is_there_to_wake, start),
        cmocka_unit_test_setup(a_critical_section_hands_over_nothing, start),
        cmocka_unit_test_setup(one_of_several_things_that_is_given_back_hands_over_nothing, start),
        cmocka_unit_test_setup(an_answer_is_no_work, start),
        cmocka_unit_test_setup(nor_is_one_that_came_before_anybody_waited, start),
        cmocka_unit_test_setup(what_was_given_to_an_earlier_semaphore_is_gone, start),
        cmocka_unit_test_setup(what_nobody_takes_makes_room, start),
        cmocka_unit_test_setup(all_that_wait_are_woken, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
