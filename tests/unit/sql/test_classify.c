/* What a statement does, as the normaliser tells it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/normalize.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct example {
    const char *sql;
    enum sql_class expected;
};

static void assert_classes(enum sql_dialect dialect, const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct sql_normal_form form;
        sql_normalize((struct sql_options){.dialect = dialect}, examples[i].sql, strlen(examples[i].sql),
                      (struct sql_output){.text = NULL}, &form);
        if (form.statement_class != examples[i].expected)
            fail_msg("class %d, not %d, of: %s", form.statement_class, examples[i].expected, examples[i].sql);
    }
}

static void class_follows_the_first_word(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"select a from t", SQL_READ},
        {"/* c */ ((select a from t) union select b from u)", SQL_READ},
        {"values (1)", SQL_READ},
        {"table t", SQL_READ},
        {"select pg_advisory_lock($1)", SQL_READ},
        {"select a from t for update", SQL_READ},
        {"insert into t values (1)", SQL_INSERT},
        {"merge into t using u on a = b when matched then delete", SQL_INSERT},
        {"update t set a = 1", SQL_UPDATE},
        {"delete from t", SQL_DELETE},
        {"begin", SQL_TRANSACTION},
        {"START TRANSACTION", SQL_TRANSACTION},
        {"rollback to x", SQL_TRANSACTION},
        {"prepare transaction 'x'", SQL_TRANSACTION},
        {"fetch 1 from c", SQL_CURSOR},
        {"declare c cursor for select a", SQL_CURSOR},
        {"create table t (a int)", SQL_SCHEMA},
        {"truncate t", SQL_SCHEMA},
        {"select a into b from c", SQL_SCHEMA},
        {"copy t to stdout", SQL_COPY},
        {"listen x", SQL_SESSION},
        {"show x", SQL_SESSION},
        {"prepare p as select 1", SQL_PREPARED},
        {"execute p", SQL_PREPARED},
        {"deallocate all", SQL_PREPARED},
        {"explain select 1", SQL_OTHER},
        {"call p()", SQL_OTHER},
        {"42", SQL_OTHER},
        {"\"select\" 1", SQL_OTHER},
    };
    assert_classes(SQL_POSTGRESQL, examples, COUNT(examples));
}

static void with_is_classed_by_its_main_verb(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"with x as (delete from t returning a) select a from x", SQL_READ},
        {"with x as (select 1) insert into t select * from x", SQL_INSERT},
        {"with recursive x(n) as (values (1)) update t set a = 1", SQL_UPDATE},
    };
    assert_classes(SQL_POSTGRESQL, examples, COUNT(examples));
}

static void what_is_beside_the_work_gives_way_to_what_comes_after(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"begin; select a from t; commit", SQL_READ},
        {"; begin; commit", SQL_TRANSACTION},
        {"set local a = 1; select a from t", SQL_READ},
        {"begin; set local a = 1; update t set a = 1; commit", SQL_UPDATE},
        {"begin; set local a = 1; commit", SQL_SESSION},
        {"set a = 1; show a", SQL_SESSION},
        {"select 0; select a from t; select 1; select b from t", SQL_READ},
        {"select 1; delete from t", SQL_DELETE},
        {"select 1; commit", SQL_PING},
        {"update t set a = 1; select 1", SQL_UPDATE},
    };
    assert_classes(SQL_POSTGRESQL, examples, COUNT(examples));
}

static void nothing_but_literals_is_a_ping(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"select 1", SQL_PING}, {"select $1, (2), null", SQL_PING}, {"", SQL_PING},
        {"-- ping", SQL_PING},  {"select 1 as one", SQL_READ},      {"select now()", SQL_READ},
    };
    assert_classes(SQL_POSTGRESQL, examples, COUNT(examples));
}

static void catalogue_is_when_every_table_is_one(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"select a from pg_class c join pg_catalog.pg_namespace n on c.a = n.b, \"pg_type\"", SQL_CATALOGUE},
        {"select a from information_schema.tables where b = extract(year from c)", SQL_CATALOGUE},
        {"select a from (select b from pg_class) x", SQL_CATALOGUE},
        {"select distinct a from pg_class where b is distinct from c", SQL_CATALOGUE},
        {"select distinct a, b from pg_class, t", SQL_READ},
        {"select a from pg_class where b in (select c from t)", SQL_READ},
        {"select a from t join pg_class on b = c", SQL_READ},
    };
    assert_classes(SQL_POSTGRESQL, examples, COUNT(examples));
}

static void sqlite_has_its_own_catalogue_and_commands(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"select sql from sqlite_master", SQL_CATALOGUE},
        {"select sql from main.\"sqlite_schema\"", SQL_CATALOGUE},
        {"select name from pragma_table_info('t')", SQL_CATALOGUE},
        {"select a from t, sqlite_master", SQL_READ},
        {"select a from main.t", SQL_READ},
        {"select a from pg_class", SQL_READ},
        {"replace into t values (1)", SQL_INSERT},
        {"pragma user_version", SQL_SESSION},
        {"attach 'f' as x", SQL_SESSION},
        {"explain query plan select 1", SQL_OTHER},
    };
    assert_classes(SQL_SQLITE, examples, COUNT(examples));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class_follows_the_first_word),
        cmocka_unit_test(with_is_classed_by_its_main_verb),
        cmocka_unit_test(what_is_beside_the_work_gives_way_to_what_comes_after),
        cmocka_unit_test(nothing_but_literals_is_a_ping),
        cmocka_unit_test(catalogue_is_when_every_table_is_one),
        cmocka_unit_test(sqlite_has_its_own_catalogue_and_commands),
    };
    return cmocka_run_group_tests_name("classify", tests, NULL, NULL);
}
