#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder.h"

bool report_is_path_map(const char *text) {
    const char *equals = strchr(text, '=');
    return equals && equals > text && equals[1];
}

/* What follows the folder in the path: "" or "/..."; NULL where the path is not below it. */
static const char *below(const char *path, const char *folder, size_t length) {
    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (strncmp(path, folder, length) != 0)
        return NULL;
    if (length == 1 && *folder == '/')
        return path;
    return path[length] == '/' || !path[length] ? path + length : NULL;
}

/* The first map that fits decides. A folder TO is taken from the working directory. */
static const char *map_path(struct report_builder *builder, const char *path) {
    for (size_t i = 0; i < builder->options->path_map_count; i++) {
        const char *from = builder->options->path_maps[i];
        const char *equals = strchr(from, '=');
        const char *rest = below(path, from, (size_t)(equals - from));
        if (!rest)
            continue;
        char *to = realpath(equals + 1, NULL);
        const char *mapped = pool_format(&builder->scratch, "%s%s", to ? to : equals + 1, rest);
        free(to);
        return mapped;
    }
    return path;
}

const char *model_file(struct report_builder *builder, const char *file) {
    if (!file)
        return NULL;
    void **slot = memo_slot(&builder->files, &builder->scratch, file);
    if (!*slot)
        *slot = (void *)model_fresh_text(builder, map_path(builder, file));
    return *slot;
}

/* Bytes of the nearest folder above the file that holds the top of a repository; 0: there is none. */
static size_t repository_bytes(struct report_builder *builder, const char *path) {
    for (const char *slash = strrchr(path, '/'); slash && slash > path;) {
        const size_t bytes = (size_t)(slash - path);
        /* A folder, or in a worktree a file. */
        if (access(pool_format(&builder->scratch, "%.*s/.git", (int)bytes, path), F_OK) == 0)
            return bytes;
        slash = memrchr(path, '/', bytes);
    }
    return 0;
}

static const char *find_repository_path(struct report_builder *builder, const char *file) {
    char *resolved = realpath(file, NULL); /* a symbolic link is another name of what is in the repository */
    const char *path = resolved ? resolved : file;
    const size_t bytes = *path == '/' ? repository_bytes(builder, path) : 0;
    char *directory = bytes || !resolved ? NULL : getcwd(NULL, 0);
    const char *rest = bytes ? path + bytes : directory ? below(path, directory, strlen(directory)) : NULL;
    const char *found = rest && rest[0] == '/' && rest[1] ? model_fresh_text(builder, rest + 1) : "";
    free(directory);
    free(resolved);
    return found;
}

const char *model_repository_path(struct report_builder *builder, const char *file) {
    if (!file || *file != '/')
        return NULL;
    void **slot = memo_slot(&builder->repository_paths, &builder->scratch, file);
    if (!*slot)
        *slot = (void *)find_repository_path(builder, file);
    const char *path = *slot;
    return *path ? path : NULL;
}
