/* Statements that end in errors: a constraint (by step and by exec) and a lock that another connection holds.
 */
#include <unistd.h>

#include "case_sqlite.h"

int main(void) {
    sqlite3_stmt *statement = NULL;
    char *message = NULL;
    unlink("errors.db");
    sqlite3 *db = open_items("errors.db");
    sqlite3 *other = NULL;
    MUST(sqlite3_prepare_v2(db, "insert into items (id) values (?)", -1, &statement, NULL) == SQLITE_OK);
    for (int id = 99; id <= 103; id++) {
        MUST(sqlite3_bind_int(statement, 1, id) == SQLITE_OK);
        MUST(sqlite3_step(statement) == (id <= 100 ? SQLITE_CONSTRAINT : SQLITE_DONE));
        sqlite3_reset(statement);
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    MUST(sqlite3_exec(db, "insert into items (id, name) values (1, 'x')", NULL, NULL, &message) ==
         SQLITE_CONSTRAINT);
    printf("%s\n", message);
    sqlite3_free(message);
    MUST(sqlite3_open("errors.db", &other) == SQLITE_OK);
    MUST(sqlite3_exec(other, "begin exclusive", NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "delete from items where id = 7", -1, &statement, NULL) == SQLITE_BUSY ||
         statement);
    if (statement) {
        MUST(sqlite3_step(statement) == SQLITE_BUSY);
        MUST(sqlite3_step(statement) == SQLITE_BUSY);
        sqlite3_reset(statement);
    }
    MUST(sqlite3_exec(other, "commit", NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_DONE);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    sqlite3_close(other);
    sqlite3_close(db);
    unlink("errors.db");
    return 0;
}
