#include "application.h"

#include <stddef.h>
#include <string.h>

#include "components.h"
#include "interpreter.h"
#include "source_frame.h"

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
    return module_path && !is_system_library(module_path) && !language_installs_at(module_path);
}

bool is_application_code_of(const struct application_rule *rule, const struct merged_code *code) {
    if (code->is_native)
        return false;
    if (rule->prefixes && *rule->prefixes)
        return matches_a_prefix(rule->prefixes, code->file, NULL);
    return code->language && !code->language->is_library(code->file);
}

/* ---- where the program has no code of its own -----------------------------------------------------------
 */

bool application_is_installed_program(const char *path) {
    static const char *const directories[] = {"/bin",         "/sbin",      "/usr/bin",
                                              "/usr/sbin",    "/usr/lib",   "/usr/lib64",
                                              "/usr/libexec", "/usr/games", NULL};
    return is_in_one_of(path, directories);
}

/* True where `file` lies below PREFIX/lib/python3, with PREFIX the first bytes of `prefix`. */
static bool is_in_library_of(const char *file, const char *prefix, size_t length) {
    return file && starts_with(file, prefix, length) && starts_with(file + length, "/lib/python3", 12);
}

/* PREFIX/bin/NAME, on a stack with code of PREFIX/lib/python3: what an installer has written to start it. */
static bool is_launcher(const struct source_frame *frames, size_t count, const char *file) {
    const char *name = path_basename(file);
    const size_t length = (size_t)(name - file);
    if (length < 5 || strncmp(name - 5, "/bin/", 5) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (frames[i].code && is_in_library_of(frames[i].file, file, length - 5))
            return true;
    }
    return false;
}

/* What a frame is to the stack that it is on. */
enum part {
    PART_LIBRARY,
    PART_STARTS, /* starts the program, or passes a request on */
    PART_OWN,
    PART_INSTALLED,
    PART_SHIPPED, /* an application that comes with a framework */
};

static bool is_own(const struct source_frame *frames, size_t count, const struct source_frame *frame) {
    if (!frame->application)
        return false;
    if (frame->code)
        return !is_launcher(frames, count, frame->file);
    return frame->unread || !frame->module || !frame->module->is_program ||
           !application_is_installed_program(frame->module->key.path);
}

static enum part part_of_package(const struct source_frame *frame) {
    size_t length = 0;
    const char *package = component_package(frame->file, &length);
    if (!package)
        return frame->application ? PART_INSTALLED : PART_LIBRARY; /* a launcher's own loop */
    if (!component_is_known_package(package, length))
        return PART_INSTALLED;
    return component_is_shipped_application(frame->file) ? PART_SHIPPED : PART_LIBRARY;
}

static enum part part_of(const struct source_frame *frames, size_t count, const struct source_frame *frame,
                         bool has_code) {
    if (frame->code && !frame->in_loop && (frame->code->launches || is_launcher(frames, count, frame->file)))
        return PART_STARTS;
    if (frame->code && serving_passes_on(frames, count, frame))
        return PART_STARTS;
    if (is_own(frames, count, frame))
        return PART_OWN;
    if (frame->code)
        return part_of_package(frame);
    if (frame->application)
        return PART_INSTALLED;
    /* Native code below an interpreter's is its extensions, which serve any program. */
    const bool is_library = has_code || !frame->module || frame->unread || frame->module->is_interpreter ||
                            frame->module->is_program || component_is_known_library(frame->module->key.path);
    return is_library ? PART_LIBRARY : PART_INSTALLED;
}

/* The outermost shared library that is installed as the application's: what the program itself calls. */
static const struct merged_module *outermost_library(const struct source_frame *frames, size_t count) {
    for (size_t i = count; i-- > 0;) {
        if (frames[i].installed && !frames[i].module->is_program)
            return frames[i].module;
    }
    return NULL;
}

/* What a library only stands upon (ogr2ogr calls libgdal, which asks libproj) is named by what calls it. */
static void note_deeper_libraries(struct source_frame *frames, size_t count) {
    const struct merged_module *own = outermost_library(frames, count);
    for (size_t i = 0; own && i < count; i++) {
        const struct merged_module *module = frames[i].module;
        if (frames[i].installed && !module->is_program &&
            !component_is_of_family(module->key.path, own->key.path))
            frames[i].deeper = true;
    }
}

/*
 * Where a test or a script makes a request in its own process, what answers is the application, and who asks
 * is not: it is the same as behind a server. Returns how many of the innermost frames answer, all of them
 * unless they are an installed application's alone.
 */
static size_t frames_that_answer(const struct source_frame *frames, size_t count, bool has_code) {
    size_t answering = count;
    while (answering > 0 && frames[answering - 1].serves != SERVES_REQUEST)
        answering--;
    bool is_installed = false;
    for (size_t i = 0; i < answering; i++) {
        const enum part part = part_of(frames, count, &frames[i], has_code);
        if (part == PART_OWN)
            return count;
        is_installed = is_installed || part == PART_INSTALLED || part == PART_SHIPPED;
    }
    return is_installed ? answering : count;
}

/* Whether the file of a native frame is told by its whole path (1), or from a folder that is not told (-1).
 */
static int knows_folder(const struct source_frame *frame) {
    if (frame->code || !frame->application || !frame->file)
        return 0;
    return frame->file[0] == '/' ? 1 : -1;
}

/* The same of the outermost frame of a module, which is the program's own where it is the program's module.
 */
static int outermost_knows_folder(const struct source_frame *frames, size_t count,
                                  const struct merged_module *module) {
    for (size_t i = count; i-- > 0;) {
        const int knows = frames[i].module == module ? knows_folder(&frames[i]) : 0;
        if (knows)
            return knows;
    }
    return 0;
}

/*
 * Who builds a library for others leaves the build's folder out of it (-ffile-prefix-map). Linked into a
 * program whose own files have their whole paths, it is a library still: OCaml's standard library in Debian.
 */
static void disown_built_elsewhere(struct source_frame *frames, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (knows_folder(&frames[i]) < 0 && outermost_knows_folder(frames, count, frames[i].module) > 0)
            frames[i].application = false;
}

void application_choose(const struct application_rule *rule, struct source_frame *frames, size_t count) {
    bool has[PART_SHIPPED + 1] = {false};
    bool has_code = false;
    if (rule->prefixes && *rule->prefixes)
        return;
    disown_built_elsewhere(frames, count);
    for (size_t i = 0; i < count; i++)
        has_code = has_code || frames[i].code;
    const size_t answering = frames_that_answer(frames, count, has_code);
    for (size_t i = 0; i < answering; i++)
        has[part_of(frames, count, &frames[i], has_code)] = true;
    const enum part chosen = has[PART_OWN]         ? PART_OWN
                             : has[PART_INSTALLED] ? PART_INSTALLED
                             : has[PART_SHIPPED]   ? PART_SHIPPED
                                                   : PART_STARTS;
    for (size_t i = 0; i < count; i++) {
        struct source_frame *frame = &frames[i];
        const enum part part = part_of(frames, count, frame, has_code);
        if (part == PART_STARTS)
            frame->application =
                frame->application && chosen == PART_STARTS && !serving_passes_on(frames, count, frame);
        else if (chosen > PART_OWN)
            frame->application = frame->installed = part == chosen && i < answering;
    }
    if (chosen == PART_INSTALLED && !has_code)
        note_deeper_libraries(frames, count);
}
