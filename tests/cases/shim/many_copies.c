/* Opens each library it is given, a copy of SQLite, and looks up in each, in turn, through what dlsym says.
 */
#include <dlfcn.h>
#include <sqlite3.h>

#include "case.h"

enum { MOST_COPIES = 100, ROUNDS = 5 };

static struct copy {
    __typeof__(sqlite3_open) *open;
    __typeof__(sqlite3_exec) *exec;
    __typeof__(sqlite3_prepare_v2) *prepare;
    __typeof__(sqlite3_bind_int) *bind;
    __typeof__(sqlite3_step) *step;
    __typeof__(sqlite3_finalize) *finalize;
    sqlite3 *db;
} copies[MOST_COPIES];

static void *function(void *library, const char *name) {
    void *address = dlsym(library, name);
    MUST(address);
    return address;
}

static void open_copy(struct copy *copy, const char *file) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    MUST(library);
    copy->open = (__typeof__(sqlite3_open) *)function(library, "sqlite3_open");
    copy->exec = (__typeof__(sqlite3_exec) *)function(library, "sqlite3_exec");
    copy->prepare = (__typeof__(sqlite3_prepare_v2) *)function(library, "sqlite3_prepare_v2");
    copy->bind = (__typeof__(sqlite3_bind_int) *)function(library, "sqlite3_bind_int");
    copy->step = (__typeof__(sqlite3_step) *)function(library, "sqlite3_step");
    copy->finalize = (__typeof__(sqlite3_finalize) *)function(library, "sqlite3_finalize");
    MUST(copy->open(":memory:", &copy->db) == SQLITE_OK);
    MUST(copy->exec(copy->db, "create table items (id integer primary key, name text)", NULL, NULL, NULL) ==
         SQLITE_OK);
    MUST(copy->exec(copy->db, "insert into items values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
                    NULL, NULL, NULL) == SQLITE_OK);
}

static int look_up_in(const struct copy *copy, int id) {
    sqlite3_stmt *statement = NULL;
    MUST(copy->prepare(copy->db, "select name from items where id = ?", -1, &statement, NULL) == SQLITE_OK);
    MUST(copy->bind(statement, 1, id) == SQLITE_OK);
    const int rows = copy->step(statement) == SQLITE_ROW;
    MUST(copy->finalize(statement) == SQLITE_OK);
    return rows;
}

int main(int argc, char **argv) {
    const int count = argc - 1;
    int rows = 0;
    MUST(count <= MOST_COPIES);
    for (int i = 0; i < count; i++)
        open_copy(&copies[i], argv[i + 1]);
    for (int id = 1; id <= ROUNDS; id++)
        for (int i = 0; i < count; i++)
            rows += look_up_in(&copies[i], id);
    printf("%d copies, %d rows\n", count, rows);
    return 0;
}
