#include "capture/reader/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_same_file(const char *left, const char *right) {
    struct stat a;
    struct stat b;
    if (strcmp(left, right) == 0)
        return true;
    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static void add_file(struct pool *pool, struct capture_paths *found, const char *path) {
    for (size_t i = 0; i < found->count; i++) {
        if (is_same_file(found->paths[i], path))
            return;
    }
    found->paths = pool_grow(pool, found->paths, found->count, &found->capacity, sizeof(*found->paths));
    found->paths[found->count++] = path;
}

static bool ends_in(const char *name, const char *suffix) {
    const size_t length = strlen(name);
    const size_t suffix_length = strlen(suffix);
    return length > suffix_length && strcmp(name + length - suffix_length, suffix) == 0;
}

static int is_capture_name(const struct dirent *entry) {
    return ends_in(entry->d_name, ".capture") || ends_in(entry->d_name, ".loopline");
}

static bool is_directory(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

const char *capture_paths_add(struct pool *pool, struct capture_paths *found, const char *path) {
    if (!is_directory(path)) {
        add_file(pool, found, pool_copy_text(pool, path, strlen(path)));
        return NULL;
    }
    struct dirent **entries;
    const int count = scandir(path, &entries, is_capture_name, alphasort);
    found->is_unreadable |= count < 0;
    if (count < 0)
        return pool_format(pool, "%s: cannot read the directory (%s)", path, strerror(errno));
    const bool has_slash = path[0] && path[strlen(path) - 1] == '/';
    int files = 0;
    for (int i = 0; i < count; i++) {
        const char *file = pool_format(pool, "%s%s%s", path, has_slash ? "" : "/", entries[i]->d_name);
        free(entries[i]);
        if (is_directory(file))
            continue;
        add_file(pool, found, file);
        files++;
    }
    free(entries);
    if (files)
        return NULL;
    return pool_format(
        pool, "%s: no *.capture or *.loopline file in this directory (subdirectories are not searched)",
        path);
}
