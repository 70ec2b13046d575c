#include "awaiting.h"

#include "frames.h"
#include "stack/host_memory.h"

enum { FRAMES_SEARCHED = 256 };

/* In the variables of a frame of the calling thread, which keep what they hold alive. */
static const void *future_in(const struct python_futures *futures, const void *frame) {
    const struct python_layout *layout = futures->layout;
    const uint32_t count = python_frame_locals(layout, python_frame_code(layout, frame));
    for (uint32_t i = 0; i < count; i++) {
        const void *local = python_frame_local(frame, i);
        if (local && python_futures_is_future(futures, local, PYTHON_OWN))
            return local;
    }
    return NULL;
}

/* The outermost: the one that the thread took its work with. */
static const void *find_future(const struct python_futures *futures, const void *thread) {
    const void *found = NULL;
    for (uint32_t i = 0; i < FRAMES_SEARCHED; i++) {
        const void *frame = python_frames_get(futures->layout, thread, i);
        if (!frame)
            break;
        const void *future = future_in(futures, frame);
        found = future ? future : found;
    }
    return found;
}

uint32_t python_awaiting_walk(const struct python_futures *futures, const void *thread,
                              struct runtime_frame *frames, uint32_t capacity) {
    if (!python_frames_have_locals(futures->layout))
        return 0;
    const void *future = find_future(futures, thread);
    return future ? python_futures_walk_waiters(futures, future, PYTHON_OTHERS, frames, capacity) : 0;
}
