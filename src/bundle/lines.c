#include "lines.h"

#include <string.h>

static bool has_path(const void *context, size_t entry, const void *path) {
    const struct known_lines *lines = context;
    return strcmp(lines->files[entry]->path, path) == 0;
}

static struct known_file *find_file(const struct known_lines *lines, const char *path) {
    const size_t found = index_find(&lines->index, hash_text(0, path), has_path, lines, path);
    return found == INDEX_NOT_FOUND ? NULL : lines->files[found];
}

const struct known_file *known_lines_file(const struct known_lines *lines, const char *path) {
    return path ? find_file(lines, path) : NULL;
}

/* Where the line is, or belongs. */
static size_t place_of(const struct known_file *file, int number) {
    size_t low = 0;
    size_t high = file->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (file->lines[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *known_file_line(const struct known_file *file, int number) {
    const size_t place = place_of(file, number);
    return place < file->count && file->lines[place].number == number ? file->lines[place].text : NULL;
}

static struct known_file *add_file(struct known_lines *lines, const char *path) {
    struct known_file *file = pool_allocate(&lines->pool, 1, sizeof(*file));
    file->path = pool_copy_text(&lines->pool, path, strlen(path));
    lines->files =
        pool_grow(&lines->pool, lines->files, lines->count, &lines->capacity, sizeof(*lines->files));
    index_add(&lines->index, &lines->pool, hash_text(0, path), lines->count);
    lines->files[lines->count++] = file;
    return file;
}

void known_lines_add(struct known_lines *lines, const char *path, int number, const char *text) {
    struct known_file *file = find_file(lines, path);
    if (!file)
        file = add_file(lines, path);
    const size_t place = place_of(file, number);
    if (place < file->count && file->lines[place].number == number)
        return;
    file->lines = pool_grow(&lines->pool, file->lines, file->count, &file->capacity, sizeof(*file->lines));
    memmove(&file->lines[place + 1], &file->lines[place], (file->count - place) * sizeof(*file->lines));
    file->lines[place] = (struct known_line){number, pool_copy_text(&lines->pool, text, strlen(text))};
    file->count++;
}
