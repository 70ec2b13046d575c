#include "root_files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NAMES_SAID = 8 };

bool name_list_add(struct name_list *list, struct pool *pool, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return false;
    list->names = pool_grow(pool, list->names, list->count, &list->capacity, sizeof *list->names);
    list->names[list->count++] = pool_copy_text(pool, name, strlen(name));
    return true;
}

const char *name_list_text(const struct name_list *list, struct pool *pool) {
    const char *text = "";
    const size_t said = list->count <= NAMES_SAID + 1 ? list->count : NAMES_SAID;
    for (size_t i = 0; i < said; i++)
        text = pool_format(pool, "%s%s%s", text, i ? ", " : "", list->names[i]);
    return said < list->count ? pool_format(pool, "%s and %zu more", text, list->count - said) : text;
}

const char *text_in_text(struct pool *pool, const char *text, const char *expression) {
    regex_t compiled;
    regmatch_t matches[2];
    const char *found = NULL;
    if (regcomp(&compiled, expression, REG_EXTENDED) != 0)
        return NULL;
    if (regexec(&compiled, text, 2, matches, 0) == 0) {
        const regmatch_t *match = &matches[matches[1].rm_so >= 0];
        found = pool_copy_text(pool, text + match->rm_so, (size_t)(match->rm_eo - match->rm_so));
    }
    regfree(&compiled);
    return found;
}

/* A part between two NULs, copied: what is mapped has no end that regexec would stop at. */
static const char *text_in_part(struct pool *pool, const regex_t *compiled, const char *part, size_t length) {
    char text[4096];
    regmatch_t matches[2];
    if (length < 3 || length + 3 > sizeof text)
        return NULL;
    snprintf(text, sizeof text, " %.*s ", (int)length, part); /* so that an end is told from a digit */
    if (regexec(compiled, text, 2, matches, 0) != 0)
        return NULL;
    return pool_copy_text(pool, text + matches[1].rm_so, (size_t)(matches[1].rm_eo - matches[1].rm_so));
}

static const char *text_in_bytes(struct pool *pool, const char *bytes, size_t size, const char *expression) {
    regex_t compiled;
    const char *found = NULL;
    if (regcomp(&compiled, expression, REG_EXTENDED) != 0)
        return NULL;
    for (const char *part = bytes; part < bytes + size;) {
        const char *end = memchr(part, '\0', (size_t)(bytes + size - part));
        end = end ? end : bytes + size;
        const char *text = text_in_part(pool, &compiled, part, (size_t)(end - part));
        if (text && (!found || strverscmp(text, found) > 0))
            found = text;
        part = end + 1;
    }
    regfree(&compiled);
    return found;
}

const char *text_in_file(struct pool *pool, const char *path, const char *expression) {
    struct stat status;
    const char *found = NULL;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return NULL;
    if (fstat(file, &status) == 0 && status.st_size > 0) {
        char *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            found = text_in_bytes(pool, bytes, (size_t)status.st_size, expression);
            munmap(bytes, (size_t)status.st_size);
        }
    }
    close(file);
    return found;
}

/* A link of the root's that is absolute leads to a file of the root, not of this machine. */
static FILE *open_in_root(int root, const char *path) {
    const struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .resolve = RESOLVE_IN_ROOT};
    const int file = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    return file < 0 ? NULL : fdopen(file, "r");
}

const char *line_of_root(struct pool *pool, int root, const char *path, const char *start) {
    FILE *file = open_in_root(root, path);
    const char *found = NULL;
    char *line = NULL;
    size_t capacity = 0;
    while (file && !found && getline(&line, &capacity, file) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, start, strlen(start)) != 0)
            continue;
        const char *value = line + strlen(start);
        const size_t quoted = *value == '"' || *value == '\'';
        found = pool_copy_text(pool, value + quoted, strcspn(value + quoted, "\"'"));
    }
    free(line);
    if (file)
        fclose(file);
    return found;
}
