#include "coroutines.h"

#include "frames.h"
#include "stack/host_memory.h"

/*
 * offsetof() on _PyInterpreterFrame and PyCoroObject of CPython 3.11 to 3.13, x86-64. A coroutine's frame is
 * its last member; a byte in front of it says that it waits for something else (-1, suspended; in 3.13
 * suspended in `yield from`).
 */
enum {
    FRAME_STACK_TOP = 64,
    COROUTINE_FRAME_3_11 = 80,
    COROUTINE_FRAME = 72,
    COROUTINE_STATE_BEFORE_FRAME = 5,
    STATE_WAITS = -1,
    WRAPPED = 16, /* what a coroutine_wrapper, an async_generator_asend wraps */
};

enum {
    DEEPEST = 64, /* coroutines that wait for each other */
    MOST_ON_STACK = 4096,
};

/* The module's state: the type of what a coroutine waits for a future by, found by its name. */
static const void *future_iterator_type;

/*
 * What runs an object that is waited for: itself, or what it stands for; NULL: nothing that has a frame. What
 * it stands for is read as others' are: objects of other types may be too small to have such a member.
 */
static const void *runner(const struct python_layout *layout, const struct python_awaiting_types *types,
                          const void *awaited, enum python_ownership whose) {
    for (int i = 0; i < 2; i++) {
        const void *type = owned_type(whose, layout, awaited);
        if (!type || __atomic_load_n(&future_iterator_type, __ATOMIC_RELAXED) == type)
            return NULL;
        if (type == types->coroutine || type == types->generator || type == types->async_generator)
            return awaited;
        if (FOREIGN_IS_TYPE(future_iterator_type, type, "_asyncio.FutureIter"))
            return NULL;
        awaited = foreign_word(awaited, WRAPPED);
        whose = PYTHON_OTHERS;
    }
    return NULL;
}

static size_t frame_in_coroutine(const struct python_layout *layout) {
    return layout->minor == 11 ? COROUTINE_FRAME_3_11 : COROUTINE_FRAME;
}

const void *python_coroutine_frame(const struct python_layout *layout, const void *coroutine) {
    return (const char *)coroutine + frame_in_coroutine(layout);
}

/* Adds the coroutine's frame, and says what it waits for; NULL: nothing, or it is no coroutine. */
static const void *add_frame(const struct python_layout *layout, const struct python_awaiting_types *types,
                             const void *coroutine, enum python_ownership whose, struct runtime_frame *result,
                             struct foreign_proof *proof) {
    const size_t at = frame_in_coroutine(layout);
    char object[COROUTINE_FRAME_3_11 + PYTHON_FRAME_LOCALS];
    char code[PYTHON_CODE_BYTES];
    const char *frame = object + at;
    result->code = NULL;
    if (!owned_copy(whose, object, coroutine, at + PYTHON_FRAME_LOCALS) ||
        !owned_copy(whose, code, python_frame_code(layout, frame), sizeof code) ||
        pointer_at(code, layout->object_type) != types->code)
        return NULL;
    python_frame_read_copied(layout, frame, code, result);
    result->check &= ~RUNTIME_FRAME_MARKS;
    foreign_proof_add(proof, coroutine, at + layout->frame_code,
                      (uintptr_t)pointer_at(frame, layout->frame_code));
    foreign_proof_add(proof, coroutine, at + layout->frame_instruction,
                      (uintptr_t)pointer_at(frame, layout->frame_instruction));
    const uint32_t top = number_at(frame, FRAME_STACK_TOP);
    if ((signed char)frame[-COROUTINE_STATE_BEFORE_FRAME] != STATE_WAITS || !top || top > MOST_ON_STACK)
        return NULL;
    return owned_word(whose, (const char *)coroutine + at + PYTHON_FRAME_LOCALS, (top - 1) * sizeof(void *));
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

uint32_t python_coroutines_walk(const struct python_layout *layout, const struct python_awaiting_types *types,
                                const void *coroutine, enum python_ownership whose,
                                struct runtime_frame *frames, uint32_t capacity,
                                struct foreign_proof *proof) {
    uint32_t count = 0;
    uint32_t coroutines = 0;
    const void *next = runner(layout, types, coroutine, whose);
    while (next && count < capacity && coroutines++ < DEEPEST) {
        const void *awaited = add_frame(layout, types, next, whose, &frames[count], proof);
        const void *code = frames[count].code;
        count += code != NULL;
        if (code && awaited)
            count += add_greenlet(layout, types, next, code, frames + count, capacity - count);
        next = runner(layout, types, awaited, whose);
    }
    python_frames_reverse(frames, count);
    return count;
}
