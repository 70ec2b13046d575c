/* Comments around statements, and what their tags say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/comments.h"
#include "sql/tags.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_part(struct sql_part part, const char *expected) {
    assert_int_equal(part.length, strlen(expected));
    if (part.length)
        assert_memory_equal(part.bytes, expected, part.length);
}

/* From a copy of exactly its length, so that a sanitizer sees the read past its end. */
static char *copy_of(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    assert_non_null(copy);
    memcpy(copy, text, strlen(text)); // NOLINT(bugprone-not-null-terminated-result): no terminator
    return realloc(copy, strlen(text) ? strlen(text) : 1);
}

static void comments_stand_around_the_body(void **state) {
    (void)state;
    static const struct {
        const char *sql, *before, *body, *after;
    } examples[] = {
        {"select 1", "", "select 1", ""},
        {"select 1;\n", "", "select 1;\n", ""},
        {"select 1 /*a='b'*/", "", "select 1", "a='b'"},
        {"select 1/*a*/ ; ", "", "select 1", "a"},
        {"/*a:b*/ select 1", "a:b", "select 1", ""},
        {"/*a*/select 1 /*b*/", "a", "select 1", "b"},
        {"select 1 /* a */ /*b*/", "", "select 1 /* a */", "b"},
        {"select 1 /*b\n*/", "", "select 1 /*b\n*/", ""},
        {"select 1 /* a /* b */ */", "", "select 1 /* a /* b */ */", ""},
        {"/* a /* b */ select 1", "", "/* a /* b */ select 1", ""},
        {"select 1 /*route='/a/b'*/", "", "select 1", "route='/a/b'"},
        {"/*/", "", "/*/", ""},
        {"*/", "", "*/", ""},
        {"/**/", "", "", ""},
        {"/*a*/", "a", "", ""},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        char *sql = copy_of(examples[i].sql);
        const struct sql_commented commented = sql_comments_around(sql, strlen(examples[i].sql));
        assert_part(commented.before, examples[i].before);
        assert_part(commented.body, examples[i].body);
        assert_part(commented.after, examples[i].after);
        if (commented.before.length || commented.after.length)
            assert_true(sql_may_be_commented(sql, strlen(examples[i].sql)));
        free(sql);
    }
}

static bool is_whole(enum sql_dialect dialect, const char *sql) {
    const struct sql_options options = {.dialect = dialect};
    const struct sql_commented commented = sql_comments_around(sql, strlen(sql));
    assert_true(commented.after.length);
    return sql_body_is_whole(options, sql, strlen(sql), commented.body);
}

static void the_end_of_a_literal_is_no_comment(void **state) {
    (void)state;
    assert_true(is_whole(SQL_SQLITE, "select 'x' /*a*/"));
    assert_true(is_whole(SQL_POSTGRESQL, "select $1 /* a */ /*b*/;"));
    assert_false(is_whole(SQL_SQLITE, "select '/*route=''x''' -- */"));
    assert_false(is_whole(SQL_SQLITE, "select '/*a*/"));
    assert_false(is_whole(SQL_POSTGRESQL, "select $$ /*a*/"));
    assert_false(is_whole(SQL_SQLITE, "select [/*a*/"));
    /* Nor is the rest of a comment that began earlier. */
    assert_true(is_whole(SQL_POSTGRESQL, "select 1 -- a\n /*b*/"));
    assert_false(is_whole(SQL_SQLITE, "select 1 -- /*a*/"));
    assert_false(is_whole(SQL_SQLITE, "select 1 /* a\n /*b*/"));
    assert_false(is_whole(SQL_SQLITE, "select 1 /* /* /*b*/"));
}

static struct sql_tags tags_of(const char *comment) {
    struct sql_tags tags;
    char *copy = copy_of(comment);
    memset(&tags, 0xff, sizeof tags);
    sql_read_tags(copy, strlen(comment), &tags);
    free(copy);
    return tags;
}

static void assert_tag(const struct sql_tag *tag, const char *expected) {
    assert_int_equal(tag->length, strlen(expected));
    assert_memory_equal(tag->bytes, expected, tag->length);
}

static void known_tags_are_read(void **state) {
    (void)state;
    static const struct {
        const char *comment, *route, *controller, *action, *job;
    } examples[] = {
        {"route='%2Fauthors',controller='list',framework='django%3A4'", "/authors", "list", "", ""},
        {"route='%%2Fauthors'", "/authors", "", "", ""},
        {" action='index', controller='posts' ", "", "posts", "index", ""},
        {"application:App,controller:posts,action:index", "", "posts", "index", ""},
        {"application:App,job:Admin::CleanJob", "", "", "", "Admin::CleanJob"},
        {"job_name='CleanJob'", "", "", "", "CleanJob"},
        {"controller='a\\'b'", "", "", "", ""}, /* no name */
        {"user='Ann%2CLee',action='x'", "", "", "x", ""},
        {"controller='App%5CHttp%5CUsers@show'", "", "App\\Http\\Users@show", "", ""},
        {"Route='/a'", "", "", "", ""},
        /* not a list of tags */
        {"action='index' of posts", "", "", "", ""},
        {"see action: index", "", "", "", ""},
        {"action: index", "", "", "", ""},
        {"action='index',", "", "", "", ""},
        {"action='index", "", "", "", ""},
        {"='x'", "", "", "", ""},
        {"", "", "", "", ""},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct sql_tags tags = tags_of(examples[i].comment);
        assert_tag(&tags.route, examples[i].route);
        assert_tag(&tags.controller, examples[i].controller);
        assert_tag(&tags.action, examples[i].action);
        assert_tag(&tags.job, examples[i].job);
        assert_false(tags.has_trace);
    }
}

static void routes_hold_no_values(void **state) {
    (void)state;
    static const char long_route[] =
        "route='/aaaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
        "bbbbbbbbbbbbbbbbbb-bbbbbbbbbbbbbb"
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/c'";
    static const char *const examples[][2] = {
        {"route='/a%3Ftoken%3Dx'", "/a"},
        {"route='/a%23x'", "/a"},
        {"route='^a/(%3FP<id>[0-9]{4})/$'", "^a/(?P<id>[0-9]{4})/$"},
        {"route='/users/<int:pk>/{id}/:slug/v2'", "/users/<int:pk>/{id}/:slug/v2"},
        {"route='/users/1234/a'", "/users/?/a"},
        {"route='/users/7'", "/users/?"},
        {"route='/users/ann@example.org'", "/users/?"},
        {"route='/o/0af76519-16cd-43dd-8448-eb211c80319c'", "/o/?"},
        {"route='/reset/AbcdefghijklmnopqrstuvwxyzABC'", "/reset/?"},
        {"route='/password-reset-confirmation-view/'", "/password-reset-confirmation-view/"},
        {"route='/a%00b'", ""},
        {"route='/a%1b[31m'", ""},
        {long_route, "/aaaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct sql_tags tags = tags_of(examples[i][0]);
        assert_tag(&tags.route, examples[i][1]);
    }
}

static void a_trace_has_one_form(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0'",
        "traceparent='00-00000000000000000000000000000000-b7ad6b7169203331-01'",
        "traceparent='00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'",
        "traceparent='00-0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-01'",
        "traceparent='00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01'",
    };
    const struct sql_tags tags =
        tags_of("traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'");
    static const uint8_t span[] = {0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31};
    assert_true(tags.has_trace);
    assert_int_equal(tags.trace_id[0], 0x0a);
    assert_int_equal(tags.trace_id[15], 0x9c);
    assert_memory_equal(tags.span_id, span, sizeof span);
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(tags_of(wrong[i]).has_trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_stand_around_the_body),
        cmocka_unit_test(the_end_of_a_literal_is_no_comment),
        cmocka_unit_test(known_tags_are_read),
        cmocka_unit_test(routes_hold_no_values),
        cmocka_unit_test(a_trace_has_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
