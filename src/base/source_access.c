#include "source_access.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void source_access_add_root(struct source_access *access, struct pool *pool, const char *folder) {
    char *const resolved = realpath(folder, NULL);
    if (!resolved)
        return;
    access->roots =
        pool_grow(pool, access->roots, access->root_count, &access->root_capacity, sizeof *access->roots);
    access->roots[access->root_count++] = pool_copy_text(pool, resolved, strlen(resolved));
    free(resolved);
}

void source_access_add_owner(struct source_access *access, struct pool *pool, uid_t owner) {
    if (owner == geteuid() || owner == 0)
        return; /* root reads everything, and nobody else can make a file of root's */
    for (size_t i = 0; i < access->owner_count; i++)
        if (access->owners[i] == owner)
            return;
    access->owners =
        pool_grow(pool, access->owners, access->owner_count, &access->owner_capacity, sizeof *access->owners);
    access->owners[access->owner_count++] = owner;
}

static bool is_below(const char *path, const char *folder) {
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || (length == 1 && *folder == '/'));
}

/* Groups are left out: which ones another user is in is not known for sure. */
static bool may(const struct stat *status, uid_t owner, mode_t as_owner, mode_t as_other) {
    return status->st_mode & (status->st_uid == owner ? as_owner : as_other);
}

static bool can_search_above(const char *path, uid_t owner) {
    char folder[PATH_MAX];
    struct stat status;
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash; (slash = strrchr(folder, '/')) && slash > folder;) {
        *slash = '\0';
        if (stat(folder, &status) || !may(&status, owner, S_IXUSR, S_IXOTH))
            return false;
    }
    return true;
}

static bool owners_can_read(const struct source_access *access, int file, const char *path) {
    struct stat status;
    if (access->owner_count && fstat(file, &status))
        return false;
    for (size_t i = 0; i < access->owner_count; i++)
        if (!may(&status, access->owners[i], S_IRUSR, S_IROTH) || !can_search_above(path, access->owners[i]))
            return false;
    return true;
}

/* Endings that files of program source and of templates have; what is told by "#!" need not be here. */
static const char *const endings[] = {
    "c",     "cc",     "cpp", "cxx",  "c++",  "h",     "hh",  "hpp",  "hxx",  "inc",   "ipp",  "tcc",
    "S",     "s",      "m",   "mm",   "rs",   "go",    "zig", "d",    "f90",  "swift", "nim",  "v",
    "py",    "pyx",    "pxd", "pyi",  "pyw",  "rb",    "erb", "rake", "haml", "slim",  "php",  "phtml",
    "twig",  "pl",     "pm",  "t",    "psgi", "ep",    "tcl", "lua",  "js",   "mjs",   "cjs",  "ts",
    "tsx",   "jsx",    "vue", "java", "kt",   "scala", "sql", "y",    "l",    "re",    "html", "htm",
    "jinja", "jinja2", "j2",  "mako", "tmpl", "tpl",   "pgc", "ml",
};

static bool is_named_like_source(const char *path) {
    const char *const name = strrchr(path, '/');
    const char *const dot = name ? strrchr(name, '.') : NULL;
    if (!dot || dot == name + 1)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

static bool is_script(int file) {
    char start[2];
    return pread(file, start, sizeof start, 0) == sizeof start && start[0] == '#' && start[1] == '!';
}

/* Where an open file lies: what its path led to, whatever that says by now. */
static bool resolve(int file, char *resolved, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(link, resolved, room - 1);
    if (length <= 0 || (size_t)length == room - 1)
        return false;
    resolved[length] = '\0';
    return true;
}

bool source_access_allows(const struct source_access *access, int file, const char *path) {
    char resolved[PATH_MAX];
    if (!resolve(file, resolved, sizeof resolved))
        return false;
    for (size_t i = 0; i < access->root_count; i++)
        if (is_below(resolved, access->roots[i]))
            return true;
    const bool is_source = (is_named_like_source(path) && is_named_like_source(resolved)) || is_script(file);
    return is_source && owners_can_read(access, file, resolved);
}
