#include "helpers/unit.h"

#include "analyze/python/code.h"
#include "analyze/stacks/launchers.h"

#define PACKAGES "/srv/env/lib/python3.12/site-packages"

/* Code of one line: `x()`. LOAD_NAME, PUSH_NULL, CALL, RETURN_VALUE of CPython 3.8, by what tells lines
 * there. */
static const uint8_t bytecode[] = {101, 0, 131, 0, 1, 0, 100, 0, 83, 0};
static const uint8_t two_lines[] = {0, 1, 4, 1}; /* from byte 4 on, the second */

static struct merged_code code_of(const char *file) {
    const struct python_code_bytes bytes = {.minor = 8,
                                            .first_line = 1,
                                            .bytecode = bytecode,
                                            .bytecode_bytes = sizeof(bytecode),
                                            .line_table = two_lines,
                                            .line_table_bytes = sizeof(two_lines)};
    return (struct merged_code){.file = file,
                                .name = "<module>",
                                .language = language_of_kind(LOOPLINE_RUNTIME_CPYTHON),
                                .decoder = language_of_kind(LOOPLINE_RUNTIME_CPYTHON)->decoder,
                                .decoded = python_code_read(&bytes)};
}

static bool launches(struct merged_code *launcher, struct merged_code *called, const uint32_t *positions,
                     size_t count) {
    struct merged_code *list[] = {launcher, called};
    struct merged_codes codes = {.codes = list, .count = 2};
    for (size_t i = 0; i < count; i++) {
        const struct launcher_frame frames[] = {{called, 2}, {launcher, positions[i]}};
        launchers_see(frames, 2, false);
    }
    launchers_settle(&codes);
    const bool found = launcher->launches;
    assert_false(called->launches);
    merged_codes_free(&codes);
    return found;
}

static void test_script_of_one_line(void **state) {
    (void)state;
    struct merged_code script = code_of("/home/me/start.py");
    struct merged_code package = code_of(PACKAGES "/shop/cli.py");
    assert_true(launches(&script, &package, (const uint32_t[]){2, 2}, 2));
}

static void test_script_of_two_lines_does_something(void **state) {
    (void)state;
    struct merged_code script = code_of("/home/me/start.py");
    struct merged_code package = code_of(PACKAGES "/shop/cli.py");
    assert_false(launches(&script, &package, (const uint32_t[]){2, 4}, 2));
}

static void test_main_of_a_program_is_its_own(void **state) {
    (void)state;
    struct merged_code script = code_of("/home/me/start.py");
    struct merged_code module = code_of("/home/me/shop/cli.py");
    assert_false(launches(&script, &module, (const uint32_t[]){2}, 1));
}

static void test_console_script_of_a_project_in_development(void **state) {
    (void)state;
    struct merged_code script = code_of("/srv/env/bin/shop");
    struct merged_code module = code_of("/home/me/shop/cli.py");
    assert_true(launches(&script, &module, (const uint32_t[]){2}, 1));
}

static void test_file_that_is_called_back(void **state) {
    (void)state;
    struct merged_code script = code_of("/home/me/start.py");
    struct merged_code callback = code_of("/home/me/start.py");
    struct merged_code package = code_of(PACKAGES "/study/optimise.py");
    const struct launcher_frame frames[] = {{&callback, 2}, {&package, 2}, {&script, 2}};
    struct merged_code *list[] = {&script, &callback, &package};
    struct merged_codes codes = {.codes = list, .count = 3};
    launchers_see(frames, 3, false);
    launchers_settle(&codes);
    assert_false(script.launches);
    merged_codes_free(&codes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_script_of_one_line),
        cmocka_unit_test(test_script_of_two_lines_does_something),
        cmocka_unit_test(test_main_of_a_program_is_its_own),
        cmocka_unit_test(test_console_script_of_a_project_in_development),
        cmocka_unit_test(test_file_that_is_called_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
