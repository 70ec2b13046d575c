/*
 * Opens a library by its bare name, which is found by the RUNPATH of the one that asks: the plug-in's, not
 * the program's.
 */
#include <dlfcn.h>

#include "case_sqlite.h"

int main(int argc, char **argv) {
    MUST(argc == 2);
    sqlite3 *db = open_items(":memory:");
    MUST(look_up(db, 5) == 1);
    void *plugin = dlopen(argv[1], RTLD_NOW);
    MUST(plugin);
    const char *(*find)(void) = (const char *(*)(void))dlsym(plugin, "find");
    MUST(find);
    printf("%s; from the program: %s\n", find(), dlopen("libhidden.so", RTLD_NOW) ? "found" : "not found");
    return 0;
}
