/* Opens a plug-in locally that asks for names (absent.c), and lets it. */
#include <dlfcn.h>

#include "case.h"

int main(int argc, char **argv) {
    MUST(argc == 2);
    void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    MUST(plugin);
    int (*ask)(void) = (int (*)(void))dlsym(plugin, "main");
    MUST(ask);
    return ask();
}
