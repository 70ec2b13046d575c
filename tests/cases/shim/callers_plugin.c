/*
 * Opens plug-ins as its arguments say, each "local", "global" or "deepbind" and a file, and runs
 * list_items(20) in each. The program itself is not linked with SQLite.
 */
#include <dlfcn.h>
#include <string.h>

#include "case.h"

static int mode_of(const char *name) {
    if (strcmp(name, "deepbind") == 0)
        return RTLD_LOCAL | RTLD_DEEPBIND;
    return strcmp(name, "global") == 0 ? RTLD_GLOBAL : RTLD_LOCAL;
}

int main(int argc, char **argv) {
    for (int i = 1; i + 1 < argc; i += 2) {
        void *plugin = dlopen(argv[i + 1], RTLD_NOW | mode_of(argv[i]));
        if (!plugin)
            fprintf(stderr, "%s\n", dlerror());
        MUST(plugin);
        int (*list_items)(int) = (int (*)(int))dlsym(plugin, "list_items");
        MUST(list_items);
        printf("%d rows\n", list_items(20));
    }
    return 0;
}
