/* What is kept once per process: records, statements, stacks, code objects. */
#include "helpers/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "capture/interned/records.h"
#include "capture/interned/stacks.h"
#include "capture/interned/statements.h"
#include "helpers/scene.h"

struct tables {
    char directory[64];
    struct capture_file file;
    struct record_space space;
    struct arena arena;
    struct statement_table statements;
    struct stack_table stacks;
};

static int start_with(void **state, uint64_t capacity) {
    static struct tables tables;
    char prefix[80];
    memset(&tables, 0, sizeof tables);
    scene_make_directory(tables.directory);
    snprintf(prefix, sizeof prefix, "%s/shop", tables.directory);
    assert_int_equal(capture_file_create(&tables.file, prefix, capacity), 0);
    assert_true(statement_table_start(&tables.statements, &tables.arena));
    assert_true(stack_table_start(&tables.stacks, &tables.arena));
    *state = &tables;
    return 0;
}

static int start(void **state) {
    return start_with(state, 32 << 20);
}

static int start_small(void **state) {
    return start_with(state, 1 << 19);
}

static int end(void **state) {
    struct tables *tables = *state;
    capture_file_forget(&tables->file);
    arena_release(&tables->arena);
    scene_remove_directory(tables->directory);
    return 0;
}

static void a_record_is_seen_once_it_is_published(void **state) {
    struct tables *tables = *state;
    struct loopline_record *first = records_allocate(&tables->space, &tables->file, 77, 13);
    assert_non_null(first);
    assert_int_equal((uintptr_t)first % 8, 0);
    assert_int_equal(first->type, 77);
    assert_int_equal(first->bytes, 16);
    assert_int_equal(tables->space.chunk->used, sizeof(struct loopline_chunk));
    /* One that is given up before that leaves no trace. */
    assert_ptr_equal(records_allocate(&tables->space, &tables->file, 78, 40), first);
    records_publish(&tables->space, first);
    assert_int_equal(tables->space.chunk->used, sizeof(struct loopline_chunk) + 40);
}

static void records_of_any_size_find_room(void **state) {
    struct tables *tables = *state;
    for (size_t bytes = 8; bytes <= RECORD_BYTES_LIMIT; bytes = bytes * 3 / 2) {
        char *record = records_allocate(&tables->space, &tables->file, 1, bytes);
        assert_non_null(record);
        for (size_t i = sizeof(struct loopline_record); i < bytes; i++)
            assert_int_equal(record[i], 0);
        memset(record + sizeof(struct loopline_record), 0xff, bytes - sizeof(struct loopline_record));
        records_publish(&tables->space, record);
        assert_in_range(tables->space.chunk->used, 1, tables->space.chunk->span * LOOPLINE_CHUNK_BYTES);
    }
    assert_non_null(records_allocate(&tables->space, &tables->file, 1, RECORD_BYTES_LIMIT));
    assert_null(records_allocate(&tables->space, &tables->file, 1, RECORD_BYTES_LIMIT + 1));
    assert_int_equal(tables->file.header->stop, LOOPLINE_STOP_NOT);
}

static struct statement_reference add(struct tables *tables, uint32_t driver, uint64_t fingerprint) {
    const struct statement_description description = {.driver = driver,
                                                      .fingerprint = fingerprint,
                                                      .statement_class = SQL_READ,
                                                      .text = "select ?",
                                                      .text_bytes = 8};
    return statement_table_add(&tables->statements, &tables->space, &tables->file, &description);
}

static void a_statement_is_one_by_driver_and_fingerprint(void **state) {
    struct tables *tables = *state;
    assert_int_equal(statement_table_find(&tables->statements, 1, 5).id, 0);
    const uint32_t first = add(tables, 1, 5).id;
    assert_int_equal(add(tables, 1, 5).id, first);
    assert_int_not_equal(add(tables, 2, 5).id, first);
    assert_int_not_equal(add(tables, 1, 6).id, first);
    assert_int_equal(statement_table_find(&tables->statements, 1, 5).id, first);
    assert_int_equal(statement_table_find(&tables->statements, 1, 5).statement_class, SQL_READ);
    /* 0 is a fingerprint as any other: that of statements whose text is not known. */
    assert_int_not_equal(add(tables, 1, 0).id, 0);
    assert_int_equal(add(tables, 1, 0).id, statement_table_find(&tables->statements, 1, 0).id);
}

/* Fingerprints that share their upper or their lower bits, and all there is room for. */
static void no_statement_gets_lost_among_many(void **state) {
    struct tables *tables = *state;
    enum { MANY = 40000 };
    for (uint64_t i = 1; i <= MANY; i++)
        assert_int_equal(add(tables, 1, i % 2 ? i : i << 40).id, i);
    for (uint64_t i = 1; i <= MANY; i++)
        assert_int_equal(statement_table_find(&tables->statements, 1, i % 2 ? i : i << 40).id, i);
    uint64_t full = MANY + 1;
    while (full < 200000 && add(tables, 1, full << 20).id)
        full++;
    assert_in_range(full, MANY, 65536);
    assert_int_equal(statement_table_find(&tables->statements, 1, (full + 5) << 20).id, 0);
    assert_int_equal(add(tables, 1, 1).id, 1);
}

static void a_long_statement_is_cut(void **state) {
    struct tables *tables = *state;
    static char text[STATEMENT_TEXT_LIMIT + 100];
    memset(text, 'x', sizeof text);
    const struct statement_description description = {
        .driver = 1, .fingerprint = 5, .text = text, .text_bytes = sizeof text};
    assert_int_equal(statement_table_add(&tables->statements, &tables->space, &tables->file, &description).id,
                     1);
    const struct loopline_statement *record =
        (const void *)((const char *)tables->space.chunk + sizeof(struct loopline_chunk));
    assert_int_equal(record->text_bytes, STATEMENT_TEXT_LIMIT);
}

static uint32_t add_stack(struct tables *tables, uint64_t position, uint32_t frames, uint32_t flags) {
    struct loopline_frame stack[64];
    memset(stack, 0, sizeof stack);
    for (uint32_t i = 0; i < frames; i++)
        stack[i] = (struct loopline_frame){.owner = 1, .position = position + i};
    const struct stack_content content = {.frames = stack, .frame_count = frames, .flags = flags};
    return stack_table_add(&tables->stacks, &tables->space, &tables->file, &content);
}

static void a_stack_is_one_by_its_frames(void **state) {
    struct tables *tables = *state;
    const uint32_t first = add_stack(tables, 100, 10, 0);
    assert_int_not_equal(first, 0);
    assert_int_equal(add_stack(tables, 100, 10, 0), first);
    assert_int_not_equal(add_stack(tables, 100, 9, 0), first);
    assert_int_not_equal(add_stack(tables, 101, 10, 0), first);
    assert_int_not_equal(add_stack(tables, 100, 10, LOOPLINE_STACK_TRUNCATED), first);
    const uint32_t none = add_stack(tables, 0, 0, 0);
    assert_int_not_equal(none, 0);
    assert_int_equal(add_stack(tables, 0, 0, 0), none);
}

/* When no more stacks can be kept, the others share one that says so, and the known ones are still found. */
static void stacks_beyond_the_capture_are_unknown(void **state) {
    struct tables *tables = *state;
    const uint32_t first = add_stack(tables, 1, 60, 0);
    uint32_t last = 0;
    uint32_t same = 0;
    for (uint64_t i = 1; i < 2000; i++) {
        const uint32_t id = add_stack(tables, i * 100, 60, 0);
        same += id == last;
        last = id;
    }
    assert_true(same > 1000);
    assert_int_equal(add_stack(tables, 1, 60, 0), first);
    assert_int_not_equal(tables->file.header->stop, LOOPLINE_STOP_NOT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_record_is_seen_once_it_is_published, start, end),
        cmocka_unit_test_setup_teardown(records_of_any_size_find_room, start, end),
        cmocka_unit_test_setup_teardown(a_statement_is_one_by_driver_and_fingerprint, start, end),
        cmocka_unit_test_setup_teardown(no_statement_gets_lost_among_many, start, end),
        cmocka_unit_test_setup_teardown(a_long_statement_is_cut, start, end),
        cmocka_unit_test_setup_teardown(a_stack_is_one_by_its_frames, start, end),
        cmocka_unit_test_setup_teardown(stacks_beyond_the_capture_are_unknown, start_small, end),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
