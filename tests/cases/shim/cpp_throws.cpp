/*
 * Exceptions pass through frames that run statements, out of a plug-in and out of a callback of sqlite3_exec.
 * At the end it tells where the exceptions come from.
 */
#include <dlfcn.h>

#include <cstring>
#include <stdexcept>

#include "case_sqlite.h"

static int caught = 0;

struct guard {
    sqlite3 *db;
    int id;
    ~guard() {
        look_up(db, id); /* while the stack is taken down */
    }
};

static NOINLINE void throw_after(sqlite3 *db, int id) {
    const guard at_end = {db, id};
    look_up(db, id);
    throw std::runtime_error("thrown");
}

static int throwing_callback(void *, int, char **, char **) {
    throw std::runtime_error("thrown out of SQLite");
}

template <typename Function> static void expect_exception(Function function) {
    try {
        function();
    } catch (const std::runtime_error &) {
        caught++;
    }
}

static void tell_origin(const char *name) {
    Dl_info info = {};
    void *function = dlsym(RTLD_DEFAULT, name);
    must(function && dladdr(function, &info), name);
    const char *slash = strrchr(info.dli_fname, '/');
    printf("%s in %s\n", name, slash ? slash + 1 : info.dli_fname);
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    sqlite3 *db = open_items(":memory:");
    for (int id = 1; id <= 10; id++)
        expect_exception([=] { throw_after(db, id); });
    void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    MUST(plugin);
    const auto look_up_and_throw =
        reinterpret_cast<void (*)(sqlite3 *, int)>(dlsym(plugin, "look_up_and_throw"));
    MUST(look_up_and_throw);
    for (int id = 1; id <= 10; id++)
        expect_exception([=] { look_up_and_throw(db, id); });
    for (int i = 0; i < 3; i++)
        expect_exception([=] { sqlite3_exec(db, ALL_ITEMS, throwing_callback, nullptr, nullptr); });
    MUST(look_up(db, 50) == 1);
    printf("%d caught\n", caught);
    tell_origin("_Unwind_RaiseException");
    tell_origin("_Unwind_Resume");
    tell_origin("__cxa_throw");
    return 0;
}
