/* What a finding advises: its words by what stands on the stack, its statement by what is known of the
 * values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "advice/advice.h"
#include "analyze/stacks/languages.h"

/* ---- a finding in a few lines ---- */

#define LOOK_UP "select name from authors where id = ?"
#define LIST "select id, title, author_id from posts order by id"

enum { MOST_FRAMES = 6 };

/* A finding and all that it refers to. The loop is the outermost frame. */
struct fixture {
    struct pool pool;
    struct source_files sources;
    struct merged_statement statement;
    struct merged_statement parent_statement;
    struct merged_site site;
    struct merged_site parent;
    struct merged_parent_candidate parent_candidate;
    struct source_frame frames[MOST_FRAMES];
    struct source_stack stack;
    struct source_stack parent_stack;
    struct merged_value_match merged_value_matches[2];
    struct provenance_value_match value_matches[2];
    struct finding finding;
};

static void start(struct fixture *fixture, enum loopline_driver driver, enum sql_class class,
                  const char *text) {
    *fixture = (struct fixture){.statement = {.driver = driver, .statement_class = class, .text = text}};
    fixture->frames[0] =
        (struct source_frame){.function = "list_posts", .file = "/nowhere/app.c", .application = true};
    fixture->stack = (struct source_stack){.frame_count = 1, .frames = fixture->frames};
    fixture->site = (struct merged_site){
        .statement = &fixture->statement,
        .stack = &fixture->stack,
        .calls = 100,
        .rows = 100,
        .distinct_parameters = 100,
    };
    fixture->finding = (struct finding){
        .kind = sql_class_is_write(class) ? FINDING_WRITE_LOOP : FINDING_N_PLUS_ONE,
        .site = &fixture->site,
        .loop = {.frame = &fixture->frames[0]},
        .call_site = &fixture->frames[0],
    };
}

/* Puts a library's frame before the loop's. */
static void call(struct fixture *fixture, const char *file, const char *function) {
    const size_t count = fixture->stack.frame_count;
    memmove(fixture->frames + 1, fixture->frames, count * sizeof(fixture->frames[0]));
    fixture->frames[0] = (struct source_frame){.function = function, .file = file};
    fixture->stack.frame_count = count + 1;
    fixture->finding.loop.frame = &fixture->frames[count];
    fixture->finding.call_site = &fixture->frames[count];
}

static void loop_over(struct fixture *fixture, const char *text) {
    fixture->parent_statement = (struct merged_statement){
        .driver = fixture->statement.driver, .statement_class = SQL_READ, .text = text};
    fixture->parent =
        (struct merged_site){.statement = &fixture->parent_statement, .stack = &fixture->parent_stack};
    fixture->parent_candidate = (struct merged_parent_candidate){.parent = &fixture->parent};
    fixture->finding.parent = &fixture->parent_candidate;
}

/* Says that the parameter's values were found in the column; the first time, that this is the finding's value
 * match.
 */
static void value_match_column(struct fixture *fixture, const char *column, uint64_t matched) {
    const size_t number = fixture->site.value_match_count++;
    fixture->merged_value_matches[number] = (struct merged_value_match){
        .parent = &fixture->parent, .parameter = 1, .column = column, .counts.matched = matched};
    fixture->site.value_matches = fixture->merged_value_matches;
    if (number)
        return;
    fixture->value_matches[0] = (struct provenance_value_match){1, column, matched, 100};
    fixture->finding.value_matches = fixture->value_matches;
    fixture->finding.value_match_count = 1;
    fixture->finding.confidence = FINDING_CONFIRMED;
}

static struct advice advice_of(struct fixture *fixture) {
    return advise(&fixture->pool, &fixture->sources, &fixture->finding);
}

static void assert_says(struct fixture *fixture, const char *words) {
    const struct advice advice = advice_of(fixture);
    if (!strstr(advice.summary, words))
        print_error("expected: %s\nsaid: %s\n", words, advice.summary);
    assert_non_null(strstr(advice.summary, words));
    assert_null(strchr(advice.summary, '{')); /* no mark is left */
}

static void assert_runs(struct fixture *fixture, const char *sql) {
    const struct advice advice = advice_of(fixture);
    if (sql)
        assert_string_equal(advice.sql, sql);
    else
        assert_null(advice.sql);
}

static void end(struct fixture *fixture) {
    pool_free(&fixture->sources.pool);
    pool_free(&fixture->pool);
}

/* ---- statements ---- */

static void assert_sql(enum loopline_driver driver, enum sql_class class, const char *text, const char *sql) {
    struct fixture fixture;
    start(&fixture, driver, class, text);
    assert_runs(&fixture, sql);
    end(&fixture);
}

static void test_statements_for_many_values(void **state) {
    (void)state;
    const enum loopline_driver sqlite = LOOPLINE_DRIVER_SQLITE;
    const enum loopline_driver postgresql = LOOPLINE_DRIVER_POSTGRESQL;
    assert_sql(sqlite, SQL_READ, LOOK_UP, "select id, name from authors where id in (?, ?, ...)");
    assert_sql(postgresql, SQL_READ, LOOK_UP, "select id, name from authors where id = any($1)");
    assert_sql(postgresql, SQL_READ, "select name from authors where id = ?::integer",
               "select id, name from authors where id = any($1::integer[])");
    assert_sql(postgresql, SQL_READ, "select name from authors where id = ?::numeric(10, 2)", NULL);
    assert_sql(sqlite, SQL_READ, "select * from b where b.a_id = ? order by b.id",
               "select * from b where b.a_id in (?, ?, ...) order by b.id");
    assert_sql(sqlite, SQL_READ, "select count(*) from b where a_id = ?",
               "select a_id, count(*) from b where a_id in (?, ?, ...) group by a_id");
    assert_sql(sqlite, SQL_DELETE, "delete from b where id = ?", "delete from b where id in (?, ?, ...)");
    assert_sql(postgresql, SQL_INSERT, "insert into b(x, y) values (?, ?)",
               "insert into b(x, y) values ($1, $2), ($3, $4), ...");
    assert_sql(sqlite, SQL_READ, "select \"order\" from a where id = ?",
               "select id, \"order\" from a where id in (?, ?, ...)");
    assert_sql(sqlite, SQL_READ, "select name from a where ? = a.id",
               "select a.id, name from a where a.id in (?, ?, ...)");
}

static void test_no_statement_of_what_is_not_whole(void **state) {
    (void)state;
    struct fixture fixture;
    static const uint32_t flags[] = {LOOPLINE_STATEMENT_TRUNCATED, LOOPLINE_STATEMENT_UNSEEN};
    for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
        start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_READ, LOOK_UP);
        fixture.statement.flags = flags[i];
        assert_runs(&fixture, NULL);
        end(&fixture);
    }
}

static void test_limit_is_left_out_of_look_ups_alone(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL, SQL_READ,
          "select id, name from authors where id = ? limit ?");
    assert_runs(&fixture, "select id, name from authors where id = any($1)");
    assert_says(&fixture, "leaves out the LIMIT");
    fixture.site.rows = 101;
    assert_runs(&fixture, NULL);
    end(&fixture);
}

static void test_notes_on_the_statement(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_UPDATE, "update b set x = ? where id = ?");
    assert_runs(&fixture,
                "update b set x = new_values.column2 from (values (?, ?), (?, ?), ...) as new_values "
                "where b.id = new_values.column1");
    assert_says(&fixture, "SQLite 3.33");
    end(&fixture);
    start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select count(*) from b where a_id = ?");
    assert_says(&fixture, "no row for a key without rows");
    end(&fixture);
}

/* ---- joins ---- */

#define JOIN                                                                            \
    "select posts.id, posts.title, posts.author_id, authors.name from posts left join " \
    "authors on authors.id = posts.author_id order by posts.id"
#define BATCH "select id, name from authors where id in (?, ?, ...)"

static void start_linked(struct fixture *fixture, const char *parent, const char *column) {
    start(fixture, LOOPLINE_DRIVER_SQLITE, SQL_READ, LOOK_UP);
    loop_over(fixture, parent);
    value_match_column(fixture, column, 100);
}

static void test_join_where_the_values_show_the_column(void **state) {
    (void)state;
    struct fixture fixture;
    start_linked(&fixture, LIST, "author_id");
    assert_runs(&fixture, JOIN);
    fixture.site.rows = 300; /* several rows each: the join would repeat those of the parent */
    assert_runs(&fixture, BATCH);
    end(&fixture);
}

static void test_columns_that_hold_the_same_values(void **state) {
    (void)state;
    struct fixture fixture;
    start_linked(&fixture, LIST, "author_id");
    value_match_column(&fixture, "id", 100);
    assert_runs(&fixture, JOIN); /* the name tells */
    end(&fixture);
    start_linked(&fixture, LIST, "id");
    value_match_column(&fixture, "author_id", 95);
    assert_runs(&fixture, JOIN);
    end(&fixture);
    start_linked(&fixture, "select id, owner from posts", "id");
    value_match_column(&fixture, "owner", 100);
    assert_runs(&fixture, BATCH); /* nothing tells */
    end(&fixture);
    start_linked(&fixture, LIST, "author_id");
    value_match_column(&fixture, "title", 20);
    assert_runs(&fixture, JOIN); /* no rival */
    end(&fixture);
}

static void test_no_join_without_a_value_match(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_READ, LOOK_UP);
    loop_over(&fixture, LIST);
    assert_runs(&fixture, BATCH);
    end(&fixture);
    start_linked(&fixture, "select id, name from authors", "id");
    assert_runs(&fixture, BATCH); /* the row itself again */
    end(&fixture);
    start_linked(&fixture, "select id, name from authors", "id");
    fixture.statement.text = "select title from posts where author_id = ?"; /* others may have several */
    assert_runs(&fixture, "select author_id, title from posts where author_id in (?, ?, ...)");
    end(&fixture);
    start_linked(&fixture, LIST, "author_id");
    fixture.value_matches[0].parameter = 2; /* of a statement that holds literals besides, say */
    fixture.merged_value_matches[0].parameter = 2;
    assert_runs(&fixture, BATCH);
    end(&fixture);
}

/* ---- words ---- */

static const char *const django = "/venv/lib/python3.11/site-packages/django/db/models/query.py";
static const char *const descriptors =
    "/venv/lib/python3.11/site-packages/django/db/models/fields/related_descriptors.py";
static const char *const strategies = "/venv/lib/python3.11/site-packages/sqlalchemy/orm/strategies.py";

struct words {
    const char *const *calls; /* file and function, outermost first, NULL at the end */
    enum sql_class class;
    const char *text;
    const char *said;
};

#define CALLS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_words_of_each_framework(void **state) {
    (void)state;
    const struct words all[] = {
        {CALLS(descriptors, "ForwardManyToOneDescriptor.__get__", django, "QuerySet.get"), SQL_READ, LOOK_UP,
         "select_related()"},
        {CALLS(django, "QuerySet._fetch_all"), SQL_READ, "select id from posts where author_id = ?",
         "prefetch_related()"},
        {CALLS(django, "QuerySet.count"), SQL_READ, "select count(*) from posts where author_id = ?",
         "annotate()"},
        {CALLS("/lib/django/db/models/base.py", "Model.refresh_from_db", django, "QuerySet.get"), SQL_READ,
         LOOK_UP, "only() or defer()"},
        {CALLS("/lib/django/db/models/base.py", "Model.save"), SQL_INSERT, "insert into a(x) values (?)",
         "bulk_create()"},
        {CALLS("/lib/django/db/models/base.py", "Model.save"), SQL_UPDATE, "update a set x = ? where id = ?",
         "bulk_update()"},
        {CALLS("/lib/django/db/models/deletion.py", "Collector.delete"), SQL_DELETE,
         "delete from a where id = ?", "filter(pk__in=keys).delete()"},
        {CALLS("/lib/rest_framework/serializers.py", "to_representation", descriptors, "X.__get__", django,
               "get"),
         SQL_READ, LOOK_UP, "view's queryset"},
        {CALLS("/lib/graphql/execution/execute.py", "execute_field", django, "get"), SQL_READ, LOOK_UP,
         "DataLoader"},
        {CALLS("/lib/graphql/execution/execute.py", "execute_field", django, "save"), SQL_INSERT,
         "insert into a(x) values (?)", "bulk_create()"},
        {CALLS(strategies, "LazyLoader._load_for_state", strategies, "LazyLoader._emit_lazyload"), SQL_READ,
         LOOK_UP, "joinedload()"},
        {CALLS(strategies, "_load_for_state", "/lib/sqlalchemy/orm/loading.py", "load_on_ident"), SQL_READ,
         LOOK_UP, "undefer()"},
        {CALLS("/lib/sqlalchemy/orm/session.py", "Session.get"), SQL_READ, LOOK_UP, "in_(keys)"},
        {CALLS("/lib/sqlalchemy/orm/session.py", "Session.flush"), SQL_INSERT, "insert into a(x) values (?)",
         "flush once"},
        {CALLS("/lib/peewee.py", "ForeignKeyAccessor.get_rel_instance"), SQL_READ, LOOK_UP, "prefetch()"},
        {CALLS("/lib/peewee.py", "Model.save"), SQL_INSERT, "insert into a(x) values (?)", "insert_many()"},
        {CALLS("/lib/pony/orm/core.py", "Query._fetch"), SQL_READ, LOOK_UP, "prefetch()"},
        {CALLS("/usr/lib/libother.so", "x"), SQL_READ, LOOK_UP, "one statement"},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        struct fixture fixture;
        start(&fixture, LOOPLINE_DRIVER_POSTGRESQL, all[i].class, all[i].text);
        for (const char *const *at = all[i].calls; *at; at += 2)
            call(&fixture, at[0], at[1]);
        assert_says(&fixture, all[i].said);
        end(&fixture);
    }
}

/* The framework that serves the request is around the loop, and no part of it. */
static void test_frames_outside_the_loop_say_nothing(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL, SQL_READ, LOOK_UP);
    fixture.frames[1] =
        (struct source_frame){.function = "execute_field", .file = "/lib/graphql/execution/execute.py"};
    fixture.stack.frame_count = 2;
    assert_null(strstr(advice_of(&fixture).summary, "DataLoader"));
    end(&fixture);
}

static void test_words_of_duplicates(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_READ, LOOK_UP);
    fixture.finding.kind = FINDING_DUPLICATE;
    fixture.site.distinct_parameters = 1;
    assert_says(&fixture, "once before the loop");
    assert_runs(&fixture, NULL); /* there is one value */
    fixture.site.distinct_parameters = 7;
    assert_says(&fixture, "keep each result by its values");
    call(&fixture, "/lib/sqlalchemy/orm/session.py", "Session.execute");
    assert_says(&fixture, "keep each result by its values");
    fixture.site.distinct_parameters = 1;
    assert_says(&fixture, "session.get()");
    call(&fixture, strategies, "_emit_lazyload");
    assert_says(&fixture, "selectinload()"); /* the library asks again: a relationship all the same */
    end(&fixture);
}

static void test_words_of_writes_without_a_framework(void **state) {
    (void)state;
    struct fixture fixture;
    start(&fixture, LOOPLINE_DRIVER_SQLITE, SQL_INSERT, "insert into a(x) values (?)");
    assert_says(&fixture, "one transaction");
    end(&fixture);
    start(&fixture, LOOPLINE_DRIVER_POSTGRESQL, SQL_INSERT, "insert into a(x) values (?)");
    assert_says(&fixture, "COPY");
    fixture.frames[0].code = &(const struct merged_code){.file = "/srv/app.pl",
                                                         .language = language_of_kind(LOOPLINE_RUNTIME_PERL)};
    assert_says(&fixture, "pg_putcopydata");
    fixture.frames[0].code = &(const struct merged_code){
        .file = "/srv/app.py", .language = language_of_kind(LOOPLINE_RUNTIME_CPYTHON)};
    assert_says(&fixture, "executemany()");
    fixture.statement.text = "insert into a select x from b where id = ?";
    assert_says(&fixture, "INSERT ... SELECT");
    end(&fixture);
}

/* The names come from the file on disk, and only where it fits. */
static void test_names_from_the_source(void **state) {
    (void)state;
    char path[] = "/tmp/loopline-advice-XXXXXX.py";
    const int file = mkstemps(path, 3);
    assert_true(file >= 0);
    FILE *source = fdopen(file, "w");
    assert_non_null(source);
    fputs("posts = session.query(Post)\nfor post in posts:\n    print(post.author.name, 'secret')\n", source);
    fclose(source);
    struct fixture fixture;
    start_linked(&fixture, LIST, "author_id");
    fixture.frames[0].file = path;
    fixture.frames[0].line = 3;
    struct source_frame parent_frame = {.file = path, .line = 1, .application = true};
    fixture.parent_stack = (struct source_stack){.frame_count = 1, .frames = &parent_frame};
    call(&fixture, strategies, "LazyLoader._emit_lazyload");
    assert_says(&fixture, "selectinload(Post.author)");
    assert_null(strstr(advice_of(&fixture).summary, "secret"));
    parent_frame.file = "/nowhere";
    assert_says(&fixture, "for the relationship author");
    fixture.frames[1].line = 9; /* not in the file */
    assert_says(&fixture, "for this relationship");
    end(&fixture);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements_for_many_values),
        cmocka_unit_test(test_no_statement_of_what_is_not_whole),
        cmocka_unit_test(test_limit_is_left_out_of_look_ups_alone),
        cmocka_unit_test(test_notes_on_the_statement),
        cmocka_unit_test(test_join_where_the_values_show_the_column),
        cmocka_unit_test(test_columns_that_hold_the_same_values),
        cmocka_unit_test(test_no_join_without_a_value_match),
        cmocka_unit_test(test_words_of_each_framework),
        cmocka_unit_test(test_frames_outside_the_loop_say_nothing),
        cmocka_unit_test(test_words_of_duplicates),
        cmocka_unit_test(test_words_of_writes_without_a_framework),
        cmocka_unit_test(test_names_from_the_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
