/*
 * Eight threads over all that a recording shares: statements, stacks, modules, thread records, rows of one
 * another. Says most under ThreadSanitizer; that nothing is lost or counted twice holds in any build.
 */
#include "helpers/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/writer/boundary.h"
#include "helpers/scene.h"

enum { THREADS = 8, ROUNDS = 25, STATEMENTS = 60, STACKS = 40, VALUES = 30 };

struct worker {
    pthread_t thread;
    struct recording *recording;
    unsigned number;
    uint64_t ran;
    uint64_t kept;
};

/* A stack of addresses that some object holds, and of one that none does. */
static void make_stack(struct walked_stack *walked, unsigned which) {
    walked->native_count = 6;
    walked->runtime_count = 0;
    walked->note = NULL;
    walked->words = walked->own;
    walked->hash = which;
    walked->whole = true;
    for (unsigned i = 0; i < walked->native_count; i++)
        walked->words[i] = (char *)(uintptr_t)&_cmocka_run_group_tests + 16 + (which + 3) * (i + 1) % 512;
    walked->words[5] = (char *)(uintptr_t)&qsort + which;
    if (which == 0)
        walked->words[2] = &walked->words;
}

static struct site_state *site_of(struct thread_record *record, unsigned statement, unsigned stack) {
    char text[64];
    snprintf(text, sizeof text, "select name from table_%u where id = ?", statement);
    const struct site_request wanted = {.statement = scene_statement(record->recording, SQL_READ, text)};
    make_stack(&record->walked, stack);
    return recording_site(record, &wanted);
}

static void run(struct worker *worker, struct thread_record *record, unsigned statement, unsigned stack,
                const struct scene_execution *execution) {
    struct site_state *site = site_of(record, statement, stack);
    worker->ran++;
    if (!site)
        return;
    worker->kept++;
    scene_run(record, site, execution);
}

static void work(struct worker *worker, struct thread_record *record) {
    uint64_t rows[VALUES];
    for (uint64_t i = 0; i < VALUES; i++)
        rows[i] = scene_key(worker->number % 2 * 1000 + i);
    for (unsigned i = 0; i < STATEMENTS; i++) {
        const uint64_t parameter = scene_key((worker->number + 1) % 2 * 1000 + i % VALUES);
        run(worker, record, 0, i % 3,
            &(struct scene_execution){.rows = rows, .columns = 1, .row_count = VALUES});
        run(worker, record, i, (i + worker->number) % STACKS,
            &(struct scene_execution){.parameters = &parameter, .parameter_count = 1});
        boundaries.other_waits += i % 7 == 0;
        boundaries.client_waits += i % 23 == 0;
    }
}

static void *work_in_rounds(void *context) {
    struct worker *worker = context;
    struct recording *recording = worker->recording;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct thread_record *record = recording_attach(recording);
        if (!record)
            return context;
        work(worker, record);
        if (round % 8 == worker->number)
            __atomic_fetch_add(&recording->modules_generation, 1, __ATOMIC_ACQ_REL);
        if (round % 9 == 0)
            recording_library(recording, LOOPLINE_DRIVER_SQLITE, "3.40.1", "/usr/lib/libsqlite3.so.0");
        recording_renew_clock(recording);
        recording_detach(recording, record);
    }
    return NULL;
}

static void nothing_is_lost_or_counted_twice(void **state) {
    struct scene scene;
    struct worker workers[THREADS];
    uint64_t ran = 0;
    uint64_t counted = 0;
    (void)state;
    scene_start(&scene);
    recording_detach(scene.recording, scene.thread);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.recording = scene.recording, .number = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work_in_rounds, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(workers[i].thread, &result);
        assert_null(result);
        assert_int_equal(workers[i].kept, workers[i].ran);
        ran += workers[i].ran;
    }
    recording_seal(scene.recording);
    const struct capture *capture = scene_read(&scene);
    for (size_t i = 0; i < capture->site_count; i++)
        counted += capture->sites[i].calls;
    assert_int_equal(ran, THREADS * ROUNDS * STATEMENTS * 2);
    assert_int_equal(counted, ran);
    assert_int_equal(capture->threads, 1 + THREADS * ROUNDS);
    assert_in_range(capture->thread_record_count, 1, THREADS);
    assert_int_equal(capture->statement_count, STATEMENTS);
    assert_in_range(capture->stack_count, STACKS, STACKS + 2);
    assert_int_equal(capture->damage.chunks + capture->damage.records, 0);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_or_counted_twice),
    };
    return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
