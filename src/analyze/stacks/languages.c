#include "languages.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/flow/flow.h"
#include "analyze/perl/library.h"
#include "analyze/php/library.h"
#include "analyze/php/template.h"
#include "analyze/python/code.h"
#include "analyze/python/library.h"
#include "analyze/python/template.h"
#include "analyze/ruby/ruby.h"
#include "analyze/ruby/template.h"
#include "components.h"

/* ---- CPython --------------------------------------------------------------------------------------------
 */

static void *read_python(const struct capture_code *code) {
    const char *version = code->runtime->version;
    if (strncmp(version, "3.", 2) != 0)
        return NULL;
    const struct python_code_bytes bytes = {
        .minor = (int)strtol(version + 2, NULL, 10),
        .first_line = code->first_line,
        .bytecode = code->bytecode,
        .bytecode_bytes = code->bytecode_bytes,
        .line_table = code->line_table,
        .line_table_bytes = code->line_table_bytes,
        .origins = code->origins,
        .origins_bytes = code->origins_bytes,
    };
    return python_code_read(&bytes);
}

static void free_python(void *decoded) {
    python_code_free(decoded);
}

static int python_line(const void *decoded, uint32_t instruction) {
    return python_code_line(decoded, instruction);
}

static size_t python_loops(const void *decoded, uint32_t instruction, struct code_loop *loops,
                           size_t capacity) {
    return python_code_loops(decoded, instruction, loops, capacity);
}

static bool python_fetches_item(const void *decoded, uint32_t instruction) {
    return python_code_fetches_item(decoded, instruction);
}

static bool python_separating_loop(const void *decoded, uint32_t instruction, uint32_t other,
                                   struct code_loop *loop) {
    return python_code_separating_loop(decoded, instruction, other, loop);
}

static uint32_t python_instruction_at_line(const void *decoded, int line) {
    return python_code_instruction_at_line(decoded, line);
}

static const struct code_decoder python_decoder = {read_python,
                                                   free_python,
                                                   python_line,
                                                   python_loops,
                                                   python_fetches_item,
                                                   python_separating_loop,
                                                   python_instruction_at_line};

/* ---- the normal form of the others ----------------------------------------------------------------------
 */

static void *read_flow(const struct capture_code *code) {
    if (code->flags & LOOPLINE_CODE_NATIVE)
        return NULL;
    return flow_code_read(code->bytecode, code->bytecode_bytes, code->line_table, code->line_table_bytes);
}

static void free_flow(void *decoded) {
    flow_code_free(decoded);
}

static int flow_line(const void *decoded, uint32_t instruction) {
    return flow_code_line(decoded, instruction);
}

static size_t flow_loops(const void *decoded, uint32_t instruction, struct code_loop *loops,
                         size_t capacity) {
    return flow_code_loops(decoded, instruction, loops, capacity);
}

static bool flow_fetches_item(const void *decoded, uint32_t instruction) {
    return flow_code_fetches_item(decoded, instruction);
}

static bool flow_separating_loop(const void *decoded, uint32_t instruction, uint32_t other,
                                 struct code_loop *loop) {
    return flow_code_separating_loop(decoded, instruction, other, loop);
}

static const struct code_decoder flow_decoder = {
    read_flow, free_flow, flow_line, flow_loops, flow_fetches_item, flow_separating_loop, NULL};

/* ---- the table ------------------------------------------------------------------------------------------
 */

static const struct code_language languages[] = {
    {
        .kind = LOOPLINE_RUNTIME_CPYTHON,
        .name = "python",
        .title = "Python",
        .decoder = &python_decoder,
        .executes_many = "executemany",
        .drivers_execute_many = true,
        .is_library = python_file_is_library,
        .package_of = component_package,
        .of_template = python_code_of_template,
    },
    {
        .kind = LOOPLINE_RUNTIME_RUBY,
        .name = "ruby",
        .title = "Ruby",
        .decoder = &flow_decoder,
        .replaces_native = true,
        .is_library = ruby_file_is_library,
        .package_of = ruby_package_of,
        .is_driver = ruby_file_is_driver,
        .endless = "loop",
        .has_only_while = true,
        .iterates = ruby_method_iterates,
        .of_template = ruby_code_of_template,
        .is_block_of = ruby_is_block_of,
        .route_length = ruby_route_length,
    },
    {
        .kind = LOOPLINE_RUNTIME_PHP,
        .name = "php",
        .title = "PHP",
        .decoder = &flow_decoder,
        .replaces_native = true,
        .is_library = php_file_is_library,
        .is_driver = php_file_is_driver,
        .iterates = php_function_iterates,
        .pulls = php_function_pulls,
        .of_template = php_code_of_template,
    },
    {
        .kind = LOOPLINE_RUNTIME_PERL,
        .name = "perl",
        .title = "Perl",
        .decoder = &flow_decoder,
        .replaces_native = true,
        .is_library = perl_file_is_library,
        .executes_many = "execute_for_fetch",
        .is_driver = perl_file_is_driver,
    },
};

const struct code_decoder *language_decoder(const struct code_language *language,
                                            const struct capture_code *code) {
    return code->flags & LOOPLINE_CODE_TEMPLATE ? &flow_decoder : language->decoder;
}

const struct code_language *language_of_kind(uint32_t kind) {
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        if (languages[i].kind == kind)
            return &languages[i];
    }
    return NULL;
}

bool language_installs_at(const char *path) {
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        if (languages[i].is_library(path))
            return true;
    }
    return false;
}
