#include <inttypes.h>
#include <string.h>

#include "analyze/stacks/components.h"
#include "builder.h"

/* ---- names of functions ---- */

/* Past the end of the angle brackets that open at `text`; the text's end where they do not close. */
static const char *skip_brackets(const char *text) {
    size_t depth = 0;
    for (; *text; text++) {
        if (*text == '<')
            depth++;
        else if (*text == '>' && text[-1] != '-' && --depth == 0)
            return text + 1;
    }
    return text;
}

/* True where brackets open that hold the arguments of a template: not an operator's, not a lambda's name. */
static bool opens_arguments(const char *name, const char *bracket) {
    static const char operator_word[] = "operator";
    const size_t length = sizeof(operator_word) - 1;
    const size_t before = (size_t)(bracket - name);
    if (*bracket != '<' || before == 0 || bracket[-1] == ':' || bracket[-1] == '<')
        return false;
    return before < length || memcmp(bracket - length, operator_word, length) != 0;
}

/* The function without the arguments of templates, which fill lines and tell little. */
static const char *short_name(struct pool *pool, const char *name, bool is_interpreted) {
    if (!name || is_interpreted || !strchr(name, '<')) /* <locals> and <listcomp> are names */
        return name;
    char *shortened = pool_allocate(pool, strlen(name) * 2 + 1, 1);
    char *to = shortened;
    for (const char *from = name; *from;) {
        if (!opens_arguments(name, from)) {
            *to++ = *from++;
            continue;
        }
        from = skip_brackets(from);
        to = stpcpy(to, "<>");
    }
    return shortened;
}

/* ---- frames ---- */

/* What two frames have to share to be one in a report. */
struct frame_key {
    const struct merged_module *module;
    const char *function;
    const char *file;
    const void *unread;
    uint64_t position; /* where there is no line */
    int line;
    uint16_t in_loop;
    uint16_t application; /* without padding: keys are hashed and compared as bytes */
};

static struct frame_key key_of(const struct source_frame *frame) {
    const bool has_line = frame->file && frame->line > 0;
    return (struct frame_key){
        .module = frame->module,
        .function = frame->function,
        .file = frame->file,
        .unread = frame->unread,
        .position = has_line ? 0 : frame->position,
        .line = frame->line,
        .in_loop = frame->in_loop,
        .application = frame->application,
    };
}

/* A frame of the report, and what it was made of. */
struct known_frame {
    struct report_frame frame;
    struct frame_key key;
};

static bool has_key(const void *context, size_t entry, const void *key) {
    const struct report *report = context;
    const struct known_frame *known = (const struct known_frame *)report->frames[entry];
    return memcmp(&known->key, key, sizeof(known->key)) == 0;
}

static const char *place_of(struct report_builder *builder, const struct report_frame *frame, bool is_short) {
    struct pool *pool = &builder->report->pool;
    if (frame->file && frame->line > 0)
        return pool_format(pool, "%s:%d", is_short ? report_basename(frame->file) : frame->file, frame->line);
    if (!frame->module)
        return "code outside any file";
    return pool_format(pool, "%s+0x%" PRIx64, is_short ? report_basename(frame->module) : frame->module,
                       frame->position);
}

/* Of an interpreter that is not read, the code that it ran has no line. */
static const char *place_of_unread(struct report_builder *builder, const struct source_frame *frame,
                                   const struct report_frame *made, bool is_short) {
    if (is_short)
        return report_basename(made->module);
    return pool_format(&builder->report->pool, "%s, run by %s (not read, see the notes)", frame->unread->code,
                       made->module);
}

static void fill_in(struct report_builder *builder, struct report_frame *to,
                    const struct source_frame *from) {
    to->file = model_file(builder, from->file);
    to->repository_path = from->application ? model_repository_path(builder, to->file) : NULL;
    to->line = from->line > 0 ? from->line : 0;
    to->function = model_text(builder, from->function);
    to->short_name = short_name(&builder->report->pool, to->function, from->code != NULL);
    to->language = source_frame_language(from);
    to->module = from->module ? model_text(builder, from->module->key.path) : NULL;
    to->position = from->position;
    to->place = from->unread ? place_of_unread(builder, from, to, false) : place_of(builder, to, false);
    to->short_place = from->unread ? place_of_unread(builder, from, to, true) : place_of(builder, to, true);
    to->name = from->unread || !to->short_name
                   ? to->place
                   : pool_format(&builder->report->pool, "%s in %s", to->place, to->short_name);
    to->in_loop = from->in_loop;
    to->application = from->application;
}

const struct report_frame *model_frame(struct report_builder *builder, const struct source_frame *frame) {
    if (!frame)
        return NULL;
    struct report *report = builder->report;
    const struct frame_key key = key_of(frame);
    const uint64_t hash = hash_bytes(0, &key, sizeof(key));
    const size_t found = index_find(&builder->frames, hash, has_key, report, &key);
    if (found != INDEX_NOT_FOUND)
        return report->frames[found];
    struct known_frame *known = pool_allocate(&report->pool, 1, sizeof(*known));
    known->key = key;
    known->frame.number = report->frame_count;
    fill_in(builder, &known->frame, frame);
    report->frames = pool_grow(&report->pool, report->frames, report->frame_count, &builder->frame_capacity,
                               sizeof(*report->frames));
    index_add(&builder->frames, &builder->scratch, hash, report->frame_count);
    report->frames[report->frame_count++] = &known->frame;
    return &known->frame;
}

/* ---- stacks ---- */

const struct report_stack *model_stack(struct report_builder *builder, const struct source_stack *stack) {
    void **slot = memo_slot(&builder->stacks, &builder->scratch, stack);
    struct report_stack *known = *slot;
    if (known)
        return known;
    struct pool *pool = &builder->report->pool;
    struct report_stack *made = pool_allocate(pool, 1, sizeof(*made));
    *slot = made;
    made->frames = pool_allocate(pool, stack->frame_count, sizeof(*made->frames));
    made->count = stack->frame_count;
    made->truncated = stack->truncated;
    for (size_t i = 0; i < stack->frame_count; i++)
        made->frames[i] = model_frame(builder, &stack->frames[i]);
    return made;
}

static bool is_shown(const struct source_frame *frame, const struct reported_frames *reported) {
    return frame->application || frame == reported->where || frame == reported->through;
}

/* What lies outside main is the same in every program. */
static bool is_main(const struct source_frame *frame) {
    return frame->application && frame->function && strcmp(frame->function, "main") == 0;
}

/* The package of a file, or the module: what a reader calls the library. */
static const char *library_of(struct report_builder *builder, const struct source_frame *frame) {
    const struct code_language *language = frame->code ? frame->code->language : NULL;
    const char *module = frame->module ? frame->module->key.path : NULL;
    size_t length = 0;
    const char *package =
        language && language->package_of ? language->package_of(frame->file, &length) : NULL;
    if (package)
        return model_fresh_text(builder, pool_format(&builder->scratch, "%.*s", (int)length, package));
    if (language && language->is_library(frame->file))
        return pool_format(&builder->report->pool, "%s's own library", language->title);
    if (frame->code)
        return model_fresh_text(builder, path_basename(frame->file));
    return module ? model_fresh_text(builder, path_basename(module)) : "code outside any file";
}

/* Frames of libraries that follow one another from number `first` on. */
static struct report_stack_line fold(struct report_builder *builder, const struct source_stack *stack,
                                     size_t first, const struct reported_frames *reported) {
    struct report_stack_line line = {.frame = model_frame(builder, &stack->frames[first]),
                                     .folded_in = library_of(builder, &stack->frames[first])};
    for (size_t i = first; i < stack->frame_count && !is_shown(&stack->frames[i], reported); i++) {
        line.folded++;
        line.several = line.several || strcmp(library_of(builder, &stack->frames[i]), line.folded_in) != 0;
    }
    return line;
}

struct report_folded_stack model_folded_stack(struct report_builder *builder,
                                              const struct source_stack *stack,
                                              const struct reported_frames *reported) {
    const struct source_frame *const loop = reported->through ? reported->through : reported->where;
    struct report_folded_stack folded = {.truncated = stack->truncated};
    folded.lines = pool_allocate(&builder->report->pool, stack->frame_count, sizeof(*folded.lines));
    for (size_t i = 0; i < stack->frame_count;) {
        const struct source_frame *frame = &stack->frames[i];
        struct report_stack_line *line = &folded.lines[folded.count++];
        if (!is_shown(frame, reported)) {
            *line = fold(builder, stack, i, reported);
            i += line->folded;
            continue;
        }
        *line = (struct report_stack_line){.frame = model_frame(builder, frame),
                                           .is_reported = frame == reported->where,
                                           .is_loop = frame == loop};
        if (is_main(frame)) {
            folded.truncated = false;
            break;
        }
        i++;
    }
    return folded;
}
