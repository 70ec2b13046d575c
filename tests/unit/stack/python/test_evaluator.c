/*
 * An evaluator that a compiler has cut into pieces: a small function, a table of instructions in this
 * program's data, and a function for each instruction.
 */
#include "helpers/unit.h"

#include "libc/objects.h"
#include "stack/python/evaluator.h"

enum { INSTRUCTIONS = 200, PIECE_BYTES = 16, EVALUATOR_BYTES = 64, WHOLE_EVALUATOR = 40960 };

/*
 * Two hundred functions of sixteen bytes, the evaluator behind them, and what follows it. The table has them
 * in another order than the memory, and the evaluator itself for the opcodes that are no instruction.
 */
extern const char instructions_start[], evaluator_start[];
__asm__(".pushsection .text\n"
        ".balign 16\n"
        "instructions_start:\n"
        ".rept 200\n"
        ".cfi_startproc\n"
        ".balign 16, 0x90\n"
        ".skip 15, 0x90\n"
        "ret\n"
        ".cfi_endproc\n"
        ".endr\n"
        "evaluator_start:\n"
        ".cfi_startproc\n"
        ".skip 63, 0x90\n"
        "ret\n"
        ".cfi_endproc\n"
        ".cfi_startproc\n"
        "ret\n"
        ".cfi_endproc\n"
        ".popsection\n"
        ".pushsection .data.rel.ro, \"aw\"\n"
        ".balign 8\n"
        ".quad 0\n"
        ".set number, 199\n"
        ".rept 200\n"
        ".quad instructions_start + 16 * number\n"
        ".set number, number - 1\n"
        ".endr\n"
        ".rept 56\n"
        ".quad evaluator_start + 8\n"
        ".endr\n"
        ".popsection\n");

static int objects_are_there(void **state) {
    (void)state;
    objects_start();
    return 0;
}

static void each_instruction_is_a_piece(void **state) {
    static struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT];
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the table is looked for in all of the program's data, in what lies between variables too */
#endif
    const size_t count = python_evaluator_pieces((uintptr_t)evaluator_start, EVALUATOR_BYTES, pieces);
    assert_int_equal(count, INSTRUCTIONS);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pieces[i].start, (uintptr_t)instructions_start + i * PIECE_BYTES);
        assert_int_equal(pieces[i].end, pieces[i].start + PIECE_BYTES);
    }
}

static void an_evaluator_in_one_piece_has_no_others(void **state) {
    static struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT];
    (void)state;
    assert_int_equal(python_evaluator_pieces((uintptr_t)evaluator_start, WHOLE_EVALUATOR, pieces), 0);
    assert_int_equal(python_evaluator_pieces((uintptr_t)evaluator_start, 0, pieces), 0);
}

static void what_is_in_no_object_has_no_pieces(void **state) {
    static struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT];
    (void)state;
    assert_int_equal(python_evaluator_pieces(PIECE_BYTES, EVALUATOR_BYTES, pieces), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_instruction_is_a_piece),
        cmocka_unit_test(an_evaluator_in_one_piece_has_no_others),
        cmocka_unit_test(what_is_in_no_object_has_no_pieces),
    };
    return cmocka_run_group_tests(tests, objects_are_there, NULL);
}
