#include "baseline.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lines.h"
#include "model/compare.h"

static bool is_id(const char *text) {
    for (size_t i = 0; i < 16; i++) {
        if (!isxdigit((unsigned char)text[i]))
            return false;
    }
    return text[16] == ' ';
}

static bool parse_line(const char *line, struct baseline_entry *entry) {
    if (!is_id(line) || strncmp(line + 17, "n=", 2) != 0)
        return false;
    memcpy(entry->id, line, 16);
    entry->n = strtoull(line + 19, NULL, 10);
    return entry->n > 0;
}

struct reading {
    struct pool *pool;
    struct baseline *baseline;
};

static bool take_line(const struct lines_place *place, char *line) {
    const struct reading *reading = place->context;
    struct baseline *baseline = reading->baseline;
    struct baseline_entry entry = {0};
    if (!parse_line(line, &entry)) {
        fprintf(stderr, "loopline check: %s:%d: a line begins with a loop's id and n=NUMBER\n", place->path,
                place->line);
        return false;
    }
    baseline->entries = pool_grow(reading->pool, baseline->entries, baseline->count, &baseline->capacity,
                                  sizeof(*baseline->entries));
    baseline->entries[baseline->count++] = entry;
    return true;
}

bool baseline_read(struct pool *pool, const char *path, struct baseline *baseline) {
    struct reading reading = {pool, baseline};
    return lines_read(path, "; `--update` writes a baseline", take_line, &reading);
}

struct baseline_entry *baseline_find(struct baseline *baseline, const struct report_loop *loop) {
    for (size_t i = 0; i < baseline->count; i++) {
        struct baseline_entry *entry = &baseline->entries[i];
        if (strcmp(entry->id, loop->id) != 0)
            continue;
        entry->is_met = true;
        return report_loop_largest_n(loop) > entry->n * 2 ? NULL : entry;
    }
    return NULL;
}

/* ---- writing ---- */

static int by_text(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char *line_of(struct pool *pool, const struct report_loop *loop) {
    const struct report_frame *where = loop->where;
    const char *file = where->repository_path ? where->repository_path
                       : where->file          ? report_basename(where->file)
                                              : where->short_place;
    return pool_format(pool, "%s n=%" PRIu64 " %s:%s %s\n", loop->id, report_loop_largest_n(loop), file,
                       where->short_name ? where->short_name : "?", loop->findings[0]->statement->shown);
}

static bool write_lines(const char *path, const struct report *report) {
    struct pool pool = {0};
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    const char **lines = pool_allocate(&pool, report->loop_count, sizeof(*lines));
    for (size_t i = 0; i < report->loop_count; i++)
        lines[i] = line_of(&pool, report->loops[i]);
    if (report->loop_count > 1)
        qsort(lines, report->loop_count, sizeof(*lines), by_text);
    fputs("# Loops that `loopline check` knows. `loopline check --update` writes this file anew.\n", file);
    for (size_t i = 0; i < report->loop_count; i++)
        fputs(lines[i], file);
    const bool failed = ferror(file) != 0;
    pool_free(&pool);
    return fclose(file) == 0 && !failed;
}

/* By a new file that takes the old one's place: a baseline is whole at any time. */
bool baseline_write(const char *path, const struct report *report) {
    struct pool pool = {0};
    const char *fresh = pool_format(&pool, "%s.new", path);
    const bool is_written = write_lines(fresh, report) && rename(fresh, path) == 0;
    if (!is_written) {
        fprintf(stderr, "loopline check: %s: the baseline could not be written: %s\n", path, strerror(errno));
        unlink(fresh);
    }
    pool_free(&pool);
    return is_written;
}
