/* PREPARE, EXECUTE and DEALLOCATE in text, taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/prepared.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct example {
    const char *sql;
    enum sql_prepared_command command;
    const char *name;
    const char *body;
};

/* From a copy of exactly `length` bytes, so that a sanitizer sees the read past its end. */
static struct sql_prepared parse(const char *sql, size_t length) {
    char *const copy = malloc(length ? length : 1);
    assert_non_null(copy);
    memcpy(copy, sql, length);
    struct sql_prepared prepared;
    memset(&prepared, 0xff, sizeof prepared); /* what is not filled in shows */
    sql_parse_prepared(copy, length, &prepared);
    free(copy);
    return prepared;
}

static void assert_examples(const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct example *const example = &examples[i];
        const struct sql_prepared prepared = parse(example->sql, strlen(example->sql));
        if (prepared.command != example->command)
            fail_msg("command %d of: %s", prepared.command, example->sql);
        assert_string_equal(prepared.name, example->name);
        assert_int_equal(prepared.body_length, strlen(example->body));
        assert_memory_equal(example->sql + prepared.body_offset, example->body, prepared.body_length);
    }
}

static void prepare(void **state) {
    (void)state;
    const struct example examples[] = {
        {"PREPARE p AS SELECT 1", SQL_PREPARED_PREPARE, "p", "SELECT 1"},
        {" /* c */ -- d\n prepare P (int, numeric(10, 2)) as select $1 ; ", SQL_PREPARED_PREPARE, "p",
         "select $1"},
        {"prepare p as select ';', $$;$$ -- ;\n from t /* c */; select 2", SQL_PREPARED_PREPARE, "p",
         "select ';', $$;$$ -- ;\n from t"},
        {"prepare transaction as select 1", SQL_PREPARED_PREPARE, "transaction", "select 1"},
        {";prepare p as(select 1)", SQL_PREPARED_PREPARE, "p", "(select 1)"},
    };
    assert_examples(examples, COUNT(examples));
}

static void execute(void **state) {
    (void)state;
    const struct example examples[] = {
        {"EXECUTE p", SQL_PREPARED_EXECUTE, "p", ""},
        {"execute p (1, f(')'), (2));", SQL_PREPARED_EXECUTE, "p", ""},
        {"execute p; select 1", SQL_PREPARED_EXECUTE, "p", ""},
    };
    assert_examples(examples, COUNT(examples));
}

static void deallocate(void **state) {
    (void)state;
    const struct example examples[] = {
        {"DEALLOCATE p", SQL_PREPARED_DEALLOCATE, "p", ""},
        {"deallocate prepare P;", SQL_PREPARED_DEALLOCATE, "p", ""},
        {"deallocate prepare", SQL_PREPARED_DEALLOCATE, "prepare", ""},
        {"deallocate all", SQL_PREPARED_DEALLOCATE_ALL, "", ""},
        {"deallocate prepare all", SQL_PREPARED_DEALLOCATE_ALL, "", ""},
        {"deallocate \"all\"", SQL_PREPARED_DEALLOCATE, "all", ""},
        {"DISCARD ALL", SQL_PREPARED_DEALLOCATE_ALL, "", ""},
    };
    assert_examples(examples, COUNT(examples));
}

static void names_are_folded_and_unquoted(void **state) {
    (void)state;
    const struct example examples[] = {
        {"execute \"My \"\"Name\"\"\"", SQL_PREPARED_EXECUTE, "My \"Name\"", ""},
        {"execute MyName", SQL_PREPARED_EXECUTE, "myname", ""},
        {"execute \xc3\x9c"
         "X",
         SQL_PREPARED_EXECUTE, "\xc3\x9cx", ""},
    };
    assert_examples(examples, COUNT(examples));
}

#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* As the server cuts them: at 63 bytes, but through no character. */
static void long_names_are_cut(void **state) {
    (void)state;
    const struct example examples[] = {
        {"execute " SIXTY "123", SQL_PREPARED_EXECUTE, SIXTY "123", ""},
        {"execute " SIXTY "1234", SQL_PREPARED_EXECUTE, SIXTY "123", ""},
        {"execute " SIXTY SIXTY, SQL_PREPARED_EXECUTE, SIXTY "abc", ""},
        {"execute " SIXTY "12\xc3\xbc", SQL_PREPARED_EXECUTE, SIXTY "12", ""},
        {"execute \"" SIXTY "12\xc3\xbc 34\"", SQL_PREPARED_EXECUTE, SIXTY "12", ""},
        {"execute " SIXTY "1\xc3\xbc"
         "2",
         SQL_PREPARED_EXECUTE, SIXTY "1\xc3\xbc", ""},
    };
    assert_examples(examples, COUNT(examples));
}

static void anything_else_is_none(void **state) {
    (void)state;
    static const char *const others[] = {"",
                                         "select 1",
                                         "prepare",
                                         "prepare p",
                                         "prepare p as",
                                         "prepare p as ;",
                                         "prepare p (int as select 1",
                                         "prepare transaction 'x'",
                                         "prepare 'p' as select 1",
                                         "prepare \"\" as select 1",
                                         "execute",
                                         "execute p q",
                                         "execute p (1",
                                         "execute u&\"p\"",
                                         "explain execute p",
                                         "select 1; execute p",
                                         "deallocate",
                                         "deallocate p q",
                                         "discard plans",
                                         "\"execute\" p"};
    for (size_t i = 0; i < COUNT(others); i++) {
        const struct example example = {others[i], SQL_PREPARED_NONE, "", ""};
        assert_examples(&example, 1);
    }
}

static void every_prefix_is_read_to_its_end_and_no_further(void **state) {
    (void)state;
    static const char *const texts[] = {"PREPARE \"a\"\"b\" (numeric(1,2)) AS SELECT 'x', $t$y$t$ /* z */ ; ",
                                        "EXECUTE " SIXTY "\xc3\xbc\xc3\xbc (1, 'x')",
                                        "DEALLOCATE PREPARE all"};
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t length = 0; length <= strlen(texts[i]); length++) {
            const struct sql_prepared prepared = parse(texts[i], length);
            assert_true(prepared.body_offset + prepared.body_length <= length);
            assert_non_null(memchr(prepared.name, 0, sizeof prepared.name));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepare),
        cmocka_unit_test(execute),
        cmocka_unit_test(deallocate),
        cmocka_unit_test(names_are_folded_and_unquoted),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(anything_else_is_none),
        cmocka_unit_test(every_prefix_is_read_to_its_end_and_no_further),
    };
    return cmocka_run_group_tests_name("prepared", tests, NULL, NULL);
}
