/*
 * A program that is an interpreter, stripped: only the function that others may call has a name, the
 * evaluator and what runs an instruction have none. The script has no loop: twelve statements, one behind the
 * other.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { INSTRUCTIONS = 12 };

void lua_callk(sqlite3 *db, int first);

static __attribute__((noinline)) int run_instruction(sqlite3 *db, int instruction) {
    char *text = sqlite3_mprintf("select name from items where id = %d", instruction);
    const int result = sqlite3_exec(db, text, NULL, NULL, NULL);
    sqlite3_free(text);
    return result;
}

static __attribute__((noinline)) int evaluate(sqlite3 *db, int first) {
    int failed = 0;
    for (int at = first; at < INSTRUCTIONS; at++)
        failed += run_instruction(db, at) != SQLITE_OK;
    return failed;
}

void lua_callk(sqlite3 *db, int first) {
    const int failed = evaluate(db, first);
    if (failed) {
        printf("%d failed\n", failed);
        exit(EXIT_FAILURE);
    }
}

int main(void) {
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, "create table items (id integer primary key, name text)", NULL, NULL, NULL) !=
            SQLITE_OK)
        return EXIT_FAILURE;
    lua_callk(db, 0);
    return sqlite3_close(db) == SQLITE_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
