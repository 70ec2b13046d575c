/*
 * Every function by dlsym, as foreign function interfaces do: from the file that is the first argument,
 * opened with RTLD_LOCAL, or, with "-" for it, from dlopen(NULL) (the program has to be linked with SQLite
 * then). Each further argument is one more file: another copy of the library, used in turn with the first.
 */
#include <dlfcn.h>
#include <string.h>

#include "case_sqlite.h"

enum { COPIES = 8 };

struct copy {
    __typeof__(sqlite3_open) *open;
    __typeof__(sqlite3_close) *close;
    __typeof__(sqlite3_exec) *exec;
    __typeof__(sqlite3_prepare_v2) *prepare;
    __typeof__(sqlite3_bind_int) *bind_int;
    __typeof__(sqlite3_step) *step;
    __typeof__(sqlite3_finalize) *finalize;
    __typeof__(sqlite3_errmsg) *errmsg;
    __typeof__(sqlite3_libversion) *version;
    sqlite3 *db;
    int rows;
};

static void *function(void *library, const char *name) {
    void *found = dlsym(library, name);
    must(found != NULL, name);
    return found;
}

static struct copy open_copy(const char *file) {
    struct copy copy = {0};
    void *library = dlopen(strcmp(file, "-") == 0 ? NULL : file, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fprintf(stderr, "%s\n", dlerror());
    MUST(library);
    copy.open = (__typeof__(copy.open))function(library, "sqlite3_open");
    copy.close = (__typeof__(copy.close))function(library, "sqlite3_close");
    copy.exec = (__typeof__(copy.exec))function(library, "sqlite3_exec");
    copy.prepare = (__typeof__(copy.prepare))function(library, "sqlite3_prepare_v2");
    copy.bind_int = (__typeof__(copy.bind_int))function(library, "sqlite3_bind_int");
    copy.step = (__typeof__(copy.step))function(library, "sqlite3_step");
    copy.finalize = (__typeof__(copy.finalize))function(library, "sqlite3_finalize");
    copy.errmsg = (__typeof__(copy.errmsg))function(library, "sqlite3_errmsg");
    copy.version = (__typeof__(copy.version))function(library, "sqlite3_libversion");
    MUST(copy.version()[0] == '3');
    MUST(copy.open(":memory:", &copy.db) == SQLITE_OK);
    MUST(copy.exec(copy.db,
                   "create table items (id integer primary key, name text);"
                   "insert into items values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
                   NULL, NULL, NULL) == SQLITE_OK);
    return copy;
}

static NOINLINE int one_item(const struct copy *copy, int id) {
    sqlite3_stmt *statement = NULL;
    int rows = 0;
    MUST(copy->prepare(copy->db, ITEM_BY_ID, -1, &statement, NULL) == SQLITE_OK);
    MUST(copy->bind_int(statement, 1, id) == SQLITE_OK);
    while (copy->step(statement) == SQLITE_ROW)
        rows++;
    MUST(copy->finalize(statement) == SQLITE_OK);
    return rows;
}

int main(int argc, char **argv) {
    struct copy copies[COPIES];
    const int count = argc - 1;
    MUST(count > 0 && count <= COPIES);
    for (int i = 0; i < count; i++)
        copies[i] = open_copy(argv[i + 1]);
    for (int id = 1; id <= 20; id++)
        for (int i = 0; i < count; i++)
            copies[i].rows += one_item(&copies[i], id); /* loop line */
    for (int i = 0; i < count; i++) {
        printf("%d rows, %s\n", copies[i].rows, copies[i].errmsg(copies[i].db));
        MUST(copies[i].close(copies[i].db) == SQLITE_OK);
    }
    return 0;
}
