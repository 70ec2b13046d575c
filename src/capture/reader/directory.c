#include "capture/reader/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ending.h"

/* Which file a path leads to; one that leads nowhere is told by its text. */
struct capture_path_identity {
    const char *missing; /* NULL: the file is there */
    dev_t device;
    ino_t file;
};

static struct capture_path_identity identity_of(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0)
        return (struct capture_path_identity){.missing = path};
    return (struct capture_path_identity){.device = status.st_dev, .file = status.st_ino};
}

static bool is_same_file(const void *context, size_t entry, const void *key) {
    const struct capture_paths *found = context;
    const struct capture_path_identity *left = &found->identities[entry];
    const struct capture_path_identity *right = key;
    if (left->missing || right->missing)
        return left->missing && right->missing && strcmp(left->missing, right->missing) == 0;
    return left->device == right->device && left->file == right->file;
}

static void add_file(struct pool *pool, struct capture_paths *found, const char *path) {
    const struct capture_path_identity identity = identity_of(path);
    const uint64_t hash =
        hash_number(hash_number(hash_text(0, identity.missing), identity.device), identity.file);
    if (index_find(&found->index, hash, is_same_file, found, &identity) != INDEX_NOT_FOUND)
        return;
    index_add(&found->index, pool, hash, found->count);
    found->identities = pool_grow(pool, found->identities, found->count, &found->identity_capacity,
                                  sizeof(*found->identities));
    found->paths = pool_grow(pool, found->paths, found->count, &found->capacity, sizeof(*found->paths));
    found->identities[found->count] = identity;
    found->paths[found->count++] = path;
}

/* Behind a name's first character: one that is nothing but the suffix is a hidden file. */
static int is_capture_name(const struct dirent *entry) {
    const char *const rest = entry->d_name + 1;
    return text_ends_in(rest, ".capture") || text_ends_in(rest, ".loopline");
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
