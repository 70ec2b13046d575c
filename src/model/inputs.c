#include "inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/reader.h"
#include "capture/reader/directory.h"
#include "report/escape/text.h"

/* The file that is being read. */
struct reading {
    struct inputs *inputs;
    const char *path;
    uid_t owner;
};

static void add_problem(struct report *report, const char *message) {
    report->problems = pool_grow(&report->pool, report->problems, report->problem_count,
                                 &report->problem_capacity, sizeof(*report->problems));
    report->problems[report->problem_count++] = escape_text(&report->pool, message);
}

/* ---- one process, one capture ---------------------------------------------------------------------------
 */

static bool is_of_process(const void *context, size_t entry, const void *key) {
    const struct inputs *inputs = context;
    const struct capture *one = inputs->captures[entry];
    const struct capture *other = key;
    return one->pid == other->pid && one->first.ticks == other->first.ticks &&
           one->first.realtime_ns == other->first.realtime_ns;
}

/* A capture that lies in a merged file and beside it is counted once: as it was later. */
static void keep_capture(struct inputs *inputs, struct capture *capture) {
    struct pool *pool = &inputs->report->pool;
    const uint64_t hash =
        hash_number(hash_number(capture->pid, capture->first.ticks), capture->first.realtime_ns);
    const size_t found = index_find(&inputs->index, hash, is_of_process, inputs, capture);
    if (found == INDEX_NOT_FOUND) {
        inputs->captures =
            pool_grow(pool, inputs->captures, inputs->count, &inputs->capacity, sizeof(struct capture *));
        index_add(&inputs->index, pool, hash, inputs->count);
        inputs->captures[inputs->count++] = capture;
        return;
    }
    struct capture *known = inputs->captures[found];
    const bool is_later = capture->last.ticks > known->last.ticks;
    inputs->captures[found] = is_later ? capture : known;
    capture_free(is_later ? known : capture);
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

static void read_bytes(const struct reading *reading, const char *name, const void *bytes, size_t size) {
    struct inputs *inputs = reading->inputs;
    char message[CAPTURE_MESSAGE_BYTES];
    struct capture *capture;
    if (capture_parse(name, bytes, size, &capture, message, sizeof(message)) != CAPTURE_READ) {
        add_problem(inputs->report, message);
        return;
    }
    capture->owner = reading->owner;
    if (inputs->merge_into)
        bundle_write_capture(inputs->merge_into, name, bytes, size);
    keep_capture(inputs, capture);
}

static void read_member(void *context, const char *name, const void *bytes, size_t size) {
    read_bytes(context, name, bytes, size);
}

static void read_merged_file(struct reading *reading, const struct capture_bytes *loaded) {
    const struct bundle_target target = {
        .capture = read_member,
        .context = reading,
        .symbols = reading->inputs->symbols,
        .lines = &reading->inputs->lines,
    };
    const char *problem = bundle_read(loaded->bytes, loaded->size, &target);
    if (problem)
        add_problem(reading->inputs->report,
                    pool_format(&reading->inputs->report->pool, "%s: %s", reading->path, problem));
}

static void read_file(struct inputs *inputs, const char *path) {
    char message[CAPTURE_MESSAGE_BYTES];
    struct capture_bytes loaded;
    if (!capture_load(path, &loaded, message, sizeof(message))) {
        add_problem(inputs->report, message);
        return;
    }
    struct reading reading = {.inputs = inputs, .path = path, .owner = loaded.owner};
    if (bundle_is(loaded.bytes, loaded.size))
        read_merged_file(&reading, &loaded);
    else
        read_bytes(&reading, path, loaded.bytes, loaded.size);
    free(loaded.bytes);
}

void inputs_read(struct inputs *inputs, const char *const *paths, size_t path_count) {
    struct pool *pool = &inputs->report->pool;
    struct capture_paths found = {0};
    inputs->symbols = symbols_new();
    if (!inputs->symbols)
        end_out_of_memory();
    for (size_t i = 0; i < path_count; i++) {
        const char *problem = capture_paths_add(pool, &found, paths[i]);
        if (problem)
            add_problem(inputs->report, problem);
    }
    inputs->report->found_files = found.count || found.is_unreadable;
    inputs->progress->total = found.count;
    inputs->progress->stage = "reading captures";
    for (size_t i = 0; i < found.count; i++) {
        inputs->progress->done = i;
        read_file(inputs, found.paths[i]);
    }
}

void inputs_free(struct inputs *inputs) {
    if (!inputs->count)
        symbols_free(inputs->symbols);
    pool_free(&inputs->lines.pool);
}
