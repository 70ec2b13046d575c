/*
 * The copies of SQLite in a process: which of them a caller means, when several are loaded, when one is
 * unloaded, and from eight threads. Real copies, opened by this program, which has none of its own.
 */
#include "helpers/unit.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helpers/scene.h"
#include "libc/loader.h"
#include "shim/loader/libraries.h"
#include "shim/process/process.h"

enum { THREADS = 8, COPIES_WITHOUT_END = 80 };

/* ---- The rest of the shim ---- */

bool process_is_enabled(void) {
    return true;
}

static char thunk;
extern void *const libraries_thunks[];
void *const libraries_thunks[] = {[0 ... 300] = &thunk};

/* ---- Copies ---- */

static char directory[64];
static char original[4096];

/* By a command: fclose and close are hooks of other rooms. */
static void copy_file(const char *from, const char *to) {
    char command[2 * 4096];
    snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

/* A copy of SQLite of its own, that nobody else sees. */
static void *open_copy(unsigned number) {
    char path[128];
    snprintf(path, sizeof path, "%s/copy%u.so", directory, number);
    if (access(path, F_OK) != 0)
        copy_file(original, path);
    void *handle = real_dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        fail_msg("%s", dlerror());
    return handle;
}

/* An address within a copy: as if it called itself, or a plug-in that brought it. */
static const void *address_in(void *handle) {
    const char *function = dlsym(handle, "sqlite3_libversion");
    assert_non_null(function);
    return function + 1;
}

static const struct library *library_for(const void *caller) {
    return libraries_for_caller(LOOPLINE_DRIVER_SQLITE, "sqlite3_step", caller);
}

static int start(void **state) {
    (void)state;
    void *handle = real_dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
    struct link_map *map = NULL;
    assert_non_null(handle);
    assert_int_equal(dlinfo(handle, RTLD_DI_LINKMAP, &map), 0);
    assert_non_null(realpath(map->l_name, original));
    assert_int_equal(real_dlclose(handle), 0);
    libraries_forget_callers();
    scene_make_directory(directory);
    return 0;
}

static int end(void **state) {
    (void)state;
    scene_remove_directory(directory);
    return 0;
}

static void without_a_copy_there_is_none(void **state) {
    (void)state;
    errno = EINTR;
    assert_null(library_for((const void *)(uintptr_t)&copy_file));
    assert_int_equal(errno, EINTR);
    assert_true(libraries_lack(RTLD_DEFAULT, "no_such_hook", (const void *)(uintptr_t)&copy_file) == false);
}

static void a_copy_is_found_and_its_functions_work(void **state) {
    char version[24];
    (void)state;
    void *handle = open_copy(0);
    const struct library *library = library_for((const void *)(uintptr_t)&copy_file);
    assert_non_null(library);
    assert_non_null(strstr(library->path, "copy0.so"));
    assert_ptr_equal(library->sqlite.sqlite3_step, dlsym(handle, "sqlite3_step"));
    library_version(library, version, sizeof version);
    assert_string_equal(version, library->sqlite.sqlite3_libversion());
    assert_ptr_equal(library_for((const void *)(uintptr_t)&copy_file), library);
    assert_true(library_made_call(library, address_in(handle)));
    assert_true(libraries_made_call(address_in(handle)));
    assert_false(library_made_call(library, (const void *)(uintptr_t)&copy_file));
    real_dlclose(handle);
    libraries_forget_callers();
}

static void a_caller_means_the_copy_it_lies_in(void **state) {
    (void)state;
    void *handles[] = {open_copy(1), open_copy(2)};
    const struct library *first = library_for(address_in(handles[0]));
    const struct library *second = library_for(address_in(handles[1]));
    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    assert_non_null(strstr(first->path, "copy1.so"));
    assert_non_null(strstr(second->path, "copy2.so"));
    library_set_recorded(first, 7);
    assert_int_equal(first->recorded, 7);
    libraries_after_fork();
    assert_int_equal(first->recorded, 0);
    real_dlclose(handles[0]);
    real_dlclose(handles[1]);
    libraries_forget_callers();
}

/* Whatever comes to lie where a copy was is no library; the same file, loaded again, is. */
static void an_unloaded_copy_makes_no_calls(void **state) {
    (void)state;
    void *handle = open_copy(3);
    void *stays = open_copy(4);
    const void *inside = address_in(handle);
    const struct library *library = library_for(inside);
    const struct library *other = library_for(address_in(stays));
    assert_true(libraries_made_call(inside));
    real_dlclose(handle);
    libraries_forget_callers();
    assert_false(libraries_made_call(inside));
    assert_true(libraries_made_call(address_in(stays)));
    assert_ptr_equal(library_for(address_in(stays)), other);
    handle = open_copy(3);
    const struct library *again = library_for(address_in(handle));
    assert_ptr_equal(again, library);
    assert_ptr_equal(again->sqlite.sqlite3_step, dlsym(handle, "sqlite3_step"));
    real_dlclose(handle);
    real_dlclose(stays);
    libraries_forget_callers();
}

static void loading_without_end_finds_room(void **state) {
    (void)state;
    for (unsigned i = 0; i < COPIES_WITHOUT_END; i++) {
        void *handle = open_copy(5 + i % 3);
        assert_non_null(library_for(address_in(handle)));
        real_dlclose(handle);
        libraries_forget_callers();
    }
}

/* Two copies that dlsym was asked for have an entry of their own for each hook; other names have none. */
static void dlsym_is_answered_for_hooks_alone(void **state) {
    (void)state;
    void *handle = open_copy(8);
    const void *caller = (const void *)(uintptr_t)&copy_file;
    assert_ptr_equal(libraries_entry_for("sqlite3_step", dlsym(handle, "sqlite3_step"), caller), &thunk);
    assert_null(libraries_entry_for("sqlite3_libversion", dlsym(handle, "sqlite3_libversion"), caller));
    assert_null(libraries_entry_for("sqlite3_no_such", dlsym(handle, "sqlite3_step"), caller));
    real_dlclose(handle);
    libraries_forget_callers();
}

static void *ask(void *context) {
    const void *const *inside = context;
    const struct library *first = library_for(inside[0]);
    for (int i = 0; i < 400; i++) {
        const struct library *library = library_for((const char *)inside[0] + i % 50);
        if (!library || library != first || !library->sqlite.sqlite3_step ||
            !library_made_call(library, inside[0]))
            return context;
        if (__atomic_load_n(&library->recorded, __ATOMIC_RELAXED) == 0)
            library_set_recorded(library, 1);
        if (i % 100 == 99)
            libraries_forget_callers();
    }
    return NULL;
}

static void eight_threads_ask_while_addresses_are_forgotten(void **state) {
    pthread_t threads[THREADS];
    (void)state;
    void *handles[] = {open_copy(9), open_copy(10)};
    const void *inside[] = {address_in(handles[0]), address_in(handles[1])};
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &inside[i % 2]), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_null(result);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_copy_there_is_none),
        cmocka_unit_test(a_copy_is_found_and_its_functions_work),
        cmocka_unit_test(a_caller_means_the_copy_it_lies_in),
        cmocka_unit_test(an_unloaded_copy_makes_no_calls),
        cmocka_unit_test(loading_without_end_finds_room),
        cmocka_unit_test(dlsym_is_answered_for_hooks_alone),
        cmocka_unit_test(eight_threads_ask_while_addresses_are_forgotten),
    };
    return cmocka_run_group_tests_name("libraries", tests, start, end);
}
