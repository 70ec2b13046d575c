/*
 * Whose code is a frame: the application's, or a library's?
 */
#ifndef LOOPLINE_ANALYZE_STACKS_APPLICATION_H
#define LOOPLINE_ANALYZE_STACKS_APPLICATION_H

#include <stdbool.h>
#include <stddef.h>

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

struct merged_code;
struct source_frame;

/* The same for code of an interpreter, by the rule of its language. */
bool is_application_code_of(const struct application_rule *rule, const struct merged_code *code);

/*
 * Whose code the frames of a whole stack are, innermost first, once each frame has been asked by itself.
 *
 * What only starts the program or passes requests on (launchers.h, serving.h) is not the application's, where
 * anything else is. Where no other frame is the program's own, what is installed is the application: the
 * packages and shared libraries on the stack that are neither a known framework nor a driver, or else what a
 * framework ships as an application. A program below /usr, and the script that starts a package, are
 * installed themselves. Leaves the stack alone where `rule` has prefixes.
 */
void application_choose(const struct application_rule *rule, struct source_frame *frames, size_t count);

/*
 * Whether the program lies where a distribution installs programs, so that its user can change it no more
 * than the libraries it is made of.
 */
bool application_is_installed_program(const char *path);

#endif
