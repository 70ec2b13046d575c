#include "awaiting.h"

#include <string.h>

#include "foreign.h"
#include "frames.h"
#include "stack/host_memory.h"

/*
 * offsetof() on _PyInterpreterFrame, PyCodeObject, PyCoroObject, PyCFunctionObject, FutureObj and
 * PyTypeObject of CPython 3.11 to 3.13, x86-64. A coroutine's frame is its last member; a byte in front of it
 * says that it waits for something else (-1, suspended; in 3.13 suspended in `yield from`).
 */
enum {
    FRAME_STACK_TOP = 64,
    COROUTINE_FRAME_3_11 = 80,
    COROUTINE_FRAME = 72,
    COROUTINE_STATE_BEFORE_FRAME = 5,
    STATE_WAITS = -1,
    WRAPPED = 16, /* what a coroutine_wrapper, an async_generator_asend wraps */
    FUNCTION_SELF = 24,
    FUTURE_CALLBACK = 24,
};

enum {
    FRAMES_SEARCHED = 256,
    TASK_WORDS = 40, /* in which the task's coroutine is looked for */
    DEEPEST = 64,    /* coroutines that wait for each other */
    MOST_ON_STACK = 4096,
};

/*
 * The module's state: types that were found by their names, as they come by; and where a task keeps its
 * coroutine, which differs from version to version and is found once. All of it may be found twice.
 */
static const void *future_type;
static const void *task_type;
static uint32_t coroutine_in_task;

/* ---- the future ---- */

/* In the variables of a frame of the calling thread, which keep what they hold alive. */
static const void *future_in(const struct python_layout *layout, const void *frame) {
    const uint32_t count = python_frame_locals(layout, python_frame_code(layout, frame));
    for (uint32_t i = 0; i < count; i++) {
        const void *local = python_frame_local(frame, i);
        if (local && FOREIGN_IS_TYPE(future_type, pointer_at(local, layout->object_type), "_asyncio.Future"))
            return local;
    }
    return NULL;
}

/* The outermost: the one that the thread took its work with. */
static const void *find_future(const struct python_layout *layout, const void *thread) {
    const void *found = NULL;
    for (uint32_t i = 0; i < FRAMES_SEARCHED; i++) {
        const void *frame = python_frames_get(layout, thread, i);
        if (!frame)
            break;
        const void *future = future_in(layout, frame);
        found = future ? future : found;
    }
    return found;
}

/* What a future calls once it is done: of one that a task waits for, a method of the task. */
static const void *task_of(const struct python_layout *layout, const void *future) {
    const void *task = foreign_word(pointer_at(future, FUTURE_CALLBACK), FUNCTION_SELF);
    return FOREIGN_IS_TYPE(task_type, foreign_type(layout, task), "_asyncio.Task") ? task : NULL;
}

static const void *coroutine_of(const struct python_layout *layout, const struct python_awaiting_types *types,
                                const void *task) {
    const void *words[TASK_WORDS];
    const uint32_t known = __atomic_load_n(&coroutine_in_task, __ATOMIC_RELAXED);
    if (known)
        return foreign_word(task, known * sizeof(void *));
    if (!foreign_copy(words, task, sizeof words))
        return NULL;
    for (uint32_t i = 2; i < TASK_WORDS; i++) {
        if (!words[i] || foreign_type(layout, words[i]) != types->coroutine)
            continue;
        __atomic_store_n(&coroutine_in_task, i, __ATOMIC_RELAXED);
        return words[i];
    }
    return NULL;
}

/* ---- coroutines ---- */

/* What runs an object that is waited for: itself, or what it stands for; NULL: nothing that has a frame. */
static const void *runner(const struct python_layout *layout, const struct python_awaiting_types *types,
                          const void *awaited) {
    for (int i = 0; i < 2; i++) {
        const void *type = foreign_type(layout, awaited);
        if (!type)
            return NULL;
        if (type == types->coroutine || type == types->generator || type == types->async_generator)
            return awaited;
        awaited = foreign_word(awaited, WRAPPED);
    }
    return NULL;
}

static size_t frame_in_coroutine(const struct python_layout *layout) {
    return layout->minor == 11 ? COROUTINE_FRAME_3_11 : COROUTINE_FRAME;
}

/* Adds the coroutine's frame, and says what it waits for; NULL: nothing, or it is no coroutine. */
static const void *add_frame(const struct python_layout *layout, const struct python_awaiting_types *types,
                             const void *coroutine, struct runtime_frame *result) {
    const size_t at = frame_in_coroutine(layout);
    char object[COROUTINE_FRAME_3_11 + PYTHON_FRAME_LOCALS];
    const char *frame = object + at;
    result->code = NULL;
    if (!foreign_copy(object, coroutine, at + PYTHON_FRAME_LOCALS) ||
        foreign_type(layout, python_frame_code(layout, frame)) != types->code)
        return NULL;
    python_frame_read(layout, frame, result);
    const uint32_t top = number_at(frame, FRAME_STACK_TOP);
    if ((signed char)frame[-COROUTINE_STATE_BEFORE_FRAME] != STATE_WAITS || !top || top > MOST_ON_STACK)
        return NULL;
    return foreign_word((const char *)coroutine + at + PYTHON_FRAME_LOCALS, (top - 1) * sizeof(void *));
}

/*
 * Of the greenlet that the coroutine, whose frame is the latest, waits for: its frames, the outermost first.
 */
static uint32_t add_greenlet(const struct python_layout *layout, const struct python_awaiting_types *types,
                             const void *coroutine, const void *code, struct runtime_frame *frames,
                             uint32_t capacity) {
    const size_t at = frame_in_coroutine(layout) + PYTHON_FRAME_LOCALS;
    uint32_t count = 0;
    if (!python_greenlets_may_be_in(code) ||
        !foreign_copy(&count, (const char *)code + layout->code_first_line + PYTHON_CODE_LOCALS_AFTER_LINE,
                      sizeof count))
        return 0;
    count = count < PYTHON_LOCALS_SEARCHED ? count : PYTHON_LOCALS_SEARCHED;
    count = python_greenlets_walk_local(layout, &types->greenlet, code, (const char *)coroutine + at, count,
                                        frames, capacity);
    python_frames_reverse(frames, count);
    return count;
}

uint32_t python_awaiting_walk(const struct python_layout *layout, const struct python_awaiting_types *types,
                              const void *thread, struct runtime_frame *frames, uint32_t capacity) {
    uint32_t count = 0;
    if (!python_frames_have_locals(layout))
        return 0;
    const void *future = find_future(layout, thread);
    const void *task = future ? task_of(layout, future) : NULL;
    const void *next = task ? coroutine_of(layout, types, task) : NULL;
    uint32_t coroutines = 0;
    for (next = runner(layout, types, next); next && count < capacity && coroutines++ < DEEPEST;) {
        const void *awaited = add_frame(layout, types, next, &frames[count]);
        const void *code = frames[count].code;
        count += code != NULL;
        if (code && awaited)
            count += add_greenlet(layout, types, next, code, frames + count, capacity - count);
        next = runner(layout, types, awaited);
    }
    python_frames_reverse(frames, count);
    return count;
}
