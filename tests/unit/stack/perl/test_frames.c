/* Perl's contexts, and the proof that they are where the layout has them. */
#include "scripted.h"

#include "helpers/word_chains.h"
#include "stack/perl/proof.h"

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    return perl_frames_walk(perl.reader.layout, &perl.thread, frames, capacity);
}

static struct perl_frame find(const struct runtime_frame *told) {
    struct perl_frame found;
    assert_true(perl_frames_find(perl.reader.layout, &perl.thread, told, &found));
    return found;
}

static void frames_come_innermost_first(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *main_cop = new_cop(1);
        const char *outer_cop = new_cop(10);
        const char *inner_cop = new_cop(20);
        const char *back_to_outer = new_op(OP_CONST);
        push_context(2, NULL);
        put_pointer(push_context(PERL_CONTEXT_SUB, main_cop), PERL_CONTEXT_RETURN_OP, new_op(OP_CONST));
        push_context(8, outer_cop);
        char *sub = push_context(PERL_CONTEXT_SUB, outer_cop);
        put_pointer(sub, PERL_CONTEXT_RETURN_OP, back_to_outer);
        push_context(PERL_CONTEXT_EVAL | PERL_CONTEXT_EVAL_BLOCK, inner_cop);
        push_context(PERL_CONTEXT_SUBSTITUTION, (void *)1);
        char *op = new_op(OP_ENTERSUB);
        put_pointer(op, PERL_OP_NEXT, inner_cop);
        perl.thread.cop = inner_cop;
        perl.thread.op = op;
        struct runtime_frame frames[4];
        assert_int_equal(walk(frames, 4), 3);
        assert_ptr_equal(frames[0].code, inner_cop);
        assert_ptr_equal(frames[1].code, outer_cop);
        assert_ptr_equal(frames[2].code, main_cop);
        assert_ptr_equal(find(&frames[0]).op, op);
        assert_ptr_equal(find(&frames[0]).context, sub);
        assert_false(find(&frames[0]).marks & PERL_FRAME_RETURNS);
        assert_ptr_equal(find(&frames[1]).op, back_to_outer);
        assert_true(find(&frames[1]).marks & PERL_FRAME_RETURNS);
        assert_null(find(&frames[2]).context);
        assert_int_equal(walk(frames, 2), 2);
        struct perl_frame found;
        frames[1].check ^= 1;
        assert_false(perl_frames_find(perl.reader.layout, &perl.thread, &frames[1], &found));
    }
}

/* Whatever the line. */
static void checks_leave_room_for_marks(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        for (uint32_t line = 1; line < 64; line++) {
            struct runtime_frame frame;
            perl.thread.cop = new_cop(line);
            assert_int_equal(walk(&frame, 1), 1);
            assert_int_equal(frame.check & RUNTIME_FRAME_MARKS, 0);
        }
    }
}

/* An evaluated text is a frame of its own, and so is a file that is read. */
static void evaluated_texts_are_frames(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[4];
        push_context(PERL_CONTEXT_EVAL, new_cop(1));
        perl.thread.cop = new_cop(10);
        assert_int_equal(walk(frames, 4), 2);
    }
}

/* An address of an evaluated text is used again. */
static void statements_at_one_address_are_told_apart(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame first;
        struct runtime_frame second;
        char *cop = new_cop(1);
        perl.thread.cop = cop;
        assert_int_equal(walk(&first, 1), 1);
        put(cop, PERL_COP_SEQUENCE, 8, 4);
        walk(&second, 1);
        assert_int_not_equal(first.check, second.check);
        put(cop, PERL_COP_SEQUENCE, 7, 4);
        put(cop, PERL_COP_LINE, 2, 4);
        walk(&second, 1);
        assert_int_not_equal(first.check, second.check);
    }
}

/* What C code calls, it calls by an op of its own; the program's was saved before. */
static void the_op_that_called_c_code_is_found(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *calls = new_op(OP_ENTERSUB);
        struct runtime_frame frames[2];
        put(push_context(PERL_CONTEXT_SUB, new_cop(1)), PERL_CONTEXT_SAVESTACK, 6, 4);
        perl.savestack[4] = calls;
        perl.savestack[5] = (void *)18;
        perl.thread.cop = new_cop(10);
        perl.thread.op = new_op(OP_ENTERSUB);
        assert_int_equal(walk(frames, 2), 2);
        assert_null(find(&frames[0]).op);
        assert_ptr_equal(find(&frames[1]).op, calls);
        assert_false(find(&frames[1]).marks & PERL_FRAME_RETURNS);
        perl.thread.savestack_limit = 4;
        assert_int_equal(walk(frames, 2), 2);
        assert_null(find(&frames[1]).op);
    }
}

/* first { … } @list: the block is a sub on a stack of its own. sort { … } @list: the block is none. */
static void what_c_code_repeats_is_said_of_its_caller(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[2];
        const char *calls = new_op(OP_ENTERSUB);
        push_stackinfo(PERL_STACKINFO_MULTICALL);
        char *block = push_context(PERL_CONTEXT_SUB | PERL_CONTEXT_MULTICALL, new_cop(1));
        put(block, PERL_CONTEXT_SAVESTACK, 6, 4);
        perl.savestack[6] = calls;
        perl.thread.cop = new_cop(10);
        assert_int_equal(walk(frames, 2), 2);
        assert_false(find(&frames[0]).marks & PERL_FRAME_REPEATS);
        assert_true(find(&frames[1]).marks & PERL_FRAME_REPEATS);
        assert_ptr_equal(find(&frames[1]).op, calls);
        push_stackinfo(PERL_STACKINFO_SORT);
        push_context(0, perl.thread.cop);
        assert_int_equal(walk(frames, 2), 2);
        const struct perl_frame in_sort = find(&frames[0]);
        assert_true(in_sort.marks & PERL_FRAME_REPEATS);
        struct perl_position position;
        perl_optree_position(&perl.reader.types, &in_sort, &position);
        assert_int_equal(position.loop_count, 1);
        assert_int_equal(position.loop_lines[0], 10);
        /* A tied variable's method is called once. */
        put(perl.stackinfo, perl.reader.layout->stackinfo_type, 2, 4);
        walk(frames, 2);
        assert_false(find(&frames[0]).marks & PERL_FRAME_REPEATS);
    }
}

/* All that decides at which statements and ops frames are. */
static void words_show_every_change(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct stack_word words[48];
        char *called_by_c = push_context(PERL_CONTEXT_SUB, new_cop(1));
        put(called_by_c, PERL_CONTEXT_SAVESTACK, 6, 4);
        perl.savestack[4] = new_op(OP_ENTERSUB);
        char *loop = push_context(8, new_cop(2));
        char *outer_cop = new_cop(3);
        char *sub = push_context(PERL_CONTEXT_SUB, outer_cop);
        put_pointer(sub, PERL_CONTEXT_RETURN_OP, new_op(OP_CONST));
        char *cop = new_cop(10);
        char *op = new_op(OP_ENTERSUB);
        put_pointer(op, PERL_OP_NEXT, cop);
        perl.thread.cop = cop;
        perl.thread.op = op;
        const struct perl_thread_places places = {&perl.thread.op, &perl.thread.cop, &perl.thread.stackinfo,
                                                  &perl.thread.savestack, perl.thread.savestack_limit};
        const struct perl_layout *layout = perl.reader.layout;
        const uint32_t count = perl_frames_places(layout, &places, 8, words, COUNT_OF(words));
        assert_chain_notices(words, count, &perl.thread.op, 0);
        assert_chain_notices(words, count, &perl.thread.cop, 0);
        assert_chain_notices(words, count, &perl.thread.stackinfo, 0);
        assert_chain_notices(words, count, &perl.thread.savestack, 0);
        assert_chain_notices(words, count, &perl.savestack[4], 0);
        assert_chain_notices(words, count, op, PERL_OP_NEXT);
        assert_chain_notices(words, count, cop, PERL_COP_LINE);
        assert_chain_notices(words, count, cop, PERL_COP_SEQUENCE);
        assert_chain_notices(words, count, outer_cop, PERL_COP_LINE);
        assert_chain_notices(words, count, perl.stackinfo, PERL_STACKINFO_TOP);
        assert_chain_notices(words, count, perl.stackinfo, PERL_STACKINFO_CONTEXTS);
        assert_chain_notices(words, count, perl.stackinfo, PERL_STACKINFO_PREVIOUS);
        assert_chain_notices(words, count, perl.stackinfo, layout->stackinfo_type);
        assert_chain_notices(words, count, sub, 0);
        assert_chain_notices(words, count, sub, PERL_CONTEXT_OLD_COP);
        assert_chain_notices(words, count, sub, PERL_CONTEXT_RETURN_OP);
        assert_chain_notices(words, count, loop, 0);
        assert_chain_notices(words, count, called_by_c, PERL_CONTEXT_SAVESTACK);
        assert_chain_notices(words, count, called_by_c, PERL_CONTEXT_RETURN_OP);
        assert_in_range(perl_frames_places(layout, &places, 1, words, COUNT_OF(words)), 1, count - 1);
        assert_int_equal(perl_frames_places(layout, &places, 8, words, count - 1), 0);
    }
}

static bool is_proved(void) {
    return perl_proves_right(perl.reader.layout, &perl.reader.types, &perl.thread);
}

static void a_layout_that_is_wrong_is_noticed(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *sub = push_context(PERL_CONTEXT_SUB, new_cop(3));
        char *cv = new_object();
        char *cop = new_cop(14);
        put_pointer(sub, perl.reader.layout->context_cv, cv);
        perl.thread.cop = cop;
        perl.thread.op = new_op(OP_ENTERSUB);
        assert_true(is_proved());
        put_pointer(sub, perl.reader.layout->context_cv, (void *)8);
        assert_false(is_proved());
        put_pointer(sub, perl.reader.layout->context_cv, cv);
        put(sub, 0, 15, 1);
        assert_false(is_proved());
        put(sub, 0, PERL_CONTEXT_SUB, 1);
        put_pointer(sub, PERL_CONTEXT_OLD_COP, (void *)8);
        assert_false(is_proved());
        put_pointer(sub, PERL_CONTEXT_OLD_COP, cop);
        assert_true(is_proved());
        put(perl.stackinfo, PERL_STACKINFO_TOP, CONTEXTS + 1, 4);
        assert_false(is_proved());
        put(perl.stackinfo, PERL_STACKINFO_TOP, 0, 4);
        put(cop, PERL_COP_LINE, 1 << 30, 4);
        assert_false(is_proved());
        put(cop, PERL_COP_LINE, 14, 4);
        put(cop, PERL_OP_TYPE, OP_ENTERSUB, 2);
        assert_false(is_proved());
        put(cop, PERL_OP_TYPE, OP_NEXTSTATE, 2);
        perl.thread.stackinfo = (void *)8;
        assert_false(is_proved());
        perl.thread.stackinfo = perl.stackinfo;
        perl.thread.op = (void *)8;
        assert_false(is_proved());
    }
}

static void other_versions_are_not_known(void **state) {
    struct perl_op_types types;
    (void)state;
    assert_null(perl_layout(28));
    assert_null(perl_layout(44));
    assert_false(perl_op_types_find(36, op_names, 3, &types));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_innermost_first),
        cmocka_unit_test(checks_leave_room_for_marks),
        cmocka_unit_test(evaluated_texts_are_frames),
        cmocka_unit_test(statements_at_one_address_are_told_apart),
        cmocka_unit_test(the_op_that_called_c_code_is_found),
        cmocka_unit_test(what_c_code_repeats_is_said_of_its_caller),
        cmocka_unit_test(words_show_every_change),
        cmocka_unit_test(a_layout_that_is_wrong_is_noticed),
        cmocka_unit_test(other_versions_are_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
