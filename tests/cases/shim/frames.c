/* Runs two plug-ins one after the other; says whether the second came to lie where the first had been. */
#include <dlfcn.h>
#include <stdint.h>

#include "case_sqlite.h"

typedef int (*visit_all_function)(sqlite3 *);

static uintptr_t run(sqlite3 *db, const char *file, int *rows) {
    void *plugin = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    MUST(plugin);
    const visit_all_function visit_all = (visit_all_function)dlsym(plugin, "visit_all");
    const uintptr_t address = (uintptr_t)dlsym(plugin, "visit");
    MUST(visit_all && address);
    *rows = visit_all(db);
    MUST(dlclose(plugin) == 0);
    return address;
}

int main(int argc, char **argv) {
    int first_rows = 0;
    int second_rows = 0;
    MUST(argc == 3);
    sqlite3 *db = open_items(":memory:");
    const uintptr_t first = run(db, argv[1], &first_rows);
    const uintptr_t second = run(db, argv[2], &second_rows);
    printf("%s place, %d and %d rows\n", first == second ? "same" : "another", first_rows, second_rows);
    return sqlite3_close(db);
}
