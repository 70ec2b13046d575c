#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/reader/directory.h"
#include "capture/reader/reader.h"
#include "helpers/capture_builder.h"

/* ---- a capture with one of everything -------------------------------------------------------------------
 */

struct sample {
    struct capture_builder builder;
    uint32_t module;
    uint32_t parent;
    uint32_t child;
    uint64_t histogram;
};

static void make_sample(struct sample *sample) {
    struct capture_builder *builder = &sample->builder;
    builder_start(builder);
    sample->module = builder_module(builder, "/opt/shop/bin/shop", 1);
    const uint32_t library =
        builder_library(builder, LOOPLINE_DRIVER_SQLITE, "/usr/lib/libsqlite3.so.0", "3.40.1");
    const uint32_t list =
        builder_statement(builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select id from books");
    const uint32_t look_up =
        builder_statement(builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select name from authors where id = ?");
    const uint32_t outer = builder_stack(builder, sample->module, (const uint64_t[]){0x1100, 0x1000}, 2);
    const uint32_t inner =
        builder_stack(builder, sample->module, (const uint64_t[]){0x1300, 0x1200, 0x1000}, 3);
    builder_thread_record(builder, 26);
    uint32_t buckets[LOOPLINE_HISTOGRAM_BUCKETS] = {0};
    buckets[loopline_histogram_bucket(5)] = 1;
    buckets[loopline_histogram_bucket(10)] = 1;
    sample->histogram = builder_histogram(builder, buckets);
    sample->parent = builder_site(
        builder,
        &(struct loopline_site){
            .statement = list,
            .stack = outer,
            .library = library,
            .calls = 3,
            .rows = 27,
            .ticks = 1000000,
            .uninterrupted = {.episodes = 2, .children = 2, .minimum = 1, .maximum = 1, .start_calls = 2},
        });
    sample->child = builder_site(builder, &(struct loopline_site){
                                              .statement = look_up,
                                              .stack = inner,
                                              .library = library,
                                              .calls = 22,
                                              .rows = 22,
                                              .distinct_parameters = 20,
                                              .parent_candidates = {{.parent = sample->parent,
                                                                     .adjacent = 3,
                                                                     .start_calls = 15,
                                                                     .episodes = 2,
                                                                     .children = 15,
                                                                     .minimum = 5,
                                                                     .maximum = 10,
                                                                     .histogram = sample->histogram,
                                                                     .parent_rows_before = 4}},
                                          });
}

static struct capture *parse(const struct capture_builder *builder, enum capture_error *error) {
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    const enum capture_error result =
        capture_parse("shop.capture", builder->bytes, builder->size, &capture, message, sizeof(message));
    assert_true((result == CAPTURE_READ) == (capture != NULL));
    if (result != CAPTURE_READ)
        assert_non_null(strstr(message, "shop.capture"));
    if (error)
        *error = result;
    return capture;
}

static struct capture *parse_whole(const struct capture_builder *builder) {
    enum capture_error error;
    struct capture *capture = parse(builder, &error);
    assert_int_equal(error, CAPTURE_READ);
    return capture;
}

/* ---- whole captures -------------------------------------------------------------------------------------
 */

static void test_header_comes_across(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    struct capture *capture = parse_whole(&sample.builder);
    assert_string_equal(capture->path, "shop.capture");
    assert_int_equal(capture->pid, 4242);
    assert_true(capture->sealed);
    assert_string_equal(capture->executable, "/opt/shop/bin/shop");
    assert_int_equal(capture->argument_count, 2);
    assert_string_equal(capture->arguments[0], "shop");
    assert_string_equal(capture->arguments[1], "--verbose");
    assert_int_equal(capture->threads, 1);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_records_come_across_with_ids_resolved(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    struct capture *capture = parse_whole(&sample.builder);
    assert_int_equal(capture->module_count, 1);
    assert_true(capture->modules[0].is_program);
    assert_int_equal(capture->library_count, 1);
    assert_string_equal(capture->libraries[0].version, "3.40.1");
    assert_int_equal(capture->statement_count, 2);
    assert_int_equal(capture->site_count, 2);
    const struct capture_site *child = &capture->sites[1];
    assert_string_equal(child->statement->text, "select name from authors where id = ?");
    assert_int_equal(child->stack->frame_count, 3);
    assert_int_equal(child->stack->frames[0].position, 0x1300);
    assert_ptr_equal(child->stack->frames[0].module, &capture->modules[0]);
    assert_int_equal(child->distinct_parameters, 20);
    assert_int_equal(capture->thread_records[0].statements, 26);
    assert_int_equal(capture->damage.chunks + capture->damage.records, 0);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_parent_candidates_know_their_parent_and_histogram(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    struct capture *capture = parse_whole(&sample.builder);
    const struct capture_site *child = &capture->sites[1];
    assert_int_equal(child->parent_candidate_count, 1);
    const struct capture_parent_candidate *parent_candidate = &child->parent_candidates[0];
    assert_ptr_equal(parent_candidate->parent, &capture->sites[0]);
    assert_int_equal(parent_candidate->open, 7);
    assert_int_equal(parent_candidate->parent_rows, 23);
    assert_non_null(parent_candidate->histogram);
    assert_int_equal(parent_candidate->histogram[loopline_histogram_bucket(10)], 1);
    assert_int_equal(capture->sites[0].uninterrupted.open, 1);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_record_larger_than_a_chunk(void **state) {
    (void)state;
    struct capture_builder builder;
    builder_start(&builder);
    char *text = malloc(3 * LOOPLINE_CHUNK_BYTES + 1);
    memset(text, 'x', 3 * LOOPLINE_CHUNK_BYTES);
    text[3 * LOOPLINE_CHUNK_BYTES] = '\0';
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select 1");
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, text);
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select 2");
    struct capture *capture = parse_whole(&builder);
    assert_int_equal(capture->statement_count, 3);
    assert_string_equal(capture->statements[1].text, text);
    assert_string_equal(capture->statements[2].text, "select 2");
    assert_int_equal(capture->damage.chunks, 0);
    capture_free(capture);
    builder_free(&builder);
    free(text);
}

static void test_unknown_record_types_are_passed_over(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    builder_record(&sample.builder, 0, 99, "from the future", 16);
    builder_module(&sample.builder, "/opt/shop/lib/libcart.so", 0);
    struct capture *capture = parse_whole(&sample.builder);
    assert_int_equal(capture->module_count, 2);
    assert_int_equal(capture->damage.records, 0);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_records_beyond_used_are_not_there_yet(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    struct capture_builder *builder = &sample.builder;
    const size_t module = builder_record(builder, 0, LOOPLINE_RECORD_MODULE, (char[80]){0}, 80);
    struct loopline_chunk *chunk = (void *)(builder->bytes + builder->shared_chunk);
    chunk->used = module - builder->shared_chunk;
    struct capture *capture = parse_whole(builder);
    assert_int_equal(capture->module_count, 1);
    assert_int_equal(capture->damage.chunks + capture->damage.records, 0);
    capture_free(capture);
    builder_free(builder);
}

static void test_seconds_per_tick(void **state) {
    (void)state;
    struct capture_builder builder;
    builder_start(&builder);
    struct capture *capture = parse_whole(&builder);
    assert_true(fabs(capture_seconds_per_tick(capture) - 1e-9) < 1e-15);
    capture->last = capture->first;
    assert_true(isnan(capture_seconds_per_tick(capture)));
    capture->last.ticks = capture->first.ticks + 1; /* a second a tick */
    capture->last.monotonic_ns = capture->first.monotonic_ns + 1000000000;
    assert_true(isnan(capture_seconds_per_tick(capture)));
    capture_free(capture);
    builder_free(&builder);
}

/* ---- files that are refused -----------------------------------------------------------------------------
 */

static enum capture_error error_of(const struct capture_builder *builder) {
    enum capture_error error;
    capture_free(parse(builder, &error));
    return error;
}

static void test_header_errors(void **state) {
    (void)state;
    struct capture_builder builder;
    builder_start(&builder);
    struct loopline_header *header = builder_header(&builder);
    assert_int_equal(error_of(&builder), CAPTURE_READ);
    header->version++;
    assert_int_equal(error_of(&builder), CAPTURE_OTHER_VERSION);
    header->version--;
    header->architecture = 8;
    assert_int_equal(error_of(&builder), CAPTURE_OTHER_ARCHITECTURE);
    builder_free(&builder);

    builder_start(&builder);
    builder_header(&builder)->header_bytes--;
    assert_int_equal(error_of(&builder), CAPTURE_DAMAGED_HEADER);
    builder.size = sizeof(struct loopline_header) - 1;
    assert_int_equal(error_of(&builder), CAPTURE_TRUNCATED);
    builder.size = 7;
    assert_int_equal(error_of(&builder), CAPTURE_NOT_A_CAPTURE);
    builder.size = 0;
    assert_int_equal(error_of(&builder), CAPTURE_NOT_A_CAPTURE);
    builder.size = LOOPLINE_CHUNK_BYTES;
    builder.bytes[0] = 'l';
    assert_int_equal(error_of(&builder), CAPTURE_NOT_A_CAPTURE);
    builder_free(&builder);
}

/* ---- damage ---------------------------------------------------------------------------------------------
 */

static void test_damaged_chunk_leaves_the_others(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    struct capture_builder *builder = &sample.builder;
    builder_thread_record(builder, 1);
    builder_site(builder, &(struct loopline_site){.statement = 1, .stack = 1, .calls = 1});
    struct loopline_chunk *first_thread_record =
        (void *)(builder->bytes + builder->shared_chunk + LOOPLINE_CHUNK_BYTES);
    assert_int_equal(first_thread_record->thread_record, 1);
    first_thread_record->magic ^= 1;
    struct capture *capture = parse_whole(builder);
    assert_int_equal(capture->damage.chunks, 1);
    assert_int_equal(capture->site_count, 1);
    assert_int_equal(capture->sites[0].thread_record, 2);
    capture_free(capture);
    builder_free(builder);
}

static void test_record_that_goes_beyond_its_chunk(void **state) {
    (void)state;
    struct capture_builder builder;
    builder_start(&builder);
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select 1");
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select 2");
    const struct loopline_chunk *chunk = (void *)(builder.bytes + builder.shared_chunk);
    const size_t second = builder.shared_chunk + sizeof(*chunk) + (chunk->used - sizeof(*chunk)) / 2;
    ((struct loopline_record *)(void *)(builder.bytes + second))->bytes += 8;
    struct capture *capture = parse_whole(&builder);
    assert_int_equal(capture->statement_count, 1);
    assert_int_equal(capture->damage.chunks, 1);
    capture_free(capture);
    builder_free(&builder);
}

static void test_record_smaller_than_its_type(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    builder_record(&sample.builder, 0, LOOPLINE_RECORD_MODULE, "too short", 9);
    struct capture *capture = parse_whole(&sample.builder);
    assert_int_equal(capture->module_count, 1);
    assert_int_equal(capture->damage.records, 1);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_site_of_a_lost_statement_is_counted_as_lost(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    builder_site(&sample.builder, &(struct loopline_site){.statement = 77, .stack = 1, .calls = 9});
    struct capture *capture = parse_whole(&sample.builder);
    assert_int_equal(capture->site_count, 2);
    assert_int_equal(capture->damage.records, 1);
    assert_int_equal(capture->damage.calls, 9);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_site_of_a_lost_stack_is_kept(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    builder_site(&sample.builder, &(struct loopline_site){.statement = 1, .stack = 77, .calls = 9});
    struct capture *capture = parse_whole(&sample.builder);
    assert_int_equal(capture->site_count, 3);
    assert_null(capture->sites[2].stack);
    capture_free(capture);
    builder_free(&sample.builder);
}

static void test_text_longer_than_its_record(void **state) {
    (void)state;
    struct capture_builder builder;
    builder_start(&builder);
    builder_statement(&builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select 1");
    const size_t offset = builder.shared_chunk + sizeof(struct loopline_chunk);
    ((struct loopline_statement *)(void *)(builder.bytes + offset))->text_bytes = 5000;
    struct capture *capture = parse_whole(&builder);
    assert_int_equal(capture->statement_count, 0);
    assert_int_equal(capture->damage.records, 1);
    capture_free(capture);
    builder_free(&builder);
}

/*
 * Reads the capture and looks at everything in it; the bytes are a copy of exactly that size, so that
 * AddressSanitizer sees every read beyond them.
 */
static size_t touch_everything(const uint8_t *bytes, size_t size) {
    void *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    capture_parse("damaged", copy, size, &capture, message, sizeof(message));
    free(copy);
    if (!capture)
        return strlen(message);
    size_t sum = strlen(capture->executable);
    for (size_t i = 0; i < capture->statement_count; i++)
        sum += strlen(capture->statements[i].text);
    for (size_t i = 0; i < capture->site_count; i++) {
        const struct capture_site *site = &capture->sites[i];
        sum += strlen(site->statement->text) + (site->stack ? site->stack->frame_count : 0);
        for (size_t j = 0; j < site->parent_candidate_count; j++) {
            assert_int_equal(site->parent_candidates[j].parent->thread_record, site->thread_record);
            assert_true(site->parent_candidates[j].children + site->parent_candidates[j].open <= site->calls);
            sum += site->parent_candidates[j].histogram ? site->parent_candidates[j].histogram[63] : 0;
        }
    }
    capture_free(capture);
    return sum;
}

static void test_every_truncation(void **state) {
    (void)state;
    struct sample sample;
    make_sample(&sample);
    for (size_t size = 0; size < sample.builder.size; size++) {
        const size_t in_chunk = size % LOOPLINE_CHUNK_BYTES;
        if (in_chunk < 4096 || in_chunk % 8 == 0)
            touch_everything(sample.builder.bytes, size);
    }
    builder_free(&sample.builder);
}

static void test_every_flipped_byte(void **state) {
    (void)state;
    static const uint8_t masks[] = {0x01, 0x80, 0xff};
    struct sample sample;
    make_sample(&sample);
    for (size_t i = 0; i < sample.builder.size; i++) {
        const size_t in_chunk = i % LOOPLINE_CHUNK_BYTES;
        if (in_chunk > 4096) /* what is beyond is not used */
            continue;
        for (size_t j = 0; j < sizeof(masks); j++) {
            sample.builder.bytes[i] ^= masks[j];
            touch_everything(sample.builder.bytes, sample.builder.size);
            sample.builder.bytes[i] ^= masks[j];
        }
    }
    builder_free(&sample.builder);
}

/* ---- files and directories ------------------------------------------------------------------------------
 */

static char *make_directory(void) {
    const char *parent = getenv("TMPDIR");
    char *path = malloc(4096);
    snprintf(path, 4096, "%s/loopline-reader-XXXXXX", parent ? parent : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

static const char *file_in(const char *directory, const char *name) {
    static char path[4200];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return path;
}

static void test_open_reads_a_file(void **state) {
    (void)state;
    char *directory = make_directory();
    struct sample sample;
    make_sample(&sample);
    const char *path = file_in(directory, "shop.capture");
    builder_write(&sample.builder, path);
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    assert_int_equal(capture_open(path, &capture, message, sizeof(message)), CAPTURE_READ);
    assert_int_equal(capture->site_count, 2);
    assert_int_equal(capture->sites[1].parent_candidate_count, 1);
    capture_free(capture);
    builder_free(&sample.builder);
    unlink(path);
    rmdir(directory);
    free(directory);
}

static void test_open_tells_what_is_wrong(void **state) {
    (void)state;
    char *directory = make_directory();
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    const char *path = file_in(directory, "missing.capture");
    assert_int_equal(capture_open(path, &capture, message, sizeof(message)), CAPTURE_CANNOT_OPEN);
    assert_non_null(strstr(message, path));
    assert_non_null(strstr(message, strerror(ENOENT)));
    assert_int_equal(capture_open(directory, &capture, message, sizeof(message)), CAPTURE_CANNOT_OPEN);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not wait for a writer */
    assert_int_equal(capture_open(path, &capture, message, sizeof(message)), CAPTURE_CANNOT_OPEN);
    unlink(path);
    rmdir(directory);
    free(directory);
}

static void test_directory_gives_its_captures_once(void **state) {
    (void)state;
    char *directory = make_directory();
    struct capture_builder builder;
    builder_start(&builder);
    builder_write(&builder, file_in(directory, "b.capture"));
    builder_write(&builder, file_in(directory, "a.capture"));
    builder_write(&builder, file_in(directory, "a.txt"));
    char target[4200];
    strcpy(target, file_in(directory, "a.capture"));
    assert_int_equal(symlink(target, file_in(directory, "c.capture")), 0);
    struct pool pool = {0};
    struct capture_paths paths = {0};
    assert_null(capture_paths_add(&pool, &paths, directory));
    assert_null(capture_paths_add(&pool, &paths, target));
    assert_int_equal(paths.count, 2);
    assert_non_null(strstr(paths.paths[0], "/a.capture"));
    assert_non_null(strstr(paths.paths[1], "/b.capture"));
    pool_free(&pool);
    builder_free(&builder);
    unlink(file_in(directory, "a.capture"));
    unlink(file_in(directory, "b.capture"));
    unlink(file_in(directory, "c.capture"));
    unlink(file_in(directory, "a.txt"));
    struct capture_paths none = {0};
    const char *problem = capture_paths_add(&pool, &none, directory);
    assert_non_null(problem);
    assert_non_null(strstr(problem, directory));
    pool_free(&pool);
    rmdir(directory);
    free(directory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_comes_across),
        cmocka_unit_test(test_records_come_across_with_ids_resolved),
        cmocka_unit_test(test_parent_candidates_know_their_parent_and_histogram),
        cmocka_unit_test(test_record_larger_than_a_chunk),
        cmocka_unit_test(test_unknown_record_types_are_passed_over),
        cmocka_unit_test(test_records_beyond_used_are_not_there_yet),
        cmocka_unit_test(test_seconds_per_tick),
        cmocka_unit_test(test_header_errors),
        cmocka_unit_test(test_damaged_chunk_leaves_the_others),
        cmocka_unit_test(test_record_that_goes_beyond_its_chunk),
        cmocka_unit_test(test_record_smaller_than_its_type),
        cmocka_unit_test(test_site_of_a_lost_statement_is_counted_as_lost),
        cmocka_unit_test(test_site_of_a_lost_stack_is_kept),
        cmocka_unit_test(test_text_longer_than_its_record),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_every_flipped_byte),
        cmocka_unit_test(test_open_reads_a_file),
        cmocka_unit_test(test_open_tells_what_is_wrong),
        cmocka_unit_test(test_directory_gives_its_captures_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
