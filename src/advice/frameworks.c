#include "frameworks.h"

#include <string.h>

/* Each in a file of its own. */
static const struct language *const languages[] = {&language_python, &language_ruby, &language_php,
                                                   &language_perl, &language_native};

const struct language *language_of_runtime(uint32_t runtime) {
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        if (languages[i]->runtime == runtime)
            return languages[i];
    }
    return &language_native;
}

const struct framework *framework_without(enum loopline_driver driver, const struct language *language) {
    return language->without_framework[driver];
}

static bool is_function(const char *qualified, const char *name) {
    return qualified && !strcmp(source_function_name(qualified), name);
}

static bool shows(const struct source_frame *frame, const struct frame_sign *sign) {
    const char *path = frame->file ? frame->file : frame->module ? frame->module->key.path : NULL;
    if (!sign->path || !path || !strstr(path, sign->path))
        return false;
    return !sign->function || is_function(frame->function, sign->function);
}

static bool shows_one_of(const struct source_frame *frame, const struct frame_sign signs[MOST_SIGNS]) {
    for (size_t i = 0; i < MOST_SIGNS; i++) {
        if (shows(frame, &signs[i]))
            return true;
    }
    return false;
}

static bool is_on_stack(const struct framework *framework, const struct source_stack *stack, size_t count) {
    for (size_t i = 0; i < count && i < stack->frame_count; i++) {
        if (shows_one_of(&stack->frames[i], framework->signs))
            return true;
    }
    return false;
}

const struct framework *framework_next(const struct framework *previous, const struct source_stack *stack,
                                       size_t count) {
    bool passed = !previous;
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        for (size_t k = 0; k < languages[i]->framework_count; k++) {
            const struct framework *framework = &languages[i]->frameworks[k];
            if (passed && is_on_stack(framework, stack, count))
                return framework;
            passed = passed || framework == previous;
        }
    }
    return NULL;
}

enum loop_action framework_loop_action(const struct framework *framework, const struct source_stack *stack,
                                       size_t count) {
    for (size_t i = 0; i < count && i < stack->frame_count; i++) {
        if (shows_one_of(&stack->frames[i], framework->loads))
            return LOOP_ACTION_LOADS_ONE;
        if (shows_one_of(&stack->frames[i], framework->reloads))
            return LOOP_ACTION_RELOADS;
    }
    return LOOP_ACTION_QUERIES;
}
