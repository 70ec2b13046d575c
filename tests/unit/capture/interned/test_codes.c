/* Code objects of interpreters: each is recorded once, by what it says, wherever it comes to stand. */
#include "helpers/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/interned/codes.h"

/* The one interpreter that there is here: what it says of the code at an address is in `told`. */
struct told {
    const char *file;
    const char *name;
    const char *bytecode;
    uint32_t first_line;
    bool left_out;
    bool is_none;
};

static struct {
    struct told told;
    enum loopline_runtime_kind kind;
    uint32_t described;
    bool is_distrusted;
} interpreter;

static bool describe(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result) {
    const struct told *told = &interpreter.told;
    (void)frame, (void)number;
    interpreter.described++;
    if (told->is_none)
        return false;
    result->file_bytes = strlen(told->file);
    memcpy(result->file, told->file, result->file_bytes);
    result->name_bytes = strlen(told->name);
    memcpy(result->name, told->name, result->name_bytes);
    result->bytecode = (struct runtime_bytes){told->bytecode, strlen(told->bytecode)};
    result->first_line = told->first_line;
    result->left_out = told->left_out;
    return true;
}

static uint32_t normalise_instruction(const struct runtime_frame *frame) {
    return frame->instruction + 1;
}

const struct runtime *runtimes_get(uint32_t index, struct runtime_identity *identity) {
    static struct runtime runtime = {.describe = describe, .normalise_instruction = normalise_instruction};
    (void)index;
    runtime.kind = interpreter.kind;
    memset(identity, 0, sizeof *identity);
    identity->state = LOOPLINE_RUNTIME_READ;
    return &runtime;
}

void runtimes_distrust(uint32_t index) {
    (void)index;
    interpreter.is_distrusted = true;
}

struct codes {
    char directory[64];
    struct capture_file file;
    struct record_space space;
    struct arena arena;
    struct code_table table;
};

static int start(void **state) {
    static struct codes codes;
    char prefix[80];
    memset(&codes, 0, sizeof codes);
    memset(&interpreter, 0, sizeof interpreter);
    interpreter.kind = LOOPLINE_RUNTIME_CPYTHON;
    interpreter.told =
        (struct told){.file = "shop.py", .name = "list_orders", .bytecode = "abc", .first_line = 3};
    /* Without the helpers that bring a recording along, and with it the interpreters' real table. */
    strcpy(codes.directory,
           "/tmp/loopline-codes-XXXXXX"); // NOLINT(clang-analyzer-security.insecureAPI.strcpy)
    assert_non_null(mkdtemp(codes.directory));
    snprintf(prefix, sizeof prefix, "%s/shop", codes.directory);
    assert_int_equal(capture_file_create(&codes.file, prefix, 32 << 20), 0);
    assert_true(code_table_start(&codes.table, &codes.arena));
    *state = &codes;
    return 0;
}

static int end(void **state) {
    struct codes *codes = *state;
    assert_int_equal(unlink(codes->file.path), 0);
    capture_file_forget(&codes->file);
    arena_release(&codes->arena);
    assert_int_equal(rmdir(codes->directory), 0);
    return 0;
}

/* The id of the code object at an address. */
static uint32_t add(struct codes *codes, uintptr_t address, uint32_t check) {
    static struct runtime_code scratch;
    const struct runtime_frame frame = {.code = (const void *)address, // NOLINT(performance-no-int-to-ptr)
                                        .check = check};
    return code_table_add(&codes->table, 0, &frame, 0, &scratch, &codes->space, &codes->file);
}

static void a_code_object_is_described_once(void **state) {
    struct codes *codes = *state;
    const uint32_t id = add(codes, 0x1000, 0);
    assert_int_not_equal(id, 0);
    assert_int_equal(add(codes, 0x1000, 0), id);
    assert_int_equal(add(codes, 0x1000, RUNTIME_FRAME_ENTRY),
                     id); /* where it stands in a stack is not its own */
    assert_int_equal(interpreter.described, 1);
}

static void what_says_the_same_is_the_same(void **state) {
    struct codes *codes = *state;
    const uint32_t id = add(codes, 0x1000, 0);
    assert_int_equal(add(codes, 0x2000, 0), id); /* compiled anew */
    interpreter.told.name = "list_customers";
    assert_int_not_equal(add(codes, 0x3000, 0), id);
    interpreter.told.name = "list_orders";
    interpreter.told.first_line = 4;
    assert_int_not_equal(add(codes, 0x4000, 0), id);
}

/* Another object took the place of one that the interpreter freed. */
static void code_at_one_address_is_told_apart_by_its_check(void **state) {
    struct codes *codes = *state;
    const uint32_t id = add(codes, 0x1000, 1);
    interpreter.told.name = "list_customers";
    assert_int_not_equal(add(codes, 0x1000, 2), id);
}

/* CPython rewrites its bytecode as it runs; that of others is what tells two blocks of a line apart. */
static void bytecode_counts_where_it_stays(void **state) {
    struct codes *codes = *state;
    const uint32_t id = add(codes, 0x1000, 0);
    interpreter.told.bytecode = "abd";
    assert_int_equal(add(codes, 0x2000, 0), id);
    interpreter.kind = LOOPLINE_RUNTIME_RUBY;
    const uint32_t ruby = add(codes, 0x3000, 0);
    interpreter.told.bytecode = "abe";
    assert_int_not_equal(add(codes, 0x4000, 0), ruby);
}

static void glue_is_left_out(void **state) {
    struct codes *codes = *state;
    interpreter.told.left_out = true;
    assert_int_equal(add(codes, 0x1000, 0), CODE_LEFT_OUT);
    assert_int_equal(add(codes, 0x1000, 0), CODE_LEFT_OUT);
    assert_int_equal(interpreter.described, 1);
    assert_int_equal(codes->table.code_count, 0);
}

static void what_is_no_code_object_is_not_believed(void **state) {
    struct codes *codes = *state;
    interpreter.told.is_none = true;
    assert_int_equal(add(codes, 0x1000, 0), 0);
    assert_true(interpreter.is_distrusted);
    assert_int_equal(codes->table.code_count, 0);
}

/* More than there are places at first: those that lose theirs are found by what they say. */
static void many_stay_the_same(void **state) {
    struct codes *codes = *state;
    static char names[5000][16];
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT_OF(names); i++) {
            snprintf(names[i], sizeof names[i], "function_%u", i);
            interpreter.told.name = names[i];
            assert_int_equal(add(codes, 0x1000 + i * 64, 0), i + 1);
        }
    }
    assert_int_equal(codes->table.code_count, COUNT_OF(names));
}

static void an_instruction_is_the_runtimes(void **state) {
    (void)state;
    const struct runtime_frame frame = {.instruction = 41};
    assert_int_equal(code_table_instruction(0, &frame), 42);
}

static void a_runtime_has_one_record(void **state) {
    struct codes *codes = *state;
    static struct module_map modules;
    code_table_note_runtime(&codes->table, 0, &modules, &codes->space, &codes->file);
    const struct loopline_runtime *record = codes->table.runtimes[0];
    assert_non_null(record);
    assert_int_equal(record->kind, LOOPLINE_RUNTIME_CPYTHON);
    assert_int_equal(record->state, LOOPLINE_RUNTIME_READ);
    code_table_note_runtime(&codes->table, 0, &modules, &codes->space, &codes->file);
    assert_ptr_equal(codes->table.runtimes[0], record);
    code_table_note_runtime(&codes->table, RUNTIME_LIMIT, &modules, &codes->space, &codes->file);
    assert_false(code_table_has_engine(&codes->table, 0));
}

int main(void) {
#define CODES_TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        CODES_TEST(a_code_object_is_described_once),
        CODES_TEST(what_says_the_same_is_the_same),
        CODES_TEST(code_at_one_address_is_told_apart_by_its_check),
        CODES_TEST(bytecode_counts_where_it_stays),
        CODES_TEST(glue_is_left_out),
        CODES_TEST(what_is_no_code_object_is_not_believed),
        CODES_TEST(many_stay_the_same),
        CODES_TEST(an_instruction_is_the_runtimes),
        CODES_TEST(a_runtime_has_one_record),
    };
    return cmocka_run_group_tests_name("code objects", tests, NULL, NULL);
}
