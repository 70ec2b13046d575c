/*
 * Statements that return ROWS rows of twenty columns each, integers, texts and reals in turn, of which all
 * are read, from an SQLite database in memory: `results_sqlite ROWS COUNT`. Prints nanoseconds per row, the
 * best of ROUNDS rounds of COUNT statements each.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "rounds.h"

enum { COLUMNS = 20 };

static void must(int result, int expected, const char *what) {
    if (result == expected)
        return;
    fprintf(stderr, "results_sqlite: %s: error %d\n", what, result);
    exit(1);
}

static void fill(sqlite3 *database, long rows) {
    char sql[4096];
    int length = snprintf(sql, sizeof sql, "create table t(id integer primary key");
    for (int i = 1; i < COLUMNS; i++)
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", c%d", i);
    length += snprintf(sql + length, sizeof sql - (size_t)length,
                       "); with recursive n(i) as (select 1 union all select i + 1 from n where i < %ld)"
                       " insert into t select i",
                       rows);
    for (int i = 1; i < COLUMNS; i++) {
        static const char *const forms[] = {"i * %d", "'value ' || (i * %d)", "i * %d + 0.5"};
        char value[64];
        snprintf(value, sizeof value, forms[i % 3], i);
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", %s", value);
    }
    snprintf(sql + length, sizeof sql - (size_t)length, " from n");
    must(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "filling the table");
}

static volatile double read_so_far;

static void read_row(sqlite3_stmt *statement) {
    for (int i = 0; i < COLUMNS; i++) {
        switch (sqlite3_column_type(statement, i)) {
        case SQLITE_INTEGER:
            read_so_far += (double)sqlite3_column_int64(statement, i);
            break;
        case SQLITE_FLOAT:
            read_so_far += sqlite3_column_double(statement, i);
            break;
        default:
            read_so_far += sqlite3_column_text(statement, i)[0] + sqlite3_column_bytes(statement, i);
        }
    }
}

static __attribute__((noinline)) void read_all(void *context, long number) {
    sqlite3_stmt *statement = context;
    (void)number;
    int result = 0;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        read_row(statement);
    must(result, SQLITE_DONE, "reading");
    must(sqlite3_reset(statement), SQLITE_OK, "resetting");
}

int main(int argc, char **argv) {
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: results_sqlite ROWS COUNT\n");
        return 2;
    }
    const long rows = atol(argv[1]);
    must(sqlite3_open(":memory:", &database), SQLITE_OK, "opening");
    fill(database, rows);
    must(sqlite3_prepare_v2(database, "select * from t", -1, &statement, NULL), SQLITE_OK, "preparing");
    printf("%.2f\n", best_round(read_all, statement, atol(argv[2])) / (double)rows);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return 0;
}
