/*
 * What is known about SQLite's statements: text, bound values, and the copy of SQLite that made them. What
 * else of the shim they ask is answered here.
 */
#include "helpers/unit.h"

#include <string.h>

#include "helpers/scene.h"
#include "shim/recorder/values.h"
#include "shim/sqlite/statements.h"

/* ---- The rest of the shim, as the test wants it ---- */

static uint32_t generation;

uint32_t recorder_generation(void) {
    return generation;
}

bool process_is_enabled(void) {
    return true;
}

uint32_t library_unloads;
__thread int libraries_selected;

const struct library *libraries_find(enum loopline_driver driver, const char *hook, const void *caller) {
    (void)driver;
    (void)hook;
    (void)caller;
    return NULL;
}

/* ---- Scenes ---- */

static struct {
    const char *sql;
    int asked;
} sqlite;

static const char *text_of_statement(sqlite3_stmt *handle) {
    assert_non_null(handle);
    sqlite.asked++;
    return sqlite.sql;
}

static const struct library library = {.driver = LOOPLINE_DRIVER_SQLITE,
                                       .sqlite = {.sqlite3_sql = text_of_statement}};
static const struct library old_library = {.driver = LOOPLINE_DRIVER_SQLITE};

static sqlite3_stmt *handle(uint64_t number) {
    const uintptr_t address = 0x7f0000000000 + number * 0x100;
    return (sqlite3_stmt *)address; // NOLINT(performance-no-int-to-ptr)
}

static int start(void **state) {
    static struct scene scene;
    scene_start(&scene);
    generation++;
    memset(&sqlite, 0, sizeof sqlite);
    *state = &scene;
    return 0;
}

static int end(void **state) {
    scene_end(*state);
    return 0;
}

static struct execution_facts facts_of(const struct sqlite_statement *statement) {
    struct execution_facts facts = {0};
    sqlite_statement_parameters(statement, &facts);
    return facts;
}

/* ---- The handle ---- */

static void a_statement_is_known_until_it_is_finalized(void **state) {
    (void)state;
    assert_null(sqlite_statement_find(handle(1)));
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    assert_ptr_equal(sqlite_statement_find(handle(1)), statement);
    assert_ptr_equal(sqlite_library_of_statement(statement, "sqlite3_step", NULL), &library);
    sqlite_statement_remove(handle(1));
    assert_null(sqlite_statement_find(handle(1)));
}

static void a_connection_is_known_until_it_is_closed(void **state) {
    const sqlite3 *connection = (const sqlite3 *)(const void *)handle(7);
    (void)state;
    sqlite_connection_add(connection, &library);
    libraries_selected = 3; /* a thunk said another copy: the handle knows better */
    assert_ptr_equal(sqlite_library_of_connection(connection, "sqlite3_prepare_v2", NULL), &library);
    assert_int_equal(libraries_selected, 0);
    sqlite_connection_remove(connection);
}

/* ---- The text ---- */

static void the_text_is_read_once_a_recording(void **state) {
    const struct scene *scene = *state;
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    sqlite.sql = "select name from authors where id = ?";
    sqlite_statement_read(statement, scene->thread, handle(1));
    const uint32_t id = statement->reading.statement.id;
    assert_int_not_equal(id, 0);
    sqlite_statement_read(statement, scene->thread, handle(1));
    assert_int_equal(sqlite.asked, 1);
    generation++; /* a fork: ids of the parent's recording mean nothing */
    statement->running = true;
    sqlite_statement_read(statement, scene->thread, handle(1));
    assert_int_equal(sqlite.asked, 2);
    assert_false(statement->running);
    sqlite_statement_remove(handle(1));
}

static void a_statement_without_text_is_one_all_the_same(void **state) {
    const struct scene *scene = *state;
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &old_library);
    sqlite_statement_read(statement, scene->thread, handle(1));
    assert_int_not_equal(statement->reading.statement.id, 0);
    sqlite_statement_remove(handle(1));
}

/* ---- Values ---- */

static void bound_values_are_those_of_the_next_execution(void **state) {
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    (void)state;
    assert_false(facts_of(statement).has_parameters);
    sqlite_statement_bind(statement, 1, value_of_integer(7));
    sqlite_statement_bind(statement, 2, value_of_text("x", 1));
    const struct execution_facts facts = facts_of(statement);
    assert_true(facts.has_parameters);
    assert_int_equal(facts.value_count, 2);
    assert_int_equal(facts.values[0], value_of_integer(7));
    sqlite_statement_bind(statement, 1, value_of_integer(8));
    assert_int_not_equal(facts_of(statement).parameters, facts.parameters);
    sqlite_statement_bind(statement, 1, value_of_integer(7));
    assert_int_equal(facts_of(statement).parameters, facts.parameters);
    sqlite_statement_clear_bindings(statement);
    assert_false(facts_of(statement).has_parameters);
    sqlite_statement_remove(handle(1));
}

static void the_order_of_values_counts(void **state) {
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    (void)state;
    sqlite_statement_bind(statement, 1, value_of_integer(1));
    sqlite_statement_bind(statement, 2, value_of_integer(2));
    const uint64_t parameters = facts_of(statement).parameters;
    sqlite_statement_bind(statement, 1, value_of_integer(2));
    sqlite_statement_bind(statement, 2, value_of_integer(1));
    assert_int_not_equal(facts_of(statement).parameters, parameters);
    sqlite_statement_remove(handle(1));
}

/* SQLite allows 32,766: those beyond the slots still make one set of parameters differ from another. */
static void any_number_of_values_is_told_apart(void **state) {
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    (void)state;
    sqlite_statement_bind(statement, 0, 1);
    sqlite_statement_bind(statement, -1, 1);
    assert_int_equal(statement->bound, 0);
    for (int i = 1; i <= 32766; i++)
        sqlite_statement_bind(statement, i, value_of_integer(i));
    const struct execution_facts facts = facts_of(statement);
    assert_in_range(facts.value_count, 1, VALUES_LIMIT);
    sqlite_statement_bind(statement, 32766, value_of_integer(1));
    assert_int_not_equal(facts_of(statement).parameters, facts.parameters);
    sqlite_statement_remove(handle(1));
}

static void literals_serve_where_nothing_is_bound(void **state) {
    const struct scene *scene = *state;
    struct sqlite_statement *statement = sqlite_statement_add(handle(1), &library);
    sqlite.sql = "select name from authors where id = 42";
    sqlite_statement_read(statement, scene->thread, handle(1));
    const struct execution_facts facts = facts_of(statement);
    assert_true(facts.has_parameters);
    assert_int_equal(facts.value_count, 1);
    assert_int_equal(facts.values[0], value_of_integer(42));
    sqlite_statement_remove(handle(1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_statement_is_known_until_it_is_finalized, start, end),
        cmocka_unit_test_setup_teardown(a_connection_is_known_until_it_is_closed, start, end),
        cmocka_unit_test_setup_teardown(the_text_is_read_once_a_recording, start, end),
        cmocka_unit_test_setup_teardown(a_statement_without_text_is_one_all_the_same, start, end),
        cmocka_unit_test_setup_teardown(bound_values_are_those_of_the_next_execution, start, end),
        cmocka_unit_test_setup_teardown(the_order_of_values_counts, start, end),
        cmocka_unit_test_setup_teardown(any_number_of_values_is_told_apart, start, end),
        cmocka_unit_test_setup_teardown(literals_serve_where_nothing_is_bound, start, end),
    };
    return cmocka_run_group_tests_name("statements of SQLite", tests, NULL, NULL);
}
