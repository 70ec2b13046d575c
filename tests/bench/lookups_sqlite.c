/*
 * Look-ups by primary key in an SQLite database in memory: `lookups_sqlite HOW COUNT`. Prints nanoseconds per
 * look-up, the best of ROUNDS rounds of COUNT look-ups each. HOW is `prepared`, `text`, `literal` or `tagged`
 * (a text with a comment that is another each time), by numbers that the program counts itself, or by those
 * that it reads from a parent's rows, again after each ROWS look-ups: `in-order` as the rows come, `random`
 * in an order of its own, `unrelated` by numbers that no row holds. `irregular` runs one of STATEMENTS
 * statements, in an order that does not repeat.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rounds.h"

enum { ROWS = 1000, STATEMENTS = 16 };

enum order { IN_ORDER, RANDOM, UNRELATED };

struct bench {
    sqlite3 *database;
    sqlite3_stmt *prepared;
    sqlite3_stmt *parents;
    sqlite3_stmt *statements[STATEMENTS];
    enum order order;
    sqlite3_int64 ids[ROWS]; /* read from the parent */
};

static void must(int result, int expected, const char *what) {
    if (result == expected)
        return;
    fprintf(stderr, "lookups_sqlite: %s: error %d\n", what, result);
    exit(1);
}

static void fill(sqlite3 *database) {
    char sql[300];
    snprintf(sql, sizeof sql,
             "create table t(id integer primary key, v int);"
             "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
             "insert into t select i, i * 2 from n;"
             "create table parent as select id, (id * 317 %% %d) + 1 as child from t",
             ROWS, ROWS);
    must(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "filling the table");
}

static void look_up_by(sqlite3_stmt *statement, sqlite3_int64 id, int expected) {
    must(sqlite3_bind_int64(statement, 1, id), SQLITE_OK, "binding");
    must(sqlite3_step(statement), expected, "looking up");
    must(sqlite3_reset(statement), SQLITE_OK, "resetting");
}

static __attribute__((noinline)) void look_up_prepared(void *context, long number) {
    look_up_by(((struct bench *)context)->prepared, number % ROWS + 1, SQLITE_ROW);
}

static __attribute__((noinline)) void look_up_irregularly(void *context, long number) {
    const uint32_t mixed = (uint32_t)number * 0x9e3779b1u;
    look_up_by(((struct bench *)context)->statements[(mixed ^ mixed >> 15) % STATEMENTS], number % ROWS + 1,
               SQLITE_ROW);
}

static void look_up_text(const struct bench *bench, const char *sql) {
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(bench->database, sql, -1, &statement, NULL), SQLITE_OK, "preparing");
    must(sqlite3_step(statement), SQLITE_ROW, "looking up");
    must(sqlite3_finalize(statement), SQLITE_OK, "finalizing");
}

static __attribute__((noinline)) void look_up_same_text(void *context, long number) {
    (void)number;
    look_up_text(context, "select v from t where id = 1");
}

static __attribute__((noinline)) void look_up_literal(void *context, long number) {
    char sql[64];
    snprintf(sql, sizeof sql, "select v from t where id = %ld", number % ROWS + 1);
    look_up_text(context, sql);
}

static __attribute__((noinline)) void look_up_tagged(void *context, long number) {
    char sql[256];
    snprintf(sql, sizeof sql,
             "select v from t where id = 1 /*controller='items',db_driver='c',framework='none',"
             "route='%%2Fitems%%2F%%3Aid',traceparent='00-0af7651916cd43dd8448eb211c80319c-%016lx-01'*/",
             number + 1);
    look_up_text(context, sql);
}

/* A step that has no divisor in common with ROWS reaches every place. */
static void read_parents(struct bench *bench) {
    enum { STEP = 617 };
    long row = 0;
    for (; sqlite3_step(bench->parents) == SQLITE_ROW; row++) {
        const long place = bench->order == IN_ORDER ? row : row * STEP % ROWS;
        bench->ids[place] = sqlite3_column_int64(bench->parents, 1);
    }
    must(row == ROWS ? SQLITE_OK : SQLITE_ERROR, SQLITE_OK, "reading the parent's rows");
    must(sqlite3_reset(bench->parents), SQLITE_OK, "resetting");
}

static __attribute__((noinline)) void look_up_child(void *context, long number) {
    struct bench *bench = context;
    if (number % ROWS == 0)
        read_parents(bench);
    const sqlite3_int64 id = bench->ids[number % ROWS];
    if (bench->order == UNRELATED)
        look_up_by(bench->prepared, id + ROWS, SQLITE_DONE);
    else
        look_up_by(bench->prepared, id, SQLITE_ROW);
}

static void prepare(struct bench *bench, const char *sql, sqlite3_stmt **statement) {
    must(sqlite3_prepare_v2(bench->database, sql, -1, statement, NULL), SQLITE_OK, "preparing");
}

static void prepare_all(struct bench *bench) {
    prepare(bench, "select v from t where id = ?", &bench->prepared);
    prepare(bench, "select id, child from parent", &bench->parents);
    for (int i = 0; i < STATEMENTS; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "select v as v%c from t where id = ?", 'a' + i);
        prepare(bench, sql, &bench->statements[i]);
    }
}

static void finalize_all(struct bench *bench) {
    sqlite3_finalize(bench->parents);
    sqlite3_finalize(bench->prepared);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(bench->statements[i]);
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        void (*look_up)(void *context, long number);
        enum order order;
    } ways[] = {{"prepared", look_up_prepared, IN_ORDER}, {"text", look_up_same_text, IN_ORDER},
                {"literal", look_up_literal, IN_ORDER},   {"tagged", look_up_tagged, IN_ORDER},
                {"in-order", look_up_child, IN_ORDER},    {"random", look_up_child, RANDOM},
                {"unrelated", look_up_child, UNRELATED},  {"irregular", look_up_irregularly, IN_ORDER}};
    static struct bench bench;
    size_t way = 0;
    while (argc == 3 && way < sizeof ways / sizeof *ways && strcmp(ways[way].name, argv[1]) != 0)
        way++;
    if (argc != 3 || way == sizeof ways / sizeof *ways) {
        fprintf(
            stderr,
            "usage: lookups_sqlite prepared|text|literal|tagged|in-order|random|unrelated|irregular COUNT\n");
        return 2;
    }
    bench.order = ways[way].order;
    must(sqlite3_open(":memory:", &bench.database), SQLITE_OK, "opening");
    fill(bench.database);
    prepare_all(&bench);
    printf("%.1f\n", best_round(ways[way].look_up, &bench, atol(argv[2])));
    finalize_all(&bench);
    sqlite3_close(bench.database);
    return 0;
}
