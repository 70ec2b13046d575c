/*
 * Ruby's frames over scripted memory: laid out as each version has them, walked, and proved.
 */
#include "scripted.h"

#include "helpers/word_chains.h"
#include "stack/ruby/frames.h"

static const void *const nowhere = (const void *)16; // NOLINT(performance-no-int-to-ptr)

static void frames_come_innermost_first(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *page = new_body("/srv/page.rb", "<main>", 1, 20);
        const char *block = new_body("/srv/page.rb", "block in <main>", 2, 9);
        push(page, 7);
        push_frame(0x66660001); /* of a function in C that a block is made of: nobody's code */
        const char *each = push_native(42);
        push(block, 0);
        struct runtime_frame frames[4];
        assert_int_equal(ruby_frames_walk(layout, ruby.context, frames, 4), 3);
        assert_ptr_equal(frames[0].code, block);
        assert_int_equal(ruby_frame_instruction(&frames[0]), 0); /* not begun yet */
        assert_ptr_equal(frames[1].code, each);
        assert_true(ruby_frame_is_native(&frames[1]));
        assert_int_equal(ruby_frame_instruction(&frames[1]), 0);
        assert_ptr_equal(frames[2].code, page);
        assert_int_equal(ruby_frame_instruction(&frames[2]), 6); /* the counter is past the call */
        assert_false(ruby_frame_is_native(&frames[2]));
        assert_int_equal(ruby_frames_walk(layout, ruby.context, frames, 2), 2);
    }
}

static void a_counter_outside_of_the_code_is_no_frame(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *page = new_body("/srv/page.rb", "<main>", 1, 20);
        struct runtime_frame frames[4];
        push(page, 20);
        assert_int_equal(ruby_frames_walk(layout, ruby.context, frames, 4), 1);
        push(page, 21);
        assert_int_equal(ruby_frames_walk(layout, ruby.context, frames, 4), 1);
    }
}

static struct runtime_frame innermost(const struct ruby_layout *layout) {
    struct runtime_frame frame;
    assert_int_equal(ruby_frames_walk(layout, ruby.context, &frame, 1), 1);
    assert_int_equal(frame.check & RUNTIME_FRAME_MARKS, 0);
    return frame;
}

/* GC.compact moves the sequence; what it points to stays. */
static void a_sequence_that_moves_is_the_same_code(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *page = new_body("/srv/page.rb", "<main>", 1, 20);
        push(page, 3);
        const struct runtime_frame before = innermost(layout);
        push(page, 3);
        const struct runtime_frame after = innermost(layout);
        assert_memory_equal(&before, &after, sizeof before);
    }
}

/* The body of code that was eval'd dies, and its memory is used again. */
static void code_at_one_address_is_told_apart(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *body = new_body("/srv/page.rb", "load", 1, 20);
        push(body, 3);
        const uint32_t check = innermost(layout).check;
        assert_int_equal(innermost(layout).check, check);
        put(body, RUBY_BODY_WORDS, 19, 4);
        assert_int_not_equal(innermost(layout).check, check);
        put(body, RUBY_BODY_WORDS, 20, 4);
        put(body, RUBY_BODY_FIRST_LINE, 7, 4);
        assert_int_not_equal(innermost(layout).check, check);
    }
}

/* define_method('GET /posts') { … }: the frame is a block's, and says whose. */
static void a_block_that_is_a_method_is_known(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *environment;
        push(new_body("/srv/page.rb", "<main>", 1, 20), 7);
        char *frame = push(new_body("/srv/page.rb", "block in <main>", 2, 9), 3);
        memcpy(&environment, frame + RUBY_FRAME_EP, sizeof environment);
        assert_null(ruby_frames_block_method(layout, ruby.context, 0));
        char *method = new_object(40);
        char *definition = new_object(40);
        put(definition, RUBY_DEFINITION_TYPE, RUBY_DEFINITION_OF_BLOCK, 4);
        put_pointer(method, RUBY_METHOD_DEFINITION, definition);
        put_pointer(environment - 16, 0, method);
        assert_null(ruby_frames_block_method(layout, ruby.context, 0));
        put(environment, 0, BLOCK_FRAME | RUBY_FRAME_OF_METHOD_BLOCK, 8);
        push_native(42);
        assert_ptr_equal(ruby_frames_block_method(layout, ruby.context, 1), definition);
        assert_null(ruby_frames_block_method(layout, ruby.context, 0));
        assert_null(ruby_frames_block_method(layout, ruby.context, 3));
        put_pointer(environment - 16, 0, nowhere);
        assert_null(ruby_frames_block_method(layout, ruby.context, 1));
    }
}

/* All that decides which code frames run, and where they are in it. */
static void words_show_every_change(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct stack_word words[32];
        char *outer = push(new_body("/srv/page.rb", "<main>", 1, 20), 7);
        push_native(42);
        char *native = ruby.frame;
        char *environment;
        memcpy(&environment, native + RUBY_FRAME_EP, sizeof environment);
        char *block = push(new_body("/srv/page.rb", "block in <main>", 2, 9), 3);
        const uint32_t count = ruby_frames_places(layout, ruby.thread, 8, words, COUNT_OF(words));
        assert_chain_notices(words, count, ruby.thread, layout->thread_ec);
        assert_chain_notices(words, count, ruby.context, RUBY_EC_FRAME);
        assert_chain_notices(words, count, ruby.context, RUBY_EC_STACK);
        assert_chain_notices(words, count, ruby.context, RUBY_EC_STACK_WORDS);
        assert_chain_notices(words, count, block, RUBY_FRAME_PC);
        assert_chain_notices(words, count, block, RUBY_FRAME_ISEQ);
        assert_chain_notices(words, count, native, RUBY_FRAME_ISEQ);
        assert_chain_notices(words, count, native, RUBY_FRAME_EP);
        assert_chain_notices(words, count, environment, 0);
        assert_chain_notices(words, count, environment - 16, 0);
        assert_chain_notices(words, count, outer, RUBY_FRAME_PC);
        /* No more frames than are walked, and none of them half. */
        assert_in_range(ruby_frames_places(layout, ruby.thread, 1, words, COUNT_OF(words)), 1, count - 1);
        assert_int_equal(ruby_frames_places(layout, ruby.thread, 8, words, count - 1), 0);
    }
}

static void push_chain(void) {
    push(new_body("/srv/page.rb", "<main>", 1, 20), 7);
    push_native(42);
    push(new_body("/srv/a_name_that_lies_elsewhere.rb", "block in <main>", 2, 9), 3);
}

static void a_chain_of_frames_is_proved(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        assert_true(ruby_is_thread(layout, ruby.thread));
        assert_int_equal(ruby_frames_prove(layout, ruby.thread), RUBY_PROOF_NONE);
        push_native(42);
        assert_int_equal(ruby_frames_prove(layout, ruby.thread), RUBY_PROOF_NONE);
        push_chain();
        assert_int_equal(ruby_frames_prove(layout, ruby.thread), RUBY_PROOF_GOOD);
    }
}

/* One word of a thread in which all is well otherwise. */
static void assert_refused(const struct ruby_layout *layout, char *object, size_t offset, const void *word) {
    const void *was;
    memcpy(&was, object + offset, sizeof was);
    put_pointer(object, offset, word);
    assert_int_equal(ruby_frames_prove(layout, ruby.thread), RUBY_PROOF_BAD);
    put_pointer(object, offset, was);
    assert_int_equal(ruby_frames_prove(layout, ruby.thread), RUBY_PROOF_GOOD);
}

static void nothing_that_cannot_be_is_proved(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *body = new_body("/srv/page.rb", "load", 1, 20);
        char *frame = push(body, 3);
        assert_int_equal(ruby_frames_prove(layout, NULL), RUBY_PROOF_BAD);
        assert_int_equal(ruby_frames_prove(layout, nowhere), RUBY_PROOF_BAD);
        assert_refused(layout, ruby.thread, RUBY_THREAD_SELF, nowhere);
        assert_refused(layout, ruby.thread, RUBY_THREAD_SELF, new_text("a thread"));
        assert_refused(layout, ruby.thread, layout->thread_ec, nowhere);
        assert_refused(layout, ruby.context, layout->ec_thread, ruby.context);
        assert_refused(layout, ruby.context, RUBY_EC_STACK, frame + 4096);
        assert_refused(layout, frame, RUBY_FRAME_ISEQ, nowhere);
        assert_refused(layout, frame, RUBY_FRAME_EP, nowhere);
        assert_refused(layout, frame, RUBY_FRAME_PC, frame);
        assert_refused(layout, body, RUBY_BODY_CODE, nowhere);
        assert_refused(layout, body, RUBY_BODY_PATH, nowhere);
        assert_refused(layout, body, RUBY_BODY_PATH, body);
        assert_refused(layout, body, RUBY_BODY_LABEL, NULL);
        assert_refused(layout, body, layout->body_lines, nowhere);
    }
}

/* Its native thread is kept for the next one, and waits for that. */
static void a_thread_that_has_ended_has_no_frames(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frame;
        assert_false(ruby_frames_innermost(layout, ruby.thread, &frame)); /* it runs nothing yet */
        push_chain();
        const char *each = push_native(42);
        assert_true(ruby_frames_innermost(layout, ruby.thread, &frame));
        assert_ptr_equal(frame.code, each);
        put_pointer(ruby.context, RUBY_EC_STACK, NULL); /* the frames stay where they were */
        put(ruby.context, RUBY_EC_STACK_WORDS, 0, 8);
        assert_int_equal(ruby_frames_walk(layout, ruby.context, &frame, 1), 0);
        assert_false(ruby_frames_innermost(layout, ruby.thread, &frame));
        put_pointer(ruby.context, RUBY_EC_FRAME, NULL);
        assert_false(ruby_frames_innermost(layout, ruby.thread, &frame));
        put_pointer(ruby.thread, layout->thread_ec, NULL);
        assert_false(ruby_frames_innermost(layout, ruby.thread, &frame));
        memset(ruby.thread, 0xa5, 64);
        assert_false(ruby_frames_innermost(layout, ruby.thread, &frame));
        assert_false(ruby_frames_innermost(layout, nowhere, &frame));
    }
}

static bool offsets_differ(const struct ruby_layout *left, const struct ruby_layout *right) {
    return left->thread_ec != right->thread_ec || left->ec_thread != right->ec_thread ||
           left->frame_bytes != right->frame_bytes || left->body_lines != right->body_lines;
}

/* Objects of one version, read by the offsets of another. */
static void wrong_offsets_are_recognised(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        push_chain();
        push_chain();
        for (size_t other = 0; other < COUNT_OF(versions); other++) {
            const struct ruby_layout *wrong = ruby_layout_of(versions[other]);
            if (offsets_differ(layout, wrong))
                assert_int_equal(ruby_frames_prove(wrong, ruby.thread), RUBY_PROOF_BAD);
        }
    }
}

static void other_versions_are_not_known(void **state) {
    (void)state;
    static const char *const others[] = {"", "2.6.9", "3.5.0", "4.1.0", "3", "31.2.0", "three"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_null(ruby_layout_of(others[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_innermost_first),
        cmocka_unit_test(a_counter_outside_of_the_code_is_no_frame),
        cmocka_unit_test(a_sequence_that_moves_is_the_same_code),
        cmocka_unit_test(code_at_one_address_is_told_apart),
        cmocka_unit_test(a_block_that_is_a_method_is_known),
        cmocka_unit_test(words_show_every_change),
        cmocka_unit_test(a_chain_of_frames_is_proved),
        cmocka_unit_test(nothing_that_cannot_be_is_proved),
        cmocka_unit_test(a_thread_that_has_ended_has_no_frames),
        cmocka_unit_test(wrong_offsets_are_recognised),
        cmocka_unit_test(other_versions_are_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
