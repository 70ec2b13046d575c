#include "awaiting.h"

#include <string.h>

#include "frames.h"
#include "libc/readable.h"
#include "stack/host_memory.h"

/*
 * offsetof() on _PyInterpreterFrame, PyCodeObject, PyCoroObject, PyCFunctionObject, FutureObj and
 * PyTypeObject of CPython 3.11 to 3.13, x86-64. A coroutine's frame is its last member; a byte in front of it
 * says that it waits for something else (-1, suspended; in 3.13 suspended in `yield from`).
 */
enum {
    FRAME_STACK_TOP = 64,
    FRAME_LOCALS = 72,
    CODE_LOCALS_AFTER_LINE = 4, /* co_nlocalsplus follows co_firstlineno */
    COROUTINE_FRAME_3_11 = 80,
    COROUTINE_FRAME = 72,
    COROUTINE_STATE_BEFORE_FRAME = 5,
    STATE_WAITS = -1,
    WRAPPED = 16, /* what a coroutine_wrapper, an async_generator_asend wraps */
    FUNCTION_SELF = 24,
    FUTURE_CALLBACK = 24,
    TYPE_NAME = 24,
};

enum {
    FRAMES_SEARCHED = 256,
    LOCALS_SEARCHED = 64,
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

static bool copy(void *to, const void *from, size_t bytes) {
    return from && memory_copy(to, from, bytes);
}

static const void *word(const void *object, size_t offset) {
    const void *value = NULL;
    return object && copy(&value, (const char *)object + offset, sizeof value) ? value : NULL;
}

static const void *type_of(const struct python_layout *layout, const void *object) {
    return (uintptr_t)object % sizeof(void *) ? NULL : word(object, layout->object_type);
}

static bool is_called(const void *type, const char *name, size_t bytes) {
    char found[32];
    return bytes <= sizeof found && copy(found, word(type, TYPE_NAME), bytes) &&
           memcmp(found, name, bytes) == 0;
}

/* Of this name, or the type that was of that name the last time. */
static bool is_type(const void **known, const void *type, const char *name, size_t bytes) {
    if (!type)
        return false;
    if (__atomic_load_n(known, __ATOMIC_RELAXED) == type)
        return true;
    if (!is_called(type, name, bytes))
        return false;
    __atomic_store_n(known, type, __ATOMIC_RELAXED);
    return true;
}

#define IS_TYPE(known, type, name) is_type(&(known), type, name, sizeof(name))

/* ---- the future ---- */

/* In the variables of a frame of the calling thread, which keep what they hold alive. */
static const void *future_in(const struct python_layout *layout, const void *frame) {
    const void *code = python_frame_code(layout, frame);
    const uint32_t count = number_at(code, layout->code_first_line + CODE_LOCALS_AFTER_LINE);
    for (uint32_t i = 0; i < count && i < LOCALS_SEARCHED; i++) {
        const void *local = pointer_at(frame, FRAME_LOCALS + i * sizeof(void *));
        if (local && IS_TYPE(future_type, pointer_at(local, layout->object_type), "_asyncio.Future"))
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
    const void *task = word(pointer_at(future, FUTURE_CALLBACK), FUNCTION_SELF);
    return IS_TYPE(task_type, type_of(layout, task), "_asyncio.Task") ? task : NULL;
}

static const void *coroutine_of(const struct python_layout *layout, const struct python_awaiting_types *types,
                                const void *task) {
    const void *words[TASK_WORDS];
    const uint32_t known = __atomic_load_n(&coroutine_in_task, __ATOMIC_RELAXED);
    if (known)
        return word(task, known * sizeof(void *));
    if (!copy(words, task, sizeof words))
        return NULL;
    for (uint32_t i = 2; i < TASK_WORDS; i++) {
        if (!words[i] || type_of(layout, words[i]) != types->coroutine)
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
        const void *type = type_of(layout, awaited);
        if (!type)
            return NULL;
        if (type == types->coroutine || type == types->generator || type == types->async_generator)
            return awaited;
        awaited = word(awaited, WRAPPED);
    }
    return NULL;
}

/* Adds the coroutine's frame, and says what it waits for; NULL: nothing, or it is no coroutine. */
static const void *add_frame(const struct python_layout *layout, const struct python_awaiting_types *types,
                             const void *coroutine, struct runtime_frame *result) {
    const size_t at = layout->minor == 11 ? COROUTINE_FRAME_3_11 : COROUTINE_FRAME;
    char object[COROUTINE_FRAME_3_11 + FRAME_LOCALS];
    const char *frame = object + at;
    result->code = NULL;
    if (!copy(object, coroutine, at + FRAME_LOCALS) ||
        type_of(layout, python_frame_code(layout, frame)) != types->code)
        return NULL;
    python_frame_read(layout, frame, result);
    const uint32_t top = number_at(frame, FRAME_STACK_TOP);
    if ((signed char)frame[-COROUTINE_STATE_BEFORE_FRAME] != STATE_WAITS || !top || top > MOST_ON_STACK)
        return NULL;
    return word((const char *)coroutine + at + FRAME_LOCALS, (top - 1) * sizeof(void *));
}

static void reverse(struct runtime_frame *frames, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        const struct runtime_frame other = frames[i];
        frames[i] = frames[count - 1 - i];
        frames[count - 1 - i] = other;
    }
}

uint32_t python_awaiting_walk(const struct python_layout *layout, const struct python_awaiting_types *types,
                              const void *thread, struct runtime_frame *frames, uint32_t capacity) {
    uint32_t count = 0;
    if (layout->minor < 11 || layout->minor > 13 || layout->is_told)
        return 0;
    const void *future = find_future(layout, thread);
    const void *task = future ? task_of(layout, future) : NULL;
    const void *next = task ? coroutine_of(layout, types, task) : NULL;
    for (next = runner(layout, types, next); next && count < capacity && count < DEEPEST;) {
        const void *awaited = add_frame(layout, types, next, &frames[count]);
        count += frames[count].code != NULL;
        next = runner(layout, types, awaited);
    }
    reverse(frames, count);
    return count;
}
