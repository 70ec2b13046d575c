#include "interpreted_stack.h"

#include <string.h>

#include "blocks.h"

static bool is_engine(const struct source_frame *frame) {
    if (frame->code)
        return frame->code->is_native;
    return frame->module && frame->module->is_interpreter;
}

static bool has_code(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (stack->frames[i].code)
            return true;
    }
    return false;
}

static bool is_text_of_a_string(const struct source_frame *frame) {
    return frame->code && frame->file && strcmp(frame->file, "<string>") == 0;
}

/* "<string>" is the program itself under `python -c`; elsewhere it is code that a library has made. */
static void disown_generated_code(struct source_stack *stack) {
    const struct source_frame *outermost = NULL;
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (stack->frames[i].code)
            outermost = &stack->frames[i];
    }
    if (!outermost || is_text_of_a_string(outermost))
        return;
    for (size_t i = 0; i < stack->frame_count; i++) {
        if (is_text_of_a_string(&stack->frames[i]))
            stack->frames[i].application = false;
    }
}

/* Of a library: a function of the program may be called so and do something else. */
static bool is_executemany(const struct source_frame *frame) {
    const struct code_language *language = frame->code ? frame->code->language : NULL;
    return language && language->executes_many && !frame->application &&
           strstr(frame->function, language->executes_many);
}

/* A library's code of which nothing is known but an address. */
static bool is_nameless(const struct source_frame *frame) {
    return !frame->code && !frame->application && !frame->function && !frame->unread && frame->module;
}

/*
 * A programmer sees `list(map(f, rows))`, not the loop in the interpreter's C: what native code repeats
 * between two frames of an interpreter belongs to the line that called it. The engine's own frames then go:
 * which of them stand between two calls depends on how far the interpreter has specialised its code. So do
 * addresses without a name: whether asyncio's C goes on with a task or begins it is not what repeats. Loops
 * of the driver, below the innermost frame of the interpreter, repeat no statement of the program.
 */
static void credit_callers(struct source_stack *stack) {
    size_t count = 0;
    bool loops = false;
    bool met_code = false;
    for (size_t i = 0; i < stack->frame_count; i++) {
        struct source_frame frame = stack->frames[i];
        const bool is_code = frame.code && !frame.code->is_native;
        const bool native_library = !is_code && !frame.application;
        if (is_code && loops && !source_frame_is_of_driver_code(&frame))
            source_frame_credit_loop(&frame);
        if (is_code && !met_code)
            stack->driver_loops &= frame.code->language && frame.code->language->drivers_execute_many;
        if (native_library && (met_code || is_engine(&frame)))
            loops = loops || frame.in_loop;
        if (native_library && !met_code && !frame.code)
            stack->driver_loops = stack->driver_loops || frame.in_loop;
        if (native_library)
            frame.in_loop = false;
        if (is_code) {
            met_code = true;
            loops = false;
        }
        if (!is_engine(&frame) && !(met_code && is_nameless(&frame)))
            stack->frames[count++] = frame;
        if (is_executemany(&frame))
            stack->executemany_frames = count;
    }
    stack->frame_count = count;
}

static bool runs_unknown_code(const struct source_frame *frame) {
    return is_engine(frame) || frame->unread || (!frame->code && !frame->module);
}

/*
 * Of an interpreter whose frames are not known: its loops run any code and repeat none of it, and what a
 * library loops below it (_sqlite3 has one function for execute and executemany) may be nothing either.
 */
static void ignore_loops_below_engine(struct source_stack *stack) {
    size_t below = stack->frame_count;
    while (below > 0 && !runs_unknown_code(&stack->frames[below - 1]))
        below--;
    for (size_t i = 0; i < below; i++) {
        if (!stack->frames[i].application)
            stack->frames[i].in_loop = false;
    }
}

/*
 * What renders a template that is walked goes over its nodes, each of which is a line of its own: that loop
 * repeats none of them. The loop around it, over the items of a `{% for %}`, does.
 */
static void leave_out_loops_over_nodes(struct source_stack *stack) {
    for (size_t i = 1; i < stack->frame_count; i++) {
        struct source_frame *frame = &stack->frames[i];
        const struct merged_code *node = stack->frames[i - 1].code;
        if (!node || !node->is_template_line || !frame->in_loop || !frame->loops)
            continue;
        frame->loop_depth--;
        frame->in_loop = frame->loop_depth > 0;
        frame->header_line = frame->in_loop ? frame->loops[frame->loop_depth - 1].header_line : 0;
    }
}

/*
 * A template that includes another goes over what that one yields. Where the statement is in no loop of the
 * other, it runs once for all of that: it is the loop around the include that repeats it.
 */
static void leave_out_loops_over_parts(struct source_stack *stack) {
    for (size_t i = 1; i < stack->frame_count; i++) {
        struct source_frame *frame = &stack->frames[i];
        const struct source_frame *part = &stack->frames[i - 1];
        if (!frame->code || !frame->code->is_compiled_template || !part->code ||
            !part->code->is_compiled_template || part->in_loop || !frame->fetches_item || !frame->loops ||
            frame->loop_depth < 2)
            continue;
        frame->loop_depth--;
        frame->fetches_item = false;
        frame->header_line = frame->loops[frame->loop_depth - 1].header_line;
    }
}

/*
 * What lies outside the outermost frame of the interpreter, where it is a library's alone: how the process,
 * the thread or the greenlet came to run. A greenlet is switched to from many places, and its stack ends in
 * whichever it was.
 */
static void leave_out_start(struct source_stack *stack) {
    size_t count = stack->frame_count;
    while (count > 0 && !stack->frames[count - 1].code && !stack->frames[count - 1].application)
        count--;
    if (count > 0 && stack->frames[count - 1].code)
        stack->frame_count = count;
}

/* A driver's own code that runs a statement for each of many rows: DBI's execute_for_fetch. */
static bool driver_executes_many(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct source_frame *frame = &stack->frames[i];
        if (source_frame_is_of_driver_code(frame) && frame->in_loop && is_executemany(frame))
            return true;
    }
    return false;
}

void interpreted_stack_normalise(struct source_stack *stack, struct pool *pool) {
    if (!has_code(stack)) {
        ignore_loops_below_engine(stack);
        return;
    }
    disown_generated_code(stack);
    const bool executes_many = driver_executes_many(stack);
    blocks_find_loops(stack, pool);
    credit_callers(stack);
    stack->driver_loops = stack->driver_loops || executes_many;
    leave_out_loops_over_nodes(stack);
    leave_out_loops_over_parts(stack);
    leave_out_start(stack);
}
