#include "iterations.h"

#include "foreign.h"
#include "frames.h"
#include "stack/host_memory.h"

enum { DEEPEST_FRAME = 256, MOST_CODES = 8 };

/* The module's state: codes of a program's threads that take work this way, of which there are few. */
static struct {
    const void *code;
    uint32_t check; /* of its frames: the code may die, and its address be another's */
} known[MOST_CODES];
static uint32_t known_count; /* may be more than are kept */

static bool is_known(const struct runtime_frame *frame) {
    const uint32_t count = __atomic_load_n(&known_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count && i < MOST_CODES; i++)
        if (__atomic_load_n(&known[i].code, __ATOMIC_ACQUIRE) == frame->code &&
            known[i].check == (frame->check & ~RUNTIME_FRAME_MARKS))
            return true;
    return false;
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
        if (foreign_type(layout, outermost_value(layout, own)) != iterator_type || is_known(&frame))
            continue;
        const uint32_t place = __atomic_fetch_add(&known_count, 1, __ATOMIC_ACQ_REL);
        if (place >= MOST_CODES)
            break;
        known[place].check = frame.check & ~RUNTIME_FRAME_MARKS;
        __atomic_store_n(&known[place].code, frame.code, __ATOMIC_RELEASE);
        found = true;
    }
    return found;
}

void python_iterations_mark(struct runtime_frame *frames, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (is_known(&frames[i]))
            frames[i].check |= RUNTIME_FRAME_TAKES;
}
