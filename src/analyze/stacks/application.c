#include "application.h"

#include <stddef.h>
#include <string.h>

#include "interpreter.h"

static bool starts_with(const char *text, const char *prefix, size_t length) {
    return strncmp(text, prefix, length) == 0;
}

/* True where `path` is `prefix` or lies below it. */
static bool is_below(const char *path, const char *prefix, size_t length) {
    if (!path || !starts_with(path, prefix, length))
        return false;
    return prefix[length - 1] == '/' || path[length] == '/' || path[length] == '\0';
}

static bool matches_a_prefix(const char *prefixes, const char *file, const char *module_path) {
    const char *prefix = prefixes;
    while (*prefix) {
        const size_t length = strcspn(prefix, ":");
        if (length && (is_below(file, prefix, length) || is_below(module_path, prefix, length)))
            return true;
        prefix += length;
        prefix += *prefix == ':';
    }
    return false;
}

static bool is_in_one_of(const char *path, const char *const *directories) {
    for (; path && *directories; directories++) {
        if (is_below(path, *directories, strlen(*directories)))
            return true;
    }
    return false;
}

/* Templates and inline functions of libraries are compiled into the application's own modules. */
static bool is_library_source(const char *file) {
    static const char *const directories[] = {"/usr/include", "/usr/lib", "/usr/local/include", "/rustc",
                                              NULL};
    return file && (is_in_one_of(file, directories) || strstr(file, "/.cargo/registry/"));
}

static bool is_system_library(const char *module_path) {
    static const char *const directories[] = {
        "/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", NULL};
    return is_in_one_of(module_path, directories);
}

bool is_application_code(const struct application_rule *rule, const char *file, const char *module_path,
                         bool module_is_program) {
    if (rule->prefixes && *rule->prefixes)
        return matches_a_prefix(rule->prefixes, file, module_path);
    if (is_library_source(file))
        return false;
    if (module_is_program)
        return true;
    /* Extension modules lie where Python's own files do. */
    return module_path && !is_system_library(module_path) && !python_file_is_library(module_path);
}

bool is_application_code_of_python(const struct application_rule *rule, const char *file) {
    if (rule->prefixes && *rule->prefixes)
        return matches_a_prefix(rule->prefixes, file, NULL);
    return !python_file_is_library(file);
}
