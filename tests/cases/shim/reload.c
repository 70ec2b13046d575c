/*
 * Opens, uses and closes a plug-in again and again, as many times as the second argument says. With "move" as
 * the third, something else takes the place that became free each time, so that the plug-in, and SQLite with
 * it, come to lie elsewhere.
 */
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

#include "case.h"

int main(int argc, char **argv) {
    int rows = 0;
    MUST(argc >= 3);
    for (int i = 0; i < atoi(argv[2]); i++) {
        void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        MUST(plugin);
        int (*list_items)(int) = (int (*)(int))dlsym(plugin, "list_items");
        MUST(list_items);
        rows += list_items(5);
        MUST(dlclose(plugin) == 0);
        if (argc > 3 && strcmp(argv[3], "move") == 0)
            MUST(mmap(NULL, 3 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    }
    printf("%d rows\n", rows);
    return 0;
}
