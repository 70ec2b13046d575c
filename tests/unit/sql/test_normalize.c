/*
 * The normaliser's rules, a test each, through its public face. Every statement of the tables is also checked
 * for what all of them share: the normal form is its own normal form, with the same fingerprint.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "sql/normalize.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct sql_options postgresql = {.dialect = SQL_POSTGRESQL};
static const struct sql_options postgresql_escapes = {.dialect = SQL_POSTGRESQL, .backslash_escapes = true};
static const struct sql_options sqlite = {.dialect = SQL_SQLITE};

struct normal {
    char *text; /* NUL-terminated; to be freed */
    struct sql_normal_form form;
    struct sql_literal literals[8];
};

/* From a copy of exactly `length` bytes, so that a sanitizer sees the read past its end. */
static struct normal normalize_bytes(struct sql_options options, const char *sql, size_t length) {
    struct normal normal;
    char *const copy = malloc(length ? length : 1);
    const size_t capacity = 2 * length + 16;
    normal.text = malloc(capacity + 1);
    assert_non_null(copy);
    assert_non_null(normal.text);
    memcpy(copy, sql, length);
    const struct sql_output output = {normal.text, capacity, normal.literals, COUNT(normal.literals)};
    sql_normalize(options, copy, length, output, &normal.form);
    assert_false(normal.form.truncated);
    assert_true(normal.form.text_length <= capacity);
    normal.text[normal.form.text_length] = 0;
    free(copy);
    return normal;
}

static void assert_idempotent(struct sql_options options, const struct normal *normal) {
    struct normal again = normalize_bytes(options, normal->text, normal->form.text_length);
    assert_string_equal(again.text, normal->text);
    assert_int_equal(again.form.fingerprint, normal->form.fingerprint);
    free(again.text);
}

static uint64_t fingerprint(struct sql_options options, const char *sql) {
    struct normal normal = normalize_bytes(options, sql, strlen(sql));
    assert_idempotent(options, &normal);
    free(normal.text);
    return normal.form.fingerprint;
}

struct example {
    const char *sql;
    const char *expected;
};

static void assert_normal(struct sql_options options, const char *sql, const char *expected) {
    struct normal normal = normalize_bytes(options, sql, strlen(sql));
    assert_string_equal(normal.text, expected);
    assert_idempotent(options, &normal);
    free(normal.text);
}

static void assert_examples(struct sql_options options, const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_normal(options, examples[i].sql, examples[i].expected);
}

#define ASSERT_EXAMPLES(options, ...)                               \
    assert_examples(options, (const struct example[]){__VA_ARGS__}, \
                    COUNT(((const struct example[]){__VA_ARGS__})))

static void assert_same(struct sql_options options, const char *a, const char *b) {
    if (fingerprint(options, a) != fingerprint(options, b))
        fail_msg("should share a fingerprint: %s | %s", a, b);
}

static void assert_distinct(struct sql_options options, const char *a, const char *b) {
    if (fingerprint(options, a) == fingerprint(options, b))
        fail_msg("should not share a fingerprint: %s | %s", a, b);
}

/* ---- the rules ---- */

static void strings(void **state) {
    (void)state;
    const struct example both[] = {
        {"select 'x'", "select ?"},
        {"select 'it''s', ''", "select ?, ?"},
        {"select 'a\\', b", "select ?, b"},
        {"select 'a -- b /* c */ $$', d", "select ?, d"},
        {"select 'unterminated, b", "select ?"},
        {"select 'unterminated''", "select ?"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
}

static void backslash_escapes(void **state) {
    (void)state;
    assert_normal(postgresql, "select E'a\\'b', c", "select ?, c");
    assert_normal(postgresql, "select e'a\\\\', c", "select ?, c");
    assert_normal(postgresql, "select E'a\\", "select ?");
    assert_normal(postgresql, "select 'a\\', c", "select ?, c");
    assert_normal(postgresql_escapes, "select 'a\\'b', c", "select ?, c");
    assert_normal(postgresql_escapes, "select N'a\\'b', c", "select ?, c");
    assert_normal(postgresql_escapes, "select E'a\\'b', c", "select ?, c");
    assert_normal(postgresql_escapes, "select B'1', X'a', U&'d\\0061', $$\\$$, c", "select ?, ?, ?, ?, c");
    /* SQLite knows none, whatever the option says. */
    assert_normal((struct sql_options){.dialect = SQL_SQLITE, .backslash_escapes = true}, "select 'a\\', c",
                  "select ?, c");
}

static void string_prefixes(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql, {"select E'x',e'x',B'1',b'1',X'f',x'f',N'x',n'x'", "select ?, ?, ?, ?, ?, ?, ?, ?"},
        {"select U&'d\\0061t', u&'x'", "select ?, ?"}, {"select U&'d!0061t' UESCAPE '!', a", "select ?, a"},
        {"select U&'d!0061t'\nuescape /* c */ '!', a", "select ?, a"},
        {"select U&\"d\\0061t\", U&\"x\" uescape '!'", "select u&\"d\\0061t\", u&\"x\" uescape ?"},
        {"select e 'x', te'x', u & 'x', date'2020-01-01'", "select e ?, te ?, u & ?, date ?"});
    ASSERT_EXAMPLES(sqlite, {"select x'ab', X'', x'abc', x'zz'", "select ?, ?, ?, ?"},
                    {"select e'x', b'x', n'x'", "select e ?, b ?, n ?"});
}

static void joined_strings(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {"select 'a'\n'b'", "select ?"},
                    {"select 'a' \r\n\t 'b'\n'c', d", "select ?, d"}, {"select 'a' -- c\n 'b'", "select ?"},
                    {"select 'a' 'b'", "select ? ?"}, {"select E'a'\n'\\'b', c", "select ?, c"},
                    {"select 'a'\n, 'b'", "select ?, ?"});
    assert_normal(sqlite, "select 'a'\n'b'", "select ? ?");
}

static void dollar_quotes(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {"select $$a$$, $t$ $$ $x$ $t$, $_1$a$_1$", "select ?, ?, ?"},
                    {"select $$unterminated, b", "select ?"}, {"select $t$unterminated $$ b", "select ?"},
                    {"select a$b$c, a$$b", "select a$b$c, a$$b"}, {"select $1$2", "select ? ?"},
                    {"select $ 1, $", "select $ ?, $"}, {"select $\xc3\xa9$ ' $\xc3\xa9$, b", "select ?, b"});
    /* None in SQLite: a parameter's name may hold the sign. */
    assert_normal(sqlite, "select $$a$$, b", "select ?, b");
}

static void numbers(void **state) {
    (void)state;
    const struct example both[] = {
        {"select 1, 1e5, .5, 5., 0x1F, 0b1, 1_000, 1.5e-3, 1E+2", "select ?, ?, ?, ?, ?, ?, ?, ?, ?"},
        {"select 12ab34, 1e+, 0xe+1, 1_", "select ?, ? +, ? + ?, ?"},
        {"select a1, _1, t.c1", "select a1, _1, t.c1"},
        {"select 192.168.0.1", "select ?"},
        {"select 1e5", "select ?"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
}

static void signs(void **state) {
    (void)state;
    const struct example both[] = {
        {"select -1, +1, - 1, - /* c */ .5, (-1), a=-1", "select ?, ?, ?, ?, (?), a = ?"},
        {"select a-1, a -1, a - -1, f(x)-1, 'a'-1", "select a - ?, a - ?, a - ?, f(x) - ?, ? - ?"},
        {"select - - 1, -a, -(1)", "select - ?, - a, - (?)"},
        {"select a from t where b between -1 and -2 or c in (-1) limit -1",
         "select a from t where b between ? and ? or c in (?) limit ?"},
        {"select case when a then -1 else -2 end -1", "select case when a then ? else ? end - ?"},
        {"select null -1, current_date -1", "select ? - ?, current_date - ?"},
        {"select -'1', -", "select - ?, -"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
    assert_normal(postgresql, "select a[1]-1, a@-1, a<-1", "select a[?] - ?, a @- ?, a < ?");
}

static void parameters(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql,
                    {"select * from t where a=$1OR b=$23", "select * from t where a = ? or b = ?"},
                    {"select $1a$b", "select ? a$b"},
                    {"select * from t where a=? and b = ?-1", "select * from t where a = ? and b = ? - ?"});
    ASSERT_EXAMPLES(sqlite, {"select ?, ?1, :n, @n, $n, #n, :1", "select ?, ?, ?, ?, ?, ?, ?"},
                    {"select $a::b(1), $::a, @a(x y)", "select ?, ?, ? y)"},
                    {"select : a, $, @", "select : a, $, @"}, {"select ??1", "select ? ?"});
    assert_same(postgresql, "select * from t where a = $1", "select * from t where a = 'x'");
    assert_same(sqlite, "select * from t where a = :a", "select * from t where a = 1");
    struct normal normal = normalize_bytes(postgresql, "select $1, $2, 3, j ? 'a', ?", 28);
    assert_int_equal(normal.form.parameter_count, 3);
    assert_int_equal(normal.form.literal_count, 2);
    free(normal.text);
}

static void question_mark_operators(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {"select j ? 'a', j?'a', j->'a' ? 'b'", "select j ? ?, j ? ?, j -> ? ? ?"},
                    {"select j ?| array['a','b'], j?&x, j @? '$.a', j @@ 'x'",
                     "select j ?| array[?], j ?& x, j @? ?, j @@ ?"},
                    {"select a ?- b, a ?|| b", "select a ?- b, a ?|| b"},
                    {"select a=?, b=-?, c||?, d>=?", "select a = ?, b = - ?, c || ?, d >= ?"});
    assert_distinct(postgresql, "select j ? 'a'", "select j @> 'a'");
    assert_distinct(postgresql, "select j ?| 'a'", "select j ?& 'a'");
    assert_distinct(postgresql, "select j ?| 'a'", "select j ? 'a'");
}

static void operators(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql,
        {"select a||b, a<=b, a#>>'{b}', a!~*'b', a*-1", "select a || b, a <= b, a #>> ?, a !~* ?, a * ?"},
        {"select a::int, '1' :: numeric(10,2)[], b::pg_catalog.int4",
         "select a::int, ?::numeric(?, ?)[], b::pg_catalog.int4"},
        {"select a[1:2], a[:x], f(n := 1), f(n => 1)", "select a[? : ?], a[: x], f(n := ?), f(n => ?)"},
        {"select a+/*c*/b, a*/*c*/b, a--c\n+b", "select a + b, a * b, a + b"});
    ASSERT_EXAMPLES(sqlite,
                    {"select a->>'$.b', a->1, a||b, a<<2, a==b, a!=b, !a",
                     "select a ->> ?, a -> ?, a || b, a << ?, a == b, a != b, ! a"},
                    {"select a<-1, ~-1", "select a < ?, ~ ?"});
    assert_distinct(postgresql, "select '1'::int", "select '1'");
    assert_distinct(postgresql, "select a-1", "select a,-1");
}

static void names(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql,
                    {"SELECT Id, \"id\", \"Id\", \"a b\", \"a\"\"b\" FROM \"public\".\"users\"",
                     "select id, id, \"Id\", \"a b\", \"a\"\"b\" from public.users"},
                    {"select \"select\", \"user\", \"null\", \"order\", \"name\", \"values\"",
                     "select \"select\", \"user\", \"null\", \"order\", name, \"values\""},
                    {"select \"1a\", \"\", \"a$1\", \"\xc3\x9c"
                     "ber\", \xc3\x9c"
                     "ber",
                     "select \"1a\", \"\", a$1, \xc3\x9c"
                     "ber, \xc3\x9c"
                     "ber"},
                    {"select \"unterminated, a", "select ?"}, {"select [a], `b`", "select [a], ` b `"},
                    {"\"select\" 1; \"savepoint\" a", "\"select\" ?; \"savepoint\" a"});
    ASSERT_EXAMPLES(sqlite,
                    {"SELECT Id, \"Id\", `Id`, [Id] FROM [Users]", "select id, id, id, id from users"},
                    {"select [a b], `a``b`, [a`b], [select], `order`",
                     "select `a b`, `a``b`, `a``b`, \"select\", \"order\""},
                    {"select [unterminated, a", "select ?"}, {"select `unterminated, a", "select ?"},
                    {"select \"user\", \"left\"", "select user, left"});
}

static void double_quoted_strings_of_sqlite(void **state) {
    (void)state;
    ASSERT_EXAMPLES(sqlite,
                    {"select * from t where a = \"John Smith\" and b = \"2020-01-01\" and c = \"\"",
                     "select * from t where a = ? and b = ? and c = ?"},
                    {"select \"a b\".c, t.\"a b\" as \"a b\" from \"Order Details\" join \"x y\"",
                     "select `a b`.c, t.`a b` as `a b` from `order details` join `x y`"},
                    {"select \"x\"\"y\"", "select ?"});
    assert_same(sqlite, "select * from t where a = \"John Smith\"", "select * from t where a = 'x'");
    /* What reads like a name is a value where one is expected and nothing else has that name. */
    ASSERT_EXAMPLES(
        sqlite, {"select id from u where name = \"alice\"", "select id from u where name = ?"},
        {"select id from u where name like \"al\" or name glob \"g\" or a is not \"b\"",
         "select id from u where name like ? or name glob ? or a is not ?"},
        {"select 1 where a in (\"x\", \"y\") and b not in (\"z\")",
         "select ? where a in (?) and b not in (?)"},
        {"select 1 where a between \"b\" and \"c\" and \"d\"", "select ? where a between ? and ? and d"},
        {"insert into u(\"name\", b) values (\"alice\", 1), (\"bob\", \"x\") on conflict (\"b\") do nothing",
         "insert into u(name, b) values (?, ?) on conflict(b) do nothing"},
        {"update u set a = \"alice\", b = \"x\" || \"y\" where lower(c) = lower(\"Z\")",
         "update u set a = ?, b = ? || ? where lower(c) = lower(?)"},
        {"select case a when \"x\" then \"y\" else \"z\" end", "select case a when ? then ? else ? end"},
        {"create table t (a text default \"x\", b)", "create table t(a text default ?, b)"},
        {"select a where b is not distinct from \"c\" or b is distinct from \"d e\"",
         "select a where b is not distinct from ? or b is distinct from ?"});
    /* Names: elsewhere, qualified, of something else. */
    ASSERT_EXAMPLES(sqlite,
                    {"select \"x\", \"y\" from t where \"z\" = \"Y\"", "select x, y from t where z = y"},
                    {"select * from t where a = \"b\" order by b", "select * from t where a = b order by b"},
                    {"select * from t where a = \"t\".\"b\" and c = \"main\" . \"t\".\"d\"",
                     "select * from t where a = t.b and c = main.t.d"},
                    {"select a = \"lower\"(?), b = c \"d\"", "select a = lower(?), b = c d"},
                    {"select a = ? collate \"nocase\"", "select a = ? collate nocase"},
                    {"select * from t where a in (select \"b\" from \"c\") and \"d\" in \"e\"",
                     "select * from t where a in (select b from c) and d in e"},
                    {"select [order] from t where a = \"order\" and b = [group] and c = \"limit\"",
                     "select \"order\" from t where a = `order` and b = `group` and c = ?"},
                    {"select * from \"t\" join \"u\" on \"t\".\"id\" = \"u\".\"t_id\" group by \"k\" having "
                     "a > 1 order by \"l\"",
                     "select * from t join u on t.id = u.t_id group by k having a > ? order by l"},
                    {"create table t (a references \"u\"(\"id\") default 1 constraint \"x\" unique)",
                     "create table t(a references u(id) default ? constraint x unique)"});
    /* What one statement names is no name in the next. */
    ASSERT_EXAMPLES(sqlite,
                    {"select alice; select 1 where a = \"alice\"", "select alice; select ? where a = ?"});
    /* Words that a command replaces by themselves are no names, nor is a cursor's. */
    ASSERT_EXAMPLES(sqlite, {"set a when \"x\" then \"y\" z (b c \"x\")", "set a when ? then ? z(? ? ?)"},
                    {"select 1 where a = \"x\" or b current of x", "select ? where a = ? or b current of ?"});
    assert_same(sqlite, "select 1 where a = \"alice\"", "select 1 where a = 'it''s'");
    assert_distinct(sqlite, "select * from \"a b\"", "select * from \"a c\"");
    /* A string is a table's name where there can be nothing else. */
    ASSERT_EXAMPLES(
        sqlite,
        {"select * from 'Packages' join 'x y' using (a)", "select * from packages join `x y` using (a)"},
        {"insert into 'Name' values ('Name', 1)", "insert into name values (?, ?)"},
        {"update 'a' set b = 'a'", "update a set b = ?"},
        {"select a is distinct from 'b'", "select a is distinct from ?"},
        {"select * from 'unterminated", "select * from ?"});
    ASSERT_EXAMPLES(postgresql, {"select substring(a from 'b')", "select substring(a from ?)"});
}

static void comments(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {"select /* a /* b */ ' */ 1", "select ?"},
                    {"select a -- ' \n, b", "select a, b"}, {"select a -- c\rfrom t", "select a from t"},
                    {"select 1--1\n, 2", "select ?, ?"}, {"/*+ hint */ select /*! x */ a/**/b", "select a b"},
                    {"select a /* unterminated", "select a"},
                    {"select -/* c */1, a/* c */-1", "select ?, a - ?"}, {"-- only", ""});
    ASSERT_EXAMPLES(sqlite, {"select /* a /* b */ c */ 1", "select c * / ?"},
                    {"select a -- c\r, b\n, d", "select a, d"});
}

static void white_space(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {" \t\r\n\f\vselect\n1 ", "select ?"}, {"\xef\xbb\xbfselect 1", "select ?"},
                    {"select\xc2\xa0"
                     "a",
                     "select\xc2\xa0"
                     "a"});
    struct normal normal = normalize_bytes(postgresql, "select 1\0, secret", 17);
    assert_string_equal(normal.text, "select ?");
    free(normal.text);
}

static void lists_of_in(void **state) {
    (void)state;
    const struct example both[] = {
        {"select a in (1), b in(1,2), c not in ('x', NULL, -3, ?)",
         "select a in (?), b in (?), c not in (?)"},
        {"select a in (1, b.id)", "select a in (?, b.id)"},
        {"select a in (1, 2, b.id, 3, 4)", "select a in (?, b.id, ?)"},
        {"select a in (1, f(2), f(2), 3)", "select a in (?, f(?), f(?), ?)"},
        {"select (a, b) in ((1, 2), (3, 4))", "select (a, b) in ((?, ?))"},
        {"select (a, b) in ((1, 2), (c, 4))", "select (a, b) in ((?, ?), (c, ?))"},
        {"select a in (select b, 1, 2 from c)", "select a in (select b, ?, ? from c)"},
        {"select a in (select 1, 2, 3 from b)", "select a in (select ?, ?, ? from b)"},
        {"select a in (values (1), (2))", "select a in (values (?))"},
        {"select a in (1 + 2, 3 + 4)", "select a in (? + ?, ? + ?)"},
        {"select a in (select b from c where d in (1, 2)), e in (3, 4)",
         "select a in (select b from c where d in (?)), e in (?)"},
        {"select a in (1, 2", "select a in (?"},
        {"select a in (1,", "select a in (?"},
        {"select a in ((1, 2), (3", "select a in ((?, ?)"},
        {"select a in (1, 2; select b", "select a in (?; select b"},
        {"select a in (), b", "select a in (), b"},
        {"select a in (cast(1 as int), cast(2 as int))", "select a in (cast(? as int))"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
    ASSERT_EXAMPLES(postgresql,
                    {"select a in ($1::int, '2'::int, -3::numeric(10, 2))", "select a in (?::int)"},
                    {"select a in (date '2020-01-01', date '2021-01-01')", "select a in (date ?)"},
                    {"select a in (-$1, $2)", "select a in (- ?)"},
                    {"select a in (1::int and b, 2)", "select a in (?::int and b, ?)"});
    assert_distinct(postgresql, "select a in (1)", "select a = any (array[1])");
    assert_distinct(postgresql, "select a in (1)", "select a not in (1)");
}

static void lists_of_array(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql, {"select array[1,2,3], array[1], array[]", "select array[?], array[?], array[]"},
        {"select array[[1,2],[3,4]]", "select array[[?]]"},
        {"select array[array[1,2],array[3,4]]", "select array[array[?]]"},
        {"select array['a','b']::text[], array[a, 1, 2]", "select array[?]::text[], array[a, ?]"},
        {"select a = any(array[1,2]), array(select 1, 2)", "select a = any (array[?]), array(select ?, ?)"},
        {"select a[1], a[1][2]", "select a[?], a[?][?]"});
}

static void row_lists(void **state) {
    (void)state;
    const struct example both[] = {
        {"insert into t (a,b) values (1,'x'),(2,default)", "insert into t(a, b) values (?, ?)"},
        {"insert into t values (1, f(2)), (3, (select 4 from b)) on conflict do nothing",
         "insert into t values (?, f(?)) on conflict do nothing"},
        {"select * from (values (1, 2), (3, 4)) as v(a, b), c",
         "select * from (values (?, ?)) as v(a, b), c"},
        {"values (1), (2), (3)", "values (?)"},
        {"insert into t values (1), (2", "insert into t values (?)"},
        {"insert into t values (1),", "insert into t values (?)"},
        {"insert into t values (1), a", "insert into t values (?), a"},
        {"insert into t values (1), (2) returning a, (b), (c)",
         "insert into t values (?) returning a, (b), (c)"},
        {"insert into t values (default, null)", "insert into t values (default, ?)"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
    assert_distinct(postgresql, "insert into t values (1, 2)", "insert into t values (1, 2, 3)");
    assert_distinct(postgresql, "insert into t (a, b) values (1, 2)", "insert into t (b, a) values (1, 2)");
}

static void function_arity(void **state) {
    (void)state;
    assert_normal(postgresql, "select f(1, 2), coalesce(a, 1, 2)", "select f(?, ?), coalesce(a, ?, ?)");
    assert_distinct(postgresql, "select f(1, 2)", "select f(1, 2, 3)");
}

static void null_true_false(void **state) {
    (void)state;
    const struct example both[] = {
        {"select null, true, false, NULL", "select ?, ?, ?, ?"},
        {"select a is null, a is not null, a is true, a is not false, not true",
         "select a is null, a is not null, a is true, a is not false, not true"},
        {"select a is not distinct from null, a is distinct from 1",
         "select a is not distinct from ?, a is distinct from ?"},
        {"create table t (a int not null default null)", "create table t(a int not null default ?)"},
    };
    assert_examples(postgresql, both, COUNT(both));
    assert_examples(sqlite, both, COUNT(both));
}

static void names_that_vary(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql, {"SAVEPOINT \"s1_x1\"", "savepoint ?"}, {"release savepoint a", "release savepoint ?"},
        {"release a", "release ?"}, {"rollback to savepoint a", "rollback to savepoint ?"},
        {"rollback work to a", "rollback work to ?"}, {"rollback", "rollback"},
        {"prepare p (int) as select $1", "prepare ? (int) as select ?"},
        {"prepare transaction 'x'", "prepare transaction ?"}, {"execute p(1, 'x')", "execute ? (?, ?)"},
        {"deallocate p", "deallocate ?"}, {"deallocate prepare p", "deallocate prepare ?"},
        {"deallocate all", "deallocate all"}, {"deallocate prepare all", "deallocate prepare all"},
        {"declare c no scroll cursor for select a", "declare ? no scroll cursor for select a"},
        {"close c", "close ?"}, {"close all", "close all"}, {"fetch c", "fetch ?"},
        {"fetch 100 from c", "fetch ? from ?"}, {"fetch -1 from next", "fetch ? from ?"},
        {"fetch forward all in \"c\"", "fetch forward all in ?"}, {"move backward 5 c", "move backward ? ?"},
        {"update t set a = 1 where current of c", "update t set a = ? where current of ?"},
        {"begin; savepoint a; select 1", "begin; savepoint ?; select ?"},
        {"rollback values (1), (to a) to b", "rollback values (?) to ?"},
        {"select savepoint, release from fetch", "select savepoint, release from fetch"});
    assert_normal(sqlite, "rollback transaction to 'a'", "rollback transaction to ?");
    assert_distinct(postgresql, "fetch forward 5 c", "fetch forward all c");
}

static void numbered_names(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {"select * from events_2024_05_01", "select * from events_0000_0000_0000"},
                    {"select sha256(a1), b12, c123, d1234", "select sha256(a1), b12, c123, d0000"},
                    {"select * from \"Events 2024-05\", \"events_20240501\"",
                     "select * from \"Events 0000-0000\", events_0000"},
                    {"select a_rather_long_name_1234_12_1", "select a_rather_long_name_0000_0000_1"},
                    {"select abcdef12345678", "select abcdef0000"},
                    {"select abcdefg1_2345678", "select abcdefg1_0000"});
    assert_normal(sqlite, "select * from [Events 2024]", "select * from `events 0000`");
    assert_same(postgresql, "select * from t_20240301_x", "select * from t_20240302_x");
    assert_distinct(postgresql, "select * from t_20240301_x", "select * from t_20240301_y");
    assert_distinct(postgresql, "select * from t_1", "select * from t_2");
}

static void spacing(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql,
        {"select count ( * ) , t . * from  t where ( a ) = any ( b )",
         "select count(*), t.* from t where (a) = any (b)"},
        {"select - - a, + + a, a : : b, a . . b", "select - - a, + + a, a : : b, a. .b"},
        {"select / * a, * / b", "select / * a, * / b"}, {"select (-a), (/**/*)", "select (- a), (*)"},
        {"select a INTERSECT (select b) Returning (c)", "select a intersect (select b) returning (c)"},
        {"select \\ { } \x01", "select \\ { } \x01"});
}

static void several_statements(void **state) {
    (void)state;
    ASSERT_EXAMPLES(postgresql, {";; select 1 ; ;", "select ?"},
                    {"select 1;;select 2;", "select ?; select ?"}, {"", ""}, {" ; /* c */ ;", ""});
    assert_same(postgresql, "", ";");
}

static void values_of_settings(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql, {"SET statement_timeout = 1000", "set statement_timeout = ?"},
        {"set local app.user to foo, 'bar', \"Baz\"", "set local app.user to ?, ?, ?"},
        {"set x to default", "set x to default"}, {"set x = on", "set x = ?"},
        {"set x from current", "set x from current"}, {"set time zone local", "set time zone ?"},
        {"set role bob", "set role ?"}, {"set session authorization bob", "set session authorization ?"},
        {"set transaction isolation level read committed", "set transaction isolation level read committed"},
        {"alter user bob password 'x' valid until 'y'", "alter user bob password ? valid until ?"},
        {"alter role bob set a = b", "alter role bob set a = ?"},
        {"alter table t rename a to b", "alter table t rename a to b"}, {"notify c, 'x'", "notify c, ?"},
        {"update t set a = b", "update t set a = b"});
    ASSERT_EXAMPLES(sqlite, {"pragma key = x", "pragma key = ?"},
                    {"pragma main.table_info(t)", "pragma main.table_info(?)"},
                    {"pragma journal_mode", "pragma journal_mode"},
                    {"attach database 'f' as x key k", "attach database ? as x key ?"},
                    {"attach \"f\" as x", "attach ? as x"}, {"vacuum into \"f\"", "vacuum into ?"});
}

static void data_of_copy(void **state) {
    (void)state;
    ASSERT_EXAMPLES(
        postgresql, {"copy t (a) from stdin;\n1\tx\n\\.\nselect 1", "copy t(a) from stdin; select ?"},
        {"copy t from stdin; -- c\r\n1\tx\r\n\\.\r\nselect 1", "copy t from stdin; select ?"},
        {"copy t from stdin;\n1\tx", "copy t from stdin"},
        {"copy t from stdin\n\\.\nselect 1", "copy t from stdin; select ?"},
        {"copy t from stdin x y", "copy t from stdin"}, {"copy t from stdin 1 y", "copy t from stdin"},
        {"copy t from stdin; select 1", "copy t from stdin; select ?"},
        {"copy t from stdin 'a\n\\.\n'\n\\.\nselect 1", "copy t from stdin; select ?"},
        {"copy t from stdin; /* c\n\\.\n */ x\n\\.\nselect 1", "copy t from stdin; select ?"},
        {"copy t from stdin with (format csv, null 'x')", "copy t from stdin with (format csv, null ?)"},
        {"copy t from stdin csv header delimiter ','", "copy t from stdin csv header delimiter ?"},
        {"copy t to stdout;\nselect a", "copy t to stdout; select a"},
        {"copy (select a from stdin) to 'f';\nselect a", "copy(select a from stdin) to ?; select a"});
}

/* ---- literals ---- */

static void literals(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sql_literal_kind kind;
    } expected[] = {
        {"- 1", SQL_LITERAL_NUMBER},   {"E'it''s'", SQL_LITERAL_STRING}, {"NULL", SQL_LITERAL_NULL},
        {"true", SQL_LITERAL_BOOLEAN}, {"x'ab'", SQL_LITERAL_BLOB},      {"$$a$$", SQL_LITERAL_STRING},
        {"5", SQL_LITERAL_NUMBER},     {"6", SQL_LITERAL_NUMBER},
    };
    const char *const sql = "select - 1, E'it''s', NULL, true, x'ab', $$a$$ where a in (5, 6, 7)";
    struct normal normal = normalize_bytes(postgresql, sql, strlen(sql));
    assert_int_equal(normal.form.literal_count, 9); /* more than there is room for */
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(normal.literals[i].kind, expected[i].kind);
        assert_int_equal(normal.literals[i].length, strlen(expected[i].text));
        assert_memory_equal(sql + normal.literals[i].offset, expected[i].text, normal.literals[i].length);
    }
    free(normal.text);
}

static uint64_t literals_hash(const char *sql) {
    struct normal normal = normalize_bytes(postgresql, sql, strlen(sql));
    free(normal.text);
    return normal.form.literals_hash;
}

static void hash_of_literals(void **state) {
    (void)state;
    assert_int_equal(literals_hash("select a, $1"), 0);
    assert_int_equal(literals_hash("select 1, 'x'"), literals_hash("select /* c */ 1 where a = 'x'"));
    assert_true(literals_hash("select 1, 'x'") != literals_hash("select 'x', 1"));
    assert_true(literals_hash("select 12, 3") != literals_hash("select 1, 23"));
    assert_true(literals_hash("select 1,2,3,4,5,6,7,8,9,10") != literals_hash("select 1,2,3,4,5,6,7,8,9,11"));
    assert_true(literals_hash("select 'abcdefghijkl'") != literals_hash("select 'abcdefghijkm'"));
    assert_true(literals_hash("select 1") != literals_hash("select 2"));
}

/* ---- bounds ---- */

static const char *const nasty[] = {
    "SELECT 'a''b', E'\\'c', U&'d!0061' UESCAPE '!', U&\"e\" UESCAPE '!', B'1', X'f' FROM \"g\"\"h\"",
    "SELECT $tag$ $$ $ta$ $tag$, $1, $, a$b$ /* /* nested */ -- */ FROM t -- end",
    "SELECT -1, - -1, 1e+5, 0x1F, .5, 5., 1_000, a[1:2], b::numeric(10,2)[], c := 1 FROM t",
    "INSERT INTO t (a) VALUES (1, (2)), (3, (4)), (5) ON CONFLICT DO NOTHING; SELECT 1",
    "SELECT ((a, b) IN ((1, 2), (3, 4), (c, 5))), ARRAY[[1,2],[3,4]], d IN (date 'x', cast(1 as int), "
    "2::int)",
    "COPY t (a) FROM STDIN WITH (FORMAT csv, NULL 'x');\n1\t2\n\\.\nSELECT a FROM events_2024_05_01_1234567",
    "SET LOCAL a.b TO c, 'd'; FETCH FORWARD 10 FROM e; DEALLOCATE PREPARE f; ROLLBACK TO SAVEPOINT g; CLOSE "
    "h",
    "PRAGMA main.key('a'); ATTACH \"b\" AS c KEY d; VACUUM INTO \"e\"; SELECT \"f g\".h, [i j], `k``l`, "
    "$m::n(o)",
    "WITH x AS (SELECT 1) SELECT a ?| b, c @? d, e ? 'f' FROM x JOIN pg_class ON x.\"User\" = "
    "pg_class.\"select\"",
    "\xef\xbb\xbfSELECT \xc3\xbc\xff\xfe, \"\xc3\", [\xe8\xa1, 'unterminated",
};

static const struct sql_options every_option[] = {{.dialect = SQL_POSTGRESQL},
                                                  {.dialect = SQL_POSTGRESQL, .backslash_escapes = true},
                                                  {.dialect = SQL_SQLITE}};

static void every_prefix_is_read_to_its_end_and_no_further(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(nasty); i++)
        for (size_t option = 0; option < COUNT(every_option); option++)
            for (size_t length = 0; length <= strlen(nasty[i]); length++) {
                struct normal normal = normalize_bytes(every_option[option], nasty[i], length);
                assert_idempotent(every_option[option], &normal);
                free(normal.text);
            }
}

/* Whether the text may end here: not within a name or after the space that leads to the next token. */
static bool is_cut_between_tokens(const char *whole, size_t length) {
    const char before = length > 0 ? whole[length - 1] : ' ';
    const bool in_word = (before >= 'a' && before <= 'z') && (whole[length] >= 'a' && whole[length] <= 'z');
    return !in_word && (length == 0 || before != ' ');
}

static void every_capacity_is_kept_to(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(nasty); i++) {
        struct normal whole = normalize_bytes(postgresql, nasty[i], strlen(nasty[i]));
        for (size_t capacity = 0; capacity <= whole.form.text_length; capacity++) {
            char *const text = malloc(capacity + 1);
            assert_non_null(text);
            text[capacity] = '#';
            struct sql_normal_form form;
            sql_normalize(postgresql, nasty[i], strlen(nasty[i]),
                          (struct sql_output){.text = capacity ? text : NULL, .text_capacity = capacity},
                          &form);
            assert_int_equal(text[capacity], '#');
            assert_int_equal(form.truncated, capacity < whole.form.text_length);
            assert_true(form.text_length <= capacity);
            assert_memory_equal(text, whole.text, form.text_length);
            assert_true(is_cut_between_tokens(whole.text, form.text_length));
            assert_int_equal(form.fingerprint, whole.form.fingerprint);
            assert_int_equal(form.literals_hash, whole.form.literals_hash);
            assert_int_equal(form.literal_count, whole.form.literal_count);
            free(text);
        }
        free(whole.text);
    }
}

static char *repeated(const char *unit, size_t times) {
    const size_t length = strlen(unit);
    char *const text = malloc(length * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * length, unit, length);
    text[length * times] = 0;
    return text;
}

/* Without recursion there is no depth and no length that fails. What is quadratic here would take minutes. */
static void any_depth_and_length(void **state) {
    (void)state;
    static const char *const units[] = {"(",     "[",  "in (1,", "values (1),(", "array[1,", "$t$ $",
                                        "/* ",   "+-", "'",      "\"",           "- -",      "$a ",
                                        "::int", "a$", "1.",     "?|",           ";",        "- /* */"};
    for (size_t i = 0; i < COUNT(units); i++) {
        char *const text = repeated(units[i], 200000);
        for (size_t option = 0; option < COUNT(every_option); option++) {
            struct normal normal = normalize_bytes(every_option[option], text, strlen(text));
            assert_idempotent(every_option[option], &normal);
            free(normal.text);
        }
        free(text);
    }
}

/* ---- no value ever reaches the output ---- */

#define MARK "MARK1234MARK"

static const char *const postgresql_secrets[] = {
    "SELECT '" MARK "', 'it''s " MARK "', E'\\'" MARK "', e'\\\\', B'" MARK "', X'" MARK "', N'" MARK "'",
    "SELECT U&'" MARK "', U&'" MARK "' UESCAPE '!', $$" MARK "$$, $t$ $$ " MARK "$t$, 'a'\n'" MARK
    "' -- c\n'" MARK "'",
    "SELECT a /* " MARK " /* " MARK " */ " MARK " */ FROM t -- " MARK "\n WHERE a = date '" MARK "'",
    "/*+ " MARK " */ SELECT interval '" MARK "' year, '{\"" MARK "\": 1}'::jsonb ? '" MARK "' LIMIT 1",
    "SELECT * FROM t WHERE a IN ('" MARK "', '" MARK "'::text, f('" MARK "')) AND b = ANY('{" MARK "}')",
    "INSERT INTO t VALUES ('" MARK "', 1), ('" MARK "', f('" MARK "')) RETURNING ARRAY['" MARK "', '" MARK
    "']",
    "COPY t (a) FROM STDIN WITH (NULL '" MARK "');\n" MARK "\t" MARK "\n" MARK "\n\\.\nSELECT '" MARK "'",
    "COPY t FROM STDIN;\r\n" MARK "\t" MARK "\r\n\\.\r\n",
    "COPY t FROM STDIN; -- " MARK "\n" MARK ";" MARK "\n",
    "COPY t FROM STDIN\n" MARK "\t" MARK "\n\\.\n",
    "COPY t FROM '" MARK "' DELIMITER '" MARK "'",
    "SET a = " MARK,
    "SET a TO '" MARK "', " MARK ", \"" MARK "\"",
    "SET LOCAL a.b = " MARK,
    "SET SESSION a TO " MARK "." MARK,
    "SET TIME ZONE " MARK,
    "SET ROLE " MARK,
    "SET NAMES " MARK,
    "SET SESSION AUTHORIZATION \"" MARK "\"",
    "SET PASSWORD FOR u = " MARK,
    "ALTER USER u WITH PASSWORD '" MARK "' VALID UNTIL '" MARK "'",
    "ALTER USER u PASSWORD " MARK,
    "EXPLAIN (ANALYZE, VERBOSE false) SET a = " MARK,
    "EXPLAIN ANALYZE VERBOSE NOTIFY c, \"" MARK "\"",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql SET a = " MARK " AS 'x'",
    "CREATE PROCEDURE p() LANGUAGE sql SET a TO " MARK ", " MARK,
    "CREATE ROLE r LOGIN ENCRYPTED PASSWORD \"" MARK "\"",
    "ALTER ROLE r IN DATABASE d SET a = " MARK,
    "ALTER DATABASE d SET a TO " MARK,
    "ALTER SYSTEM SET a = " MARK,
    "NOTIFY c, '" MARK "'",
    "NOTIFY c, \"" MARK "\"",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $body$ SELECT '" MARK "' $body$",
    "DO $$ " MARK " $$",
    "PREPARE TRANSACTION '" MARK "'",
    "COMMIT PREPARED '" MARK "'",
    "EXECUTE p('" MARK "')",
    "SAVEPOINT " MARK,
    "ROLLBACK TO SAVEPOINT " MARK,
    "RELEASE " MARK,
    "FETCH 10 FROM " MARK,
    "DECLARE " MARK " CURSOR FOR SELECT 1",
    "SELECT \"" MARK " ",
    "SELECT 12" MARK,
    "SELECT -1" MARK "." MARK,
    "SELECT 0x" MARK,
};

static const char *const sqlite_secrets[] = {
    "SELECT '" MARK "', 'it''s " MARK "', x'" MARK "', '\\', '" MARK "'",
    "SELECT * FROM t WHERE a = \"" MARK " x\" OR a = \"" MARK "@x\" OR a IN (\"" MARK " 1\", \"" MARK " 2\")",
    "SELECT \"x \"\"" MARK "\", :" MARK ", @" MARK ", $" MARK "::" MARK "(" MARK "), 12" MARK,
    "SELECT a /* " MARK " /* */ FROM t -- " MARK "\r " MARK "\n",
    "PRAGMA key = " MARK,
    "PRAGMA key = '" MARK "'",
    "PRAGMA key = \"x'" MARK "'\"",
    "PRAGMA key(\"" MARK "\")",
    "PRAGMA main.key = \"" MARK "\"",
    "PRAGMA key " MARK,
    "PRAGMA hexkey = 0x" MARK,
    "PRAGMA hexkey='" MARK "'",
    "ATTACH DATABASE \"" MARK "\" AS a KEY \"" MARK "\"",
    "ATTACH '" MARK "' AS a KEY " MARK,
    "ATTACH " MARK " AS a",
    "VACUUM INTO \"" MARK "\"",
    "SELECT [" MARK " ",
    "SELECT `" MARK " ",
    "SELECT \"" MARK " ",
    "INSERT INTO t VALUES ('" MARK "'), (\"" MARK " x\")",
    "SELECT * FROM t WHERE a = \"" MARK "\" OR b <> /* c */ \"" MARK "\" OR c IN (\"" MARK "\", 1, \"" MARK
    "\")",
    "INSERT INTO t(a, b) VALUES (\"" MARK "\", 1), (lower(\"" MARK "\"), (\"" MARK "\"))",
    "SELECT 1 WHERE a LIKE \"" MARK "\" AND b BETWEEN \"" MARK "\" AND \"" MARK "\" AND c IS \"" MARK "\"",
    "UPDATE t SET a = \"" MARK "\" || \"" MARK "\" WHERE b >= (\"" MARK "\") AND c REGEXP \"" MARK "\"",
    "SAVEPOINT '" MARK "'",
    "EXPLAIN PRAGMA key = " MARK,
    "EXPLAIN QUERY PLAN PRAGMA main.key = " MARK,
    "EXPLAIN ATTACH " MARK " AS a KEY " MARK,
    "EXPLAIN VACUUM INTO " MARK,
    "CREATE VIRTUAL TABLE t USING csv(filename=" MARK ", " MARK " " MARK ", key = \"" MARK "\", (" MARK "))",
    "CREATE VIRTUAL TABLE IF NOT EXISTS main.t USING m(/" MARK "/" MARK ".csv)",
};

static bool holds_mark(const char *text) {
    for (; *text; text++)
        if (strncasecmp(text, "mark", 4) == 0)
            return true;
    return false;
}

static void assert_kept_secret(struct sql_options options, const char *sql) {
    for (size_t length = 0; length <= strlen(sql); length++) {
        struct normal normal = normalize_bytes(options, sql, length);
        if (holds_mark(normal.text))
            fail_msg("%.*s\n leaks: %s", (int)length, sql, normal.text);
        free(normal.text);
    }
}

static void no_value_reaches_the_output(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(postgresql_secrets); i++)
        assert_kept_secret(postgresql, postgresql_secrets[i]);
    for (size_t i = 0; i < COUNT(sqlite_secrets); i++)
        assert_kept_secret(sqlite, sqlite_secrets[i]);
    assert_kept_secret(postgresql_escapes,
                       "SELECT '\\'" MARK "', '\\\\', N'\\'" MARK "', E'\\'" MARK "', '''" MARK "'");
}

/* ---- client encodings in which a byte of a character looks like ASCII ---- */

static void encodings(void **state) {
    (void)state;
    static const enum sql_encoding all[] = {SQL_ENCODING_SJIS, SQL_ENCODING_TWO_BYTES, SQL_ENCODING_GB18030};
    for (size_t i = 0; i < COUNT(all); i++) {
        const struct sql_options options = {.dialect = SQL_POSTGRESQL, .encoding = all[i]};
        const struct sql_options escapes = {SQL_POSTGRESQL, true, all[i]};
        /* 0x95 0x5c is a character: its second byte escapes no quote. */
        assert_kept_secret(options, "select E'\x95\x5c', '" MARK "', E'\x95\x5c\x5c\'" MARK "'");
        assert_kept_secret(escapes, "select '\x95\x5c', '" MARK "'");
        assert_kept_secret(options, "select $\x95\x5c$ " MARK " ' $a$ $\x95\x5c$, '" MARK "'");
        assert_kept_secret(options, "select 1\x95\x5c" MARK ", E'\x95', '" MARK "'");
        assert_normal(options, "select a\x95\x5c, \x95\x7c from \x95\x5b",
                      "select a\x95\x5c, \x95\x7c from \x95\x5b");
        /* What is no character takes no quote along. */
        assert_kept_secret(options, "select '\x95', '" MARK "', \x95'" MARK "'");
    }
    const struct sql_options four = {.dialect = SQL_POSTGRESQL, .encoding = SQL_ENCODING_GB18030};
    assert_kept_secret(four, "select E'\x81\x30\x81\x30\x5c'" MARK "', '" MARK "'");
    const struct sql_options katakana = {.dialect = SQL_POSTGRESQL, .encoding = SQL_ENCODING_SJIS};
    assert_kept_secret(katakana, "select E'\xb1\x5c'" MARK "', '" MARK "'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings),
        cmocka_unit_test(backslash_escapes),
        cmocka_unit_test(string_prefixes),
        cmocka_unit_test(joined_strings),
        cmocka_unit_test(dollar_quotes),
        cmocka_unit_test(numbers),
        cmocka_unit_test(signs),
        cmocka_unit_test(parameters),
        cmocka_unit_test(question_mark_operators),
        cmocka_unit_test(operators),
        cmocka_unit_test(names),
        cmocka_unit_test(double_quoted_strings_of_sqlite),
        cmocka_unit_test(comments),
        cmocka_unit_test(white_space),
        cmocka_unit_test(lists_of_in),
        cmocka_unit_test(lists_of_array),
        cmocka_unit_test(row_lists),
        cmocka_unit_test(function_arity),
        cmocka_unit_test(null_true_false),
        cmocka_unit_test(names_that_vary),
        cmocka_unit_test(numbered_names),
        cmocka_unit_test(spacing),
        cmocka_unit_test(several_statements),
        cmocka_unit_test(values_of_settings),
        cmocka_unit_test(data_of_copy),
        cmocka_unit_test(literals),
        cmocka_unit_test(hash_of_literals),
        cmocka_unit_test(every_prefix_is_read_to_its_end_and_no_further),
        cmocka_unit_test(every_capacity_is_kept_to),
        cmocka_unit_test(any_depth_and_length),
        cmocka_unit_test(no_value_reaches_the_output),
        cmocka_unit_test(encodings),
    };
    return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}
