/*
 * PHP's frames over scripted memory: laid out as each version has them, walked, and proved.
 */
#include "helpers/unit.h"

#include <string.h>

#include "helpers/php_objects.h"
#include "helpers/word_chains.h"
#include "stack/php/frames.h"

static const int engines[] = {PHP_ENGINE(3, 4), PHP_ENGINE(4, 0), PHP_ENGINE(4, 1), PHP_ENGINE(4, 2),
                              PHP_ENGINE(4, 3), PHP_ENGINE(4, 4), PHP_ENGINE(4, 5)};

static const struct php_instruction three_calls[] = {
    {ZEND_DO_FCALL, 3, 0}, {ZEND_DO_FCALL, 4, 0}, {ZEND_DO_FCALL, 5, 0}};

static const struct php_layout *start(size_t number) {
    const struct php_layout *layout = php_layout(engines[number]);
    assert_non_null(layout);
    php_objects_start(layout);
    return layout;
}

#define FOR_EACH_VERSION                    \
    const struct php_layout *layout = NULL; \
    for (size_t number = 0; number < COUNT_OF(engines) && (layout = start(number)); number++)

static char *new_function(const char *file, const char *name) {
    return php_function(file, name, 2, three_calls, COUNT_OF(three_calls));
}

static void frames_come_innermost_first(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *page = new_function("/srv/page.php", NULL);
        const char *load = new_function("/srv/load.php", "load");
        const char *map = php_native_function("array_map");
        const char *outer = php_frame(page, 2, NULL);
        const char *frame = php_frame(load, 1, php_frame(map, 0, php_frame(NULL, 0, outer)));
        struct runtime_frame frames[4];
        assert_int_equal(php_frames_walk(layout, frame, frames, 4), 3);
        assert_ptr_equal(frames[1].code, map);
        assert_int_equal(php_frames_instruction(layout, load, &frames[0]), 1);
        assert_int_equal(php_frames_instruction(layout, map, &frames[1]), 0);
        assert_int_equal(php_frames_instruction(layout, page, &frames[2]), 2);
        assert_ptr_equal(php_frames_function(layout, frame, &frames[0]), load);
        assert_ptr_equal(php_frames_function(layout, frame, &frames[1]), map);
        assert_ptr_equal(php_frames_function(layout, frame, &frames[2]), page);
        assert_null(php_frames_function(layout, outer, &frames[0]));
        assert_int_equal(php_frames_walk(layout, frame, frames, 2), 2);
        assert_int_equal(php_frames_walk(layout, NULL, frames, 4), 0);
    }
}

/* A closure that is made again is another function with the same instructions. */
static void copies_of_a_function_are_one(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *closure = new_function("/srv/page.php", "{closure}");
        char *copy = new_function("/srv/page.php", "{closure}");
        memcpy(copy, closure, PHP_FUNCTION_BYTES);
        struct runtime_frame first;
        struct runtime_frame second;
        php_frames_walk(layout, php_frame(closure, 1, NULL), &first, 1);
        php_frames_walk(layout, php_frame(copy, 1, NULL), &second, 1);
        assert_memory_equal(&first, &second, sizeof first);
    }
}

static uint32_t check_of(const struct php_layout *layout, const char *function) {
    struct runtime_frame frame;
    assert_int_equal(php_frames_walk(layout, php_frame(function, 0, NULL), &frame, 1), 1);
    assert_int_equal(frame.check & RUNTIME_FRAME_MARKS, 0);
    return frame.check;
}

/* Whatever a function is called, and wherever it lies. */
static void checks_leave_room_for_marks(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *function = new_function("/srv/page.php", "load");
        char *native = php_native_function("array_map");
        for (uint32_t line = 1; line < 64; line++) {
            memcpy(function + layout->first_line, &line, sizeof line);
            check_of(layout, function);
            const uintptr_t name = (uintptr_t)line << 26;
            memcpy(native + PHP_FUNCTION_NAME, &name, sizeof name);
            check_of(layout, native);
        }
    }
}

/* The next request's functions may lie where those of the last one lay. */
static void functions_at_one_address_are_told_apart(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *function = new_function("/srv/a.php", "load");
        const uint32_t check = check_of(layout, function);
        assert_int_equal(check_of(layout, function), check);
        php_put_pointer(function, layout->file, php_text("/srv/b.php"));
        assert_int_not_equal(check_of(layout, function), check);
        php_put_pointer(function, layout->file, php_text("/srv/a.php"));
        php_put(function, layout->first_line, 7, 4);
        assert_int_not_equal(check_of(layout, function), check);
        php_put(function, layout->first_line, 2, 4);
        php_put(function, layout->first_line + 4u, 9, 4);
        assert_int_not_equal(check_of(layout, function), check);
    }
}

/* All that decides which functions frames run, and where they are in them. */
static void words_show_every_change(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct stack_word words[32];
        char *text = php_text("/srv/page.php");
        char *page = new_function("/srv/page.php", NULL);
        php_put_pointer(page, layout->file, text);
        char *map = php_native_function("array_map");
        char *outer = php_frame(page, 2, NULL);
        char *middle = php_frame(map, 0, outer);
        char *inner = php_frame(page, 1, middle);
        const char *current = inner;
        const uint32_t count = php_frames_places(layout, &current, 8, words, COUNT_OF(words));
        assert_chain_notices(words, count, &current, 0);
        assert_chain_notices(words, count, inner, PHP_FRAME_INSTRUCTION);
        assert_chain_notices(words, count, inner, PHP_FRAME_FUNCTION);
        assert_chain_notices(words, count, inner, PHP_FRAME_PREVIOUS);
        assert_chain_notices(words, count, middle, PHP_FRAME_FUNCTION);
        assert_chain_notices(words, count, map, PHP_FUNCTION_NAME);
        assert_chain_notices(words, count, map, PHP_FUNCTION_CLASS);
        assert_chain_notices(words, count, page, layout->file);
        assert_chain_notices(words, count, page, layout->first_line);
        assert_chain_notices(words, count, page, layout->first_line + 4u);
        assert_chain_notices(words, count, text, PHP_TEXT_HASH);
        assert_chain_notices(words, count, outer, PHP_FRAME_INSTRUCTION);
        assert_chain_notices(words, count, outer, PHP_FRAME_PREVIOUS);
        assert_in_range(php_frames_places(layout, &current, 1, words, COUNT_OF(words)), 1, count - 1);
        assert_int_equal(php_frames_places(layout, &current, 8, words, count - 1), 0);
    }
}

/* What lies there is what an earlier call left. */
static void the_instruction_of_a_native_function_says_nothing(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct stack_word words[8];
        char *frame = php_frame(php_native_function("array_map"), 0, NULL);
        const char *current = frame;
        const uint32_t count = php_frames_places(layout, &current, 8, words, COUNT_OF(words));
        php_put_pointer(frame, PHP_FRAME_INSTRUCTION, frame);
        assert_true(count > 0 && word_groups_hold(words, count));
    }
}

static void a_frame_with_an_exception_has_no_instruction(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *load = new_function("/srv/page.php", "load");
        char *frame = php_frame(load, 0, NULL);
        struct runtime_frame read;
        php_put_pointer(frame, PHP_FRAME_INSTRUCTION, layout);
        assert_int_equal(php_frames_walk(layout, frame, &read, 1), 1);
        assert_int_equal(php_frames_instruction(layout, load, &read), LOOPLINE_FRAME_NOT_STARTED);
        /* Alone it proves nothing; called by one that stands where it should, it does no harm. */
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
        php_put_pointer(frame, PHP_FRAME_PREVIOUS, php_frame(new_function("/srv/page.php", NULL), 2, NULL));
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_GOOD);
    }
}

static void a_chain_of_frames_is_proved(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *page = php_frame(new_function("/srv/page.php", NULL), 2, NULL);
        const char *map = php_frame(php_native_function("array_map"), 0, page);
        assert_int_equal(php_frames_prove(layout, map), PHP_PROOF_GOOD);
        assert_int_equal(php_frames_prove(layout, NULL), PHP_PROOF_NONE);
        assert_int_equal(php_frames_prove(layout, php_frame(php_native_function("main"), 0, NULL)),
                         PHP_PROOF_NONE);
    }
}

static char *new_chain(void) {
    char *page = php_frame(new_function("/srv/page.php", NULL), 2, NULL);
    return php_frame(new_function("/srv/load.php", "load"), 1, page);
}

static void nothing_that_cannot_be_is_proved(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const void *nowhere = (const void *)16; // NOLINT(performance-no-int-to-ptr)
        char *frame = new_chain();
        php_put_pointer(frame, PHP_FRAME_FUNCTION, nowhere);
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
        assert_int_equal(php_frames_prove(layout, nowhere), PHP_PROOF_BAD);
        frame = new_chain();
        php_put_pointer(frame, PHP_FRAME_PREVIOUS, nowhere);
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
        char *function = new_function("/srv/page.php", "load");
        frame = php_frame(function, 1, NULL);
        php_put_pointer(function, layout->file, nowhere);
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
        php_put_pointer(function, layout->file, php_text_of("a\0b", 3));
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
        php_put_pointer(function, layout->file, php_text("/srv/page.php"));
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_GOOD);
        function[PHP_FUNCTION_TYPE] = 6;
        assert_int_equal(php_frames_prove(layout, frame), PHP_PROOF_BAD);
    }
}

/* Objects of one version, read by the offsets of another. */
static void wrong_offsets_are_recognised(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        for (size_t other = 0; other < COUNT_OF(engines); other++) {
            const struct php_layout *wrong = php_layout(engines[other]);
            if (wrong->opcodes == layout->opcodes)
                continue;
            assert_int_equal(php_frames_prove(wrong, new_chain()), PHP_PROOF_BAD);
        }
    }
}

static void other_versions_are_not_known(void **state) {
    (void)state;
    assert_null(php_layout(PHP_ENGINE(3, 3)));
    assert_null(php_layout(PHP_ENGINE(4, 6)));
    assert_null(php_layout(0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_innermost_first),
        cmocka_unit_test(copies_of_a_function_are_one),
        cmocka_unit_test(checks_leave_room_for_marks),
        cmocka_unit_test(functions_at_one_address_are_told_apart),
        cmocka_unit_test(words_show_every_change),
        cmocka_unit_test(the_instruction_of_a_native_function_says_nothing),
        cmocka_unit_test(a_frame_with_an_exception_has_no_instruction),
        cmocka_unit_test(a_chain_of_frames_is_proved),
        cmocka_unit_test(nothing_that_cannot_be_is_proved),
        cmocka_unit_test(wrong_offsets_are_recognised),
        cmocka_unit_test(other_versions_are_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
