#include "loader.h"

#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where glibc looks last; the multiarch directories are Debian's. */
static const char built_in_directories[] =
#if defined(__x86_64__)
    "/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib";
#else
    "/lib/aarch64-linux-gnu:/usr/lib/aarch64-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib";
#endif

enum { CONFIGURATION_DEPTH = 4 }; /* files that include files */

static void read_configuration(FILE *directories, const char *path, int depth);

static void read_included(FILE *directories, const char *pattern, int depth) {
    glob_t files;
    if (glob(pattern, 0, NULL, &files) != 0)
        return;
    for (size_t index = 0; index < files.gl_pathc; index++)
        read_configuration(directories, files.gl_pathv[index], depth + 1);
    globfree(&files);
}

/* A line of ld.so.conf: a directory, `include PATTERN` (absolute here, as ldconfig writes it), a comment. */
static void read_configuration_line(FILE *directories, char *line, int depth) {
    line[strcspn(line, "#\n")] = '\0';
    char *rest = line;
    const char *word = strsep(&rest, " \t");
    if (strcmp(word, "include") == 0 && rest)
        read_included(directories, rest + strspn(rest, " \t"), depth);
    else if (word[0] == '/')
        fprintf(directories, ":%s", word);
}

static void read_configuration(FILE *directories, const char *path, int depth) {
    FILE *file = depth < CONFIGURATION_DEPTH ? fopen(path, "re") : NULL;
    if (!file)
        return;
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, file) > 0)
        read_configuration_line(directories, line, depth);
    free(line);
    fclose(file);
}

/* All directories for what `object` needs, in order; freed by the caller. NULL out of memory. */
static char *search_path_of(const struct doctor_object *object, const struct doctor_object *program) {
    char *text = NULL;
    size_t bytes;
    FILE *directories = open_memstream(&text, &bytes);
    if (!directories)
        return NULL;
    /* DT_RPATH counts where there is no DT_RUNPATH, and the program's counts for its libraries too. */
    if (object->rpath && !object->runpath)
        fprintf(directories, ":%s", object->rpath);
    if (program != object && program->rpath && !program->runpath && !object->runpath)
        fprintf(directories, ":%s", program->rpath);
    const char *from_environment = getenv("LD_LIBRARY_PATH");
    if (from_environment)
        fprintf(directories, ":%s", from_environment);
    if (object->runpath)
        fprintf(directories, ":%s", object->runpath);
    read_configuration(directories, "/etc/ld.so.conf", 0);
    fprintf(directories, ":%s", built_in_directories);
    return fclose(directories) == 0 ? text : NULL;
}

/* `directory` with $ORIGIN replaced by the place of `object`; false where it holds another such token. */
static bool expand_origin(const char *directory, const struct doctor_object *object, char *expanded) {
    const char *token = strchr(directory, '$');
    if (!token)
        return snprintf(expanded, PATH_MAX, "%s", directory) < PATH_MAX;
    size_t token_bytes = 0;
    if (strncmp(token, "$ORIGIN", 7) == 0)
        token_bytes = 7;
    else if (strncmp(token, "${ORIGIN}", 9) == 0)
        token_bytes = 9;
    char origin[PATH_MAX];
    if (!token_bytes || strchr(token + 1, '$') || !realpath(object->path, origin))
        return false;
    return snprintf(expanded, PATH_MAX, "%.*s%s%s", (int)(token - directory), directory, dirname(origin),
                    token + token_bytes) < PATH_MAX;
}

/* The library `name` in one directory, if it is one for the same machine. */
static struct doctor_object *read_in(const char *directory, const char *name,
                                     const struct doctor_object *needed_by) {
    char expanded[PATH_MAX];
    char path[PATH_MAX];
    if (!*directory || !expand_origin(directory, needed_by, expanded) ||
        snprintf(path, sizeof path, "%s/%s", expanded, name) >= (int)sizeof path)
        return NULL;
    struct doctor_object *object;
    doctor_object_read(path, &object);
    if (object && object->machine == needed_by->machine && object->elf_class == needed_by->elf_class)
        return object;
    doctor_object_free(object);
    return NULL;
}

static struct doctor_object *find(const char *name, const struct doctor_object *needed_by,
                                  const struct doctor_object *program) {
    struct doctor_object *object = NULL;
    if (strchr(name, '/')) {
        doctor_object_read(name, &object);
        return object;
    }
    char *directories = search_path_of(needed_by, program);
    char *rest = directories;
    const char *directory;
    while (!object && (directory = strsep(&rest, ":")))
        object = read_in(directory, name, needed_by);
    free(directories);
    return object;
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The loader takes a library once, by the name it was asked for or by its own. */
static bool is_loaded(const struct doctor_objects *objects, const char *name) {
    for (size_t index = 1; index < objects->count; index++) {
        const struct doctor_object *object = objects->items[index];
        if (strcmp(file_name(object->path), file_name(name)) == 0 ||
            (object->soname && strcmp(object->soname, name) == 0))
            return true;
    }
    for (size_t index = 0; index < objects->missing_count; index++) {
        if (strcmp(objects->missing[index], name) == 0)
            return true;
    }
    return false;
}

static bool add_missing(struct doctor_objects *objects, const char *name) {
    char **grown = realloc(objects->missing, (objects->missing_count + 1) * sizeof *grown);
    if (!grown)
        return false;
    objects->missing = grown;
    objects->missing[objects->missing_count] = strdup(name);
    return objects->missing[objects->missing_count++] != NULL;
}

static bool load_needed(struct doctor_objects *objects, const struct doctor_object *needed_by) {
    for (size_t index = 0; index < needed_by->needed_count; index++) {
        const char *name = needed_by->needed[index];
        if (is_loaded(objects, name))
            continue;
        struct doctor_object *object = find(name, needed_by, objects->items[0]);
        if (!(object ? doctor_objects_add(objects, object) : add_missing(objects, name)))
            return false;
    }
    return true;
}

bool doctor_load(struct doctor_object *program, struct doctor_objects *objects) {
    if (!doctor_objects_add(objects, program))
        return false;
    for (size_t index = 0; index < objects->count; index++) {
        if (!load_needed(objects, objects->items[index]))
            return false;
    }
    return true;
}

bool doctor_objects_add(struct doctor_objects *objects, struct doctor_object *object) {
    struct doctor_object **grown = realloc(objects->items, (objects->count + 1) * sizeof *grown);
    if (!grown) {
        doctor_object_free(object);
        return false;
    }
    objects->items = grown;
    objects->items[objects->count++] = object;
    return true;
}

void doctor_objects_free(struct doctor_objects *objects) {
    for (size_t index = 0; index < objects->count; index++)
        doctor_object_free(objects->items[index]);
    for (size_t index = 0; index < objects->missing_count; index++)
        free(objects->missing[index]);
    free(objects->items);
    free(objects->missing);
    *objects = (struct doctor_objects){0};
}
