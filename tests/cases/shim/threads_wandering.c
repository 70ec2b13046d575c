/* A statement prepared and stepped once in one thread, stepped on in another, and finished in the first. */
#include <pthread.h>

#include "case_sqlite.h"

static sqlite3_stmt *statement;
static int rows;

static void *forty_steps(void *unused) {
    (void)unused;
    for (int i = 0; i < 40; i++) {
        MUST(sqlite3_step(statement) == SQLITE_ROW);
        rows++;
    }
    return NULL;
}

int main(void) {
    pthread_t thread;
    sqlite3 *db = open_items(":memory:");
    MUST(sqlite3_prepare_v2(db, ALL_ITEMS, -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    rows++;
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&thread, NULL, forty_steps, NULL) == 0);
        MUST(pthread_join(thread, NULL) == 0);
    }
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    printf("%d rows\n", rows);
    sqlite3_finalize(statement);
    return sqlite3_close(db);
}
