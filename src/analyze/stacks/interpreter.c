#include "interpreter.h"

#include <stdlib.h>
#include <string.h>

/* ---- code objects ---------------------------------------------------------------------------------------
 */

/* The minor version of "3.11.2"; -1 where it is another language's, or unreadable. */
static int python_minor(const struct capture_runtime *runtime) {
    if (runtime->kind != LOOPLINE_RUNTIME_CPYTHON || strncmp(runtime->version, "3.", 2) != 0)
        return -1;
    return (int)strtol(runtime->version + 2, NULL, 10);
}

/* A script that was started by a relative name is told by it up to Python 3.8; PHP never does that. */
static const char *absolute_file(struct pool *pool, const struct capture *capture,
                                 const struct capture_code *code) {
    const char *file = code->file;
    if (code->runtime->kind == LOOPLINE_RUNTIME_PHP || code->flags & LOOPLINE_CODE_UNFILED)
        return file;
    if (!file[0] || file[0] == '/' || file[0] == '<' || file[0] == '(' || !capture->directory[0])
        return file;
    return pool_format(pool, "%s/%s", capture->directory, file);
}

struct wanted_code {
    const char *file;
    const struct capture_code *code;
};

static bool code_is(const void *context, size_t entry, const void *key) {
    const struct merged_codes *codes = context;
    const struct merged_code *left = codes->codes[entry];
    const struct wanted_code *right = key;
    return left->first_line == (int)right->code->first_line && strcmp(left->file, right->file) == 0 &&
           strcmp(left->name, right->code->name) == 0;
}

/* Told by its template, where it was made from one. */
static const struct capture_code *as_written(struct merged_codes *codes, struct pool *pool,
                                             const struct capture *capture, const struct capture_code *code) {
    const struct code_language *language = language_of_kind(code->runtime->kind);
    if (!language || !language->of_template)
        return code;
    source_access_add_owner(&codes->compiled.access, pool, capture->owner);
    return language->of_template(pool, &codes->compiled, code);
}

struct merged_code *merged_codes_get(struct merged_codes *codes, struct pool *pool,
                                     const struct capture *capture, const struct capture_code *code) {
    code = as_written(codes, pool, capture, code);
    const struct wanted_code wanted = {.file = absolute_file(pool, capture, code), .code = code};
    uint64_t hash = hash_text(hash_text(code->first_line, wanted.file), code->name);
    hash = hash_bytes(hash, code->line_table, code->line_table_bytes);
    hash = hash_bytes(hash, code->origins, code->origins_bytes);
    if (code->runtime->kind != LOOPLINE_RUNTIME_CPYTHON) /* which rewrites its bytecode as it runs */
        hash = hash_bytes(hash, code->bytecode, code->bytecode_bytes);
    const size_t found = index_find(&codes->index, hash, code_is, codes, &wanted);
    if (found != INDEX_NOT_FOUND)
        return codes->codes[found];
    struct merged_code *added = pool_allocate(pool, 1, sizeof(*added));
    *added = (struct merged_code){.file = wanted.file,
                                  .name = code->name,
                                  .first_line = (int)code->first_line,
                                  .language = language_of_kind(code->runtime->kind),
                                  .is_native = (code->flags & LOOPLINE_CODE_NATIVE) != 0,
                                  .is_template_line = (code->flags & LOOPLINE_CODE_TEMPLATE) != 0,
                                  .is_compiled_template = code->origins_bytes != 0};
    added->decoder = added->language ? language_decoder(added->language, code) : NULL;
    added->decoded = added->decoder ? added->decoder->read(code) : NULL;
    index_add(&codes->index, pool, hash, codes->count);
    codes->codes =
        pool_grow(pool, codes->codes, codes->count, &codes->capacity, sizeof(struct merged_code *));
    codes->codes[codes->count++] = added;
    return added;
}

void merged_codes_free(struct merged_codes *codes) {
    for (size_t i = 0; i < codes->count; i++) {
        if (codes->codes[i]->decoded)
            codes->codes[i]->decoder->free(codes->codes[i]->decoded);
    }
    pool_free(&codes->compiled.pool);
}

/* ---- order ----------------------------------------------------------------------------------------------
 */

/* The runtime whose evaluator a native frame is in; NULL: none's. */
static const struct capture_runtime *evaluated_by(const struct capture *capture,
                                                  const struct capture_frame *frame) {
    for (size_t i = 0; i < capture->runtime_count; i++) {
        const struct capture_runtime *runtime = &capture->runtimes[i];
        if (frame->module && runtime->evaluator_module == frame->module &&
            frame->position - runtime->evaluator_position <= runtime->evaluator_bytes)
            return runtime;
    }
    return NULL;
}

struct interleaving {
    const struct capture_stack *stack;
    size_t next_code; /* number of the next frame of the interpreter */
    size_t *order;
    size_t count;
};

/* The frames that one native frame of the evaluator runs. */
static void take_codes(struct interleaving *interleaving) {
    while (interleaving->next_code < interleaving->stack->frame_count) {
        const struct capture_frame *frame = &interleaving->stack->frames[interleaving->next_code];
        interleaving->order[interleaving->count++] = interleaving->next_code++;
        if (frame->is_entry)
            return;
    }
}

/*
 * A greenlet runs on a piece of its maker's native stack, behind which the maker's frames show, of which its
 * own chain of frames knows nothing.
 */
static bool is_of_greenlet(const struct capture_frame *frame) {
    return frame->module && strstr(frame->module->path, "greenlet");
}

/* The last version in which a thread has the frames of the main interpreter at hand, whichever it runs. */
#define LAST_MINOR_OF_MAIN_FRAMES 11

/*
 * False where the evaluator runs more often on the native stack than the interpreter's frames account for:
 * they are the main interpreter's, and the statement is a subinterpreter's. Up to 3.11 the thread state that
 * is found for a thread is the one of the main interpreter (PyGILState_GetThisThreadState); later on the
 * frames are those of the innermost interpreter, and those of the others are missing. Fewer evaluators than
 * frames are no contradiction: the native stack may have been cut off.
 */
static bool belong_together(const struct capture *capture, const struct capture_stack *stack,
                            size_t native_count) {
    size_t evaluators = 0;
    size_t entries = 0;
    for (size_t i = 0; i < native_count; i++) {
        if (is_of_greenlet(&stack->frames[i]))
            break;
        const struct capture_runtime *runtime = evaluated_by(capture, &stack->frames[i]);
        evaluators += runtime && runtime->kind == LOOPLINE_RUNTIME_CPYTHON &&
                      python_minor(runtime) <= LAST_MINOR_OF_MAIN_FRAMES;
    }
    for (size_t i = native_count; i < stack->frame_count; i++)
        entries += stack->frames[i].is_entry;
    return evaluators <= entries || stack->flags & LOOPLINE_STACK_TRUNCATED;
}

static size_t take_native(size_t native_count, size_t *order) {
    for (size_t i = 0; i < native_count; i++)
        order[i] = i;
    return native_count;
}

/* The frames are of a runtime whose own stand for all native ones from its innermost on. */
static bool replaces_native(const struct capture_stack *stack, size_t native_count) {
    for (size_t i = native_count; i < stack->frame_count; i++) {
        const struct capture_code *code = stack->frames[i].code;
        const struct code_language *language = code ? language_of_kind(code->runtime->kind) : NULL;
        if (language)
            return language->replaces_native;
    }
    return false;
}

static size_t take_until_evaluator(const struct capture *capture, const struct capture_stack *stack,
                                   size_t native_count, size_t *order) {
    size_t count = 0;
    while (count < native_count && !evaluated_by(capture, &stack->frames[count])) {
        order[count] = count;
        count++;
    }
    /* Code that no file holds, further in than all code of the interpreter, is its compiler's. */
    while (count > 0 && !stack->frames[count - 1].module)
        count--;
    for (size_t i = native_count; i < stack->frame_count; i++)
        order[count++] = i;
    return count;
}

/* Where the frames of whoever spawned the greenlet begin. */
static size_t frames_of_its_own(const struct capture_stack *stack) {
    size_t count = 0;
    while (count < stack->frame_count && !stack->frames[count].spawns)
        count++;
    return count;
}

/* The native frames outside of a greenlet's own code are of whoever switched to it. */
static size_t without_switch(const struct capture_stack *stack, const size_t *order, size_t count) {
    while (count > 0 && !stack->frames[order[count - 1]].is_code)
        count--;
    return count;
}

static size_t interleave(const struct capture *capture, const struct capture_stack *stack, size_t *order) {
    struct interleaving interleaving = {.stack = stack, .order = order};
    while (interleaving.next_code < stack->frame_count && !stack->frames[interleaving.next_code].is_code)
        interleaving.next_code++;
    const size_t native_count = interleaving.next_code;
    if (replaces_native(stack, native_count))
        return take_until_evaluator(capture, stack, native_count, order);
    if (!belong_together(capture, stack, native_count))
        return take_native(native_count, order);
    for (size_t i = 0; i < native_count; i++) {
        if (native_count < stack->frame_count && evaluated_by(capture, &stack->frames[i]))
            take_codes(&interleaving);
        else
            interleaving.order[interleaving.count++] = i;
    }
    /* Where the native stack was cut off, or its evaluator is not known, the rest lies further out. */
    while (interleaving.next_code < stack->frame_count)
        take_codes(&interleaving);
    return interleaving.count;
}

size_t interpreter_interleave(const struct capture *capture, const struct capture_stack *stack,
                              size_t *order) {
    struct capture_stack own = *stack;
    own.frame_count = frames_of_its_own(stack);
    size_t count = interleave(capture, &own, order);
    if (own.frame_count == stack->frame_count)
        return count;
    count = without_switch(stack, order, count);
    for (size_t i = own.frame_count; i < stack->frame_count; i++)
        order[count++] = i;
    return count;
}

/* ---- whose code -----------------------------------------------------------------------------------------
 */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool interpreter_is_module(const struct capture *capture, const struct capture_module *module) {
    for (size_t i = 0; i < capture->runtime_count; i++) {
        if (capture->runtimes[i].evaluator_module == module)
            return true;
    }
    /* The small program that starts a shared interpreter. */
    return capture->runtime_count && module->is_program && strncmp(base_name(module->path), "python", 6) == 0;
}
