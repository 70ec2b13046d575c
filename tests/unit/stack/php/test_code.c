/*
 * What is told of PHP's functions: names, lines, and loops out of their jumps.
 */
#include "helpers/unit.h"

#include <string.h>

#include "helpers/php_objects.h"
#include "stack/php/code.h"

static struct runtime_code code;
static const struct php_layout *layout;

static int start(void **state) {
    (void)state;
    layout = php_layout(PHP_ENGINE(4, 2));
    php_objects_start(layout);
    return 0;
}

static void read_code(const char *function) {
    memset(&code, 0xff, sizeof code);
    assert_true(php_code_read(layout, php_opcode_flags_of, function, &code));
}

static void assert_name(const char *name) {
    assert_int_equal(code.name_bytes, strlen(name));
    assert_memory_equal(code.name, name, strlen(name));
}

static void assert_lines(const struct loopline_code_line *lines, size_t count) {
    assert_int_equal(code.bytecode.length, count * sizeof *lines);
    assert_memory_equal(code.bytecode.bytes, lines, count * sizeof *lines);
}

static void assert_loops(const struct loopline_code_loop *loops, size_t count) {
    assert_int_equal(code.line_table.length, count * sizeof *loops);
    if (count)
        assert_memory_equal(code.line_table.bytes, loops, count * sizeof *loops);
}

static const struct php_instruction one_call[] = {{ZEND_DO_FCALL, 3, 0}};

static void functions_are_called_as_php_does(void **state) {
    (void)state;
    char *function = php_function("/srv/page.php", NULL, 1, one_call, 1);
    read_code(function);
    assert_name("{main}");
    assert_memory_equal(code.file, "/srv/page.php", code.file_bytes);
    assert_int_equal(code.first_line, 1);
    /* Included by a method. */
    php_put_pointer(function, PHP_FUNCTION_CLASS, php_class("View"));
    read_code(function);
    assert_name("{main}");
    function = php_function("/srv/page.php", "load", 9, one_call, 1);
    read_code(function);
    assert_name("load");
    assert_int_equal(code.first_line, 9);
    php_put_pointer(function, PHP_FUNCTION_CLASS, php_class("App\\Model"));
    read_code(function);
    assert_name("App\\Model::load");
}

static void an_anonymous_class_ends_at_its_nul(void **state) {
    (void)state;
    static const char name[] = "class@anonymous\0/srv/page.php:3$0";
    char *class = php_class("");
    php_put_pointer(class, PHP_CLASS_NAME, php_text_of(name, sizeof name - 1));
    char *function = php_function("/srv/page.php", "load", 9, one_call, 1);
    php_put_pointer(function, PHP_FUNCTION_CLASS, class);
    read_code(function);
    assert_name("class@anonymous::load");
}

static void a_function_of_the_engine_has_no_lines(void **state) {
    (void)state;
    char *function = php_native_function("execute");
    php_put_pointer(function, PHP_FUNCTION_CLASS, php_class("PDOStatement"));
    read_code(function);
    assert_name("PDOStatement::execute");
    assert_int_equal(code.flags, LOOPLINE_CODE_NATIVE);
    assert_int_equal(code.file_bytes, 0);
    assert_lines(NULL, 0);
    assert_loops(NULL, 0);
}

static void names_longer_than_their_room_are_cut(void **state) {
    (void)state;
    static char name[5000];
    memset(name, 'x', sizeof name);
    char *function = php_function("/srv/page.php", "load", 9, one_call, 1);
    php_put_pointer(function, layout->file, php_text_of(name, sizeof name));
    php_put_pointer(function, PHP_FUNCTION_NAME, php_text_of(name, sizeof name));
    php_put_pointer(function, PHP_FUNCTION_CLASS, php_class("Model"));
    read_code(function);
    assert_int_equal(code.file_bytes, sizeof code.file);
    assert_int_equal(code.name_bytes, sizeof code.name);
    assert_memory_equal(code.name, "Model::xxx", 10);
}

static void lines_are_told_where_they_change(void **state) {
    (void)state;
    static const struct php_instruction instructions[] = {
        {ZEND_NOP, 3, 0}, {ZEND_NOP, 3, 0}, {ZEND_DO_FCALL, 5, 0}, {ZEND_NOP, 4, 0}};
    static const struct loopline_code_line lines[] = {{0, 3}, {2, 5}, {3, 4}};
    read_code(php_function("/srv/page.php", "load", 2, instructions, COUNT_OF(instructions)));
    assert_lines(lines, COUNT_OF(lines));
    assert_loops(NULL, 0);
}

/* foreach: fetch, body, `continue`, body, back to the fetch. */
static void a_foreach_begins_at_its_fetch(void **state) {
    (void)state;
    static const struct php_instruction instructions[] = {{ZEND_FE_RESET_R, 10, 0}, {ZEND_FE_FETCH_R, 10, 4},
                                                          {ZEND_JMP, 12, -1},       {ZEND_DO_FCALL, 13, 0},
                                                          {ZEND_JMP, 13, -3},       {ZEND_NOP, 15, 0}};
    static const struct loopline_code_loop loops[] = {{1, 2, 10 | LOOPLINE_CODE_LOOP_ITEMS},
                                                      {1, 4, 10 | LOOPLINE_CODE_LOOP_ITEMS}};
    read_code(php_function("/srv/page.php", "load", 2, instructions, COUNT_OF(instructions)));
    assert_loops(loops, COUNT_OF(loops));
}

/* while (…) { do { … } while (…); … }: a jump to the test, the body, the test. */
static void a_while_is_where_its_test_is(void **state) {
    (void)state;
    static const struct php_instruction instructions[] = {
        {ZEND_JMP, 20, 5},      {ZEND_NOP, 21, 0},      {ZEND_DO_FCALL, 22, 0}, {ZEND_JMPNZ, 23, -1},
        {ZEND_DO_FCALL, 24, 0}, {ZEND_DO_FCALL, 20, 0}, {ZEND_JMPNZ, 20, -5}};
    static const struct loopline_code_loop loops[] = {{2, 3, 22}, {0, 6, 20}};
    read_code(php_function("/srv/page.php", "load", 2, instructions, COUNT_OF(instructions)));
    assert_loops(loops, COUNT_OF(loops));
}

static void jumps_that_lead_nowhere_are_no_loops(void **state) {
    (void)state;
    static const struct php_instruction instructions[] = {{ZEND_JMP, 1, -5}, {ZEND_JMPNZ, 1, 7}};
    read_code(php_function("/srv/page.php", "load", 1, instructions, COUNT_OF(instructions)));
    assert_loops(NULL, 0);
}

static void more_instructions_than_can_be_are_refused(void **state) {
    (void)state;
    char *function = php_function("/srv/page.php", "load", 1, one_call, 1);
    php_put(function, layout->instructions, PHP_INSTRUCTION_LIMIT + 1, 4);
    assert_false(php_code_read(layout, php_opcode_flags_of, function, &code));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(functions_are_called_as_php_does, start),
        cmocka_unit_test_setup(an_anonymous_class_ends_at_its_nul, start),
        cmocka_unit_test_setup(a_function_of_the_engine_has_no_lines, start),
        cmocka_unit_test_setup(names_longer_than_their_room_are_cut, start),
        cmocka_unit_test_setup(lines_are_told_where_they_change, start),
        cmocka_unit_test_setup(a_foreach_begins_at_its_fetch, start),
        cmocka_unit_test_setup(a_while_is_where_its_test_is, start),
        cmocka_unit_test_setup(jumps_that_lead_nowhere_are_no_loops, start),
        cmocka_unit_test_setup(more_instructions_than_can_be_are_refused, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
