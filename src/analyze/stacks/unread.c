#include "unread.h"

#include <stddef.h>
#include <string.h>

/*
 * One line a runtime. A runtime that gets a reader of its own keeps its line: versions that the reader does
 * not know end up here. The symbols are public functions, present in all versions that are in use.
 */
static const struct unread_language languages[] = {
    {"PHP", "PHP code", "php", "execute_ex", NULL, "/php/"},
    {"Perl", "Perl code", "perl", "Perl_runops_standard", NULL, "/perl"},
    {"Ruby", "Ruby code", "ruby", "ruby_run_node", NULL, "/gems/"},
    {"Node.js", "JavaScript code", "javascript", "node_module_register", NULL, "/node_modules/"},
    {"Java", "Java code", "java", "JNI_CreateJavaVM", NULL, NULL},
    {"Tcl", "Tcl code", "tcl", "Tcl_EvalObjEx", "Tcl", NULL},
    {"Lua", "Lua code", "lua", "lua_callk", "lua", "/lua/"},
    {"Lua", "Lua code", "lua", "lua_call", "lua", "/lua/"},
    {"R", "R code", "r", "Rf_eval", NULL, "/library/"},
    {"Python", "Python code", "python", "PyEval_EvalCode", NULL, "-packages/"},
    {"Guile", "Scheme code", "scheme", "scm_eval", "scm_", NULL},
    {"Erlang", "Erlang code", "erlang", "enif_schedule_nif", NULL, NULL},
    {".NET", ".NET code", NULL, "coreclr_execute_assembly", NULL, NULL},
    {"Mono", ".NET code", NULL, "mono_jit_exec", NULL, NULL},
    {"JavaScript", "JavaScript code", "javascript", "JSEvaluateScript", NULL, NULL},
    {"JavaScript", "JavaScript code", "javascript", "JS_Eval", "JS_", NULL},
};

const struct unread_language *unread_language_of_module(struct symbols_module *symbols) {
    for (size_t i = 0; symbols && i < sizeof(languages) / sizeof(*languages); i++) {
        if (symbols_module_exports(symbols, languages[i].symbol))
            return &languages[i];
    }
    return NULL;
}

bool unread_language_owns(const struct unread_language *language, bool module_is_program,
                          const char *function) {
    if (!module_is_program || !language->prefix)
        return true;
    return function && strncmp(function, language->prefix, strlen(language->prefix)) == 0;
}
