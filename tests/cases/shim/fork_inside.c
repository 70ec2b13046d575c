/*
 * Forks while SQLite is at work: in the callback of sqlite3_exec ("callback") or in a function of SQL
 * ("function"). The child comes back from there, as the parent does, and both run three look-ups more.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case_sqlite.h"

static pid_t child = -1;

static void fork_once(void) {
    if (child < 0)
        child = fork();
}

static int callback(void *unused, int columns, char **values, char **names) {
    (void)unused, (void)columns, (void)values, (void)names;
    fork_once();
    return 0;
}

static void function(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count, (void)values;
    fork_once();
    sqlite3_result_int(context, 1);
}

static void merged_statement(sqlite3 *db, const char *where) {
    sqlite3_stmt *statement = NULL;
    if (strcmp(where, "callback") == 0) {
        MUST(sqlite3_exec(db, ALL_ITEMS, callback, NULL, NULL) == SQLITE_OK);
        return;
    }
    MUST(sqlite3_create_function(db, "fork", 0, SQLITE_UTF8, NULL, function, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select fork() from items", -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        continue;
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

int main(int argc, char **argv) {
    int status = 0;
    MUST(argc == 2);
    /* Without mutexes: SQLite's own would hang in the child, where the thread has another number. */
    MUST(sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK);
    sqlite3 *db = open_items(":memory:");
    merged_statement(db, argv[1]);
    for (int id = 1; id <= 3; id++)
        MUST(look_up(db, id) == 1);
    if (child == 0)
        return 0;
    MUST(waitpid(child, &status, 0) == child);
    printf("the child ended with %d\n", status);
    return 0;
}
