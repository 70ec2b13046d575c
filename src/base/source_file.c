#include "source_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger ones are generated, or no source. */
#define LARGEST_SOURCE ((off_t)16 << 20)

/* A regular file of a bearable size, ready to read; -1 where there is none. */
static int open_source(const char *path, struct stat *status) {
    if (!path || path[0] != '/')
        return -1;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return -1;
    if (!fstat(file, status) && S_ISREG(status->st_mode) && status->st_size <= LARGEST_SOURCE)
        return file;
    close(file);
    return -1;
}

/* Returns how many bytes there were: the file may have shrunk. */
static size_t read_all(int file, char *text, size_t size) {
    size_t used = 0;
    while (used < size) {
        const ssize_t bytes = read(file, text + used, size - used);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes <= 0)
            break;
        used += (size_t)bytes;
    }
    return used;
}

static void split_lines(struct pool *pool, struct source_file *source, char *text, size_t size) {
    size_t capacity = 0;
    for (char *line = text; line < text + size;) {
        char *end = memchr(line, '\n', (size_t)(text + size - line));
        if (!end)
            end = text + size;
        *end = '\0';
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        source->lines = pool_grow(pool, source->lines, source->line_count, &capacity, sizeof(*source->lines));
        source->lines[source->line_count++] = line;
        line = end + 1;
    }
}

static struct source_file *read_source(struct pool *pool, const struct source_access *access,
                                       const char *path) {
    struct source_file *source = pool_allocate(pool, 1, sizeof(*source));
    struct stat status;
    source->path = pool_copy_text(pool, path, strlen(path));
    const int file = open_source(path, &status);
    if (file < 0)
        return source;
    if (!source_access_allows(access, file, path)) {
        close(file);
        return source;
    }
    source->mtime_ns = (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    char *text = pool_allocate(pool, (size_t)status.st_size + 1, 1);
    split_lines(pool, source, text, read_all(file, text, (size_t)status.st_size));
    close(file);
    return source;
}

static bool has_path(const void *context, size_t entry, const void *path) {
    const struct source_files *files = context;
    return strcmp(files->files[entry]->path, path) == 0;
}

const struct source_file *source_files_get(struct source_files *files, const char *path) {
    const uint64_t hash = hash_text(0, path);
    const size_t found = index_find(&files->index, hash, has_path, files, path);
    if (found != INDEX_NOT_FOUND)
        return files->files[found];
    struct source_file *source = read_source(&files->pool, &files->access, path);
    files->files =
        pool_grow(&files->pool, files->files, files->count, &files->capacity, sizeof(*files->files));
    index_add(&files->index, &files->pool, hash, files->count);
    files->files[files->count++] = source;
    return source;
}

const struct source_file *source_files_get_unchanged(struct source_files *files, const char *path,
                                                     uint64_t newest_mtime_ns) {
    const struct source_file *source = path ? source_files_get(files, path) : NULL;
    if (!source || !source->line_count || (newest_mtime_ns && source->mtime_ns > newest_mtime_ns))
        return NULL;
    return source;
}

const char *source_files_line(struct source_files *files, const char *path, int line,
                              uint64_t newest_mtime_ns) {
    const struct source_file *source = source_files_get_unchanged(files, path, newest_mtime_ns);
    if (!source || line < 1 || (size_t)line > source->line_count)
        return NULL;
    return source->lines[line - 1];
}
