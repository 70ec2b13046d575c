/*
 * CPython's frames and code objects over scripted memory: objects are laid out as each version has them, by
 * the same tables of offsets, and read back.
 */
#include "helpers/unit.h"

#include <string.h>

#include "stack/python/foreign_codes.h"
#include "stack/python/frames.h"
#include "stack/python/instruction.h"
#include "stack/python/objects.h"
#include "stack/python/offsets.h"

enum { FIRST_MINOR = 8, LAST_MINOR = 13, MEMORY_BYTES = 1 << 16, OBJECT_BYTES = 1024 };

/* An interpreter of one version, whose objects are cut off `bytes` one behind the other. */
struct interpreter {
    const struct python_layout *layout;
    struct python_objects objects;
    size_t used;
    _Alignas(16) char bytes[MEMORY_BYTES];
};

static struct interpreter python;
static const char code_type, text_type, bytes_type, other_type;

static void start_with(const struct python_layout *layout) {
    memset(&python, 0, sizeof python);
    python.layout = layout;
    python.objects = (struct python_objects){layout, &code_type, &text_type, &bytes_type};
}

static char *new_object(const void *type) {
    char *object = python.bytes + python.used;
    python.used += OBJECT_BYTES;
    assert_in_range(python.used, 0, MEMORY_BYTES);
    if (type)
        memcpy(object + python.layout->object_type, &type, sizeof type);
    return object;
}

static void put(char *object, uint16_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

static void put_pointer(char *object, uint16_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

/* A str of `count` points of `width` bytes each; ASCII where `ascii`. */
static char *new_text(const void *points, size_t count, unsigned width, bool ascii) {
    char *text = new_object(&text_type);
    const unsigned compact = 1;
    put(text, python.layout->text_length, count, 8);
    put(text, python.layout->text_state,
        (uint64_t)(width | compact << 3 | (unsigned)ascii << 4) << python.layout->text_kind_bit, 4);
    memcpy(text + (ascii ? python.layout->text_data : python.layout->text_data_wide), points, count * width);
    return text;
}

static char *new_ascii(const char *text) {
    return new_text(text, strlen(text), 1, true);
}

static char *new_bytes(const void *bytes, size_t length) {
    char *object = new_object(&bytes_type);
    put(object, python.layout->object_size, length, 8);
    memcpy(object + python.layout->bytes_data, bytes, length);
    return object;
}

static const unsigned char bytecode[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static char *new_code(const char *file, const char *name, uint32_t line) {
    const struct python_layout *layout = python.layout;
    char *code = new_object(&code_type);
    put_pointer(code, layout->code_file, new_ascii(file));
    put_pointer(code, layout->code_name, new_ascii(name));
    put_pointer(code, layout->code_line_table, new_bytes("lines", 5));
    put(code, layout->code_first_line, line, 4);
    if (layout->instruction_kind == PYTHON_INSTRUCTION_POINTER) {
        put(code, layout->object_size, sizeof bytecode / 2, 8);
        memcpy(code + layout->code_bytecode, bytecode, sizeof bytecode);
    } else {
        put_pointer(code, layout->code_bytecode, new_bytes(bytecode, sizeof bytecode));
    }
    return code;
}

/* At byte `offset` of the bytecode; -1: before the first instruction. */
static char *new_frame(const char *code, const char *previous, int offset) {
    const struct python_layout *layout = python.layout;
    char *frame = new_object(NULL);
    put_pointer(frame, layout->frame_code, code);
    put_pointer(frame, layout->frame_previous, previous);
    if (layout->instruction_kind == PYTHON_INSTRUCTION_POINTER)
        put_pointer(frame, layout->frame_instruction,
                    code + layout->code_bytecode + offset * (offset < 0 ? 2 : 1));
    else if (layout->instruction_kind == PYTHON_LAST_INSTRUCTION_UNITS)
        put(frame, layout->frame_instruction, (uint32_t)(offset < 0 ? -1 : offset / 2), 4);
    else
        put(frame, layout->frame_instruction, (uint32_t)offset, 4);
    return frame;
}

static char *new_thread(const char *frame) {
    char *thread = new_object(NULL);
    if (python.layout->thread_second == PYTHON_ABSENT) {
        put_pointer(thread, python.layout->thread_first, frame);
        return thread;
    }
    char *between = new_object(NULL);
    put_pointer(between, python.layout->thread_second, frame);
    put_pointer(thread, python.layout->thread_first, between);
    return thread;
}

static char *new_frame_of_c(const char *previous) {
    char *frame = new_frame(new_code("", "", 0), previous, 0);
    frame[python.layout->frame_owner] = PYTHON_OWNED_BY_C_STACK;
    return frame;
}

#define FOR_EACH_VERSION \
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR && (start_with(python_layout(minor)), 1); minor++)

static void frames_come_innermost_first(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *outer_code = new_code("app.py", "main", 1);
        const char *inner_code = new_code("app.py", "view", 10);
        const char *outer = new_frame(outer_code, NULL, 4);
        const char *thread = new_thread(new_frame(inner_code, outer, 6));
        struct runtime_frame frames[4];
        assert_int_equal(python_frames_walk(python.layout, thread, frames, 4), 2);
        assert_ptr_equal(frames[0].code, inner_code);
        assert_int_equal(frames[0].instruction, 6);
        assert_ptr_equal(frames[1].code, outer_code);
        assert_int_equal(frames[1].instruction, 4);
        assert_ptr_equal(python_frame_code(python.layout, outer), outer_code);
        assert_int_equal(python_frames_walk(python.layout, thread, frames, 1), 1);
        assert_int_equal(python_frames_walk(python.layout, new_thread(NULL), frames, 4), 0);
    }
}

static void a_frame_before_its_first_instruction_says_so(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frame;
        const char *thread = new_thread(new_frame(new_code("app.py", "main", 1), NULL, -1));
        assert_int_equal(python_frames_walk(python.layout, thread, &frame, 1), 1);
        assert_int_equal(frame.instruction, LOOPLINE_FRAME_NOT_STARTED);
    }
}

/* The frame at which a native call of the evaluator begins, in each version's own way. */
static void entry_frames_are_marked(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[4];
        const char *code = new_code("app.py", "main", 1);
        char *outer = new_frame(code, NULL, 0);
        char *inner = new_frame(code, outer, 0);
        if (python.layout->entry_kind == PYTHON_ENTRY_FLAG)
            inner[python.layout->frame_entry] = 1;
        if (python.layout->entry_kind == PYTHON_ENTRY_C_STACK)
            put_pointer(inner, python.layout->frame_previous, new_frame_of_c(outer));
        assert_int_equal(python_frames_walk(python.layout, new_thread(inner), frames, 4), 2);
        assert_int_not_equal(frames[0].check & RUNTIME_FRAME_ENTRY, 0);
        if (python.layout->entry_kind != PYTHON_ENTRY_EVERY)
            assert_int_equal(frames[1].check & RUNTIME_FRAME_ENTRY, 0);
    }
}

/* An address is used again: by another name, line or line table it is another code object. */
static void code_objects_at_one_address_are_told_apart(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame first;
        struct runtime_frame second;
        char *code = new_code("app.py", "main", 1);
        const char *thread = new_thread(new_frame(code, NULL, 0));
        python_frames_walk(python.layout, thread, &first, 1);
        put(code, python.layout->code_first_line, 2, 4);
        python_frames_walk(python.layout, thread, &second, 1);
        assert_int_not_equal(first.check, second.check);
        put(code, python.layout->code_first_line, 1, 4);
        put_pointer(code, python.layout->code_line_table, new_bytes("other", 5));
        python_frames_walk(python.layout, thread, &second, 1);
        assert_int_not_equal(first.check, second.check);
    }
}

static void code_objects_are_read(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_VERSION {
        const char *code = new_code("/srv/app.py", "View.get", 12);
        assert_true(python_objects_read_code(&python.objects, code, &read));
        assert_int_equal(read.file_bytes, 11);
        assert_memory_equal(read.file, "/srv/app.py", 11);
        assert_int_equal(read.name_bytes, 8);
        assert_memory_equal(read.name, "View.get", 8);
        assert_int_equal(read.first_line, 12);
        assert_int_equal(read.bytecode.length, sizeof bytecode);
        assert_memory_equal(read.bytecode.bytes, bytecode, sizeof bytecode);
        assert_int_equal(read.line_table.length, 5);
        assert_memory_equal(read.line_table.bytes, "lines", 5);
        assert_false(read.left_out);
        assert_true(python_objects_read_code(&python.objects, new_code("__init__", "__init__", 1), &read));
        assert_true(read.left_out);
    }
}

static void texts_of_every_width_become_utf_8(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_VERSION {
        char *code = new_code("app.py", "main", 1);
        const uint8_t latin[] = {'f', 0xfc, 'r'};
        put_pointer(code, python.layout->code_name, new_text(latin, 3, 1, false));
        assert_true(python_objects_read_code(&python.objects, code, &read));
        assert_int_equal(read.name_bytes, 4);
        assert_memory_equal(read.name, "für", 4);
        const uint16_t wide[] = {'x', 0x4e2d};
        put_pointer(code, python.layout->code_name, new_text(wide, 2, 2, false));
        assert_true(python_objects_read_code(&python.objects, code, &read));
        assert_memory_equal(read.name, "x中", read.name_bytes);
        const uint32_t widest[] = {0x1f600};
        put_pointer(code, python.layout->code_name, new_text(widest, 1, 4, false));
        assert_true(python_objects_read_code(&python.objects, code, &read));
        assert_int_equal(read.name_bytes, 4);
        assert_memory_equal(read.name, "\U0001F600", 4);
    }
}

/* What is not what it should be is refused: then no frame of this interpreter is believed. */
static void what_is_of_another_type_is_refused(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_VERSION {
        const uint16_t members[] = {python.layout->code_file, python.layout->code_name,
                                    python.layout->code_line_table};
        for (size_t i = 0; i < COUNT_OF(members); i++) {
            char *code = new_code("app.py", "main", 1);
            put_pointer(code, members[i], new_object(&other_type));
            assert_false(python_objects_read_code(&python.objects, code, &read));
            put_pointer(code, members[i], NULL);
            assert_false(python_objects_read_code(&python.objects, code, &read));
        }
        assert_false(python_objects_read_code(&python.objects, new_object(&other_type), &read));
        assert_false(python_objects_read_code(&python.objects, NULL, &read));
        char *code = new_code("app.py", "main", 1);
        put_pointer(code, python.layout->code_name, new_text("mainmainmain", 4, 3, false));
        assert_false(python_objects_read_code(&python.objects, code, &read));
    }
}

/* ---- Code objects of frames that are not the thread's own (3.11 to 3.13) ---- */

enum { FIRST_FOREIGN_MINOR = 11 };

static struct runtime_frame frame_of(const char *code, int offset) {
    struct runtime_frame frame;
    python_frames_walk(python.layout, new_thread(new_frame(code, NULL, offset)), &frame, 1);
    return frame;
}

#define FOR_EACH_FOREIGN_VERSION                                                                        \
    for (int minor = FIRST_FOREIGN_MINOR; minor <= LAST_MINOR && (start_with(python_layout(minor)), 1); \
         minor++)

static void a_thread_runs_the_codes_of_its_own_frames(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *inner = new_code("app.py", "view", 1);
        const char *outer = new_code("app.py", "main", 1);
        const char *thread = new_thread(new_frame(inner, new_frame(outer, NULL, 0), 0));
        assert_true(python_frames_run(python.layout, thread, inner));
        assert_true(python_frames_run(python.layout, thread, outer));
        assert_false(python_frames_run(python.layout, thread, new_code("app.py", "main", 1)));
        assert_false(python_frames_run(python.layout, thread, NULL));
    }
}

static void codes_of_others_are_copied(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_FOREIGN_VERSION {
        const struct python_names names = {.objects = &python.objects};
        char *code = new_code("/srv/app.py", "View.get", 12);
        const struct runtime_frame frame = frame_of(code, 4);
        struct runtime_bytes copied;
        assert_true(python_foreign_codes_read(&names, &frame, &read));
        assert_int_equal(read.file_bytes, 11);
        assert_memory_equal(read.file, "/srv/app.py", 11);
        assert_int_equal(read.name_bytes, 8);
        assert_memory_equal(read.name, "View.get", 8);
        assert_int_equal(read.first_line, 12);
        memset(code + python.layout->code_bytecode, 0, sizeof bytecode);
        assert_int_equal(read.bytecode.length, sizeof bytecode);
        assert_memory_equal(read.bytecode.bytes, bytecode, sizeof bytecode);
        assert_int_equal(read.line_table.length, 5);
        assert_memory_equal(read.line_table.bytes, "lines", 5);
        memcpy(code + python.layout->code_bytecode, bytecode, sizeof bytecode);
        assert_true(python_foreign_codes_read_bytecode(&python.objects, &frame, &copied));
        assert_int_equal(copied.length, 6);
        assert_memory_equal(copied.bytes, bytecode, 6);
    }
}

/* Whoever held it has ended since the frame was found, and its memory is gone or used again. */
static void codes_of_others_that_are_gone_are_not_read(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_FOREIGN_VERSION {
        const struct python_names names = {.objects = &python.objects};
        const void *nowhere = (const void *)(uintptr_t)0x10000; // NOLINT(performance-no-int-to-ptr)
        const uint16_t members[] = {python.layout->code_file, python.layout->code_name,
                                    python.layout->code_line_table};
        for (size_t i = 0; i < COUNT_OF(members); i++) {
            const void *const others[] = {nowhere, NULL, new_object(&other_type), new_object(nowhere)};
            const size_t used = python.used;
            for (size_t k = 0; k < COUNT_OF(others); k++) {
                char *code = new_code("app.py", "main", 1);
                put_pointer(code, members[i], others[k]);
                const struct runtime_frame frame = frame_of(code, 4);
                assert_false(python_foreign_codes_read(&names, &frame, &read));
                python.used = used;
            }
        }
        char *code = new_code("app.py", "main", 1);
        struct runtime_frame frame = frame_of(code, 4);
        struct runtime_bytes copied;
        put(code, python.layout->object_size, 1ull << 40, 8);
        assert_false(python_foreign_codes_read(&names, &frame, &read));
        put(code, python.layout->object_size, sizeof bytecode / 2, 8);
        assert_true(python_foreign_codes_read(&names, &frame, &read));
        put(code, python.layout->code_first_line, 2, 4);
        assert_false(python_foreign_codes_read(&names, &frame, &read));
        assert_false(python_foreign_codes_read_bytecode(&python.objects, &frame, &copied));
        put(code, python.layout->code_first_line, 1, 4);
        put_pointer(code, python.layout->object_type, &other_type);
        assert_false(python_foreign_codes_read(&names, &frame, &read));
        frame.code = nowhere;
        assert_false(python_foreign_codes_read(&names, &frame, &read));
        assert_false(python_foreign_codes_read_bytecode(&python.objects, &frame, &copied));
    }
}

/* A length that no code object has: of an object that is none. */
static void lengths_that_cannot_be_are_refused(void **state) {
    static struct runtime_code read;
    (void)state;
    FOR_EACH_VERSION {
        char *code = new_code("app.py", "main", 1);
        char *lines = new_bytes("lines", 5);
        put(lines, python.layout->object_size, (uint64_t)-1, 8);
        put_pointer(code, python.layout->code_line_table, lines);
        assert_false(python_objects_read_code(&python.objects, code, &read));
        code = new_code("app.py", "main", 1);
        if (python.layout->instruction_kind != PYTHON_INSTRUCTION_POINTER)
            continue;
        put(code, python.layout->object_size, 1ull << 40, 8);
        assert_false(python_objects_read_code(&python.objects, code, &read));
    }
}

/* ---- What the interpreter tells itself (3.13, 3.14) ---- */

enum { TABLE_BYTES = 1024, AT_VERSION = 8, AT_FREE_THREADED = 16 };

static void start_table(uint8_t *table, int minor, bool free_threaded) {
    const uint64_t version = 3ull << 24 | (uint64_t)minor << 16;
    const uint64_t flag = free_threaded;
    memset(table, 0, TABLE_BYTES);
    memcpy(table, "xdebugpy", 8); // NOLINT(bugprone-not-null-terminated-result): no terminator
    memcpy(table + AT_VERSION, &version, sizeof version);
    memcpy(table + AT_FREE_THREADED, &flag, sizeof flag);
}

static void a_table_of_another_version_is_refused(void **state) {
    _Alignas(8) uint8_t table[TABLE_BYTES];
    struct python_layout layout;
    (void)state;
    for (int minor = 13; minor <= 14; minor++) {
        start_table(table, minor, false);
        assert_true(python_offsets_read(table, minor, &layout));
        assert_int_equal(layout.minor, minor);
        assert_true(layout.is_told);
        assert_int_equal(layout.frame_copy, PYTHON_ABSENT);
        assert_false(python_offsets_read(table, 27 - minor, &layout));
        table[0] = 'y';
        assert_false(python_offsets_read(table, minor, &layout));
        start_table(table, minor, false);
        table[AT_FREE_THREADED] = 2;
        assert_false(python_offsets_read(table, minor, &layout));
    }
    start_table(table, 15, false);
    assert_false(python_offsets_read(table, 15, &layout));
    start_table(table, 12, false);
    assert_false(python_offsets_read(table, 12, &layout));
}

/* Offsets beyond any object: of a table whose entries lie elsewhere. */
static void offsets_that_cannot_be_are_refused(void **state) {
    _Alignas(8) uint8_t table[TABLE_BYTES];
    struct python_layout layout;
    (void)state;
    start_table(table, 14, false);
    const uint64_t far = 1 << 16;
    memcpy(table + 264, &far, sizeof far); /* of a frame's code object */
    assert_false(python_offsets_read(table, 14, &layout));
}

/* Free-threaded 3.14: each thread runs a copy of the bytecode. */
static void a_copy_of_the_bytecode_counts_from_its_own_start(void **state) {
    _Alignas(8) uint8_t table[TABLE_BYTES];
    static struct python_layout layout;
    static uint8_t copy[16];
    struct runtime_frame read;
    static const struct {
        uint16_t at;
        uint16_t offset;
    } told[] = {{208, 72},  {264, 0},   {256, 8},   {272, 56}, {288, 74},  {304, 64},
                {320, 112}, {336, 128}, {344, 136}, {352, 68}, {384, 200}, {392, 176},
                {408, 8},   {600, 16},  {608, 32},  {624, 36}, {632, 16},  {640, 40}};
    (void)state;
    start_table(table, 14, true);
    for (size_t i = 0; i < COUNT_OF(told); i++)
        memcpy(table + told[i].at, &(uint64_t){told[i].offset}, 8);
    assert_true(python_offsets_read(table, 14, &layout));
    assert_int_equal(layout.frame_copy, 64);
    start_with(&layout);
    char *code = new_code("app.py", "main", 1);
    char *copies = new_object(NULL);
    put(copies, 0, 2, 8);
    put_pointer(copies, 8, code + layout.code_bytecode);
    put_pointer(copies, 16, copy);
    put_pointer(code, layout.code_copies, copies);
    char *frame = new_frame(code, NULL, 0);
    const char *thread = new_thread(frame);
    put_pointer(frame, layout.frame_instruction, copy + 6);
    put(frame, layout.frame_copy, 1, 4);
    assert_int_equal(python_frames_walk(&layout, thread, &read, 1), 1);
    assert_int_equal(read.instruction, 6);
    /* A copy that is not there: nothing is made of the address. */
    put(frame, layout.frame_copy, 2, 4);
    python_frames_walk(&layout, thread, &read, 1);
    assert_int_equal(read.instruction, LOOPLINE_FRAME_NOT_STARTED);
    /* The lowest bits of the reference to the code object are no address. */
    put_pointer(frame, layout.frame_code, code + 1);
    python_frames_walk(&layout, thread, &read, 1);
    assert_ptr_equal(read.code, code);
}

/* ---- The instruction that an offset belongs to ---- */

static void offsets_in_caches_lead_to_their_instruction(void **state) {
    /* 3.11: LOAD_GLOBAL (116) has five units of cache, RESUME (151) none. */
    uint8_t code[32] = {151, 0, 116, 0};
    (void)state;
    code[14] = 100;
    assert_int_equal(python_instruction_start(11, code, sizeof code, 0), 0);
    for (uint32_t offset = 2; offset < 14; offset += 2)
        assert_int_equal(python_instruction_start(11, code, sizeof code, offset), 2);
    assert_int_equal(python_instruction_start(11, code, sizeof code, 14), 14);
    /* Beyond the end, and in versions that keep no other offset, it stays. */
    assert_int_equal(python_instruction_start(11, code, sizeof code, 1000), 1000);
    assert_int_equal(python_instruction_start(10, code, sizeof code, 6), 6);
    assert_int_equal(python_instruction_start(13, code, sizeof code, 6), 6);
    for (uint32_t opcode = 0; opcode < 256; opcode++) {
        memset(code, (int)opcode, sizeof code);
        for (uint32_t offset = 0; offset < sizeof code; offset += 2)
            assert_in_range(python_instruction_start(12, code, sizeof code, offset), 0, sizeof code + 32);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_innermost_first),
        cmocka_unit_test(a_frame_before_its_first_instruction_says_so),
        cmocka_unit_test(entry_frames_are_marked),
        cmocka_unit_test(code_objects_at_one_address_are_told_apart),
        cmocka_unit_test(code_objects_are_read),
        cmocka_unit_test(texts_of_every_width_become_utf_8),
        cmocka_unit_test(what_is_of_another_type_is_refused),
        cmocka_unit_test(a_thread_runs_the_codes_of_its_own_frames),
        cmocka_unit_test(codes_of_others_are_copied),
        cmocka_unit_test(codes_of_others_that_are_gone_are_not_read),
        cmocka_unit_test(lengths_that_cannot_be_are_refused),
        cmocka_unit_test(a_table_of_another_version_is_refused),
        cmocka_unit_test(offsets_that_cannot_be_are_refused),
        cmocka_unit_test(a_copy_of_the_bytecode_counts_from_its_own_start),
        cmocka_unit_test(offsets_in_caches_lead_to_their_instruction),
    };
    return cmocka_run_group_tests_name("Python frames", tests, NULL, NULL);
}
