#include "source_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger ones are generated, or no source. */
#define LARGEST_SOURCE ((off_t)16 << 20)

FILE *source_file_open(const char *path, uint64_t newest_mtime_ns) {
    struct stat status;
    if (!path || path[0] != '/')
        return NULL;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return NULL;
    if (fstat(file, &status) || !S_ISREG(status.st_mode) || status.st_size > LARGEST_SOURCE) {
        close(file);
        return NULL;
    }
    const uint64_t mtime_ns =
        (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    if (newest_mtime_ns && mtime_ns > newest_mtime_ns) {
        close(file);
        return NULL;
    }
    FILE *source = fdopen(file, "r");
    if (!source)
        close(file);
    return source;
}

const char *source_file_line(struct pool *pool, const char *path, int line, uint64_t newest_mtime_ns) {
    FILE *source = line > 0 ? source_file_open(path, newest_mtime_ns) : NULL;
    if (!source)
        return NULL;
    char *raw = NULL;
    size_t room = 0;
    int number = 0;
    while (number < line && getline(&raw, &room, source) >= 0)
        number++;
    const char *text = number == line ? pool_copy_text(pool, raw, strcspn(raw, "\r\n")) : NULL;
    free(raw);
    fclose(source);
    return text;
}
