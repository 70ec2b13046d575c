/*
 * Values that are easily recognised, in every place that a value can stand in, each used in a loop over rows
 * that hold it. Nothing of them belongs in a capture. They begin at FIRST, a UUID's last digits too.
 */
#include <string.h>

#include "case_sqlite.h"

enum { ROWS = 10, FIRST = 70417000 };

static void run_child(sqlite3 *db, const char *sql, sqlite3_value *value, const unsigned char *text) {
    char with_literal[256];
    sqlite3_stmt *statement = NULL;
    snprintf(with_literal, sizeof with_literal, sql, text);
    MUST(sqlite3_prepare_v2(db, with_literal, -1, &statement, NULL) == SQLITE_OK);
    if (sqlite3_bind_parameter_count(statement))
        MUST(sqlite3_bind_value(statement, 1, value) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

static void loop_over(sqlite3 *db, const char *parent, const char *child) {
    sqlite3_stmt *rows = NULL;
    MUST(sqlite3_prepare_v2(db, parent, -1, &rows, NULL) == SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW)
        run_child(db, child, sqlite3_column_value(rows, 0), sqlite3_column_text(rows, 1));
    MUST(sqlite3_finalize(rows) == SQLITE_OK);
}

int main(void) {
    sqlite3 *db = NULL;
    char sql[512];
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    snprintf(
        sql, sizeof sql,
        "create table secrets as with recursive n (i) as (values (%d) union all select i + 1 from n limit %d)"
        " select i, 'Secretsmith ' || i as name, printf('0f1e2d3c-4b5a-6978-8796-%%012d', i) as uuid,"
        " i + 0.5 as real from n",
        FIRST, ROWS);
    MUST(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    loop_over(db, "select i, i from secrets", "select i as by_integer from secrets where i = ?");
    loop_over(db, "select i, i from secrets", "select i as by_literal from secrets where i = %s");
    loop_over(db, "select name, name from secrets", "select i as by_text from secrets where name = ?");
    loop_over(db, "select name, name from secrets", "select i as by_quoted from secrets where name = '%s'");
    loop_over(db, "select uuid, uuid from secrets", "select uuid as by_uuid from secrets where uuid = ?");
    loop_over(db, "select real, real from secrets", "select real as by_real from secrets where real = ?");
    loop_over(db, "select name || 'Secretsmith', i from secrets", "select ? as expression from secrets");
    loop_over(db, "select i + 70417001, i from secrets", "select ? as sum from secrets");
    loop_over(db, "select i + 70417001 as sum_of_2, i from secrets", "select ? as named from secrets");
    MUST(sqlite3_close(db) == SQLITE_OK);
    return 0;
}
