#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"

struct database {
    sqlite3 *handle;
};

struct rows {
    size_t count;
    size_t columns;
    char **texts; /* count × columns */
};

static void *must(void *memory) {
    if (memory)
        return memory;
    fputs("authors: out of memory\n", stderr);
    exit(EXIT_FAILURE);
}

static void check(const struct database *database, int status) {
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW)
        return;
    fprintf(stderr, "authors: %s\n", sqlite3_errmsg(database->handle));
    exit(EXIT_FAILURE);
}

struct database *database_open(void) {
    struct database *database = must(calloc(1, sizeof *database));
    check(database, sqlite3_open(":memory:", &database->handle));
    return database;
}

void database_close(struct database *database) {
    sqlite3_close(database->handle);
    free(database);
}

static void append_row(struct rows *rows, sqlite3_stmt *statement) {
    rows->texts = must(realloc(rows->texts, (rows->count + 1) * rows->columns * sizeof *rows->texts));
    for (size_t column = 0; column < rows->columns; column++) {
        const unsigned char *text = sqlite3_column_text(statement, (int)column);
        rows->texts[rows->count * rows->columns + column] = must(strdup(text ? (const char *)text : ""));
    }
    rows->count++;
}

struct rows *database_query(struct database *database, const char *sql, const char *parameter) {
    struct rows *rows = must(calloc(1, sizeof *rows));
    sqlite3_stmt *statement;
    check(database, sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL));
    if (parameter)
        check(database, sqlite3_bind_int(statement, 1, (int)strtol(parameter, NULL, 10)));
    rows->columns = (size_t)sqlite3_column_count(statement);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW)
        append_row(rows, statement);
    check(database, status);
    sqlite3_finalize(statement);
    return rows;
}

size_t rows_count(const struct rows *rows) {
    return rows->count;
}

const char *rows_text(const struct rows *rows, size_t row, size_t column) {
    return rows->texts[row * rows->columns + column];
}

void rows_free(struct rows *rows) {
    for (size_t text = 0; text < rows->count * rows->columns; text++)
        free(rows->texts[text]);
    free(rows->texts);
    free(rows);
}
