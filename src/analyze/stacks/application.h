/* Tells the application's code from that of libraries. Any thread. */
#ifndef LOOPLINE_ANALYZE_STACKS_APPLICATION_H
#define LOOPLINE_ANALYZE_STACKS_APPLICATION_H

#include <stdbool.h>
#include <stddef.h>

struct application_rule {
    /*
     * Prefixes of source files or modules, separated by colons: only code below one of them is application
     * code. NULL or "": application code is the main program and every module outside the system's library
     * directories, except source files of headers and of library registries.
     */
    const char *prefixes;
};

/*
 * Returns true if native code is the application's, by itself. `file` and `module_path` are NULL if unknown.
 */
bool is_application_code(const struct application_rule *rule, const char *file, const char *module_path,
                         bool module_is_program);

struct merged_code;
struct source_frame;

/* The same for an interpreter's code, by the rules of its language. */
bool is_application_code_of(const struct application_rule *rule, const struct merged_code *code);

/*
 * Decides for a whole stack (innermost frame first) which frames are the application's, after each was judged
 * by itself.
 *
 * Code that only starts the program or passes requests on (launchers.h, serving.h) is not the application's
 * if other code is. Nor is what makes a request in its own process (a test, a script), if an installed
 * application answers it. If no other frame is the program's own, installed code is the application: the
 * packages and shared libraries on the stack that are neither a known framework nor a driver, or else an
 * application that a framework ships. A program below /usr, and the script that starts a package, count as
 * installed. Leaves the stack alone if `rule` has prefixes.
 */
void application_choose(const struct application_rule *rule, struct source_frame *frames, size_t count);

/*
 * Returns true if the program is where a distribution installs programs, so its user can change it as little
 * as its libraries.
 */
bool application_is_installed_program(const char *path);

#endif
