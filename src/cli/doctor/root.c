#include "root.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "object.h"
#include "root_files.h"

/* The least glibc whose functions the shim needs; `make lint-imports` holds it to that. */
#define LEAST_GLIBC_MINOR 17

static const char usual_place[] = "/usr/local/lib/loopline/libloopline.so";

struct root {
    const char *path;
    struct pool pool;
    struct doctor_diagnosis *diagnosis;
    bool has_glibc;
    bool has_musl;
    const char *foreign; /* a C library for other programs: what for, and where; NULL: none */
    const char *shim;
    struct name_list databases; /* libraries that were said already */
    struct name_list interpreters;
    struct name_list unseen; /* drivers */
    struct name_list apparmor;
};

/* A file below the root as programs of the root call it. */
static const char *inner_path(const struct root *root, const char *path) {
    const size_t length = strlen(root->path);
    const char *inner = path + length;
    return length && root->path[length - 1] == '/' ? inner - 1 : inner;
}

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* ---- libraries ------------------------------------------------------------------------------------------
 */

/* A system for several architectures has a C library for each: one that the shim can work with is enough. */
static void see_foreign_glibc(struct root *root, const struct doctor_object *object, const char *inner) {
    if (!root->foreign)
        root->foreign = pool_format(&root->pool, "ELF machine %d, %s-bit: %s", object->machine,
                                    object->elf_class == ELFCLASS64 ? "64" : "32", inner);
}

static void see_glibc(struct root *root, const char *path) {
    struct doctor_object *object;
    const char *inner = inner_path(root, path);
    doctor_object_read(path, &object);
    if (!object || root->has_glibc) {
        doctor_object_free(object);
        return;
    }
    if (!doctor_object_is_native(object)) {
        see_foreign_glibc(root, object, inner);
        doctor_object_free(object);
        return;
    }
    root->has_glibc = true;
    const char *version = text_in_file(&root->pool, path, "release version ([0-9]+\\.[0-9]+)");
    const char *dot = version ? strchr(version, '.') : NULL;
    const long minor = dot ? strtol(dot + 1, NULL, 10) : -1;
    if (minor >= 0 && minor < LEAST_GLIBC_MINOR)
        doctor_add(root->diagnosis, DOCTOR_PREVENTS, "use an image with a newer C library.",
                   "Its C library is glibc %s; the shim needs 2.%d.", version, LEAST_GLIBC_MINOR);
    else
        doctor_add(root->diagnosis, DOCTOR_NOTE, NULL, "Its C library is glibc %s (%s); the shim needs 2.%d.",
                   version ? version : "of an unknown version", inner, LEAST_GLIBC_MINOR);
    doctor_object_free(object);
}

static void see_database(struct root *root, const char *path, enum doctor_database database) {
    struct doctor_object *object;
    const char *inner = inner_path(root, path);
    doctor_object_read(path, &object);
    const bool is_library = object && object->uses[database].exports && doctor_object_is_native(object);
    doctor_object_free(object);
    if (!is_library || !name_list_add(&root->databases, &root->pool, inner))
        return;
    const char *name = strrchr(inner, '/') + 1;
    const char *version = database == DOCTOR_SQLITE
                              ? text_in_file(&root->pool, path, "[^0-9.](3\\.[0-9]+\\.[0-9]+)[^0-9.]")
                              : text_in_text(&root->pool, name, "so\\.5\\.([0-9]+)$");
    doctor_add(root->diagnosis, DOCTOR_SEES, NULL, "%s%s%s is a shared library: %s",
               doctor_database_name(database), version ? " " : "", version ? version : "", inner);
}

/* ---- what else is there ---------------------------------------------------------------------------------
 */

/* Interpreters by their file names; the second says of which versions Loopline names lines. */
static const char *const interpreters[][2] = {
    {"^python3\\.([89]|1[0-4])t?$", "named by lines"},
    {"^ruby(2\\.7|3\\.[0-4])?$", "named by lines from 2.7 to 3.4"},
    {"^php(7\\.4|8\\.[0-5])?$", "named by lines from 7.4 to 8.5"},
    {"^php-fpm[0-9.]*$", "named by lines from 7.4 to 8.5"},
    {"^perl5\\.[0-9.]+$", "named by lines from 5.30 to 5.42"},
    {"^node$", "frames not read"},
    {"^java$", "frames not read"},
    {"^tclsh[0-9.]*$", "frames not read"},
};

static void see_interpreter(struct root *root, const char *inner) {
    const char *name = strrchr(inner, '/') + 1;
    for (size_t i = 0; i < sizeof interpreters / sizeof *interpreters; i++) {
        if (text_in_text(&root->pool, name, interpreters[i][0]))
            name_list_add(&root->interpreters, &root->pool,
                          pool_format(&root->pool, "%s (%s)", name, interpreters[i][1]));
    }
}

/* Packages that reach PostgreSQL or SQLite without libpq and the shared SQLite: ends of their paths. */
static const char *const unseen_drivers[] = {
    "-packages/asyncpg",
    "-packages/pg8000",
    "/node_modules/pg",
    "/node_modules/postgres",
    "/node_modules/better-sqlite3",
};

static void see_driver(struct root *root, const char *inner) {
    for (size_t i = 0; i < sizeof unseen_drivers / sizeof *unseen_drivers; i++) {
        const size_t length = strlen(inner);
        const size_t ending = strlen(unseen_drivers[i]);
        if (length > ending && strcmp(inner + length - ending, unseen_drivers[i]) == 0)
            name_list_add(&root->unseen, &root->pool, inner);
    }
}

static void see_directory(struct root *root, const char *inner) {
    if (strstr(inner, "-packages/") || strstr(inner, "/node_modules/"))
        see_driver(root, inner);
}

static void see_file(struct root *root, const char *path, const char *inner) {
    const char *name = strrchr(inner, '/') + 1;
    const bool is_in_bin = strstr(inner, "/bin/") || strstr(inner, "/sbin/");
    if (strcmp(name, "libc.so.6") == 0)
        see_glibc(root, path);
    else if (starts_with(name, "ld-musl-"))
        root->has_musl = true;
    else if (starts_with(name, "libpq") && strstr(name, ".so"))
        see_database(root, path, DOCTOR_LIBPQ);
    else if (starts_with(name, "libsqlite3") && strstr(name, ".so"))
        see_database(root, path, DOCTOR_SQLITE);
    else if (strcmp(name, "libloopline.so") == 0 && !root->shim)
        root->shim = pool_copy_text(&root->pool, inner, strlen(inner));
    else if (is_in_bin)
        see_interpreter(root, inner);
    if (starts_with(inner, "/etc/apparmor.d/") && name == inner + strlen("/etc/apparmor.d/"))
        name_list_add(&root->apparmor, &root->pool, name);
}

/* What is made while a system runs. */
static bool is_left_out(const char *inner) {
    static const char *const folders[] = {"/dev", "/proc", "/run", "/sys", "/tmp", "/var/tmp"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strcmp(inner, folders[i]) == 0)
            return true;
    return false;
}

/* File systems that are mounted in it (a running system's /proc) are none of its files. */
static bool walk(struct root *root) {
    char *paths[] = {(char *)root->path, NULL};
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    if (!tree)
        return false;
    for (FTSENT *entry; (entry = fts_read(tree));) {
        if (entry->fts_level == 0)
            continue;
        if (entry->fts_info == FTS_D && is_left_out(inner_path(root, entry->fts_path)))
            fts_set(tree, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_D)
            see_directory(root, inner_path(root, entry->fts_path));
        else if (entry->fts_info == FTS_F)
            see_file(root, entry->fts_path, inner_path(root, entry->fts_path));
    }
    fts_close(tree);
    return true;
}

/* ---- what it comes to -----------------------------------------------------------------------------------
 */

static void say_c_library(struct root *root) {
    if (root->has_glibc)
        return;
    if (root->foreign)
        doctor_add(root->diagnosis, DOCTOR_PREVENTS, "use Loopline as built for that architecture.",
                   "Its programs are for another architecture (%s).", root->foreign);
    else if (root->has_musl)
        doctor_add(root->diagnosis, DOCTOR_PREVENTS, "use an image with glibc (Debian in place of Alpine).",
                   "Its C library is musl, but the shim needs glibc.");
    else
        doctor_add(
            root->diagnosis, DOCTOR_PREVENTS, "link its programs dynamically, on an image with glibc.",
            "It holds no C library, so its programs are static, and no loader runs that could load the "
            "shim.");
}

static void say_system(struct root *root, int directory) {
    const char *name = line_of_root(&root->pool, directory, "etc/os-release", "PRETTY_NAME=");
    if (name)
        doctor_add(root->diagnosis, DOCTOR_NOTE, NULL, "The system is %s.", name);
}

static void say_security(struct root *root, int directory) {
    const char *mode = line_of_root(&root->pool, directory, "etc/selinux/config", "SELINUX=");
    if (mode && strcmp(mode, "disabled") != 0)
        doctor_add(root->diagnosis, DOCTOR_NOTE,
                   "label the library (chcon -t lib_t libloopline.so), and write captures where the service "
                   "may write.",
                   "SELinux is %s, which may keep a service from loading the shim or writing captures.",
                   mode);
    if (root->apparmor.count)
        doctor_add(root->diagnosis, DOCTOR_NOTE,
                   "add to /etc/apparmor.d/local/PROFILE: /**/libloopline.so mr, /var/tmp/loopline/** rw,",
                   "AppArmor has profiles (%s); a program that one confines may not load the shim or write "
                   "captures.",
                   name_list_text(&root->apparmor, &root->pool));
}

static void say_rest(struct root *root) {
    if (root->interpreters.count)
        doctor_add(root->diagnosis, DOCTOR_NOTE, NULL, "Interpreters: %s.",
                   name_list_text(&root->interpreters, &root->pool));
    if (root->unseen.count)
        doctor_add(root->diagnosis, DOCTOR_MISSES,
                   "use a driver that calls libpq or the shared SQLite (psycopg, pg-native).",
                   "Drivers that speak to the database themselves: %s",
                   name_list_text(&root->unseen, &root->pool));
    if (root->shim)
        doctor_add(root->diagnosis, DOCTOR_NOTE, NULL, "The shim is there: %s", root->shim);
}

char *doctor_examine_root(const char *path, struct doctor_diagnosis *diagnosis) {
    struct root root = {.path = path, .diagnosis = diagnosis};
    const int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || !walk(&root)) {
        fprintf(stderr, "loopline doctor: %s: %s\n", path, strerror(errno));
        if (directory >= 0)
            close(directory);
        return NULL;
    }
    say_c_library(&root);
    say_system(&root, directory);
    say_rest(&root);
    say_security(&root, directory);
    close(directory);
    char *shim = strdup(root.shim ? root.shim : usual_place);
    if (!shim)
        end_out_of_memory();
    pool_free(&root.pool);
    return shim;
}
