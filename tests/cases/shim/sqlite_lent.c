/*
 * What SQLite lends a program stays as it is: names of columns in UTF-16, kept while the rows are stepped
 * through, and how often SQLite asked the program's allocator for memory. Argument: the database's encoding.
 */
#include <string.h>
#include <uchar.h>

#include "case_sqlite.h"

enum { COLUMNS = 2 };

static sqlite3_mem_methods system_memory;
static long allocations;

static void *allocate(int bytes) {
    allocations++;
    return system_memory.xMalloc(bytes);
}

static void print_units(const char16_t *text) {
    while (*text)
        printf("%04x ", *text++);
    printf("\n");
}

static void read_items(sqlite3 *db, int holds_names) {
    const char16_t *names[COLUMNS] = {u"", u""};
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, ALL_ITEMS, -1, &statement, NULL) == SQLITE_OK);
    for (int i = 0; holds_names && i < COLUMNS; i++)
        names[i] = sqlite3_column_name16(statement, i);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < COLUMNS; i++)
            print_units(names[i]);
        printf("%d %s\n", sqlite3_column_int(statement, 0), sqlite3_column_text(statement, 1));
    }
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

int main(int argc, char **argv) {
    MUST(argc == 2 && sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory) == SQLITE_OK);
    sqlite3_mem_methods counted = system_memory;
    counted.xMalloc = allocate;
    MUST(sqlite3_config(SQLITE_CONFIG_MALLOC, &counted) == SQLITE_OK);
    sqlite3 *db = NULL;
    char *pragma = sqlite3_mprintf("pragma encoding = '%s'", argv[1]);
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sqlite3_exec(db, pragma, NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db,
                      "create table items (id integer primary key, name text);"
                      "insert into items values (1, 'one'), (2, 'naïve 😀'), (3, '')",
                      NULL, NULL, NULL) == SQLITE_OK);
    for (int round = 0; round < 4; round++)
        read_items(db, round % 2 == 0);
    MUST(sqlite3_close(db) == SQLITE_OK);
    sqlite3_free(pragma);
    printf("%ld allocations, %lld bytes at most\n", allocations, (long long)sqlite3_memory_highwater(0));
    return 0;
}
