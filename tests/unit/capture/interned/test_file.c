/* The capture as a file: how it is named and grows, and what is left where a call fails. */
#include "helpers/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/interned/file.h"
#include "helpers/failing_calls.h"
#include "helpers/scene.h"
#include "host/memory.h"

enum { MORE_CALLS_THAN_ANY = 1000 };

struct place {
    char directory[64];
    char prefix[80];
    struct capture_file file;
};

static int start(void **state) {
    static struct place place;
    memset(&place, 0, sizeof place);
    scene_make_directory(place.directory);
    snprintf(place.prefix, sizeof place.prefix, "%s/shop", place.directory);
    *state = &place;
    return 0;
}

static void unmap(struct capture_file *file) {
    for (uint32_t i = 0; i < file->part_count; i++)
        memory_unmap_file(file->parts[i].address, file->parts[i].end - file->parts[i].start);
    file->part_count = 0;
    file->header = NULL;
}

static int end(void **state) {
    struct place *place = *state;
    failing_calls_stop();
    unmap(&place->file);
    scene_remove_directory(place->directory);
    return 0;
}

static uint64_t size_of(const char *path) {
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (uint64_t)status.st_size;
}

static uint32_t entries_of(const char *directory) {
    uint32_t count = 0;
    DIR *entries = opendir(directory);
    assert_non_null(entries);
    while (readdir(entries))
        count++;
    closedir(entries);
    return count - 2; /* . and .. */
}

static void a_name_that_is_taken_gets_a_number(void **state) {
    struct place *place = *state;
    struct capture_file second;
    char expected[96];
    assert_int_equal(capture_file_create(&place->file, place->prefix, 1 << 20), 0);
    assert_int_equal(capture_file_create(&second, place->prefix, 1 << 20), 0);
    snprintf(expected, sizeof expected, "%s.capture", place->prefix);
    assert_string_equal(place->file.path, expected);
    snprintf(expected, sizeof expected, "%s-1.capture", place->prefix);
    assert_string_equal(second.path, expected);
    unmap(&second);
}

/* Neither is a file of somebody else written through a link. */
static void a_link_is_no_free_name(void **state) {
    struct place *place = *state;
    char link[96];
    char target[96];
    snprintf(link, sizeof link, "%s.capture", place->prefix);
    snprintf(target, sizeof target, "%s/elsewhere", place->directory);
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(capture_file_create(&place->file, place->prefix, 1 << 20), 0);
    assert_string_not_equal(place->file.path, link);
    assert_int_not_equal(access(target, F_OK), 0);
}

static void only_its_owner_may_read_it(void **state) {
    struct place *place = *state;
    struct stat status;
    assert_int_equal(capture_file_create(&place->file, place->prefix, 1 << 20), 0);
    assert_int_equal(stat(place->file.path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void its_directory_is_made(void **state) {
    struct place *place = *state;
    char prefix[96];
    snprintf(prefix, sizeof prefix, "%s/new/shop", place->directory);
    assert_int_equal(capture_file_create(&place->file, prefix, 1 << 20), 0);
    assert_int_equal(unlink(place->file.path), 0);
    snprintf(prefix, sizeof prefix, "%s/new", place->directory);
    assert_int_equal(rmdir(prefix), 0);
}

static void what_cannot_be_created_is_an_error(void **state) {
    struct place *place = *state;
    char prefix[CAPTURE_PATH_BYTES + 10];
    snprintf(prefix, sizeof prefix, "%s/no/such/shop", place->directory);
    assert_int_equal(capture_file_create(&place->file, prefix, 1 << 20), ENOENT);
    assert_null(place->file.header);
    memset(prefix, 'x', sizeof prefix - 1);
    prefix[sizeof prefix - 1] = '\0';
    assert_int_equal(capture_file_create(&place->file, prefix, 1 << 20), ENAMETOOLONG);
    assert_null(place->file.header);
}

/* All bytes of a chunk exist on the disk before it is handed out. */
static void it_grows_ahead_of_use(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    const uint64_t capacity = 4 << 20;
    assert_int_equal(capture_file_create(file, place->prefix, capacity), 0);
    for (uint64_t i = 1; i < capacity / LOOPLINE_CHUNK_BYTES; i++) {
        struct loopline_chunk *chunk = capture_file_claim(file, 1, 3);
        assert_non_null(chunk);
        assert_int_equal(capture_file_offset(file, chunk), i * LOOPLINE_CHUNK_BYTES);
        assert_ptr_equal(capture_file_address(file, i * LOOPLINE_CHUNK_BYTES), chunk);
        assert_int_equal(chunk->magic, LOOPLINE_CHUNK_MAGIC);
        assert_int_equal(chunk->used, sizeof *chunk);
        assert_true(size_of(file->path) >= (i + 1) * LOOPLINE_CHUNK_BYTES);
    }
    assert_int_equal(file->header->stop, LOOPLINE_STOP_NOT);
    assert_null(capture_file_claim(file, 1, 3));
    assert_int_equal(file->header->stop, LOOPLINE_STOP_CAPACITY);
    assert_int_equal(size_of(file->path), capacity);
}

static void a_span_of_chunks_is_one(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    struct loopline_chunk *large = capture_file_claim(file, 40, 0);
    assert_non_null(large);
    assert_int_equal(large->span, 40);
    assert_true(size_of(file->path) >= 41 * LOOPLINE_CHUNK_BYTES);
    const struct loopline_chunk *next = capture_file_claim(file, 1, 0);
    assert_int_equal(capture_file_offset(file, next), 41 * LOOPLINE_CHUNK_BYTES);
}

static void trimmed_it_is_as_long_as_what_was_claimed(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    assert_non_null(capture_file_claim(file, 2, 0));
    capture_file_trim(file);
    assert_int_equal(size_of(file->path), 3 * LOOPLINE_CHUNK_BYTES);
    /* Statements that run after the end find room again. */
    assert_non_null(capture_file_claim(file, 1, 0));
    assert_true(size_of(file->path) >= 4 * LOOPLINE_CHUNK_BYTES);
}

static void a_file_that_is_gone_stops_the_growth(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    assert_int_equal(unlink(file->path), 0);
    assert_null(capture_file_claim(file, 40, 0));
    assert_int_equal(file->header->stop, LOOPLINE_STOP_FILE_GONE);
}

/* Another file under the path of the capture is not written to, whatever it is. */
static void another_file_in_its_place_is_left_alone(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    assert_int_equal(unlink(file->path), 0);
    FILE *other = fopen(file->path, "w");
    assert_non_null(other);
    fputs("precious", other);
    fclose(other);
    assert_null(capture_file_claim(file, 40, 0));
    assert_int_equal(file->header->stop, LOOPLINE_STOP_FILE_GONE);
    capture_file_trim(file);
    assert_int_equal(size_of(file->path), 8);
}

static void the_limit_on_files_is_never_passed(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    const struct rlimit tight = {.rlim_cur = 20 * LOOPLINE_CHUNK_BYTES, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    /* What is doubled would not fit, what is needed does. */
    assert_non_null(capture_file_claim(file, 17, 0));
    assert_int_equal(file->header->stop, LOOPLINE_STOP_NOT);
    assert_null(capture_file_claim(file, 3, 0));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(file->header->stop, LOOPLINE_STOP_FILE_LIMIT);
}

static void a_full_disk_stops_the_growth_and_says_so(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    failing_calls_start(1, ENOSPC);
    failing_calls.only = "posix_fallocate";
    failing_calls.and_all_behind = true;
    assert_null(capture_file_claim(file, 40, 0));
    failing_calls_stop();
    assert_int_equal(file->header->stop, LOOPLINE_STOP_DISK_FULL);
    assert_int_equal(file->header->stop_errno, ENOSPC);
    /* For good: what the process writes from now on is not to come in pieces. */
    assert_null(capture_file_claim(file, 1, 0));
    assert_int_equal(file->header->chunks, 1);
}

/* Room for all that was asked for is too much, room for what is needed is there. */
static void what_is_needed_is_enough(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    failing_calls_start(1, ENOSPC);
    failing_calls.only = "posix_fallocate";
    assert_non_null(capture_file_claim(file, 17, 0));
    assert_true(failing_calls_stop());
    assert_int_equal(file->header->stop, LOOPLINE_STOP_NOT);
    assert_int_equal(size_of(file->path), 18 * LOOPLINE_CHUNK_BYTES);
}

/* Call by call: an error, and neither a file, a mapping nor a descriptor left. */
static void creating_fails_at_every_place_and_leaves_nothing(void **state) {
    struct place *place = *state;
    const uint32_t descriptors = entries_of("/proc/self/fd");
    bool failed = true;
    uint32_t places = 0;
    for (uint32_t call = 1; failed && call < MORE_CALLS_THAN_ANY; call++) {
        failing_calls_start(call, EIO);
        const int error = capture_file_create(&place->file, place->prefix, 1 << 20);
        failed = failing_calls_stop();
        if (!failed) {
            assert_int_equal(error, 0);
            continue;
        }
        places++;
        assert_int_equal(error, EIO);
        assert_null(place->file.header);
        assert_int_equal(entries_of(place->directory), 0);
        assert_int_equal(failing_calls.mapped_bytes, 0);
        assert_int_equal(entries_of("/proc/self/fd"), descriptors);
    }
    assert_in_range(places, 4, 100); /* open, posix_fallocate, fstat, mmap */
}

/* Growing and trimming: the capture stays what it was, and nothing is left open. */
static void growing_fails_at_every_place_and_keeps_what_was(void **state) {
    struct place *place = *state;
    const uint32_t descriptors = entries_of("/proc/self/fd");
    bool failed = true;
    uint32_t places = 0;
    for (uint32_t call = 1; failed && call < MORE_CALLS_THAN_ANY; call++) {
        struct capture_file *file = &place->file;
        assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
        failing_calls_start(call, EIO);
        const struct loopline_chunk *chunk = capture_file_claim(file, 40, 0);
        capture_file_trim(file);
        failed = failing_calls_stop();
        places += failed;
        assert_int_equal(file->header->chunks, chunk ? 41 : 1);
        assert_true((chunk == NULL) == (file->header->stop != LOOPLINE_STOP_NOT));
        assert_true(size_of(file->path) >= (uint64_t)file->header->chunks * LOOPLINE_CHUNK_BYTES);
        assert_int_equal(entries_of("/proc/self/fd"), descriptors);
        unmap(file);
    }
    assert_in_range(places, 5, 100); /* open, fstat, posix_fallocate; open, fstat, ftruncate */
}

/* What a child does with its parent's: it may go on writing, and the parent's file does not change. */
static void forgotten_it_is_memory_of_no_file(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    struct loopline_chunk *chunk = capture_file_claim(file, 1, 0);
    assert_non_null(chunk);
    capture_file_forget(file);
    chunk->used = 99;
    assert_null(capture_file_claim(file, 1, 0));
    struct loopline_chunk kept;
    FILE *stream = fopen(file->path, "r");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, LOOPLINE_CHUNK_BYTES, SEEK_SET), 0);
    assert_int_equal(fread(&kept, sizeof kept, 1, stream), 1);
    fclose(stream);
    assert_int_equal(kept.used, sizeof kept);
}

static void where_memory_is_short_it_is_unmapped(void **state) {
    struct place *place = *state;
    struct capture_file *file = &place->file;
    assert_int_equal(capture_file_create(file, place->prefix, 4 << 20), 0);
    failing_calls_start(1, ENOMEM);
    capture_file_forget(file);
    assert_true(failing_calls_stop());
    assert_null(file->header);
    capture_file_forget(file);
}

/* The smallest capacity that is of any use is taken where less was asked for. */
static void a_tiny_capacity_is_raised(void **state) {
    struct place *place = *state;
    assert_int_equal(capture_file_create(&place->file, place->prefix, 1), 0);
    assert_true(place->file.capacity >= 2 * LOOPLINE_CHUNK_BYTES);
    assert_int_equal(place->file.capacity % LOOPLINE_CHUNK_BYTES, 0);
    assert_int_equal(place->file.header->capacity, place->file.capacity);
}

int main(void) {
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_name_that_is_taken_gets_a_number),
        FILE_TEST(a_link_is_no_free_name),
        FILE_TEST(only_its_owner_may_read_it),
        FILE_TEST(its_directory_is_made),
        FILE_TEST(what_cannot_be_created_is_an_error),
        FILE_TEST(it_grows_ahead_of_use),
        FILE_TEST(a_span_of_chunks_is_one),
        FILE_TEST(trimmed_it_is_as_long_as_what_was_claimed),
        FILE_TEST(a_file_that_is_gone_stops_the_growth),
        FILE_TEST(another_file_in_its_place_is_left_alone),
        FILE_TEST(the_limit_on_files_is_never_passed),
        FILE_TEST(a_full_disk_stops_the_growth_and_says_so),
        FILE_TEST(what_is_needed_is_enough),
        FILE_TEST(creating_fails_at_every_place_and_leaves_nothing),
        FILE_TEST(growing_fails_at_every_place_and_keeps_what_was),
        FILE_TEST(forgotten_it_is_memory_of_no_file),
        FILE_TEST(where_memory_is_short_it_is_unmapped),
        FILE_TEST(a_tiny_capacity_is_raised),
    };
    return cmocka_run_group_tests_name("capture file", tests, NULL, NULL);
}
