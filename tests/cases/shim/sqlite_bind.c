/*
 * Every function that binds a value: each runs one statement of its own (told apart by the name of its
 * column) ten times with ten values, and ten times with one value.
 */
#include <string.h>
#include <uchar.h>

#include "case_sqlite.h"

static const char texts[10][4] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
static const char16_t wide_texts[10][4] = {u"a", u"b", u"c", u"d", u"e", u"f", u"g", u"h", u"i", u"j"};

typedef int (*bind_function)(sqlite3_stmt *statement, int i);

static int with_blob(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_blob(statement, 1, texts[i], 1, SQLITE_STATIC);
}
static int with_blob64(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_blob64(statement, 1, texts[i], 1, SQLITE_STATIC);
}
static int with_double(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_double(statement, 1, i * 0.5);
}
static int with_int(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_int(statement, 1, i - 5);
}
static int with_int64(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_int64(statement, 1, i + (1ll << 40));
}
static int with_text(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_text(statement, 1, texts[i], -1, SQLITE_TRANSIENT);
}
static int with_text64(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_text64(statement, 1, texts[i], 1, SQLITE_STATIC, SQLITE_UTF8);
}
static int with_text16(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_text16(statement, 1, wide_texts[i], -1, SQLITE_STATIC);
}
static int with_zeroblob(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_zeroblob(statement, 1, i);
}
static int with_zeroblob64(sqlite3_stmt *statement, int i) {
    return sqlite3_bind_zeroblob64(statement, 1, (sqlite3_uint64)i);
}

static const struct {
    const char *name;
    bind_function bind;
} ways[] = {
    {"blob", with_blob},         {"blob64", with_blob64},
    {"double", with_double},     {"int", with_int},
    {"int64", with_int64},       {"text", with_text},
    {"text64", with_text64},     {"text16", with_text16},
    {"zeroblob", with_zeroblob}, {"zeroblob64", with_zeroblob64},
};

static void execute(sqlite3_stmt *statement) {
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    MUST(sqlite3_step(statement) == SQLITE_DONE);
    MUST(sqlite3_reset(statement) == SQLITE_OK);
}

static void run(sqlite3 *db, const char *name, bind_function bind, const char *kind, int same) {
    char sql[128];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql, "select count(*) as %s_%s from items where name = ?1", kind, name);
    MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    for (int i = 0; i < 10; i++) {
        MUST(bind(statement, same ? 3 : i) == SQLITE_OK);
        execute(statement);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

/* Values taken away again: after the first, all executions have NULL for a value. */
static void run_cleared(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, "select count(*) as cleared from items where name = ?1", -1, &statement,
                            NULL) == SQLITE_OK);
    for (int i = 0; i < 10; i++) {
        MUST(sqlite3_bind_int(statement, 1, i) == SQLITE_OK);
        MUST(sqlite3_clear_bindings(statement) == SQLITE_OK);
        execute(statement);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

static void run_null(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, "select count(*) as none from items where name = ?1", -1, &statement, NULL) ==
         SQLITE_OK);
    for (int i = 0; i < 10; i++) {
        MUST((i & 1 ? sqlite3_bind_null(statement, 1)
                    : sqlite3_bind_pointer(statement, 1, db, "case", NULL)) == SQLITE_OK);
        execute(statement);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

/* A value of a result goes on as a parameter: ten different ones. */
static void run_value(sqlite3 *db) {
    sqlite3_stmt *source = NULL;
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, "select name as source from items where id <= 10", -1, &source, NULL) ==
         SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select count(*) as many_value from items where name = ?1", -1, &statement,
                            NULL) == SQLITE_OK);
    while (sqlite3_step(source) == SQLITE_ROW) {
        MUST(sqlite3_bind_value(statement, 1, sqlite3_column_value(source, 0)) == SQLITE_OK);
        execute(statement);
    }
    MUST(sqlite3_finalize(source) == SQLITE_OK);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

/* More parameters than are told apart one by one: the last of forty changes. */
static void run_forty(sqlite3 *db) {
    char sql[512] = "select count(*) as forty from items where id in (?1";
    sqlite3_stmt *statement = NULL;
    for (int i = 2; i <= 40; i++)
        snprintf(sql + strlen(sql), sizeof sql - strlen(sql), ", ?%d", i);
    strcat(sql, ")");
    MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    for (int i = 0; i < 10; i++) {
        for (int parameter = 1; parameter <= 40; parameter++)
            MUST(sqlite3_bind_int(statement, parameter, parameter == 40 ? i : parameter) == SQLITE_OK);
        execute(statement);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        run(db, ways[i].name, ways[i].bind, "many", 0);
        run(db, ways[i].name, ways[i].bind, "same", 1);
    }
    run_cleared(db);
    run_null(db);
    run_value(db);
    run_forty(db);
    puts("done");
    return sqlite3_close(db);
}
