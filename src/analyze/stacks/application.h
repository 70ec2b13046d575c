/*
 * Whose code is a frame: the application's, or a library's?
 */
#ifndef LOOPLINE_ANALYZE_APPLICATION_H
#define LOOPLINE_ANALYZE_APPLICATION_H

#include <stdbool.h>

struct application_rule {
    /*
     * Prefixes of source files or modules, separated by colons: what lies below one of them is application
     * code, and nothing else is. NULL or "": the main program and every module outside the system's library
     * directories, without the source files of headers and registries of libraries.
     */
    const char *prefixes;
};

/* `file` and `module_path` may be NULL where they are unknown. */
bool is_application_code(const struct application_rule *rule, const char *file, const char *module_path,
                         bool module_is_program);

/* The same for a file of Python. */
bool is_application_code_of_python(const struct application_rule *rule, const char *file);

#endif
