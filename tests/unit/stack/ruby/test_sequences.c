/*
 * What is told of Ruby's code: file, name, lines by its succinct table.
 */
#include "scripted.h"

#include "stack/ruby/sequences.h"

enum { LONG_CODE = 1500, IMMEDIATE = 54, BLOCK = 512, MOST_ENTRIES = 700 };

static struct ruby_sequence_scratch scratch;
static struct runtime_code code;
static const struct ruby_instructions no_instructions;

static void describe(const struct ruby_layout *layout, const char *body) {
    memset(&code, 0, sizeof code);
    assert_true(ruby_sequence_describe(layout, &no_instructions, body, &scratch, &code));
}

static void assert_text(const char *text, size_t length, const char *expected) {
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void code_is_called_by_its_label_and_file(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        describe(layout, new_body("a.rb", "block in a_method_with_a_long_name", 9, 4));
        assert_text(code.file, code.file_bytes, "a.rb");
        assert_text(code.name, code.name_bytes, "block in a_method_with_a_long_name");
        assert_int_equal(code.first_line, 9);
        assert_int_equal(code.bytecode.length, sizeof(struct loopline_code_line));
        assert_int_equal(scratch.lines[0].line, 9);
        assert_int_equal(code.line_table.length, 0);
    }
}

/* A library that compiles a template has put lines of its own before the first. */
static void first_lines_may_be_negative(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        describe(layout, new_body("page.erb", "__tilt_20", -3, 4));
        assert_int_equal((int32_t)code.first_line, -3);
    }
}

static char *new_paths(const void *given, const void *real, bool embedded) {
    char *paths = new_object(40);
    char *items = embedded ? paths + RUBY_ARRAY_EMBEDDED : new_object(16);
    put(paths, 0, RUBY_TYPE_ARRAY | (embedded ? RUBY_FLAG_1 : 0), 4);
    if (!embedded)
        put_pointer(paths, RUBY_ARRAY_POINTER, items);
    put_pointer(items, 0, given);
    put_pointer(items, 8, real);
    return paths;
}

static void the_real_path_goes_before_the_given_one(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *nil = (const void *)8; // NOLINT(performance-no-int-to-ptr)
        char *body = new_body("given.rb", "load", 1, 4);
        for (int embedded = 0; embedded < 2; embedded++) {
            put_pointer(body, RUBY_BODY_PATH,
                        new_paths(new_text("given.rb"), new_text("/srv/real.rb"), embedded));
            describe(layout, body);
            assert_text(code.file, code.file_bytes, "/srv/real.rb");
            assert_true(ruby_sequence_path_begins(layout, body, "/srv/"));
            assert_false(ruby_sequence_path_begins(layout, body, "/srv/real.rb/"));
            put_pointer(body, RUBY_BODY_PATH, new_paths(new_text("(eval)"), nil, embedded));
            describe(layout, body);
            assert_text(code.file, code.file_bytes, "(eval)");
        }
    }
}

static void what_is_no_text_is_refused(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *nowhere = (const void *)16; // NOLINT(performance-no-int-to-ptr)
        char *body = new_body("a.rb", "load", 1, 4);
        put_pointer(body, RUBY_BODY_LABEL, nowhere);
        assert_false(ruby_sequence_describe(layout, &no_instructions, body, &scratch, &code));
        put_pointer(body, RUBY_BODY_LABEL, body);
        assert_false(ruby_sequence_describe(layout, &no_instructions, body, &scratch, &code));
        put_pointer(body, RUBY_BODY_LABEL, new_text("load"));
        put_pointer(body, RUBY_BODY_PATH, nowhere);
        assert_false(ruby_sequence_describe(layout, &no_instructions, body, &scratch, &code));
    }
}

/* ---- the table of lines ---- */

/* Which words begin an entry: those of the shortest instructions, with long stretches without any. */
static bool begins(uint32_t word) {
    return word == 0 || (word % 3 == 1 && word % 400 < 300) || word == LONG_CODE - 1;
}

static uint32_t entries_before(uint32_t word) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < word; i++)
        count += begins(i);
    return count;
}

/* As compile.c of Ruby 2.6 writes it. */
static char *new_table(void) {
    const uint32_t blocks = (LONG_CODE - IMMEDIATE + BLOCK - 1) / BLOCK;
    char *table = new_object(48 + (size_t)blocks * 80);
    for (uint32_t word = 0; word < IMMEDIATE; word++) {
        uint64_t numbers;
        memcpy(&numbers, table + word / 9 * 8, sizeof numbers);
        numbers |= (uint64_t)entries_before(word + 1) << word % 9 * 7;
        put(table, word / 9 * 8, numbers, 8);
    }
    for (uint32_t i = 0; i < blocks; i++) {
        char *block = table + 48 + (size_t)i * 80;
        const uint32_t first = IMMEDIATE + i * BLOCK;
        uint64_t ranks = 0;
        put(block, 0, entries_before(first), 4);
        for (uint32_t j = 0; j < BLOCK / 64; j++) {
            uint64_t bits = 0;
            for (uint32_t k = 0; k < 64; k++)
                bits |= (uint64_t)begins(first + j * 64 + k) << k;
            put(block, 16 + j * 8, bits, 8);
            if (j)
                ranks |= (uint64_t)(entries_before(first + j * 64) - entries_before(first)) << (j - 1) * 9;
        }
        put(block, 8, ranks, 8);
    }
    return table;
}

static void lines_are_found_at_every_word(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *body = new_body("a.rb", "load", 1, LONG_CODE);
        char *entries = new_object(MOST_ENTRIES * (size_t)layout->line_bytes);
        const uint32_t count = entries_before(LONG_CODE);
        assert_in_range(count, 1, MOST_ENTRIES);
        for (uint32_t i = 0; i < count; i++)
            put(entries, (size_t)i * layout->line_bytes, 100 + i, 4);
        put_pointer(body, layout->body_lines, entries);
        put(body, layout->body_lines + 16, count, 4);
        put_pointer(body, layout->body_lines + 24, new_table());
        for (uint32_t word = 0; word < LONG_CODE; word++)
            assert_int_equal(ruby_sequence_line(layout, body, word), 99 + entries_before(word + 1));
        describe(layout, body);
        assert_int_equal(code.bytecode.length, count * sizeof(struct loopline_code_line));
        put(body, layout->body_lines + 16, 2, 4);
        assert_int_equal(ruby_sequence_line(layout, body, LONG_CODE - 1), 0);
        put(body, layout->body_lines + 16, 0, 4);
        assert_int_equal(ruby_sequence_line(layout, body, 0), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_called_by_its_label_and_file),
        cmocka_unit_test(first_lines_may_be_negative),
        cmocka_unit_test(the_real_path_goes_before_the_given_one),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(lines_are_found_at_every_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
