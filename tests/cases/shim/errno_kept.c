/* Sets errno before each call of a hooked function and tells where it has changed after it. */
#include <dlfcn.h>
#include <errno.h>

#include "case_sqlite.h"

#define AROUND(call)                                           \
    do {                                                       \
        errno = 4711;                                          \
        (void)(call);                                          \
        if (errno != 4711)                                     \
            printf("line %d: errno is %d\n", __LINE__, errno); \
    } while (0)

int main(void) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    AROUND(sqlite3_open(":memory:", &db));
    AROUND(sqlite3_exec(db, "create table items (id integer primary key, name text)", NULL, NULL, NULL));
    AROUND(sqlite3_exec(db, "insert into items values (1, 'a'), (2, 'b')", NULL, NULL, NULL));
    AROUND(sqlite3_prepare_v2(db, ITEM_BY_ID, -1, &statement, NULL));
    AROUND(sqlite3_bind_int(statement, 1, 1));
    AROUND(sqlite3_step(statement));
    AROUND(sqlite3_step(statement));
    AROUND(sqlite3_reset(statement));
    AROUND(sqlite3_clear_bindings(statement));
    AROUND(sqlite3_finalize(statement));
    for (int i = 0; i < 2000; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "select id as c%c%c%c from items", 'a' + i % 26, 'a' + i / 26 % 26,
                 'a' + i / 676);
        AROUND(sqlite3_exec(db, sql, NULL, NULL, NULL));
    }
    AROUND(dlsym(RTLD_DEFAULT, "sqlite3_step"));
    AROUND(sqlite3_close(db));
    errno = 0;
    MUST(sqlite3_open("/no/such/directory/x.db", &db) == SQLITE_CANTOPEN);
    printf("errno %d after a failed open\n", errno);
    return 0;
}
