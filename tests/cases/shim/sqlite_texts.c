/* Texts run in one call: sqlite3_exec with and without a callback, several in one text, and
 * sqlite3_get_table. */
#include "case_sqlite.h"

static int count_row(void *rows, int columns, char **values, char **names) {
    (void)columns, (void)values, (void)names;
    ++*(int *)rows;
    return 0;
}

static int stop(void *unused, int columns, char **values, char **names) {
    (void)unused, (void)columns, (void)values, (void)names;
    return 1;
}

int main(void) {
    int rows = 0;
    int columns = 0;
    char **table = NULL;
    char *message = NULL;
    sqlite3 *db = open_items(":memory:");
    for (int i = 0; i < 3; i++)
        MUST(sqlite3_exec(db, "select id as called from items", count_row, &rows, NULL) == SQLITE_OK);
    MUST(rows == 300);
    for (int i = 0; i < 2; i++)
        MUST(sqlite3_exec(db, "select id as silent from items", NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db, "select id as stopped from items", stop, NULL, &message) == SQLITE_ABORT);
    sqlite3_free(message);
    MUST(sqlite3_exec(db, "select id as one from items; select id as two from items", count_row, &rows,
                      NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db, "", NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db, NULL, NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_get_table(db, "select id as tabled from items", &table, &rows, &columns, NULL) == SQLITE_OK);
    MUST(rows == 100 && columns == 1);
    sqlite3_free_table(table);
    MUST(sqlite3_get_table(db, "select id as tabled from items", &table, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_free_table(table);
    MUST(sqlite3_exec(db, "select * from no_such_table", NULL, NULL, &message) == SQLITE_ERROR);
    printf("%s\n", message);
    sqlite3_free(message);
    return sqlite3_close(db);
}
