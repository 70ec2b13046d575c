#include "helpers/unit.h"

#include "scene.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/clock.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

void scene_make_directory(char directory[64]) {
    strcpy(directory, "/tmp/loopline-unit-XXXXXX");
    assert_non_null(mkdtemp(directory));
}

void scene_remove_directory(const char *directory) {
    DIR *entries = opendir(directory);
    assert_non_null(entries);
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
        unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    assert_int_equal(rmdir(directory), 0);
}

struct recording_description scene_description(const char *prefix, uint64_t capacity) {
    return (struct recording_description){.prefix = prefix,
                                          .capacity = capacity,
                                          .run_id = 7,
                                          .executable = "/opt/shop/bin/shop",
                                          .first = clock_sample(false)};
}

void scene_start_bounded(struct scene *scene, uint64_t capacity) {
    char prefix[80];
    *scene = (struct scene){.recording = NULL};
    scene_make_directory(scene->directory);
    snprintf(prefix, sizeof prefix, "%s/shop", scene->directory);
    const struct recording_description description = scene_description(prefix, capacity);
    assert_int_equal(recording_start(&description, &scene->recording), 0);
    scene->thread = recording_attach(scene->recording);
    assert_non_null(scene->thread);
}

void scene_start(struct scene *scene) {
    scene_start_bounded(scene, LOOPLINE_DEFAULT_CAPACITY);
}

void scene_end(struct scene *scene) {
    capture_free(scene->capture);
    scene_remove_directory(scene->directory);
}

struct statement_reference scene_statement(struct recording *recording, enum sql_class statement_class,
                                           const char *text) {
    const struct statement_description description = {.driver = LOOPLINE_DRIVER_SQLITE,
                                                      .fingerprint = XXH3_64bits(text, strlen(text)),
                                                      .statement_class = statement_class,
                                                      .text = text,
                                                      .text_bytes = strlen(text)};
    return recording_statement(recording, &description);
}

struct site_state *scene_site(struct thread_record *thread, enum sql_class statement_class, const char *text,
                              uint32_t line) {
    const struct site_request wanted = {.statement =
                                            scene_statement(thread->recording, statement_class, text)};
    struct site_state *site = recording_site_of_stack(thread, &wanted, line);
    assert_non_null(site);
    return site;
}

static uint64_t value_in_row(const void *context, uint32_t column) {
    return ((const uint64_t *)context)[column];
}

static __thread const char *const *names_of_columns;

static const char *name_of_column(const void *context, uint32_t column) {
    (void)context;
    return names_of_columns ? names_of_columns[column] : NULL;
}

void scene_run(struct thread_record *thread, struct site_state *site,
               const struct scene_execution *execution) {
    struct result_rows rows = {.result = NULL};
    uint64_t hash = 1;
    for (uint32_t i = 0; i < execution->parameter_count; i++)
        hash = (hash ^ execution->parameters[i]) * 0x9e3779b97f4a7c15ull;
    const struct execution_facts facts = {.parameters = hash ^ hash >> 29,
                                          .values = execution->parameters,
                                          .value_count = execution->parameter_count,
                                          .has_parameters = execution->parameter_count > 0,
                                          .in_transaction = execution->in_transaction,
                                          .pipelined = execution->pipelined};
    thread_record_count(thread, site, &facts);
    names_of_columns = execution->names;
    for (uint32_t i = 0; i < execution->row_count; i++) {
        const struct result_source source = {.columns = execution->columns,
                                             .value = value_in_row,
                                             .name = name_of_column,
                                             .context = execution->rows + (size_t)i * execution->columns};
        counter_add(&site->site->rows, 1);
        if (results_wants_row(&site->results, &rows))
            results_add_row(thread, site, &rows, &source);
    }
}

void scene_run_list(struct thread_record *thread, struct site_state *site, uint64_t first, uint32_t count) {
    uint64_t *rows = calloc(count, sizeof *rows);
    assert_non_null(rows);
    for (uint32_t i = 0; i < count; i++)
        rows[i] = scene_key(first + i);
    static const char *const names[] = {"id"};
    scene_run(thread, site,
              &(struct scene_execution){.rows = rows, .columns = 1, .row_count = count, .names = names});
    free(rows);
}

void scene_run_look_up(struct thread_record *thread, struct site_state *site, uint64_t value) {
    scene_run(thread, site, &(struct scene_execution){.parameters = &value, .parameter_count = 1});
}

static uint64_t mixed(uint64_t number) {
    number = (number + 1) * 0xbf58476d1ce4e5b9ull;
    return (number ^ number >> 31) & ~(uint64_t)(VALUE_KEY | VALUE_WIDE);
}

uint64_t scene_key(uint64_t number) {
    return mixed(number) | VALUE_KEY;
}

uint64_t scene_wide_key(uint64_t number) {
    return mixed(number) | VALUE_KEY | VALUE_WIDE;
}

const struct capture *scene_read(struct scene *scene) {
    char message[CAPTURE_MESSAGE_BYTES];
    capture_free(scene->capture);
    scene->capture = NULL;
    if (capture_open(scene->recording->file.path, &scene->capture, message, sizeof message) != CAPTURE_READ)
        fail_msg("%s", message);
    return scene->capture;
}

const struct capture_site *scene_site_in(const struct capture *capture, const struct site_state *site) {
    for (size_t i = 0; i < capture->site_count; i++)
        if (capture->sites[i].id == site->site->id)
            return &capture->sites[i];
    fail_msg("site %u is not in the capture", site->site->id);
    return NULL;
}
