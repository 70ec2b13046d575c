/*
 * A parent's rows whose column has one form, and look-ups by them in others. Arguments: the encoding of the
 * database, the column as an expression of n, the forms of the parameter. The statements bear the number of
 * the form.
 */
#include <stdint.h>
#include <string.h>

#include "case_sqlite.h"

enum { ROWS = 12, LONGEST = 64 };

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

/* Of letters below U+0800. */
static int to_utf16(const char *text, uint16_t *units) {
    int count = 0;
    for (; *text; text++) {
        units[count++] = (uint16_t)*text;
        if (*text & 0x80) {
            units[count - 1] = (uint16_t)((*text & 0x1f) << 6 | (text[1] & 0x3f));
            text++;
        }
    }
    return 2 * count;
}

static int to_bytes(const char *text, unsigned char *bytes) {
    int count = 0;
    for (; *text; text++) {
        unsigned byte = 0;
        if (*text == '-')
            continue;
        MUST(sscanf(text, "%2x", &byte) == 1);
        bytes[count++] = (unsigned char)byte;
        text++;
    }
    return count;
}

static int bind(sqlite3_stmt *statement, const char *form, const char *text, sqlite3_value *value) {
    uint16_t units[LONGEST];
    unsigned char bytes[LONGEST];
    const int length = (int)strlen(text);
    if (strcmp(form, "int") == 0)
        return sqlite3_bind_int(statement, 1, atoi(text));
    if (strcmp(form, "int64") == 0)
        return sqlite3_bind_int64(statement, 1, atoll(text));
    if (strcmp(form, "double") == 0)
        return sqlite3_bind_double(statement, 1, strtod(text, NULL));
    if (strcmp(form, "text") == 0)
        return sqlite3_bind_text(statement, 1, text, -1, SQLITE_TRANSIENT);
    if (strcmp(form, "text64") == 0)
        return sqlite3_bind_text64(statement, 1, text, (sqlite3_uint64)length, SQLITE_TRANSIENT, SQLITE_UTF8);
    if (strcmp(form, "text16") == 0)
        return sqlite3_bind_text16(statement, 1, units, to_utf16(text, units), SQLITE_TRANSIENT);
    if (strcmp(form, "text64-16") == 0)
        return sqlite3_bind_text64(statement, 1, (const char *)units, (sqlite3_uint64)to_utf16(text, units),
                                   SQLITE_TRANSIENT, SQLITE_UTF16);
    if (strcmp(form, "blob") == 0)
        return sqlite3_bind_blob(statement, 1, bytes, to_bytes(text, bytes), SQLITE_TRANSIENT);
    MUST(strcmp(form, "value") == 0);
    return sqlite3_bind_value(statement, 1, value);
}

static NOINLINE void look_up_by_parameter(sqlite3 *db, int number, const char *form, const char *text,
                                          sqlite3_value *value) {
    char sql[256];
    snprintf(sql, sizeof sql, "select ? as child_%d", number);
    sqlite3_stmt *statement = prepare(db, sql);
    MUST(bind(statement, form, text, value) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

static NOINLINE void look_up_by_literal(sqlite3 *db, int number, const char *form, const char *text) {
    char sql[256];
    const char *place = strchr(form, '@');
    snprintf(sql, sizeof sql, "select %.*s%s%s as child_%d from (select 1) other", (int)(place - form), form,
             text, place + 1, number);
    sqlite3_stmt *statement = prepare(db, sql);
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

/* Values of its own, so that nothing else holds them; read row by row. */
static void loop_over_rows(sqlite3 *db, int number, const char *column, const char *form) {
    char sql[512], text[LONGEST];
    const int first = 100 * number + 1;
    snprintf(
        sql, sizeof sql,
        "with recursive numbers (n) as (values (%d) union all select n + 1 from numbers where n < %d)"
        " select %s as parent_%d, '=' || case typeof(%s) when 'blob' then hex(%s) else %s end from numbers",
        first, first + ROWS - 1, column, number, column, column, column);
    sqlite3_stmt *rows = prepare(db, sql);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        snprintf(text, LONGEST, "%s", sqlite3_column_text(rows, 1) + 1);
        if (strchr(form, '@'))
            look_up_by_literal(db, number, form, text);
        else
            look_up_by_parameter(db, number, form, text, sqlite3_column_value(rows, 0));
    }
    MUST(sqlite3_finalize(rows) == SQLITE_OK);
}

int main(int argc, char **argv) {
    sqlite3 *db = NULL;
    char sql[64];
    MUST(argc > 3);
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    snprintf(sql, sizeof sql, "pragma encoding = '%s'", argv[1]);
    MUST(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    for (int i = 3; i < argc; i++)
        loop_over_rows(db, i - 3, argv[2], argv[i]);
    MUST(sqlite3_close(db) == SQLITE_OK);
    return 0;
}
