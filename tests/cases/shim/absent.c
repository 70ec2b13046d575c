/*
 * A program that is linked with no database library and asks whether one is there, as programs do that offer
 * more where it is.
 */
#include <dlfcn.h>

#include "case.h"

static void ask(const char *where, void *handle, const char *name) {
    void *function = dlsym(handle, name);
    const char *error = dlerror();
    printf("%s %s: %s, %s\n", where, name, function ? "there" : "absent", error ? "an error" : "no error");
}

int main(void) {
    static const char *const names[] = {"sqlite3_open", "sqlite3_step", "PQconnectdb", "PQexec",
                                        "no_such_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ask("default", RTLD_DEFAULT, names[i]);
        ask("program", dlopen(NULL, RTLD_NOW), names[i]);
        ask("next", RTLD_NEXT, names[i]);
    }
    return 0;
}
