#include "launchers.h"

#include <string.h>

#include "components.h"

static int line_of(const struct launcher_frame *frame) {
    const struct merged_code *code = frame->code;
    return code->decoded ? code->decoder->line(code->decoded, frame->position) : 0;
}

static bool is_in_loop(const struct launcher_frame *frame) {
    const struct merged_code *code = frame->code;
    struct code_loop loop;
    return code->decoded && code->decoder->loops(code->decoded, frame->position, &loop, 1) > 0;
}

static bool is_library(const struct merged_code *code) {
    return code->is_native || (code->language && code->language->is_library(code->file));
}

/* Python's runpy and import system and their likes, which run the outermost code of the program. */
static bool is_start_of_language(const struct merged_code *code) {
    return is_library(code) && !component_package(code->file, &(size_t){0});
}

static bool lies_in_bin(const char *file) {
    const char *slash = strrchr(file, '/');
    return slash && slash - file >= 4 && strncmp(slash - 4, "/bin", 4) == 0;
}

static bool may_be_called(const struct merged_code *launcher, const struct merged_code *called) {
    return component_package(called->file, &(size_t){0}) ||
           (lies_in_bin(launcher->file) && !is_library(called));
}

/* Where the outermost code of the program ends, going inwards: behind the last frame of the outermost file.
 */
static size_t end_of_outermost(const struct launcher_frame *frames, size_t start) {
    size_t end = start;
    while (end > 0 && strcmp(frames[end - 1].code->file, frames[start - 1].code->file) == 0)
        end--;
    return end;
}

static void see_outermost(const struct launcher_frame *frame) {
    const int line = line_of(frame);
    frame->code->does_more |= !line || (frame->code->launch_line && frame->code->launch_line != line);
    frame->code->does_more |= is_in_loop(frame);
    frame->code->launch_line = line;
}

void launchers_see(const struct launcher_frame *frames, size_t count, bool truncated) {
    size_t start = count;
    while (start > 0 && is_start_of_language(frames[start - 1].code))
        start--;
    size_t end = start ? end_of_outermost(frames, start) : 0;
    const bool launches = end > 0 && !truncated && !is_library(frames[start - 1].code) &&
                          may_be_called(frames[start - 1].code, frames[end - 1].code);
    if (!launches)
        end = start;
    for (size_t i = start; i > end; i--)
        see_outermost(&frames[i - 1]);
    for (size_t i = end; i > 0; i--)
        frames[i - 1].code->does_more = true;
}

/* Another place of one function: of Perl, each is a code object of its own. */
static bool is_elsewhere(const struct merged_code *left, const struct merged_code *right) {
    return left->launch_line && left->launch_line != right->launch_line &&
           left->first_line == right->first_line && strcmp(left->name, right->name) == 0;
}

static bool does_more(const struct merged_codes *codes, const struct merged_code *code) {
    for (size_t i = 0; i < codes->count; i++) {
        const struct merged_code *other = codes->codes[i];
        if ((other->does_more || is_elsewhere(other, code)) && strcmp(other->file, code->file) == 0)
            return true;
    }
    return false;
}

void launchers_settle(struct merged_codes *codes) {
    for (size_t i = 0; i < codes->count; i++) {
        struct merged_code *code = codes->codes[i];
        code->launches = code->launch_line && !code->does_more && !does_more(codes, code);
    }
}
