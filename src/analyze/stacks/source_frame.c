#include "source_frame.h"

#include <string.h>

bool source_frame_is_of_driver_code(const struct source_frame *frame) {
    const struct code_language *language = frame->code ? frame->code->language : NULL;
    return language && language->is_driver && language->is_driver(frame->file);
}

static bool same_text(const char *left, const char *right) {
    if (!left || !right)
        return left == right;
    return left == right || strcmp(left, right) == 0;
}

bool source_frame_has_line(const struct source_frame *frame) {
    return frame->function && frame->file && frame->line > 0;
}

/* Functions without a name are told by where they start, where that is known. */
static bool start_at_one_place(const struct source_frame *left, const struct source_frame *right) {
    return !left->function && !right->function && left->module && left->module == right->module &&
           left->function_offset && right->function_offset &&
           left->position - left->function_offset == right->position - right->function_offset;
}

bool frames_share_function(const struct source_frame *left, const struct source_frame *right) {
    if (start_at_one_place(left, right))
        return true;
    if (!left->function || !left->file != !right->file)
        return false;
    /* Numbers first: texts of generated or crowded code are long and alike. */
    if (left->file ? left->declaration_line != right->declaration_line : left->module != right->module)
        return false;
    return same_text(left->function, right->function) && same_text(left->file, right->file);
}

bool frames_share_line(const struct source_frame *left, const struct source_frame *right) {
    if (source_frame_has_line(left) && source_frame_has_line(right))
        return left->line == right->line && frames_share_function(left, right);
    return left->module == right->module && left->code == right->code && left->position == right->position &&
           left->expansion == right->expansion;
}

void source_frame_credit_loop(struct source_frame *frame) {
    frame->loops_in_callee = true;
    if (frame->in_loop)
        return;
    frame->in_loop = true;
    frame->loop_depth = 1;
    frame->loops = NULL;
    frame->header_line = frame->line;
}

bool source_frame_may_take_work(const struct source_frame *frame) {
    if (!frame->in_loop || frame->loops_in_callee)
        return false;
    bool goes_over_items = frame->code && frame->loops && frame->loop_depth && !frame->takes;
    for (size_t i = 0; goes_over_items && i < frame->loop_depth; i++)
        goes_over_items = !frame->loops[i].is_while;
    return !goes_over_items;
}

void source_frame_leave_out_loops(struct source_frame *frame) {
    frame->in_loop = frame->loops_in_callee = false;
    frame->loop_depth = 0;
    frame->loops = NULL;
    frame->header_line = 0;
}

const char *source_function_name(const char *qualified) {
    const char *name = qualified;
    for (const char *at = qualified; *at; at++) {
        const bool separates = *at == '.' || *at == '#' || (at[0] == ':' && at[1] == ':');
        if (separates && at[1])
            name = at + (*at == ':' ? 2 : 1);
    }
    return name;
}

const char *path_basename(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *source_frame_language(const struct source_frame *frame) {
    if (frame->code)
        return frame->code->language ? frame->code->language->name : NULL;
    if (frame->unread)
        return frame->unread->language;
    static const struct {
        const char *suffix;
        const char *language;
    } languages[] = {
        {"c", "c"},     {"cc", "c++"},     {"cpp", "c++"}, {"cxx", "c++"},       {"C", "c++"},
        {"hh", "c++"},  {"hpp", "c++"},    {"hxx", "c++"}, {"tcc", "c++"},       {"ipp", "c++"},
        {"rs", "rust"}, {"go", "go"},      {"d", "d"},     {"zig", "zig"},       {"f90", "fortran"},
        {"adb", "ada"}, {"pas", "pascal"}, {"nim", "nim"}, {"m", "objective-c"}, {"swift", "swift"},
    };
    const char *dot = frame->file ? strrchr(path_basename(frame->file), '.') : NULL;
    if (!dot)
        return NULL;
    if (strcmp(dot, ".h") == 0) /* of both languages: a qualified name or a template is C++ */
        return frame->function && strpbrk(frame->function, ":<") ? "c++" : "c";
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        if (strcmp(dot + 1, languages[i].suffix) == 0)
            return languages[i].language;
    }
    return NULL;
}
