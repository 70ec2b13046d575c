/*
 * The table of Ruby's instructions, found by the code that is being run, and the loops that it shows.
 */
#include "helpers/unit.h"

#include <string.h>

#include "stack/ruby/instructions.h"

enum instruction { NOP, PUTNIL, GETLOCAL, JUMP, BRANCHIF, LEAVE, INSTRUCTIONS };

enum { CODE_BYTES = 4096, DATA_WORDS = 64, TABLE_AT = 20, CODE_WORDS = 64 };

static const uint8_t lengths[INSTRUCTIONS] = {1, 1, 3, 2, 2, 1};
static const uint16_t operands_at[INSTRUCTIONS] = {0, 0, 1, 4, 4, 0};
static const char operands[] = "\0LN\0O";
static const uint16_t names_at[INSTRUCTIONS] = {0, 4, 11, 20, 25, 34};
static const char names[] = "nop\0putnil\0getlocal\0jump\0branchif\0leave";

static char code_memory[CODE_BYTES];
static uintptr_t data[DATA_WORDS];
static uintptr_t words[4][CODE_WORDS];
static struct ruby_code codes[4];
static size_t code_count;
static struct ruby_instructions instructions;

static uintptr_t address_of(enum instruction instruction) {
    return (uintptr_t)code_memory + 16 + (uintptr_t)instruction * 32;
}

static int start(void **state) {
    (void)state;
    instructions = (struct ruby_instructions){
        .lengths = lengths,
        .count = INSTRUCTIONS,
        .operands_at = operands_at,
        .operands = operands,
        .names_at = names_at,
        .names = names,
        .code = {(uintptr_t)code_memory, (uintptr_t)code_memory + CODE_BYTES},
        .data = {{(uintptr_t)data, (uintptr_t)(data + DATA_WORDS)}},
        .data_count = 1,
    };
    memset(data, 0, sizeof data);
    for (int i = 0; i < INSTRUCTIONS; i++)
        data[TABLE_AT + i] = address_of((enum instruction)i);
    code_count = 0;
    return 0;
}

static struct ruby_code *new_code(void) {
    codes[code_count] = (struct ruby_code){words[code_count], 0};
    return &codes[code_count++];
}

static void add(struct ruby_code *code, enum instruction instruction, int64_t operand) {
    uintptr_t *to = words[code - codes] + code->words;
    to[0] = address_of(instruction);
    for (uint32_t i = 1; i < lengths[instruction]; i++)
        to[i] = (uintptr_t)operand;
    code->words += lengths[instruction];
}

/* `while` as Ruby compiles it: to the condition, the body, the condition, back. */
static const struct ruby_code *new_loop(void) {
    struct ruby_code *code = new_code();
    add(code, JUMP, 1);      /* 0, to 3 */
    add(code, PUTNIL, 0);    /* 2: the body */
    add(code, GETLOCAL, 0);  /* 3: the condition */
    add(code, BRANCHIF, -6); /* 6, to 2 */
    add(code, LEAVE, 0);     /* 8 */
    return code;
}

static bool find(void) {
    return ruby_instructions_find(&instructions, codes, code_count);
}

static void the_table_is_found_by_the_code(void **state) {
    (void)state;
    new_loop();
    assert_true(find());
    assert_ptr_equal(instructions.addresses, data + TABLE_AT);
}

/* A short code also decodes by a table that is some entries off. */
static void all_code_has_to_decode(void **state) {
    (void)state;
    data[5] = address_of(LEAVE);
    add(new_code(), LEAVE, 0);
    assert_true(find());
    assert_ptr_equal(instructions.addresses, data + 5);
    instructions.addresses = NULL;
    new_loop();
    assert_true(find());
    assert_ptr_equal(instructions.addresses, data + TABLE_AT);
}

static void loops_are_jumps_back(void **state) {
    (void)state;
    struct ruby_jump jumps[4];
    const struct ruby_code *loop = new_loop();
    assert_int_equal(ruby_instructions_jumps_back(&instructions, loop, jumps, 4), 0); /* no table yet */
    assert_true(find());
    assert_int_equal(ruby_instructions_jumps_back(&instructions, loop, jumps, 4), 1);
    assert_int_equal(jumps[0].to, 2);
    assert_int_equal(jumps[0].from, 6);
    assert_int_equal(ruby_instructions_jumps_back(&instructions, loop, jumps, 0), 0);
}

/* Where it cannot lead, a jump is none; and a number that is no distance is not taken for one. */
static void other_operands_are_no_jumps(void **state) {
    (void)state;
    struct ruby_jump jumps[4];
    new_loop();
    assert_true(find());
    struct ruby_code *code = new_code();
    add(code, GETLOCAL, -3);
    add(code, JUMP, 0);
    add(code, JUMP, -100);
    add(code, JUMP, INT64_MIN);
    add(code, LEAVE, 0);
    assert_int_equal(ruby_instructions_jumps_back(&instructions, code, jumps, 4), 0);
}

static void code_that_does_not_decode_has_no_loops(void **state) {
    (void)state;
    struct ruby_jump jumps[4];
    new_loop();
    assert_true(find());
    struct ruby_code *code = new_code();
    add(code, JUMP, -2);
    words[code - codes][code->words++] = (uintptr_t)code_memory; /* no instruction's */
    add(code, LEAVE, 0);
    assert_int_equal(ruby_instructions_jumps_back(&instructions, code, jumps, 4), 0);
    code = new_code();
    add(code, JUMP, -2);
    code->words--; /* cut off */
    assert_int_equal(ruby_instructions_jumps_back(&instructions, code, jumps, 4), 0);
}

static void without_a_table_the_search_ends(void **state) {
    (void)state;
    new_loop();
    data[TABLE_AT + LEAVE] = 0;
    for (int i = 0; i < 10; i++)
        assert_false(find());
    assert_in_range(instructions.attempts, 1, 9);
    instructions.lengths = NULL;
    instructions.attempts = 0;
    assert_false(find());
    assert_int_equal(instructions.attempts, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_table_is_found_by_the_code, start),
        cmocka_unit_test_setup(all_code_has_to_decode, start),
        cmocka_unit_test_setup(loops_are_jumps_back, start),
        cmocka_unit_test_setup(other_operands_are_no_jumps, start),
        cmocka_unit_test_setup(code_that_does_not_decode_has_no_loops, start),
        cmocka_unit_test_setup(without_a_table_the_search_ends, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
