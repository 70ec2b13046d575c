#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/rounds/rounds.h"
#include "helpers/capture_builder.h"
#include "helpers/scripted_symbols.h"

/*
 * main goes over orders in a loop at 10. It runs a statement itself at 11 and calls a library at 12, which
 * loops over columns at 20, or asks at 30 and at 31 one after the other.
 */
enum {
    OWN = 0x1010,
    CALL = 0x1020,
    AFTER = 0x1030,
    COLUMNS = 0x2010,
    FIRST_SETTING = 0x3010,
    SECOND_SETTING = 0x3020,
};

static const struct scripted_frame program[] = {
    {OWN, "main", 11, {10}, 0x1000},
    {CALL, "main", 12, {10}, 0x1000},
    {AFTER, "main", 15, {0}, 0x1000},
    {COLUMNS, "describe", 21, {20}, 0x2000},
    {FIRST_SETTING, "settings", 30, {0}, 0x3000},
    {SECOND_SETTING, "settings", 31, {0}, 0x3000},
    {0},
};

enum { THRESHOLD = 5, MOST_WORDS = 256 };

struct fixture {
    struct capture_builder builder;
    uint32_t program;
    uint32_t library;
    /* A struct loopline_sequence with its words. */
    uint32_t sequence[sizeof(struct loopline_sequence) / sizeof(uint32_t) + MOST_WORDS];
    size_t count;
    uint32_t own; /* sites: of the program, in the library's loop, and at its two lines */
    uint32_t columns;
    uint32_t first_setting;
    uint32_t second_setting;
    uint32_t after;
    struct merged_capture *merged;
    struct pool pool;
    struct site_rounds *rounds;
};

static struct loopline_sequence *sequence_of(struct fixture *fixture) {
    return (struct loopline_sequence *)(void *)fixture->sequence;
}

/* Calls are counted by what the test runs; the reader compares their sum with the sequence alone. */
static uint32_t add_site(struct fixture *fixture, const char *text, uint64_t library, uint64_t line) {
    struct capture_builder *builder = &fixture->builder;
    const struct loopline_frame frames[] = {
        {.kind = LOOPLINE_FRAME_NATIVE, .owner = fixture->library, .position = library},
        {.kind = LOOPLINE_FRAME_NATIVE, .owner = fixture->program, .position = line},
    };
    return builder_site(
        builder,
        &(struct loopline_site){
            .statement = builder_statement(builder, LOOPLINE_DRIVER_POSTGRESQL, SQL_READ, text),
            .stack = builder_stack_of_frames(builder, library ? frames : frames + 1, library ? 2 : 1),
            .calls = 1,
        });
}

static void start(struct fixture *fixture) {
    *fixture = (struct fixture){.count = 0};
    scripted_frames = program;
    builder_start(&fixture->builder);
    fixture->program = builder_module(&fixture->builder, "/opt/shop/bin/shop", 1);
    fixture->library = builder_module(&fixture->builder, "/usr/lib/libcolumns.so.1", 0);
    builder_thread_record(&fixture->builder, 0);
    fixture->own = add_site(fixture, "select text from notes where number = ?", 0, OWN);
    fixture->columns = add_site(fixture, "select kind from columns where name = ?", COLUMNS, CALL);
    fixture->first_setting =
        add_site(fixture, "select value from settings where name = ?", FIRST_SETTING, CALL);
    fixture->second_setting =
        add_site(fixture, "select value from settings where name = ?", SECOND_SETTING, CALL);
    fixture->after = add_site(fixture, "select count(*) from notes", 0, AFTER);
}

static void run(struct fixture *fixture, uint32_t site, size_t times) {
    for (size_t i = 0; i < times; i++) {
        assert_true(fixture->count < MOST_WORDS);
        sequence_of(fixture)->words[fixture->count++] = LOOPLINE_SEQUENCE_RAN | site;
    }
}

static void count(struct fixture *fixture) {
    sequence_of(fixture)->thread_record = fixture->builder.thread_record;
    builder_record(&fixture->builder, fixture->builder.thread_record, LOOPLINE_RECORD_SEQUENCE,
                   &sequence_of(fixture)->thread_record,
                   sizeof(fixture->sequence) - sizeof(struct loopline_record));
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    assert_int_equal(capture_parse("shop.capture", fixture->builder.bytes, fixture->builder.size, &capture,
                                   message, sizeof(message)),
                     CAPTURE_READ);
    builder_free(&fixture->builder);
    const struct application_rule rule = {0};
    fixture->merged = merged_capture_make(&capture, 1, &rule, symbols_new());
    fixture->rounds = rounds_count(&fixture->pool, fixture->merged, THRESHOLD);
}

static void end(struct fixture *fixture) {
    merged_capture_free(fixture->merged);
    pool_free(&fixture->pool);
}

/* The rounds in which the loop around the statement's call sites repeated it, at most. */
static uint64_t most_rounds(const struct fixture *fixture, const char *word) {
    uint64_t most = 0;
    bool found = false;
    for (size_t i = 0; i < fixture->merged->site_count; i++) {
        const struct site_rounds *rounds = &fixture->rounds[i];
        if (!strstr(fixture->merged->sites[i]->statement->text, word))
            continue;
        found = true;
        assert_int_equal(rounds->loop_count, 1);
        most = rounds->loops[0].tally->most_rounds;
    }
    assert_true(found);
    return most;
}

static bool is_repeated(const struct fixture *fixture, const char *word) {
    for (size_t i = 0; i < fixture->merged->site_count; i++) {
        if (strstr(fixture->merged->sites[i]->statement->text, word))
            return rounds_repeating_loop(&fixture->rounds[i]) != NULL;
    }
    fail();
    return false;
}

static void test_loop_of_a_library_within_one_round(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    for (int round = 0; round < 12; round++) {
        run(&fixture, fixture.own, 1);
        run(&fixture, fixture.columns, round == 2 ? 7 : 0);
    }
    run(&fixture, fixture.after, 1);
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "notes where"), 12);
    assert_true(is_repeated(&fixture, "notes where"));
    assert_int_equal(most_rounds(&fixture, "columns"), 1);
    assert_false(is_repeated(&fixture, "columns"));
    end(&fixture);
}

static void test_loop_of_a_library_in_each_round(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    for (int round = 0; round < 12; round++) {
        run(&fixture, fixture.own, 1);
        run(&fixture, fixture.columns, 2);
    }
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "columns"), 12);
    assert_true(is_repeated(&fixture, "columns"));
    end(&fixture);
}

/* Nothing tells the rounds apart: each turn of the library's loop may be one of the program's. */
static void test_library_alone_in_the_loop(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    run(&fixture, fixture.columns, 7);
    run(&fixture, fixture.after, 1);
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "columns"), 7);
    assert_true(is_repeated(&fixture, "columns"));
    end(&fixture);
}

/* Two rounds that something tells apart are too few to say that the others are not the program's. */
static void test_few_certain_rounds_prove_nothing(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    run(&fixture, fixture.own, 1);
    run(&fixture, fixture.columns, 10);
    run(&fixture, fixture.own, 1);
    run(&fixture, fixture.columns, 10);
    count(&fixture);
    assert_true(is_repeated(&fixture, "columns"));
    end(&fixture);
}

/* What tells rounds apart may come after the executions in question. */
static void test_evidence_may_come_later(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    run(&fixture, fixture.columns, 7);
    for (int round = 0; round < 6; round++) {
        run(&fixture, fixture.own, 1);
    }
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "columns"), 1);
    end(&fixture);
}

/* Each execution of the loop has evidence of its own. */
static void test_another_execution_of_the_loop_proves_nothing(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    run(&fixture, fixture.own, 12);
    run(&fixture, fixture.after, 1);
    run(&fixture, fixture.columns, 7);
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "columns"), 7);
    end(&fixture);
}

/* Two lines of a library, reached from one line of the program: one call site, but not one repeated. */
static void test_two_ways_to_a_call_site_are_one_round(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture);
    for (int round = 0; round < 3; round++) {
        run(&fixture, fixture.first_setting, 1);
        run(&fixture, fixture.second_setting, 1);
    }
    run(&fixture, fixture.after, 1);
    count(&fixture);
    assert_int_equal(most_rounds(&fixture, "settings"), 3);
    assert_false(is_repeated(&fixture, "settings"));
    end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loop_of_a_library_within_one_round),
        cmocka_unit_test(test_loop_of_a_library_in_each_round),
        cmocka_unit_test(test_library_alone_in_the_loop),
        cmocka_unit_test(test_few_certain_rounds_prove_nothing),
        cmocka_unit_test(test_evidence_may_come_later),
        cmocka_unit_test(test_another_execution_of_the_loop_proves_nothing),
        cmocka_unit_test(test_two_ways_to_a_call_site_are_one_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
