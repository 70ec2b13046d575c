/* Where in the tree of ops a call stands, and which loops are around it. */
#include "scripted.h"

#include <stdio.h>

#include "stack/host_memory.h"

/* What a block's first statement becomes where it has no variables of its own. */
static char *new_folded_cop(uint32_t line) {
    char *cop = new_cop(line);
    put(cop, PERL_OP_TYPE, OP_NULL, 2);
    put(cop, PERL_OP_TARGET, OP_NEXTSTATE, 8);
    return cop;
}

static char *adopt(char *parent, char *const *kids) {
    put(parent, PERL_OP_FLAGS, PERL_OP_HAS_KIDS, 1);
    put_pointer(parent, PERL_OP_FIRST, kids[0]);
    for (size_t i = 0; kids[i]; i++) {
        uint16_t word;
        memcpy(&word, kids[i] + PERL_OP_TYPE, sizeof word);
        put(kids[i], PERL_OP_TYPE, kids[i + 1] ? word | PERL_OP_HAS_SIBLING : word, 2);
        put_pointer(kids[i], PERL_OP_SIBLING_OR_PARENT, kids[i + 1] ? kids[i + 1] : parent);
    }
    return parent;
}

#define KIDS(...) ((char *const[]){__VA_ARGS__, NULL})
#define TREE(type, ...) adopt(new_op(type), KIDS(__VA_ARGS__))

/* A call, which goes on at another op. */
static char *new_call(const char *next) {
    char *call = new_op(OP_ENTERSUB);
    put_pointer(call, PERL_OP_NEXT, next);
    return call;
}

static char *new_enter(bool bare) {
    static const char next, last;
    char *enter = new_op(OP_ENTERLOOP);
    put_pointer(enter, PERL_LOOP_NEXT, &next);
    put_pointer(enter, PERL_LOOP_LAST, bare ? &next : &last);
    return enter;
}

/* Where a frame at this statement and op stands, as "line: loop loop", outermost first. */
static struct perl_position expect_marked(const char *cop, const char *op, uint32_t marks,
                                          const char *expected) {
    const struct perl_frame frame = {.cop = cop, .op = op, .marks = marks};
    struct perl_position position;
    char text[128];
    perl_optree_position(&perl.reader.types, &frame, &position);
    int length = snprintf(text, sizeof text, "%u:", position.line);
    for (uint32_t i = 0; i < position.loop_count; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, " %u", position.loop_lines[i]);
    assert_string_equal(text, expected);
    return position;
}

static struct perl_position expect(const char *cop, const char *op, bool returned_to, const char *expected) {
    return expect_marked(cop, op, returned_to ? PERL_FRAME_RETURNS : 0, expected);
}

static int start_test(void **state) {
    (void)state;
    start(36);
    return 0;
}

static void a_statement_in_no_loop(void **state) {
    (void)state;
    char *cop = new_cop(3);
    char *next = new_cop(4);
    char *call = new_call(next);
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, cop, call, next));
    assert_int_equal(expect(cop, call, false, "3:").first_line, 3);
    assert_int_equal(expect(cop, next, true, "3:").first_line, 3);
    assert_int_equal(expect(next, NULL, false, "4:").first_line, 3);
}

/* while (condition()) { body() }; the condition comes again while the body's statement is the current one. */
static void loops_with_a_context(void **state) {
    (void)state;
    char *before = new_cop(10);
    char *body_cop = new_cop(12);
    char *unstack = new_op(OP_UNSTACK);
    char *body = new_call(unstack);
    char *lineseq = TREE(OP_LINESEQ, body_cop, body, unstack);
    char *and = new_op(OP_AND);
    adopt(and, KIDS(new_call(and), lineseq));
    char *enter = new_enter(false);
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, before, TREE(OP_LEAVELOOP, enter, TREE(OP_NULL, and))));
    expect(body_cop, body, false, "12: 10");
    expect(body_cop, unstack, true, "12: 10");
    expect(before, and, true, "10: 10");
    expect(body_cop, and, true, "10: 10");
    /* What a foreach goes over is asked once. */
    adopt(enter, KIDS(new_call(enter)));
    put_pointer(enter, PERL_OP_SIBLING_OR_PARENT, pointer_at(and, PERL_OP_SIBLING_OR_PARENT));
    expect(before, enter, true, "10:");
}

/* for my $x (@list) { body() }, in while (...) {} */
static void a_foreach_has_items(void **state) {
    (void)state;
    char *before = new_cop(15);
    char *within = new_cop(16);
    char *cop = new_cop(17);
    char *call = new_call(NULL);
    char *enter = new_enter(false);
    put(enter, PERL_OP_TYPE, OP_ENTERITER, 2);
    char *foreach = TREE(OP_LEAVELOOP, enter, TREE(OP_LINESEQ, cop, call));
    char *body = TREE(OP_LINESEQ, within, foreach);
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, before, TREE(OP_LEAVELOOP, new_enter(false), body)));
    const struct perl_position position = expect(cop, call, false, "17: 15 16");
    assert_false(position.loop_has_items[0]);
    assert_true(position.loop_has_items[1]);
}

static void a_bare_block_is_a_loop_only_if_it_is_done_again(void **state) {
    (void)state;
    for (int again = 0; again < 2; again++) {
        char *before = new_cop(20);
        char *cop = new_cop(21);
        char *call = new_call(NULL);
        char *end = new_op(again ? OP_REDO : OP_CONST);
        TREE(OP_LINESEQ, before, TREE(OP_LEAVELOOP, new_enter(true), TREE(OP_LINESEQ, cop, call, end)));
        expect(cop, call, false, again ? "21: 20" : "21:");
    }
}

/* call() while condition() */
static void a_loop_without_a_context(void **state) {
    (void)state;
    char *cop = new_cop(30);
    char *unstack = new_op(OP_UNSTACK);
    char *call = new_call(unstack);
    char *and = new_op(OP_AND);
    adopt(and, KIDS(new_call(and), TREE(OP_LINESEQ, call, unstack)));
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, cop, TREE(OP_NULL, and)));
    expect(cop, unstack, true, "30: 30");
    expect(cop, and, true, "30: 30");
    /* An op of another statement says nothing. */
    expect(cop, new_op(OP_CONST), true, "30:");
}

/* map { block() } list() */
static void a_block_of_map_repeats_and_its_list_does_not(void **state) {
    (void)state;
    char *cop = new_cop(40);
    char *map = new_op(OP_MAPWHILE);
    char *block = new_call(map);
    char *list = new_call(map);
    char *scope = TREE(OP_NULL, TREE(OP_SCOPE, new_folded_cop(41), block));
    adopt(map, KIDS(TREE(OP_MAPSTART, new_op(OP_CONST), scope, list)));
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, cop, map));
    expect(cop, block, false, "41: 40");
    expect(cop, list, false, "40:");
}

/* A substitution and the code of its replacement, which only know each other. */
static char *new_substitution(char *code, uint32_t flags) {
    char *substitution = new_op(OP_SUBST);
    put(substitution, PERL_MATCH_FLAGS, flags, 4);
    put_pointer(substitution, PERL_SUBST_REPLACEMENT, code);
    put_pointer(code, PERL_LOGICAL_OTHER, substitution);
    return substitution;
}

enum { GLOBAL = 1 << 23, GLOBAL_OF_30 = 1 << 24 };

/* for (...) { s/a/call()/e }, with further flags: what is /g in one version is /o in another. */
static void a_replacement_repeats_if_it_is_global(void **state) {
    (void)state;
    const struct {
        int minor;
        uint32_t flags;
        const char *expected;
    } cases[] = {{36, 1, "52: 50"},
                 {36, GLOBAL, "52: 50 51"},
                 {36, GLOBAL_OF_30, "52: 50"},
                 {30, GLOBAL, "52: 50"},
                 {30, GLOBAL_OF_30, "52: 50 51"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        start(cases[i].minor);
        char *before = new_cop(50);
        char *cop = new_cop(51);
        char *code = new_op(OP_SUBSTCONT);
        char *call = new_call(code);
        adopt(code, KIDS(TREE(OP_SCOPE, new_folded_cop(52), call)));
        char *lineseq = TREE(OP_LINESEQ, cop, new_op(OP_CONST), new_substitution(code, cases[i].flags));
        TREE(OP_LEAVESUB, TREE(OP_LINESEQ, before, TREE(OP_LEAVELOOP, new_enter(false), lineseq)));
        assert_int_equal(expect(cop, code, true, cases[i].expected).first_line, 50);
        expect(cop, call, false, cases[i].expected);
    }
}

/* s/a/call()/ge, whose block has a statement of its own; the text to change is an op, too. */
static void a_statement_of_a_replacement(void **state) {
    (void)state;
    char *before = new_cop(60);
    char *cop = new_cop(61);
    char *code = new_op(OP_SUBSTCONT);
    char *call = new_call(code);
    adopt(code, KIDS(TREE(OP_LINESEQ, cop, call)));
    char *substitution = new_substitution(code, GLOBAL);
    adopt(substitution, KIDS(new_op(OP_CONST)));
    TREE(OP_LEAVESUB, TREE(OP_LINESEQ, before, substitution, new_op(OP_CONST)));
    assert_int_equal(expect(cop, code, true, "61: 60").first_line, 60);
    expect(before, code, true, "61: 60");
}

/* What says it is a replacement, and of which no substitution knows. */
static void a_replacement_of_another(void **state) {
    (void)state;
    char *cop = new_cop(70);
    char *code = new_op(OP_SUBSTCONT);
    char *call = new_call(code);
    adopt(code, KIDS(TREE(OP_LINESEQ, cop, call)));
    expect(cop, call, false, "70:");
    new_substitution(code, GLOBAL);
    put_pointer(code, PERL_LOGICAL_OTHER, new_op(OP_SUBST));
    expect(cop, call, false, "70:");
}

static void what_is_being_compiled_is_in_no_tree(void **state) {
    (void)state;
    char *cop = new_cop(5);
    put(cop, PERL_OP_TYPE, OP_NULL, 2);
    expect(cop, new_op(OP_CONST), false, "5:");
}

/* A tree whose ops are one another's kids has an end all the same. */
static void a_tree_without_an_end(void **state) {
    (void)state;
    char *cop = new_cop(6);
    char *list = new_op(OP_LINESEQ);
    adopt(list, KIDS(cop, list));
    expect(cop, new_op(OP_CONST), true, "6:");
}

/* join ', ', @authors, whose class has a sub for texts; where they are single values, there is no more than
 * one call each. */
static void ops_that_handle_each_value_of_a_list(void **state) {
    (void)state;
    const struct {
        enum op_number list;
        uint8_t flags;
        const char *expected;
    } cases[] = {{OP_PADAV, 0, "3: 3"},
                 {OP_RV2HV, 0, "3: 3"},
                 {OP_MAPWHILE, 0, "3: 3"},
                 {OP_PADAV, PERL_OP_IS_CONTAINER, "3:"},
                 {OP_CONST, 0, "3:"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *cop = new_cop(3);
        char *list = new_op(cases[i].list);
        put(list, PERL_OP_FLAGS, cases[i].flags, 1);
        char *join = TREE(OP_JOIN, new_op(OP_PUSHMARK), new_op(OP_CONST), list);
        TREE(OP_LEAVESUB, TREE(OP_LINESEQ, cop, join));
        expect_marked(cop, join, PERL_FRAME_HANDLES, cases[i].expected);
        expect_marked(cop, join, 0, "3:");
    }
}

static char *new_assignment(char *value) {
    char *from = TREE(OP_NULL, new_op(OP_PUSHMARK), value);
    char *to = TREE(OP_NULL, new_op(OP_PUSHMARK), new_op(OP_PADAV));
    return TREE(OP_AASSIGN, from, to);
}

/* @copy = @rows; (@one) = $row; @guards = (); undef @guards; $code->(@rows), where it is the code that is
 * handled. */
static void assignments_and_calls_of_lists(void **state) {
    (void)state;
    char *guards = new_op(OP_PADAV);
    put(guards, PERL_OP_FLAGS, PERL_OP_IS_CONTAINER, 1);
    const struct {
        char *op;
        const char *expected;
    } cases[] = {{new_assignment(new_op(OP_PADAV)), "3: 3"},
                 {new_assignment(new_op(OP_CONST)), "3:"},
                 {new_assignment(new_op(OP_STUB)), "3: 3"},
                 {TREE(OP_UNDEF, guards), "3: 3"},
                 {TREE(OP_ENTERSUB, new_op(OP_PUSHMARK), new_op(OP_PADAV)), "3:"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *cop = new_cop(3);
        TREE(OP_LEAVESUB, TREE(OP_LINESEQ, cop, cases[i].op));
        expect_marked(cop, cases[i].op, PERL_FRAME_HANDLES, cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_statement_in_no_loop, start_test),
        cmocka_unit_test_setup(loops_with_a_context, start_test),
        cmocka_unit_test_setup(a_foreach_has_items, start_test),
        cmocka_unit_test_setup(a_bare_block_is_a_loop_only_if_it_is_done_again, start_test),
        cmocka_unit_test_setup(a_loop_without_a_context, start_test),
        cmocka_unit_test_setup(a_block_of_map_repeats_and_its_list_does_not, start_test),
        cmocka_unit_test_setup(a_replacement_repeats_if_it_is_global, start_test),
        cmocka_unit_test_setup(a_statement_of_a_replacement, start_test),
        cmocka_unit_test_setup(a_replacement_of_another, start_test),
        cmocka_unit_test_setup(ops_that_handle_each_value_of_a_list, start_test),
        cmocka_unit_test_setup(assignments_and_calls_of_lists, start_test),
        cmocka_unit_test_setup(what_is_being_compiled_is_in_no_tree, start_test),
        cmocka_unit_test_setup(a_tree_without_an_end, start_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
