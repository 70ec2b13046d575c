/* Connections opened and closed in every form, with one look-up each. */
#include <uchar.h>
#include <unistd.h>

#include "case_sqlite.h"

static void use(sqlite3 *db) {
    MUST(db && sqlite3_exec(db, "select 1 from sqlite_master as m", NULL, NULL, NULL) == SQLITE_OK);
}

int main(void) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_open("one.db", &db) == SQLITE_OK);
    use(db);
    MUST(sqlite3_close(db) == SQLITE_OK);
    MUST(sqlite3_open16(u"two.db", &db) == SQLITE_OK);
    use(db);
    MUST(sqlite3_close_v2(db) == SQLITE_OK);
    MUST(sqlite3_open_v2("three.db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK);
    use(db);
    MUST(sqlite3_prepare_v2(db, "select 2 from sqlite_master as m", -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_close(db) == SQLITE_BUSY); /* it goes on living */
    use(db);
    MUST(sqlite3_close_v2(db) == SQLITE_OK); /* and is closed by its last statement's end */
    MUST(sqlite3_step(statement) == SQLITE_DONE);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    MUST(sqlite3_open("/no/such/directory/four.db", &db) == SQLITE_CANTOPEN && db);
    printf("%s\n", sqlite3_errmsg(db));
    MUST(sqlite3_close(db) == SQLITE_OK);
    MUST(sqlite3_close(NULL) == SQLITE_OK && sqlite3_close_v2(NULL) == SQLITE_OK);
    unlink("one.db");
    unlink("two.db");
    unlink("three.db");
    return 0;
}
