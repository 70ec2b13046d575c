#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "analyze/judge/findings.h"
#include "helpers/capture_builder.h"
#include "helpers/scripted_symbols.h"

/* ---- a program in a few lines ---------------------------------------------------------------------------
 */

/*
 * main:10 calls view:19 to list, and in a loop at 20 view:21 → helper:9 to look up. server:50 calls view in a
 * loop at 49.
 */
enum {
    START = 0x0f10,
    MAIN = 0x1010,
    SERVER = 0x1110, /* in the loop of requests */
    VIEW_LIST = 0x2010,
    VIEW_LOOP = 0x2020,
    VIEW_LOOP_AGAIN = 0x2024, /* the same line, unrolled */
    VIEW_PEELED = 0x2028,     /* the same line, before the loop */
    VIEW_AFTER = 0x2030,
    HELPER = 0x3010,
    CURSOR_STEP = 0x4010, /* while (step) at 30, and what it calls */
    CURSOR_CALL = 0x4020,
    WALK_DOWN = 0x5010,
    WALK_CALL = 0x5020,
    OWN_FETCH = 0x6010,
    RENDER_LIST = 0x7010, /* of a library, as what follows */
    RENDER_ITEM = 0x7020,
    EXECUTE = 0x8010,
    EXECUTE_PREPARED = 0x8020,
    WRITE_LIST = 0x9010, /* lists what it writes, and writes each */
    WRITE_EACH = 0x9020,
    WRITE_FIELD = 0xa010, /* a list again, or one look-up */
    WRITE_LOOKED_UP = 0xa020,
    ATTRIBUTE = 0xb010,
};

static const struct scripted_frame program[] = {
    {START, "__libc_start_main_impl", 5, {4}, 0x0f00},
    {MAIN, "main", 10, {0}, 0x1000},
    {SERVER, "server", 50, {49}, 0x1100},
    {VIEW_LIST, "view", 19, {0}, 0x2000},
    {VIEW_LOOP, "view", 21, {20}, 0x2000},
    {VIEW_LOOP_AGAIN, "view", 21, {20}, 0x2000},
    {VIEW_PEELED, "view", 21, {0}, 0x2000},
    {VIEW_AFTER, "view", 25, {0}, 0x2000},
    {HELPER, "helper", 9, {0}, 0x3000},
    {CURSOR_STEP, "cursor", 30, {30}, 0x4000},
    {CURSOR_CALL, "cursor", 32, {30}, 0x4000},
    {WALK_DOWN, "walk", 61, {0}, 0x5000},
    {WALK_CALL, "walk", 60, {0}, 0x5000},
    {OWN_FETCH, "fetch", 70, {70}, 0x6000},
    {RENDER_LIST, "render", 80, {0}, 0x7000},
    {RENDER_ITEM, "render", 83, {82}, 0x7000},
    {WRITE_LIST, "write", 100, {0}, 0x9000},
    {WRITE_EACH, "write", 102, {101}, 0x9000},
    {WRITE_FIELD, "write_item", 112, {111}, 0xa000},
    {WRITE_LOOKED_UP, "write_item", 114, {111}, 0xa000},
    {ATTRIBUTE, "attribute", 122, {121}, 0xb000},
    {EXECUTE, "execute", 90, {0}, 0x8000},
    {EXECUTE_PREPARED, "execute", 91, {0}, 0x8000},
    {0},
};

#define LIST_TEXT "select id, author_id from books"
#define LOOK_UP_TEXT "select name from authors where id = ?"

struct fixture {
    struct capture_builder builder;
    uint32_t program;
    uint32_t library; /* 0: no frame of it yet */
    uint32_t list;
    uint32_t look_up;
};

static void start(struct fixture *fixture, enum loopline_driver driver) {
    scripted_frames = program;
    builder_start(&fixture->builder);
    fixture->program = builder_module(&fixture->builder, "/opt/shop/bin/shop", 1);
    fixture->library = 0;
    fixture->list = builder_statement(&fixture->builder, driver, SQL_READ, LIST_TEXT);
    fixture->look_up = builder_statement(&fixture->builder, driver, SQL_READ, LOOK_UP_TEXT);
    builder_thread_record(&fixture->builder, 0);
}

#define STACK(fixture, ...)                                                                 \
    builder_stack(&(fixture)->builder, (fixture)->program, (const uint64_t[]){__VA_ARGS__}, \
                  sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

/* MAIN calls VIEW_LOOP or another place of the view, and that calls a place of the library. */
static uint32_t stack_in_library(struct fixture *fixture, uint64_t library, uint64_t view) {
    if (!fixture->library)
        fixture->library = builder_module(&fixture->builder, "/usr/lib/libtemplates.so.1", 0);
    const struct loopline_frame frames[] = {
        {.kind = LOOPLINE_FRAME_NATIVE, .owner = fixture->library, .position = library},
        {.kind = LOOPLINE_FRAME_NATIVE, .owner = fixture->program, .position = view},
        {.kind = LOOPLINE_FRAME_NATIVE, .owner = fixture->program, .position = MAIN},
    };
    return builder_stack_of_frames(&fixture->builder, frames, sizeof(frames) / sizeof(*frames));
}

/* `episodes` episodes of `n`, the last one open. */
static struct loopline_parent_candidate parent_candidate_of(uint32_t parent, uint64_t episodes, uint64_t n) {
    return (struct loopline_parent_candidate){
        .parent = parent,
        .adjacent = (uint32_t)episodes,
        .start_calls = (episodes - 1) * n,
        .episodes = episodes - 1,
        .children = (episodes - 1) * n,
        .minimum = episodes > 1 ? n : 0,
        .maximum = episodes > 1 ? n : 0,
    };
}

/* A list that ran `episodes` times with `n` rows each. */
static uint32_t add_list(struct fixture *fixture, uint32_t stack, uint64_t episodes, uint64_t n) {
    return builder_site(&fixture->builder, &(struct loopline_site){
                                               .statement = fixture->list,
                                               .stack = stack,
                                               .calls = episodes,
                                               .rows = episodes * n,
                                               .distinct_parameters = 0,
                                               .without_parameters = episodes,
                                               .uninterrupted = parent_candidate_of(0, episodes, 1),
                                           });
}

/* The same, each time for another client that the thread has waited for. */
static uint32_t add_list_of_requests(struct fixture *fixture, uint32_t stack, uint64_t requests, uint64_t n) {
    struct loopline_parent_candidate run = parent_candidate_of(0, requests, 1);
    run.waits = requests - 1;
    return builder_site(&fixture->builder, &(struct loopline_site){.statement = fixture->list,
                                                                   .stack = stack,
                                                                   .calls = requests,
                                                                   .rows = requests * n,
                                                                   .without_parameters = requests,
                                                                   .uninterrupted = run});
}

/* A look-up after each row of the list. */
static struct loopline_site look_up_of(const struct fixture *fixture, uint32_t stack, uint32_t parent,
                                       uint64_t episodes, uint64_t n) {
    return (struct loopline_site){
        .statement = fixture->look_up,
        .stack = stack,
        .calls = episodes * n,
        .rows = episodes * n,
        .ticks = episodes * n * 1000,
        .distinct_parameters = episodes * n,
        .uninterrupted = parent_candidate_of(0, episodes, n),
        .parent_candidates = {parent_candidate_of(parent, episodes, n)},
    };
}

struct judged {
    struct merged_capture *merged;
    struct findings *findings;
};

static struct capture *parse(const struct capture_builder *builder) {
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    assert_int_equal(
        capture_parse("shop.capture", builder->bytes, builder->size, &capture, message, sizeof(message)),
        CAPTURE_READ);
    return capture;
}

static uint64_t sum_of_verdicts(const struct findings *findings) {
    uint64_t sum = 0;
    for (size_t i = 0; i < findings->count; i++)
        sum += findings->items[i]->site->calls;
    for (int reason = 0; reason < DISMISSAL_REASONS; reason++)
        sum += findings->dismissed[reason].statements;
    return sum;
}

static struct judged judge_captures(struct capture *const *captures, size_t count) {
    const struct application_rule rule = {0};
    struct judged judged = {.merged = merged_capture_make(captures, count, &rule, symbols_new())};
    assert_non_null(judged.merged);
    judged.findings = findings_judge(judged.merged, FINDINGS_DEFAULT_THRESHOLD);
    assert_int_equal(sum_of_verdicts(judged.findings), judged.merged->calls);
    return judged;
}

/* Frees the builder. */
static struct judged judge(struct fixture *fixture) {
    struct capture *capture = parse(&fixture->builder);
    builder_free(&fixture->builder);
    return judge_captures(&capture, 1);
}

static void end(struct judged *judged) {
    findings_free(judged->findings);
    merged_capture_free(judged->merged);
}

static const struct finding *only_finding(const struct judged *judged) {
    assert_int_equal(judged->findings->count, 1);
    return judged->findings->items[0];
}

static void assert_dismissed(const struct judged *judged, enum dismissal_reason reason, uint64_t statements) {
    assert_int_equal(judged->findings->dismissed[reason].statements, statements);
}

/* ---- the plain case -------------------------------------------------------------------------------------
 */

static void test_look_up_for_each_row_is_a_finding(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 100);
    const struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, MAIN), list, 1, 100);
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_int_equal(finding->kind, FINDING_N_PLUS_ONE);
    assert_int_equal(finding->confidence, FINDING_LIKELY);
    assert_string_equal(finding->loop.frame->function, "view");
    assert_int_equal(finding->loop.frame->line, 21);
    assert_int_equal(finding->loop.header_line, 20);
    assert_int_equal(finding->call_site->line, 9);
    assert_string_equal(finding->parent->parent->statement->text, LIST_TEXT);
    assert_int_equal(episodes_median(finding->episodes), 100);
    assert_int_equal(finding->episodes->maximum, 100);
    assert_null(finding->nested_in);
    /* 100 executions of 1,000 ticks at 1,000 a microsecond; one is still needed. */
    assert_true(fabs(finding->site->seconds - 100e-6) < 1e-12);
    assert_true(fabs(finding->saving_seconds - 99e-6) < 1e-12);
    assert_dismissed(&judged, DISMISSED_BELOW_THRESHOLD, 1);
    end(&judged);
}

static void test_loop_around_both_is_not_the_loop(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list_of_requests(&fixture, STACK(&fixture, VIEW_LIST, SERVER, MAIN), 10000, 50);
    struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, SERVER, MAIN), list, 10000, 50);
    site.uninterrupted.waits = 9999;
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_string_equal(finding->loop.frame->function, "view");
    assert_int_equal(finding->episodes->count, 10000);
    assert_int_equal(episodes_median(finding->episodes), 50);
    end(&judged);
}

static void test_one_per_request_is_no_finding(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list_of_requests(&fixture, STACK(&fixture, VIEW_LIST, SERVER, MAIN), 10000, 1);
    struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_AFTER, SERVER, MAIN), list, 10000, 1);
    site.uninterrupted.waits = 9999;
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    assert_int_equal(judged.findings->count, 0);
    assert_dismissed(&judged, DISMISSED_ONE_PER_EPISODE, 20000);
    end(&judged);
}

static void test_what_is_read_once_is_not_the_parent_of_all(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t settings = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 3);
    struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_AFTER, SERVER, MAIN), settings, 1, 5000);
    site.uninterrupted = parent_candidate_of(0, 5000, 1);
    site.uninterrupted.waits = 4999;
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    assert_int_equal(judged.findings->count, 0);
    end(&judged);
}

/* ---- loops ----------------------------------------------------------------------------------------------
 */

static void test_loop_that_fetches_the_parents_rows(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE);
    const uint32_t list = add_list(&fixture, STACK(&fixture, CURSOR_STEP, MAIN), 1, 20);
    const struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, CURSOR_CALL, MAIN), list, 1, 20);
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_non_null(finding->parent);
    assert_int_equal(finding->loop.frame->line, 32);
    assert_int_equal(finding->loop.header_line, 30);
    end(&judged);
}

static void test_loop_that_fetches_the_childs_own_rows(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 20);
    struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, OWN_FETCH, VIEW_LOOP, MAIN), list, 1, 20);
    site.parent_candidates[0] = (struct loopline_parent_candidate){0};
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    assert_int_equal(only_finding(&judged)->loop.frame->line, 21);
    assert_null(only_finding(&judged)->parent);
    end(&judged);
}

static void test_straight_lines_are_no_loop(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_AFTER, MAIN, START), 0, 1, 20);
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    assert_int_equal(judged.findings->count, 0);
    assert_dismissed(&judged, DISMISSED_NO_LOOP, 20);
    end(&judged);
}

static void test_return_addresses_of_one_line_are_one_site(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 3, 60);
    const uint64_t places[] = {VIEW_PEELED, VIEW_LOOP, VIEW_LOOP_AGAIN};
    for (size_t i = 0; i < 3; i++) {
        struct loopline_site site =
            look_up_of(&fixture, STACK(&fixture, HELPER, places[i], MAIN), list, 3, 20);
        site.uninterrupted = parent_candidate_of(0, 60, 1);
        site.first_sequence = 2 + i;
        builder_site(&fixture.builder, &site);
    }
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_int_equal(finding->site->calls, 180);
    assert_int_equal(finding->episodes->count, 3);
    assert_int_equal(episodes_median(finding->episodes), 60);
    assert_int_equal(finding->loop.header_line, 20);
    end(&judged);
}

static void test_loop_of_a_library_below_one_line_of_the_program(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, stack_in_library(&fixture, RENDER_LIST, VIEW_AFTER), 1, 20);
    const uint32_t stack = stack_in_library(&fixture, RENDER_ITEM, VIEW_AFTER);
    const struct loopline_site site = look_up_of(&fixture, stack, list, 1, 20);
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_non_null(finding->parent);
    assert_string_equal(finding->loop.frame->function, "view");
    assert_string_equal(finding->through->function, "render");
    assert_ptr_equal(finding->finding_loop->through, finding->through);
    assert_int_equal(finding->call_site->line, 25);
    end(&judged);
}

static void test_ways_of_a_library_to_the_database_are_one_site(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 20);
    const uint32_t stacks[] = {stack_in_library(&fixture, EXECUTE, VIEW_PEELED),
                               stack_in_library(&fixture, EXECUTE_PREPARED, VIEW_LOOP)};
    for (size_t i = 0; i < 2; i++) {
        struct loopline_site site = look_up_of(&fixture, stacks[i], list, 1, 10);
        site.first_sequence = 2 + 10 * i;
        site.last_sequence = 11 + 10 * i;
        builder_site(&fixture.builder, &site);
    }
    struct judged judged = judge(&fixture);
    assert_int_equal(only_finding(&judged)->site->calls, 20);
    assert_int_equal(only_finding(&judged)->episodes->maximum, 20);
    assert_int_equal(only_finding(&judged)->loop.header_line, 20);
    end(&judged);
}

static void test_unrolled_line_without_a_parent_is_one_run(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint64_t places[] = {VIEW_LOOP, VIEW_LOOP_AGAIN};
    for (size_t i = 0; i < 2; i++) {
        struct loopline_site site = look_up_of(&fixture, STACK(&fixture, HELPER, places[i], MAIN), 0, 1, 20);
        site.uninterrupted = parent_candidate_of(0, 20, 1);
        site.first_sequence = 1 + i;
        site.last_sequence = 39 + i;
        builder_site(&fixture.builder, &site);
    }
    struct judged judged = judge(&fixture);
    assert_int_equal(only_finding(&judged)->episodes->count, 1);
    assert_int_equal(only_finding(&judged)->episodes->maximum, 40);
    end(&judged);
}

static void test_depths_of_a_recursion_are_one_site(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t stacks[] = {
        STACK(&fixture, HELPER, WALK_CALL, VIEW_LOOP, MAIN),
        STACK(&fixture, HELPER, WALK_CALL, WALK_DOWN, VIEW_LOOP, MAIN),
        STACK(&fixture, HELPER, WALK_CALL, WALK_DOWN, WALK_DOWN, WALK_DOWN, VIEW_LOOP, MAIN),
    };
    for (size_t i = 0; i < 3; i++) {
        struct loopline_site site = look_up_of(&fixture, stacks[i], 0, 1, 10);
        site.first_sequence = 1 + i;
        site.last_sequence = 28 + i;
        builder_site(&fixture.builder, &site);
    }
    struct judged judged = judge(&fixture);
    assert_int_equal(only_finding(&judged)->site->calls, 30);
    assert_int_equal(only_finding(&judged)->loop.frame->line, 21);
    end(&judged);
}

/* ---- kinds and dismissals -------------------------------------------------------------------------------
 */

/* One site of a class in the loop of view, changed by the caller through `change`. */
static struct judged judge_in_loop(enum loopline_driver driver, enum sql_class class, const char *text,
                                   void (*change)(struct loopline_site *)) {
    struct fixture fixture;
    start(&fixture, driver);
    struct loopline_site site = look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, MAIN), 0, 1, 20);
    site.statement = builder_statement(&fixture.builder, driver, class, text);
    if (change)
        change(&site);
    builder_site(&fixture.builder, &site);
    return judge(&fixture);
}

static void repeat_values(struct loopline_site *site) {
    site->distinct_parameters = 1;
}

static void drop_parameters(struct loopline_site *site) {
    site->distinct_parameters = 0;
    site->without_parameters = site->calls;
}

static void put_in_transaction(struct loopline_site *site) {
    site->in_transaction = site->calls;
}

static void put_in_pipeline(struct loopline_site *site) {
    site->pipelined = site->calls - 1;
}

static void repeat_little(struct loopline_site *site) {
    site->calls = 4;
}

static void assert_kind(struct judged judged, enum finding_kind kind) {
    assert_int_equal(only_finding(&judged)->kind, kind);
    end(&judged);
}

static void assert_reason(struct judged judged, enum dismissal_reason reason, uint64_t statements) {
    assert_int_equal(judged.findings->count, 0);
    assert_dismissed(&judged, reason, statements);
    end(&judged);
}

static void test_parent_in_the_same_round_of_a_recursion(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list =
        add_list(&fixture, STACK(&fixture, WRITE_LIST, WRITE_FIELD, WRITE_EACH, MAIN), 4, 20);
    const uint32_t stack =
        STACK(&fixture, ATTRIBUTE, WRITE_LOOKED_UP, WRITE_EACH, WRITE_FIELD, WRITE_EACH, MAIN);
    const struct loopline_site site = look_up_of(&fixture, stack, list, 4, 20);
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct finding *finding = only_finding(&judged);
    assert_string_equal(finding->loop.frame->function, "write");
    assert_int_equal(finding->loop.header_line, 101);
    end(&judged);
}

static void test_kinds(void **state) {
    (void)state;
    const enum loopline_driver driver = LOOPLINE_DRIVER_POSTGRESQL;
    assert_kind(judge_in_loop(driver, SQL_READ, "select a", NULL), FINDING_N_PLUS_ONE);
    assert_kind(judge_in_loop(driver, SQL_READ, "select a", repeat_values), FINDING_DUPLICATE);
    assert_kind(judge_in_loop(driver, SQL_READ, "select a", drop_parameters), FINDING_DUPLICATE);
    assert_kind(judge_in_loop(driver, SQL_INSERT, "insert", NULL), FINDING_WRITE_LOOP);
    assert_kind(judge_in_loop(driver, SQL_UPDATE, "update", put_in_transaction), FINDING_WRITE_LOOP);
    assert_kind(judge_in_loop(LOOPLINE_DRIVER_SQLITE, SQL_DELETE, "delete", NULL), FINDING_WRITE_LOOP);
}

static void test_values_that_come_again_in_every_request_are_no_duplicates(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list_of_requests(&fixture, STACK(&fixture, VIEW_LIST, SERVER, MAIN), 200, 50);
    struct loopline_site site =
        look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, SERVER, MAIN), list, 200, 50);
    site.distinct_parameters = 50;
    builder_site(&fixture.builder, &site);
    assert_kind(judge(&fixture), FINDING_N_PLUS_ONE);
}

static void test_dismissals(void **state) {
    (void)state;
    const enum loopline_driver driver = LOOPLINE_DRIVER_POSTGRESQL;
    assert_reason(judge_in_loop(driver, SQL_TRANSACTION, "begin", NULL), DISMISSED_TRANSACTION_CONTROL, 20);
    assert_reason(judge_in_loop(driver, SQL_PING, "select ?", NULL), DISMISSED_PING, 20);
    assert_reason(judge_in_loop(driver, SQL_CATALOGUE, "select pg", NULL), DISMISSED_CATALOGUE, 20);
    assert_reason(judge_in_loop(driver, SQL_SCHEMA, "create", NULL), DISMISSED_SCHEMA, 20);
    assert_reason(judge_in_loop(driver, SQL_SESSION, "set", NULL), DISMISSED_SESSION, 20);
    assert_reason(judge_in_loop(driver, SQL_CURSOR, "fetch", NULL), DISMISSED_CURSOR_FETCH, 20);
    assert_reason(judge_in_loop(driver, SQL_COPY, "copy", NULL), DISMISSED_COPY, 20);
    assert_reason(judge_in_loop(driver, SQL_PREPARED, "prepare", NULL), DISMISSED_PREPARE, 20);
    assert_reason(judge_in_loop(driver, SQL_READ, "select quote(?), quote(?)", NULL), DISMISSED_DEBUGGING,
                  20);
    assert_reason(judge_in_loop(driver, SQL_READ, "select a", put_in_pipeline), DISMISSED_PIPELINE, 20);
    assert_reason(judge_in_loop(driver, SQL_READ, "select a", repeat_little), DISMISSED_BELOW_THRESHOLD, 4);
    assert_reason(judge_in_loop(LOOPLINE_DRIVER_SQLITE, SQL_INSERT, "insert", put_in_transaction),
                  DISMISSED_WRITE_IN_SQLITE_TRANSACTION, 20);
}

static void return_many_rows(struct loopline_site *site) {
    site->rows = site->calls * 100;
}

static void test_pages_and_batches(void **state) {
    (void)state;
    const enum loopline_driver driver = LOOPLINE_DRIVER_POSTGRESQL;
    assert_reason(judge_in_loop(driver, SQL_READ, "select a from t order by b limit ? offset ?", NULL),
                  DISMISSED_PAGINATION, 20);
    assert_reason(judge_in_loop(driver, SQL_READ, "select a from t where id > ? order by id limit ?", NULL),
                  DISMISSED_PAGINATION, 20);
    assert_kind(judge_in_loop(driver, SQL_READ, "select a from t where b = ? order by c limit ?", NULL),
                FINDING_N_PLUS_ONE);
    assert_reason(judge_in_loop(driver, SQL_READ, "select a from t where id in (?)", return_many_rows),
                  DISMISSED_BATCH, 20);
    assert_kind(judge_in_loop(driver, SQL_READ, "select a from t where id in (?)", NULL), FINDING_N_PLUS_ONE);
    assert_kind(judge_in_loop(driver, SQL_READ, "select a from t where b = ?", return_many_rows),
                FINDING_N_PLUS_ONE);
}

/* 1,000 rows of a list, looked up by the hundred. */
static void test_batches_of_a_parents_rows(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 1000);
    struct loopline_site site = look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, MAIN), list, 1, 10);
    site.statement = builder_statement(&fixture.builder, LOOPLINE_DRIVER_POSTGRESQL, SQL_READ,
                                       "select a where id = any(?)");
    builder_site(&fixture.builder, &site);
    assert_reason(judge(&fixture), DISMISSED_BATCH, 10);
}

static void test_site_without_a_stack(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE);
    builder_site(&fixture.builder, &(struct loopline_site){.statement = fixture.look_up, .calls = 7});
    assert_reason(judge(&fixture), DISMISSED_STACK_NOT_KEPT, 7);
}

/* ---- several of them ------------------------------------------------------------------------------------
 */

static void test_processes_and_threads_are_added_up(void **state) {
    (void)state;
    struct capture *captures[2];
    for (size_t i = 0; i < 2; i++) {
        struct fixture fixture;
        start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
        for (int thread = 0; thread < 2; thread++) {
            if (thread)
                builder_thread_record(&fixture.builder, 0);
            const uint32_t list =
                add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 2, 10 + 20 * (uint64_t)i);
            const struct loopline_site site = look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, MAIN),
                                                         list, 2, 10 + 20 * (uint64_t)i);
            builder_site(&fixture.builder, &site);
        }
        captures[i] = parse(&fixture.builder);
        builder_free(&fixture.builder);
    }
    struct judged judged = judge_captures(captures, 2);
    const struct finding *finding = only_finding(&judged);
    assert_int_equal(finding->site->calls, 2 * 2 * 10 + 2 * 2 * 30);
    assert_int_equal(finding->episodes->count, 8);
    assert_int_equal(finding->episodes->minimum, 10);
    assert_int_equal(finding->episodes->maximum, 30);
    assert_int_equal(judged.merged->threads, 2);
    assert_int_equal(judged.merged->module_count, 1);
    end(&judged);
}

static void test_nested_findings(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 1, 30);
    struct loopline_site outer =
        look_up_of(&fixture, STACK(&fixture, VIEW_LIST, VIEW_LOOP, MAIN), list, 1, 30);
    outer.rows = 30 * 8;
    const uint32_t outer_id = builder_site(&fixture.builder, &outer);
    struct loopline_site inner =
        look_up_of(&fixture, STACK(&fixture, HELPER, CURSOR_CALL, VIEW_LOOP, MAIN), outer_id, 30, 8);
    inner.statement = builder_statement(&fixture.builder, LOOPLINE_DRIVER_POSTGRESQL, SQL_READ, "select c");
    inner.parent_candidates[1] = parent_candidate_of(list, 1, 240);
    inner.ticks = 1;
    builder_site(&fixture.builder, &inner);
    struct judged judged = judge(&fixture);
    assert_int_equal(judged.findings->count, 2);
    const struct finding *first = judged.findings->items[0];
    const struct finding *second = judged.findings->items[1];
    assert_string_equal(first->site->statement->text, LOOK_UP_TEXT); /* it takes the most time */
    assert_ptr_equal(second->nested_in, first);
    assert_null(first->nested_in);
    assert_string_equal(second->parent->parent->statement->text, LOOK_UP_TEXT);
    assert_string_not_equal(first->id, second->id);
    end(&judged);
}

static void test_id_does_not_depend_on_addresses_or_process(void **state) {
    (void)state;
    static struct scripted_frame moved[sizeof(program) / sizeof(*program)];
    char ids[2][17];
    for (int i = 0; i < 2; i++) {
        struct fixture fixture;
        start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
        builder_header(&fixture.builder)->pid += (uint32_t)i;
        const uint64_t shift = i ? 0x100000 : 0;
        for (size_t j = 0; program[j].position; j++) {
            moved[j] = program[j];
            moved[j].position += shift;
            moved[j].function_start += shift;
            moved[j].line += i * 7; /* lines were added above */
        }
        scripted_frames = moved;
        const struct loopline_site site =
            look_up_of(&fixture, STACK(&fixture, HELPER + shift, VIEW_LOOP + shift, MAIN + shift), 0, 1, 20);
        builder_site(&fixture.builder, &site);
        struct judged judged = judge(&fixture);
        memcpy(ids[i], only_finding(&judged)->id, sizeof(ids[i]));
        end(&judged);
    }
    assert_string_equal(ids[0], ids[1]);
    assert_int_equal(strspn(ids[0], "0123456789abcdef"), 16);
}

/* ---- distributions --------------------------------------------------------------------------------------
 */

static void test_median_from_a_histogram(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL);
    const uint32_t list = add_list(&fixture, STACK(&fixture, VIEW_LIST, MAIN), 4, 500);
    struct loopline_site site = look_up_of(&fixture, STACK(&fixture, HELPER, VIEW_LOOP, MAIN), list, 1, 1030);
    uint32_t buckets[LOOPLINE_HISTOGRAM_BUCKETS] = {0};
    buckets[loopline_histogram_bucket(7)] = 2;
    buckets[loopline_histogram_bucket(1000)] = 1;
    site.parent_candidates[0] = (struct loopline_parent_candidate){
        .parent = list,
        .start_calls = 1014,
        .episodes = 3,
        .children = 1014,
        .minimum = 7,
        .maximum = 1000,
        .histogram = builder_histogram(&fixture.builder, buckets),
    };
    builder_site(&fixture.builder, &site);
    struct judged judged = judge(&fixture);
    const struct episodes *episodes = only_finding(&judged)->episodes;
    assert_int_equal(episodes->count, 4); /* 7, 7, 1000, and 16 that are open */
    assert_int_equal(episodes_median(episodes), 7);
    assert_int_equal(episodes->maximum, 1000);
    assert_int_equal(episodes->children, 1030);
    end(&judged);
}

static void test_large_median_is_off_by_at_most_an_eighth(void **state) {
    (void)state;
    for (uint64_t n = 17; n < 40000; n += n / 9 + 1) {
        struct pool pool = {0};
        struct episodes episodes = {0};
        episodes_add(&episodes, &pool, 1, 1);
        episodes_add(&episodes, &pool, n, 8);
        episodes_add(&episodes, &pool, 1000000, 1);
        const double median = (double)episodes_median(&episodes);
        assert_true(fabs(median - (double)n) <= (double)n / 8);
        pool_free(&pool);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_look_up_for_each_row_is_a_finding),
        cmocka_unit_test(test_loop_around_both_is_not_the_loop),
        cmocka_unit_test(test_one_per_request_is_no_finding),
        cmocka_unit_test(test_what_is_read_once_is_not_the_parent_of_all),
        cmocka_unit_test(test_loop_that_fetches_the_parents_rows),
        cmocka_unit_test(test_loop_that_fetches_the_childs_own_rows),
        cmocka_unit_test(test_straight_lines_are_no_loop),
        cmocka_unit_test(test_return_addresses_of_one_line_are_one_site),
        cmocka_unit_test(test_loop_of_a_library_below_one_line_of_the_program),
        cmocka_unit_test(test_ways_of_a_library_to_the_database_are_one_site),
        cmocka_unit_test(test_unrolled_line_without_a_parent_is_one_run),
        cmocka_unit_test(test_depths_of_a_recursion_are_one_site),
        cmocka_unit_test(test_parent_in_the_same_round_of_a_recursion),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_values_that_come_again_in_every_request_are_no_duplicates),
        cmocka_unit_test(test_dismissals),
        cmocka_unit_test(test_pages_and_batches),
        cmocka_unit_test(test_batches_of_a_parents_rows),
        cmocka_unit_test(test_site_without_a_stack),
        cmocka_unit_test(test_processes_and_threads_are_added_up),
        cmocka_unit_test(test_nested_findings),
        cmocka_unit_test(test_id_does_not_depend_on_addresses_or_process),
        cmocka_unit_test(test_median_from_a_histogram),
        cmocka_unit_test(test_large_median_is_off_by_at_most_an_eighth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
