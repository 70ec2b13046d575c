#include "template.h"

#include <stddef.h>
#include <string.h>

#include "base/ending.h"

static const char *file_name(const char *file) {
    const char *slash = strrchr(file, '/');
    return slash ? slash + 1 : file;
}

/* Before `end`, "_" and digits: how many bytes; 0: something else. */
static size_t number_before(const char *start, const char *end) {
    const char *at = end;
    while (at > start && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return at > start && at < end && at[-1] == '_' ? (size_t)(end - at) + 1 : 0;
}

/* ActionView's "_path_of_file__HASH_NUMBER". In a file of Ruby a method may have such a name of its own. */
static bool is_made_up_by_action_view(const char *method, const char *file) {
    const char *end = method + strlen(method);
    const size_t number = number_before(method, end);
    const size_t hash = number ? number_before(method, end - number) : 0;
    return method[0] == '_' && hash > 0 && end - number - hash > method &&
           end[-(ptrdiff_t)(number + hash) - 1] == '_' && !text_ends_in(file, ".rb");
}

/* "__tilt_NUMBER": also of a template that a file of Ruby holds as a text. */
static bool is_made_up_by_tilt(const char *method) {
    static const char start[] = "__tilt_";
    const size_t length = strlen(method);
    return strncmp(method, start, sizeof(start) - 1) == 0 &&
           number_before(method, method + length) == length - (sizeof(start) - 2);
}

const struct capture_code *ruby_code_of_template(struct pool *pool, struct source_files *files,
                                                 const struct capture_code *code) {
    (void)files;
    const char *space = strrchr(code->name, ' '); /* of "block in METHOD" */
    const char *method = space ? space + 1 : code->name;
    if (!code->file[0] || !(is_made_up_by_tilt(method) || is_made_up_by_action_view(method, code->file)))
        return code;
    struct capture_code *template = pool_allocate(pool, 1, sizeof(*template));
    *template = *code;
    template->name =
        pool_format(pool, "%.*s%s", (int)(method - code->name), code->name, file_name(code->file));
    return template;
}
