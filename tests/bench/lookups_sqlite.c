/*
 * Look-ups by primary key in an SQLite database in memory: `lookups_sqlite prepared|literal COUNT`.
 * Prints nanoseconds per look-up, the best of ROUNDS rounds of COUNT look-ups each.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rounds.h"

enum { ROWS = 1000 };

struct bench {
    sqlite3 *database;
    sqlite3_stmt *prepared;
};

static void must(int result, int expected, const char *what) {
    if (result == expected)
        return;
    fprintf(stderr, "lookups_sqlite: %s: error %d\n", what, result);
    exit(1);
}

static void fill(sqlite3 *database) {
    char sql[200];
    snprintf(sql, sizeof sql,
             "create table t(id integer primary key, v int);"
             "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
             "insert into t select i, i * 2 from n",
             ROWS);
    must(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "filling the table");
}

static __attribute__((noinline)) void look_up_prepared(void *context, long number) {
    struct bench *bench = context;
    must(sqlite3_bind_int64(bench->prepared, 1, number % ROWS + 1), SQLITE_OK, "binding");
    must(sqlite3_step(bench->prepared), SQLITE_ROW, "looking up");
    must(sqlite3_reset(bench->prepared), SQLITE_OK, "resetting");
}

static __attribute__((noinline)) void look_up_literal(void *context, long number) {
    struct bench *bench = context;
    sqlite3_stmt *statement = NULL;
    char sql[64];
    snprintf(sql, sizeof sql, "select v from t where id = %ld", number % ROWS + 1);
    must(sqlite3_prepare_v2(bench->database, sql, -1, &statement, NULL), SQLITE_OK, "preparing");
    must(sqlite3_step(statement), SQLITE_ROW, "looking up");
    must(sqlite3_finalize(statement), SQLITE_OK, "finalizing");
}

int main(int argc, char **argv) {
    struct bench bench = {NULL, NULL};
    if (argc != 3) {
        fprintf(stderr, "usage: lookups_sqlite prepared|literal COUNT\n");
        return 2;
    }
    must(sqlite3_open(":memory:", &bench.database), SQLITE_OK, "opening");
    fill(bench.database);
    must(sqlite3_prepare_v2(bench.database, "select v from t where id = ?", -1, &bench.prepared, NULL),
         SQLITE_OK, "preparing");
    const int prepared = strcmp(argv[1], "prepared") == 0;
    printf("%.1f\n", best_round(prepared ? look_up_prepared : look_up_literal, &bench, atol(argv[2])));
    sqlite3_finalize(bench.prepared);
    sqlite3_close(bench.database);
    return 0;
}
