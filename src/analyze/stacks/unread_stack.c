#include "unread_stack.h"

#include <string.h>

static bool has_code(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (stack->frames[i].code)
            return true;
    }
    return false;
}

/* Native code that no file holds: what a JIT compiler made, most of the time. */
static bool is_outside_files(const struct source_frame *frame) {
    return !frame->code && !frame->module;
}

static bool is_unread(const struct source_frame *frame, bool code_is_read) {
    if (is_outside_files(frame))
        return true;
    return frame->unread && !(code_is_read && frame->module->is_interpreter);
}

/* The frame that stands for `frames`, which one interpreter has made. */
static struct source_frame stand_in(const struct source_frame *frames, size_t count) {
    const struct source_frame *known = NULL;
    for (size_t i = 0; i < count && !known; i++)
        known = frames[i].unread ? &frames[i] : NULL;
    return (struct source_frame){
        .module = known ? known->module : NULL,
        .unread = known ? known->unread : NULL,
        .function = known ? known->unread->code : NULL,
        .application = known != NULL,
    };
}

static size_t row_length(const struct source_stack *stack, size_t first, bool code_is_read) {
    const struct unread_language *language = stack->frames[first].unread;
    size_t end = first;
    for (; end < stack->frame_count && is_unread(&stack->frames[end], code_is_read); end++) {
        const struct unread_language *next = stack->frames[end].unread;
        if (next && language && next != language)
            break;
        language = next ? next : language;
    }
    return end - first;
}

/* An extension lies where packages of the language do: a driver, not the program. */
static void disown_packages(struct source_stack *stack, size_t count,
                            const struct unread_language *language) {
    for (size_t i = 0; language->packages && i < count; i++) {
        struct source_frame *frame = &stack->frames[i];
        if (frame->module && !frame->code && !frame->unread && !frame->module->is_program &&
            strstr(frame->module->key.path, language->packages))
            frame->application = false;
    }
}

/* The same interpreter again, further out, with nothing of the program in between: how it was started. */
static void leave_out_start(struct source_stack *stack) {
    for (size_t i = stack->frame_count; i > 1; i--) {
        const struct source_frame *frame = &stack->frames[i - 1];
        if (!frame->unread) {
            if (frame->code || frame->application)
                return;
            continue;
        }
        size_t inner = i - 1;
        while (inner > 0 && !stack->frames[inner - 1].code && !stack->frames[inner - 1].application)
            inner--;
        if (inner == 0 || stack->frames[inner - 1].unread != frame->unread)
            return;
        stack->frame_count = inner;
        i = inner + 1;
    }
}

/*
 * A program that holds an engine may be stripped: then an exported function of the engine has a name, and its
 * evaluator has none. What the engine calls without a name is its own, up to a function that has another's. A
 * function of the program that the engine calls back would have no line to report either.
 */
static void claim_nameless(struct source_stack *stack) {
    const struct unread_language *called_by = NULL;
    for (size_t i = stack->frame_count; i-- > 0;) {
        struct source_frame *frame = &stack->frames[i];
        const bool is_nameless =
            !frame->code && !frame->function && frame->module && frame->module->is_program;
        if (is_nameless && called_by && frame->module->unread == called_by) {
            frame->unread = called_by;
            frame->application = false;
        }
        if (!is_nameless)
            called_by = frame->unread;
    }
}

void unread_fold(struct source_stack *stack) {
    const bool code_is_read = has_code(stack);
    claim_nameless(stack);
    size_t count = 0;
    for (size_t i = 0; i < stack->frame_count;) {
        const size_t row = row_length(stack, i, code_is_read);
        if (!row) {
            stack->frames[count++] = stack->frames[i++];
            continue;
        }
        const struct source_frame frame = stand_in(&stack->frames[i], row);
        i += row;
        stack->frames[count++] = frame;
        if (!frame.unread || !frame.module)
            continue;
        frame.module->ran_unread = true;
        disown_packages(stack, count - 1, frame.unread);
    }
    stack->frame_count = count;
    leave_out_start(stack);
}
