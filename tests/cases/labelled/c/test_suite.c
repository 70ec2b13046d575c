/*
 * A test suite: each test makes its fixtures anew, looks at something of its own, and takes them away again.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

static struct database database;

static void execute(const char *sql) {
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

static int number(const char *sql) {
    int value;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        value = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return value;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    value = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return value;
}

static void set_up_test(void) {
    execute("begin");
    execute("insert into authors (id, name, country_id) values (501, 'Ada', 1)");
    execute("insert into posts (id, author_id, title) values (901, 501, 'Notes')");
    execute("insert into tags (id, post_id, label) values (9001, 901, 'engine')");
}

static void tear_down_test(void) {
    execute("rollback");
}

static void test_author_has_posts(void) {
    require(number("select count(*) from posts where author_id = 501") == 1, "one post");
}

static void test_author_is_found(void) {
    require(number("select count(*) from authors where name = 'Ada'") == 1, "Ada");
}

static void test_tag_is_found(void) {
    require(number("select post_id from tags where label = 'engine'") == 901, "tag");
}

static void test_title_changes(void) {
    execute("update posts set title = 'Sketch' where id = 901");
    require(number("select count(*) from posts where title = 'Sketch'") == 1, "title");
}

static void test_post_is_deleted(void) {
    execute("delete from posts where id = 901");
    require(number("select count(*) from posts where id = 901") == 0, "gone");
}

static void test_country_is_joined(void) {
    require(number("select count(*) from authors join countries on countries.id = country_id where "
                   "authors.id = 501") == 1,
            "country");
}

static void test_newest_post(void) {
    require(number("select max(id) from posts") == 901, "newest");
}

static void test_no_comments(void) {
    require(number("select count(*) from comments where post_id = 901") == 0, "none");
}

static void (*const tests[])(void) = {
    test_author_has_posts, test_author_is_found,   test_tag_is_found, test_title_changes,
    test_post_is_deleted,  test_country_is_joined, test_newest_post,  test_no_comments,
};

int main(int argc, char **argv) {
    database = open_database(argc, argv);
    make_blog(database, 10);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        set_up_test();
        tests[i]();
        tear_down_test();
    }
    close_database(database);
    return EXIT_SUCCESS;
}
