/* A recording as a whole: its failures, its thread records, and what a fork leaves of it. */
#include "helpers/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helpers/failing_calls.h"
#include "helpers/scene.h"

enum { MORE_CALLS_THAN_ANY = 1000 };

/* Call by call: an error, and no memory left. A host that cannot record is not to pay for it. */
static void starting_fails_at_every_place_and_leaves_nothing(void **state) {
    char directory[64];
    char prefix[80];
    bool failed = true;
    uint32_t places = 0;
    (void)state;
    scene_make_directory(directory);
    snprintf(prefix, sizeof prefix, "%s/shop", directory);
    for (uint32_t call = 1; failed && call < MORE_CALLS_THAN_ANY; call++) {
        struct recording *recording = NULL;
        const struct recording_description description = scene_description(prefix, 1 << 20);
        failing_calls_start(call, ENOMEM);
        const int error = recording_start(&description, &recording);
        failed = failing_calls_stop();
        assert_true(failed == (recording == NULL));
        assert_int_equal(error, failed ? ENOMEM : 0);
        if (!failed)
            continue;
        places++;
        assert_int_equal(failing_calls.mapped_bytes, 0);
    }
    assert_in_range(places, 8, 100);
    scene_remove_directory(directory);
}

static void a_thread_record_goes_from_thread_to_thread(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    struct thread_record *first = scene.thread;
    struct thread_record *second = recording_attach(scene.recording);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    recording_detach(scene.recording, first);
    recording_detach(scene.recording, second);
    for (int i = 0; i < 100; i++) {
        struct thread_record *again = recording_attach(scene.recording);
        assert_true(again == first || again == second);
        recording_detach(scene.recording, again);
    }
    const struct capture *capture = scene_read(&scene);
    assert_int_equal(capture->thread_record_count, 2);
    assert_int_equal(capture->threads, 102);
    assert_int_equal(capture->thread_records[0].threads + capture->thread_records[1].threads, 102);
    scene_end(&scene);
}

static void a_connection_record_counts_as_no_thread(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    assert_non_null(recording_attach_connection_record(scene.recording));
    assert_int_equal(scene_read(&scene)->threads, 1);
    scene_end(&scene);
}

/* All that a thread record needs, call by call: none, or one that works. */
static void attaching_fails_at_every_place(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    bool failed = true;
    for (uint32_t call = 1; failed && call < MORE_CALLS_THAN_ANY; call++) {
        failing_calls_start(call, ENOMEM);
        struct thread_record *thread = recording_attach(scene.recording);
        failed = failing_calls_stop();
        assert_true(failed == (thread == NULL));
        if (failed)
            assert_int_equal(failing_calls.mapped_bytes, 0);
    }
    assert_int_equal(scene_read(&scene)->thread_record_count, 2);
    scene_end(&scene);
}

/* Whatever memory or disk is short of while statements run: they go on, and the capture stays readable. */
static void recording_goes_on_whatever_fails(void **state) {
    bool failed = true;
    (void)state;
    for (uint32_t call = 1; failed && call < MORE_CALLS_THAN_ANY; call++) {
        struct scene scene;
        scene_start(&scene);
        struct site_state *list = scene_site(scene.thread, SQL_READ, "select id from books", 10);
        failing_calls_start(call, ENOSPC);
        failing_calls.and_all_behind = true;
        for (uint32_t i = 0; i < 30; i++) {
            const struct site_request wanted = {
                .statement = scene_statement(scene.recording, SQL_READ, "select name from authors")};
            struct site_state *site = recording_site_of_stack(scene.thread, &wanted, 11 + i);
            scene_run_list(scene.thread, list, i, 30);
            if (site)
                scene_run_look_up(scene.thread, site, scene_key(i));
        }
        failed = failing_calls_stop();
        assert_int_equal(scene_site_in(scene_read(&scene), list)->calls, 30);
        assert_int_equal(scene.capture->damage.chunks + scene.capture->damage.records, 0);
        scene_end(&scene);
    }
}

/* A statement that was under way in a fork comes back to its hook in the child, and counts into nothing. */
static void forgotten_it_takes_statements_and_keeps_none(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    struct site_state *site = scene_site(scene.thread, SQL_READ, "select id from books", 10);
    scene_run_list(scene.thread, site, 0, 10);
    recording_forget(scene.recording);
    scene_run_list(scene.thread, site, 0, 10);
    const struct site_request wanted = {.statement = {0}};
    recording_site_of_stack(scene.thread, &wanted, 99);
    recording_detach(scene.recording, scene.thread);
    const struct capture *capture = scene_read(&scene);
    assert_int_equal(capture->site_count, 1);
    assert_int_equal(capture->sites[0].calls, 1);
    scene_end(&scene);
}

static void a_full_capture_says_so_and_keeps_what_it_has(void **state) {
    struct scene scene;
    (void)state;
    scene_start_bounded(&scene, 1 << 19);
    struct site_state *first = scene_site(scene.thread, SQL_READ, "select id from books", 1);
    uint32_t kept = 1;
    for (uint32_t line = 2; line < 5000; line++) {
        const struct site_request wanted = {
            .statement = scene_statement(scene.recording, SQL_READ, "select id from books")};
        kept += recording_site_of_stack(scene.thread, &wanted, line) != NULL;
    }
    scene_run_list(scene.thread, first, 0, 10);
    const struct capture *capture = scene_read(&scene);
    assert_in_range(kept, 10, 4000);
    assert_int_equal(capture->site_count, kept);
    assert_int_equal(capture->stop, LOOPLINE_STOP_CAPACITY);
    assert_int_equal(capture->damage.chunks + capture->damage.records, 0);
    assert_int_equal(scene_site_in(capture, first)->calls, 1);
    scene_end(&scene);
}

static void a_library_has_an_id_and_a_version(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    assert_int_equal(recording_library(scene.recording, LOOPLINE_DRIVER_SQLITE, "3.40.1", "/usr/lib/a.so"),
                     1);
    assert_int_equal(recording_library(scene.recording, LOOPLINE_DRIVER_POSTGRESQL,
                                       "a version that is longer than what is kept", ""),
                     2);
    const struct capture *capture = scene_read(&scene);
    assert_int_equal(capture->library_count, 2);
    assert_string_equal(capture->libraries[0].version, "3.40.1");
    assert_string_equal(capture->libraries[0].path, "/usr/lib/a.so");
    assert_string_equal(capture->libraries[1].version, "a version that is longe");
    assert_string_equal(capture->libraries[1].path, "");
    scene_end(&scene);
}

static void sealed_it_is_whole_and_no_longer_than_needed(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    assert_false(scene_read(&scene)->sealed);
    recording_seal(scene.recording);
    const struct capture *capture = scene_read(&scene);
    assert_true(capture->sealed);
    assert_true(capture->last.monotonic_ns >= capture->first.monotonic_ns);
    assert_string_equal(capture->executable, "/opt/shop/bin/shop");
    assert_int_equal(capture->run_id, 7);
    /* Statements may follow. */
    struct site_state *late = scene_site(scene.thread, SQL_READ, "select id from books", 10);
    scene_run_list(scene.thread, late, 0, 10);
    assert_int_equal(scene_site_in(scene_read(&scene), late)->rows, 10);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starting_fails_at_every_place_and_leaves_nothing),
        cmocka_unit_test(a_thread_record_goes_from_thread_to_thread),
        cmocka_unit_test(a_connection_record_counts_as_no_thread),
        cmocka_unit_test(attaching_fails_at_every_place),
        cmocka_unit_test(recording_goes_on_whatever_fails),
        cmocka_unit_test(forgotten_it_takes_statements_and_keeps_none),
        cmocka_unit_test(a_full_capture_says_so_and_keeps_what_it_has),
        cmocka_unit_test(a_library_has_an_id_and_a_version),
        cmocka_unit_test(sealed_it_is_whole_and_no_longer_than_needed),
    };
    return cmocka_run_group_tests_name("recording", tests, NULL, NULL);
}
