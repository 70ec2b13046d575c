/*
 * Names in objects of CPython over scripted memory: dictionaries and instances are laid out as each version
 * has them, and read back. Then Jinja2's table of lines, found under its name.
 */
#include "helpers/unit.h"

#include <string.h>

#include "loopline/capture.h"
#include "stack/python/names.h"
#include "stack/python/template_lines.h"

enum { FIRST_MINOR = 8, LAST_MINOR = 13, MEMORY_BYTES = 1 << 16, OBJECT_BYTES = 2048, BEFORE_OBJECT = 64 };

static struct {
    struct python_objects objects;
    struct python_names names;
    size_t used;
    _Alignas(16) char bytes[MEMORY_BYTES];
} python;

static const char code_type, text_type, bytes_type, dictionary_type, number_type, other_type;

static void start(int minor) {
    memset(&python, 0, sizeof python);
    python.objects = (struct python_objects){python_layout(minor), &code_type, &text_type, &bytes_type};
    python.names =
        (struct python_names){python_names_layout(minor), &python.objects, &dictionary_type, &number_type};
}

#define FOR_EACH_VERSION for (int minor = FIRST_MINOR; minor <= LAST_MINOR && (start(minor), 1); minor++)

static void put(char *object, ptrdiff_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

static void put_pointer(char *object, ptrdiff_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

static char *new_object(const void *type) {
    char *object = python.bytes + python.used + BEFORE_OBJECT;
    python.used += OBJECT_BYTES;
    assert_in_range(python.used, 0, MEMORY_BYTES);
    put_pointer(object, 8, type);
    return object;
}

/* As they are: what ends a text in C is none of it in Python. */
static void put_characters(char *text, const char *characters) {
    for (size_t i = 0; characters[i]; i++)
        text[python.objects.layout->text_data + i] = characters[i];
}

static char *new_text(const char *characters) {
    const struct python_layout *layout = python.objects.layout;
    char *text = new_object(&text_type);
    put(text, layout->text_length, strlen(characters), 8);
    put(text, layout->text_state, (uint64_t)(1u | 1u << 3 | 1u << 4) << layout->text_kind_bit, 4);
    put_characters(text, characters);
    return text;
}

static char *new_number(uint32_t value) {
    char *number = new_object(&number_type);
    put(number, 16, python.names.layout->minor < 12 ? value != 0 : (value ? 1 << 3 : 1), 8);
    put(number, 24, value, 4);
    return number;
}

static const void *attribute(const void *object, const char *name) {
    struct python_trail trail = {0};
    return python_names_attribute(&python.names, object, name, &trail);
}

static int64_t number(const void *object) {
    return python_names_number(&python.names, object, NULL);
}

/* ---- tables as each version has them ---- */

enum { SLOTS = 8, KIND_GENERAL = 0, KIND_TEXTS = 1, KIND_SPLIT = 2 };

static bool has_kinds(void) {
    return python.names.layout->minor > 10;
}

/* Without values where `values` is NULL. */
static char *new_keys(unsigned kind, size_t count, const char *const *keys, const void *const *values) {
    char *table = new_object(NULL);
    memset(table, 0, 16);
    const bool is_wide = !has_kinds() || kind == KIND_GENERAL;
    if (has_kinds()) {
        put(table, 9, 3, 1);
        put(table, 10, kind, 1);
    } else {
        put(table, 8, SLOTS, 8);
    }
    put(table, has_kinds() ? 24 : 32, count, 8);
    char *entry = table + (has_kinds() ? 32 : 40) + SLOTS;
    for (size_t i = 0; i < count; i++, entry += is_wide ? 24 : 16) {
        put_pointer(entry, is_wide ? 8 : 0, keys[i] ? new_text(keys[i]) : NULL);
        put_pointer(entry, is_wide ? 16 : 8, values ? values[i] : NULL);
    }
    return table;
}

static char *new_dictionary(unsigned kind, size_t count, const char *const *keys, const void *const *values) {
    char *dictionary = new_object(&dictionary_type);
    put_pointer(dictionary, 32, new_keys(kind, count, keys, values));
    return dictionary;
}

static char *new_values(size_t count, const void *const *values) {
    char *table = new_object(NULL);
    memset(table, 0, 16);
    for (size_t i = 0; i < count; i++)
        put_pointer(table, python.names.layout->values_first + (ptrdiff_t)(i * 8), values[i]);
    return table;
}

static const char *const two_keys[] = {"lineno", "token"};

static void entries_are_found_by_name(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        for (unsigned kind = KIND_GENERAL; kind <= (has_kinds() ? KIND_TEXTS : KIND_GENERAL); kind++) {
            const void *const values[] = {new_number(7), new_text("for")};
            const char *dictionary = new_dictionary(kind, 2, two_keys, values);
            assert_ptr_equal(python_names_entry(&python.names, dictionary, "token"), values[1]);
            assert_ptr_equal(python_names_entry(&python.names, dictionary, "lineno"), values[0]);
            assert_null(python_names_entry(&python.names, dictionary, "line"));
            assert_true(python_names_is_first(&python.names, dictionary, "lineno"));
            assert_false(python_names_is_first(&python.names, dictionary, "token"));
        }
    }
}

static void values_may_stand_apart_from_their_names(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *const values[] = {new_number(7), new_text("for")};
        char *dictionary = new_dictionary(KIND_SPLIT, 2, two_keys, NULL);
        put_pointer(dictionary, 40, new_values(2, values));
        assert_ptr_equal(python_names_entry(&python.names, dictionary, "token"), values[1]);
    }
}

static void an_entry_that_was_deleted_is_passed_over(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *const keys[] = {NULL, "token"};
        const void *const values[] = {NULL, new_text("for")};
        const char *dictionary = new_dictionary(KIND_GENERAL, 2, keys, values);
        assert_ptr_equal(python_names_entry(&python.names, dictionary, "token"), values[1]);
    }
}

/* ---- instances ---- */

enum { INSTANCE_BYTES = 48, MANAGED = 1 << 4 | 1 << 2 };

static char *new_type(const char *shared_keys) {
    char *type = new_object(NULL);
    const bool is_managed = python.names.layout->instance_kind != PYTHON_INSTANCE_DICTIONARY;
    put(type, 32, INSTANCE_BYTES, 8);
    put(type, 168, is_managed ? MANAGED : 0, 8);
    put(type, 288, is_managed ? (uint64_t)-1 : 16, 8);
    put_pointer(type, python.names.layout->type_shared_keys, shared_keys);
    return type;
}

static char *instance_with_dictionary(const char *dictionary) {
    char *object = new_object(new_type(NULL));
    const bool is_managed = python.names.layout->instance_kind != PYTHON_INSTANCE_DICTIONARY;
    put_pointer(object, is_managed ? -24 : 16, dictionary);
    return object;
}

static char *instance_with_values(const void *const *values) {
    char *object = new_object(new_type(new_keys(KIND_SPLIT, 2, two_keys, NULL)));
    char *table = new_values(2, values);
    switch (python.names.layout->instance_kind) {
    case PYTHON_INSTANCE_VALUES_POINTER:
        put_pointer(object, -32, table);
        break;
    case PYTHON_INSTANCE_TAGGED_POINTER:
        put_pointer(object, -24, table - 1);
        break;
    case PYTHON_INSTANCE_INLINE_VALUES:
        memcpy(object + INSTANCE_BYTES, table, 64);
        break;
    default:
        break;
    }
    return object;
}

static void attributes_are_found(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *const values[] = {new_number(7), new_text("for")};
        const char *object = instance_with_dictionary(new_dictionary(KIND_GENERAL, 2, two_keys, values));
        assert_ptr_equal(attribute(object, "token"), values[1]);
        assert_null(attribute(object, "origin"));
        if (python.names.layout->instance_kind == PYTHON_INSTANCE_DICTIONARY)
            continue;
        object = instance_with_values(values);
        assert_ptr_equal(attribute(object, "token"), values[1]);
        assert_ptr_equal(attribute(object, "lineno"), values[0]);
        assert_null(attribute(object, "origin"));
    }
}

static void all_values_of_an_instance_are_found(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        static const char *const keys[] = {NULL, "lineno", "token"};
        const void *found[3];
        const void *const values[] = {NULL, new_number(7), new_text("for")};
        const bool is_managed = python.names.layout->instance_kind != PYTHON_INSTANCE_DICTIONARY;
        char *dictionary = new_dictionary(KIND_GENERAL, 3, keys, values);
        const char *object = instance_with_dictionary(dictionary);
        if (!is_managed) {
            assert_int_equal(python_names_instance_values(&python.names, object, found, 3), 0);
            continue;
        }
        assert_int_equal(python_names_instance_values(&python.names, object, found, 3), 2);
        assert_ptr_equal(found[0], values[1]);
        assert_ptr_equal(found[1], values[2]);
        assert_int_equal(python_names_instance_values(&python.names, object, found, 1), 1);
        dictionary = new_dictionary(KIND_SPLIT, 2, two_keys, NULL);
        put_pointer(dictionary, 40, new_values(2, values + 1));
        object = instance_with_dictionary(dictionary);
        assert_int_equal(python_names_instance_values(&python.names, object, found, 3), 2);
        assert_ptr_equal(found[1], values[2]);
        object = instance_with_values(values + 1);
        assert_int_equal(python_names_instance_values(&python.names, object, found, 3), 2);
        assert_ptr_equal(found[0], values[1]);
    }
}

static void numbers_are_read(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        assert_int_equal(number(new_number(0)), 0);
        assert_int_equal(number(new_number(70000)), 70000);
        char *several_digits = new_number(1);
        put(several_digits, 16, minor < 12 ? 2 : 2 << 3, 8);
        assert_int_equal(number(several_digits), -1);
        char *negative = new_number(1);
        put(negative, 16, minor < 12 ? (uint64_t)-1 : (1 << 3 | 2), 8);
        assert_int_equal(number(negative), -1);
        assert_int_equal(number(new_text("7")), -1);
    }
}

/* ---- a layout that is wrong ---- */

/* Wherever a pointer may lead: nothing is found, and nothing faults. */
static void pointers_that_lead_nowhere_are_not_followed(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const uintptr_t places[] = {0, 1, 8, 0x1000, UINTPTR_MAX, UINTPTR_MAX - 4095, 1ull << 47};
        const void *const values[] = {new_number(7), new_text("for")};
        for (size_t i = 0; i < COUNT_OF(places); i++) {
            const void *nowhere;
            memcpy(&nowhere, &places[i], sizeof nowhere);
            assert_null(python_names_entry(&python.names, nowhere, "token"));
            assert_null(attribute(nowhere, "token"));
            char copied[64];
            assert_int_equal(python_names_copy_text(&python.names, nowhere, copied, sizeof copied), 0);
            assert_int_equal(python_names_copy_end(&python.names, nowhere, copied, sizeof copied), 0);
            assert_int_equal(number(nowhere), -1);
            char *dictionary = new_dictionary(KIND_GENERAL, 2, two_keys, values);
            put_pointer(dictionary, 32, nowhere);
            assert_null(python_names_entry(&python.names, dictionary, "token"));
            char *object = new_object(nowhere);
            assert_null(attribute(object, "token"));
            python.used -= (size_t)(3 + 2) * OBJECT_BYTES;
        }
    }
}

static void sizes_that_cannot_be_are_refused(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *const values[] = {new_number(7), new_text("for")};
        char *keys = new_keys(KIND_GENERAL, 2, two_keys, values);
        char *dictionary = new_object(&dictionary_type);
        put_pointer(dictionary, 32, keys);
        put(keys, has_kinds() ? 24 : 32, 1ull << 60, 8);
        assert_null(python_names_entry(&python.names, dictionary, "token"));
        put(keys, has_kinds() ? 24 : 32, 2, 8);
        put(keys, has_kinds() ? 9 : 8, has_kinds() ? 200 : 1ull << 50, has_kinds() ? 1 : 8);
        assert_null(python_names_entry(&python.names, dictionary, "token"));
        put_pointer(dictionary, 8, &other_type);
        assert_null(python_names_entry(&python.names, dictionary, "token"));
        char *text = new_text("for");
        put(text, python.objects.layout->text_length, 1ull << 40, 8);
        char copied[64];
        assert_int_equal(python_names_copy_text(&python.names, text, copied, sizeof copied), 0);
    }
}

/* ---- words that a look-up went by ---- */

static bool trail_holds(const struct python_trail *trail) {
    for (uint32_t i = 0; i < trail->count; i++)
        if (memcmp(trail->words[i].place, &trail->words[i].value, sizeof(uintptr_t)) != 0)
            return false;
    return true;
}

static void a_trail_says_whether_the_same_would_be_found(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *const values[] = {new_number(7), new_text("for")};
        const char *dictionary = new_dictionary(KIND_GENERAL, 2, two_keys, values);
        const char *object = instance_with_dictionary(dictionary);
        struct python_trail trail = {0};
        const void *line = python_names_attribute(&python.names, object, "lineno", &trail);
        assert_int_equal(python_names_number(&python.names, line, &trail), 7);
        assert_in_range(trail.count, 4, PYTHON_TRAIL_WORDS);
        assert_true(trail_holds(&trail));
        const uint32_t count = trail.count;
        python_names_attribute(&python.names, object, "lineno", &trail);
        assert_int_equal(trail.count, count); /* each word once */
        put((char *)line, 24, 8, 4);
        assert_false(trail_holds(&trail));
        put((char *)line, 24, 7, 4);
        assert_true(trail_holds(&trail));
        put_pointer((char *)dictionary, 32, new_keys(KIND_GENERAL, 2, two_keys, values));
        assert_false(trail_holds(&trail));
    }
}

static void a_text_may_be_of_a_class_of_the_programs(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_layout *layout = python.objects.layout;
        char copied[16];
        char *type = new_object(NULL);
        put(type, 168, 1u << 28, 8);
        char *text = new_object(type);
        put(text, layout->text_length, 4, 8);
        put(text, layout->text_state, (uint64_t)(1u | 1u << 4) << layout->text_kind_bit, 4);
        put_pointer(text, layout->text_data_wide, "page");
        assert_int_equal(python_names_copy_text(&python.names, text, copied, sizeof copied), 4);
        assert_memory_equal(copied, "page", 4);
        assert_int_equal(python_names_copy_text(&python.names, text, copied, 6), 0); /* it does not fit */
        put_pointer(text, layout->text_data_wide, NULL);
        assert_int_equal(python_names_copy_text(&python.names, text, copied, sizeof copied), 0);
        put(type, 168, 0, 8);
        assert_int_equal(python_names_copy_text(&python.names, text, copied, sizeof copied), 0);
    }
}

/* ---- Jinja2's table of lines ---- */

static struct runtime_code code;

/* What is read of a frame in whose globals `first` comes first, and then the table and the template's name.
 */
static void read_lines(const char *first, const char *table, const char *file) {
    const char *const keys[] = {first, "debug_info", "name"};
    const void *const values[] = {new_text("anything"), new_text(table), new_text("page.html")};
    char *frame = new_object(NULL);
    put_pointer(frame, python.names.layout->frame_globals, new_dictionary(KIND_GENERAL, 3, keys, values));
    memset(&code, 0, sizeof code);
    code.file_bytes = strlen(file);
    memcpy(code.file, file, code.file_bytes);
    python_template_lines_read(&python.names, frame, &code);
    python.used -= (size_t)9 * OBJECT_BYTES;
}

static void a_table_of_lines_is_read(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct loopline_code_origin origins[2];
        python.used = 0;
        read_lines("environment", "1=12&30=18", "/srv/page.html");
        assert_int_equal(code.origins.length, sizeof origins);
        memcpy(origins, code.origins.bytes, sizeof origins);
        assert_int_equal(origins[0].generated, 12);
        assert_int_equal(origins[0].line, 1);
        assert_int_equal(origins[1].generated, 18);
        assert_int_equal(origins[1].line, 30);
        assert_memory_equal(code.file, "/srv/page.html", code.file_bytes);
        assert_int_equal(code.flags, 0);
    }
}

static void a_template_in_no_file_is_called_by_its_name(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        read_lines("environment", "1=12", "<template>");
        assert_int_equal(code.file_bytes, 9);
        assert_memory_equal(code.file, "page.html", 9);
        assert_int_equal(code.flags, LOOPLINE_CODE_UNFILED);
    }
}

static void other_code_has_no_table_of_lines(void **state) {
    static const char *const tables[] = {"",     "1",   "1=", "=1", "1=2&", "1=2;3=4", "1=99999999999",
                                         "-1=2", "1=2 "};
    (void)state;
    FOR_EACH_VERSION {
        read_lines("__name__", "1=12", "/srv/page.html");
        assert_int_equal(code.origins.length, 0);
        for (size_t i = 0; i < COUNT_OF(tables); i++) {
            read_lines("environment", tables[i], "<template>");
            assert_int_equal(code.origins.length, 0);
            assert_int_equal(code.flags, 0);
        }
    }
}

static void a_very_long_table_is_cut(void **state) {
    (void)state;
    start(LAST_MINOR);
    static char table[8 * 9000];
    struct runtime_bytes none = {NULL, 0};
    memcpy(&code.origins, &none, sizeof none);
    for (size_t i = 0; i < 9000; i++)
        memcpy(table + i * 4, "1=2&", 4);
    table[9000 * 4 - 1] = '\0';
    char *text = python.bytes + BEFORE_OBJECT; /* takes the room of many objects */
    put_pointer(text, 8, &text_type);
    put(text, python.objects.layout->text_length, strlen(table), 8);
    put(text, python.objects.layout->text_state,
        (uint64_t)(1u | 1u << 3 | 1u << 4) << python.objects.layout->text_kind_bit, 4);
    put_characters(text, table);
    python.used = (strlen(table) / OBJECT_BYTES + 2) * OBJECT_BYTES;
    const char *const keys[] = {"environment", "debug_info"};
    const void *const values[] = {NULL, text};
    char *frame = new_object(NULL);
    put_pointer(frame, python.names.layout->frame_globals, new_dictionary(KIND_GENERAL, 2, keys, values));
    python_template_lines_read(&python.names, frame, &code);
    assert_int_equal(code.origins.length, 4096 * sizeof(struct loopline_code_origin));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_found_by_name),
        cmocka_unit_test(values_may_stand_apart_from_their_names),
        cmocka_unit_test(an_entry_that_was_deleted_is_passed_over),
        cmocka_unit_test(attributes_are_found),
        cmocka_unit_test(all_values_of_an_instance_are_found),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(a_trail_says_whether_the_same_would_be_found),
        cmocka_unit_test(a_text_may_be_of_a_class_of_the_programs),
        cmocka_unit_test(pointers_that_lead_nowhere_are_not_followed),
        cmocka_unit_test(sizes_that_cannot_be_are_refused),
        cmocka_unit_test(a_table_of_lines_is_read),
        cmocka_unit_test(a_template_in_no_file_is_called_by_its_name),
        cmocka_unit_test(other_code_has_no_table_of_lines),
        cmocka_unit_test(a_very_long_table_is_cut),
    };
    return cmocka_run_group_tests_name("Names in Python's objects", tests, NULL, NULL);
}
