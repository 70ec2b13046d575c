#include "iterations.h"

#include "foreign.h"
#include "frames.h"
#include "stack/host_memory.h"

enum { DEEPEST_FRAME = 256, PLACES = 64 };

/*
 * The module's state: places within such loops, of which a program's threads have few. The same function may
 * have other loops, before or after. A place whose slot another one has stays unknown.
 */
static struct place {
    bool taken;
    const void *code; /* written last; NULL: free */
    uint32_t instruction;
    uint32_t check; /* of its frames: the code may die, and its address be another's */
} known[PLACES];

static struct place *place_of(const struct runtime_frame *frame) {
    return &known[((uintptr_t)frame->code >> 4 ^ frame->instruction >> 1) % PLACES];
}

static bool is_known(const struct runtime_frame *frame) {
    const struct place *place = place_of(frame);
    return __atomic_load_n(&place->code, __ATOMIC_ACQUIRE) == frame->code &&
           place->instruction == frame->instruction && place->check == (frame->check & ~RUNTIME_FRAME_MARKS);
}

/* Returns false if there is no room. */
static bool add(const struct runtime_frame *frame) {
    struct place *place = place_of(frame);
    if (__atomic_test_and_set(&place->taken, __ATOMIC_RELAXED))
        return false;
    place->instruction = frame->instruction;
    place->check = frame->check & ~RUNTIME_FRAME_MARKS;
    __atomic_store_n(&place->code, frame->code, __ATOMIC_RELEASE);
    return true;
}

/* What lies outermost on the frame's stack of values, if it still does: what its outermost loop goes over. */
static const void *outermost_value(const struct python_layout *layout, const void *frame) {
    const void *code = python_frame_code(layout, frame);
    const uint32_t locals = number_at(code, layout->code_first_line + PYTHON_CODE_LOCALS_AFTER_LINE);
    return python_frame_local(frame, locals);
}

bool python_iterations_expect(const struct python_layout *layout, const void *iterator_type,
                              const void *thread) {
    if (!iterator_type || !python_frames_have_locals(layout))
        return false;
    bool found = false;
    const void *own = python_frames_get(layout, thread, 0);
    for (int i = 0; own && i < DEEPEST_FRAME; i++, own = python_frame_outer(layout, own)) {
        struct runtime_frame frame;
        python_frame_read(layout, own, &frame);
        if (!is_known(&frame) && foreign_type(layout, outermost_value(layout, own)) == iterator_type)
            found = add(&frame) || found;
    }
    return found;
}

void python_iterations_mark(struct runtime_frame *frames, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (is_known(&frames[i]))
            frames[i].check |= RUNTIME_FRAME_TAKES;
}
