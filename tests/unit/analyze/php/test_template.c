/*
 * Functions that Twig has compiled, told by the lines of the template.
 */
#include "helpers/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyze/php/template.h"
#include "loopline/capture.h"

static const char compiled[] = "<?php\n"
                               "class __TwigTemplate_0a1b extends Template\n"
                               "{\n"
                               "    protected function doDisplay(array $context, array $blocks = [])\n"
                               "    {\n"
                               "        $macros = $this->macros;\n"
                               "        // line 1\n"
                               "        echo \"<h1>Posts</h1>\";\n"
                               "        // line 12\n"
                               "        foreach ($context['_seq'] as $context[\"post\"]) {\n"
                               "            // line 14\n"
                               "            echo twig_escape_filter($this->env, 14);\n"
                               "        }\n"
                               "    }\n"
                               "    public function getSourceContext()\n"
                               "    {\n"
                               "        return new Source(\"\", \"posts.twig\", \"/srv/\\$x/posts.twig\");\n"
                               "    }\n"
                               "}\n";

static char path[] = "/tmp/loopline-template-XXXXXX.php";
static struct pool pool;
static struct source_files files;

static int write_compiled(void **state) {
    (void)state;
    const int file = mkstemps(path, 4);
    return file < 0 || write(file, compiled, sizeof compiled - 1) < 0 || close(file);
}

static int remove_compiled(void **state) {
    (void)state;
    unlink(path);
    pool_free(&pool);
    pool_free(&files.pool);
    return 0;
}

static const struct loopline_code_line lines[] = {{0, 6}, {1, 8}, {2, 10}, {5, 12}};
static const struct loopline_code_loop loops[] = {{3, 9, 10}};

static struct capture_code code_called(const char *name, const char *file) {
    return (struct capture_code){
        .file = file,
        .name = name,
        .first_line = 4,
        .bytecode = (const uint8_t *)lines,
        .bytecode_bytes = sizeof lines,
        .line_table = (const uint8_t *)loops,
        .line_table_bytes = sizeof loops,
    };
}

static void lines_are_those_of_the_template(void **state) {
    (void)state;
    static const struct loopline_code_line expected_lines[] = {{0, 0}, {1, 1}, {2, 12}, {5, 14}};
    static const struct loopline_code_loop expected_loops[] = {{3, 9, 12}};
    const struct capture_code code = code_called("__TwigTemplate_0a1b::doDisplay", path);
    const struct capture_code *told = php_code_of_template(&pool, &files, &code);
    assert_string_equal(told->file, "/srv/$x/posts.twig");
    assert_string_equal(told->name, "doDisplay");
    assert_memory_equal(told->bytecode, expected_lines, sizeof expected_lines);
    assert_memory_equal(told->line_table, expected_loops, sizeof expected_loops);
}

static void other_functions_stay_what_they_are(void **state) {
    (void)state;
    const struct capture_code others[] = {
        code_called("App\\Page::show", path),
        code_called("__TwigTemplate_0a1b", path),
        code_called("__TwigTemplate_0a1b::doDisplay", "/srv/there/is/none.php"),
    };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_ptr_equal(php_code_of_template(&pool, &files, &others[i]), &others[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_those_of_the_template),
        cmocka_unit_test(other_functions_stay_what_they_are),
    };
    return cmocka_run_group_tests(tests, write_compiled, remove_compiled);
}
