#include "unread.h"

#include <stddef.h>
#include <string.h>

/*
 * One line a runtime. A runtime that gets a reader of its own keeps its line: versions that the reader does
 * not know end up here. The symbols are public functions, present in all versions that are in use. The texts
 * are formats of the engine's messages: of PHP's version (Zend/zend.c), Perl's panic (perl.c), Ruby's
 * copyright (version.c).
 */
static const struct unread_language languages[] = {
    {"PHP", "PHP code", "php", "execute_ex", "Zend Engine v", NULL, "/php/"},
    {"Perl", "Perl code", "perl", "Perl_runops_standard", "panic: top_env", NULL, "/perl"},
    {"Ruby", "Ruby code", "ruby", "ruby_run_node", "ruby - Copyright (C) 1993-", NULL, "/gems/"},
    {"Node.js", "JavaScript code", "javascript", "node_module_register", NULL, NULL, "/node_modules/"},
    {"Java", "Java code", "java", "JNI_CreateJavaVM", NULL, NULL, NULL},
    {"Tcl", "Tcl code", "tcl", "Tcl_EvalObjEx", NULL, "Tcl", NULL},
    {"Lua", "Lua code", "lua", "lua_callk", NULL, "lua", "/lua/"},
    {"Lua", "Lua code", "lua", "lua_call", NULL, "lua", "/lua/"},
    {"R", "R code", "r", "Rf_eval", NULL, NULL, "/library/"},
    {"Python", "Python code", "python", "PyEval_EvalCode", NULL, NULL, "-packages/"},
    {"Guile", "Scheme code", "scheme", "scm_eval", NULL, "scm_", NULL},
    {"Erlang", "Erlang code", "erlang", "enif_schedule_nif", NULL, NULL, NULL},
    {".NET", ".NET code", NULL, "coreclr_execute_assembly", NULL, NULL, NULL},
    {"Mono", ".NET code", NULL, "mono_jit_exec", NULL, NULL, NULL},
    {"JavaScript", "JavaScript code", "javascript", "JSEvaluateScript", NULL, NULL, NULL},
    {"JavaScript", "JavaScript code", "javascript", "JS_Eval", NULL, "JS_", NULL},
    /* No interpreter, but unread all the same: it calls C on another stack than the one its frames are on. */
    {"Go", "Go code", "go", "_cgo_topofstack", NULL, "runtime.", NULL},
};

enum { COUNT = sizeof languages / sizeof *languages };

const struct unread_language *unread_language_of_module(struct symbols_module *symbols) {
    for (size_t i = 0; symbols && i < COUNT; i++)
        if (symbols_module_exports(symbols, languages[i].symbol))
            return &languages[i];
    for (size_t i = 0; symbols && i < COUNT; i++)
        if (languages[i].text && symbols_module_holds_text(symbols, languages[i].text))
            return &languages[i];
    return NULL;
}

bool unread_language_owns(const struct unread_language *language, bool module_is_program,
                          const char *function) {
    if (!module_is_program || !language->prefix)
        return true;
    return function && strncmp(function, language->prefix, strlen(language->prefix)) == 0;
}
