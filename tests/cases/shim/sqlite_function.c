/* A function of SQL that runs a statement of its own for each row. */
#include "case_sqlite.h"

static void name_of(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    sqlite3 *db = sqlite3_context_db_handle(context);
    MUST(look_up(db, sqlite3_value_int(values[0])) == 1); /* child */
    sqlite3_result_int(context, 1);
}

int main(void) {
    int rows = 0;
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = open_items(":memory:");
    MUST(sqlite3_create_function(db, "name_of", 1, SQLITE_UTF8, NULL, name_of, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select name_of(id) from items", -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    printf("%d rows\n", rows);
    return sqlite3_close(db);
}
