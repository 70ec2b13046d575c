/*
 * Opens SQLite by itself, asks for its functions by dlsym, uses and closes it, again and again; each time it
 * comes to lie elsewhere.
 */
#include <dlfcn.h>
#include <sys/mman.h>

#include "case_sqlite.h"

int main(int argc, char **argv) {
    int opened = 0;
    MUST(argc == 3);
    for (int i = 0; i < atoi(argv[2]); i++) {
        sqlite3 *db = NULL;
        void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        MUST(library);
        __typeof__(sqlite3_open) *open_database = (__typeof__(open_database))dlsym(library, "sqlite3_open");
        __typeof__(sqlite3_exec) *execute = (__typeof__(execute))dlsym(library, "sqlite3_exec");
        __typeof__(sqlite3_close) *close_database =
            (__typeof__(close_database))dlsym(library, "sqlite3_close");
        MUST(open_database && execute && close_database);
        MUST(open_database(":memory:", &db) == SQLITE_OK);
        opened += execute(db, "select 1 from sqlite_master", NULL, NULL, NULL) == SQLITE_OK;
        MUST(close_database(db) == SQLITE_OK);
        MUST(dlclose(library) == 0);
        MUST(mmap(NULL, 3 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    }
    printf("%d times\n", opened);
    return 0;
}
