/*
 * One statement from 2 to the power of the first argument call sites, from each as often as the second
 * argument says. Prints how many statements were run.
 */
#include "case_sqlite.h"
#include "many_sites.h"

static sqlite3_stmt *statement;
static long statements;

static int execute(void) {
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    statements++;
    return sqlite3_reset(statement);
}

int main(int argc, char **argv) {
    MUST(argc == 3);
    const int levels = atoi(argv[1]);
    sqlite3 *db = NULL;
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select 1 as many from (values (1))", -1, &statement, NULL) == SQLITE_OK);
    for (int round = 0; round < atoi(argv[2]); round++)
        for (unsigned path = 0; path < 1u << levels; path++)
            descend(execute, levels, path);
    sqlite3_finalize(statement);
    printf("%ld\n", statements);
    return sqlite3_close(db);
}
