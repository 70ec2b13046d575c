#include "frames.h"

#include <stddef.h>

#include "stack/host_memory.h"

/* Told in the lowest bits of a frame's instruction: ops are aligned to 8 bytes. */
enum { OP_IS_RETURNED_TO = 1, REPEATS = 2 };

/* What follows runs for every context of every statement. */
#define PER_FRAME static inline __attribute__((always_inline))

/* Where a walk stands: the next context, and the frame that is in hand. */
struct walk {
    const struct perl_thread *thread;
    const char *stackinfo; /* NULL: at the end */
    const char *contexts;
    int32_t index; /* of the next context; below 0: none is left here */
    struct perl_frame frame;
};

PER_FRAME void enter_stackinfo(struct walk *walk, const void *stackinfo) {
    walk->stackinfo = stackinfo;
    if (!stackinfo)
        return;
    walk->contexts = pointer_at(stackinfo, PERL_STACKINFO_CONTEXTS);
    walk->index = (int32_t)number_at(stackinfo, PERL_STACKINFO_TOP);
}

/*
 * C code that calls a sub does so by an op on the C stack, which nothing comes after. The statement's own op
 * is there no more, but when it has a result.
 */
PER_FRAME struct walk start_walk(const struct perl_thread *thread) {
    const bool is_of_program = thread->op && pointer_at(thread->op, PERL_OP_NEXT);
    struct walk walk = {.thread = thread,
                        .frame = {.cop = thread->cop, .op = is_of_program ? thread->op : NULL}};
    enter_stackinfo(&walk, thread->stackinfo);
    return walk;
}

/*
 * The op that C code was called by which called the sub of this context. It was saved right before the sub
 * was entered (SAVEOP in Perl_call_sv, perl.c), or right behind it (PUSH_MULTICALL, cop.h).
 */
PER_FRAME const void *saved_op(const struct perl_thread *thread, const char *context) {
    const uint32_t top = number_at(context, PERL_CONTEXT_SAVESTACK);
    const uint32_t word = *context & PERL_CONTEXT_MULTICALL ? top : top - 2;
    if (!thread->savestack || word >= thread->savestack_limit)
        return NULL;
    const uintptr_t op = (uintptr_t)pointer_at(thread->savestack, sizeof(void *) * (size_t)word);
    return op % sizeof(void *) ? NULL : (const void *)op; // NOLINT(performance-no-int-to-ptr)
}

PER_FRAME bool is_frame(uint8_t type) {
    const uint8_t kind = type & PERL_CONTEXT_KIND_BITS;
    if (kind == PERL_CONTEXT_EVAL)
        return !(type & PERL_CONTEXT_EVAL_BLOCK);
    return kind == PERL_CONTEXT_SUB || kind == PERL_CONTEXT_FORMAT;
}

PER_FRAME struct perl_frame caller_of(const struct perl_thread *thread, const char *context) {
    struct perl_frame caller = {.cop = pointer_at(context, PERL_CONTEXT_OLD_COP),
                                .op = pointer_at(context, PERL_CONTEXT_RETURN_OP)};
    caller.op_is_returned_to = caller.op != NULL;
    if (!caller.op)
        caller.op = saved_op(thread, context);
    return caller;
}

/* A sort whose block is no sub goes on with the frame in hand; else it is the caller's that is in hand. */
PER_FRAME void leave_stackinfo(const struct perl_layout *layout, struct walk *walk) {
    const uint32_t type = number_at(walk->stackinfo, layout->stackinfo_type);
    walk->frame.repeats |= type == PERL_STACKINFO_SORT || type == PERL_STACKINFO_MULTICALL;
    enter_stackinfo(walk, pointer_at(walk->stackinfo, PERL_STACKINFO_PREVIOUS));
}

/* The frame in hand, complete; false: that was the last one. */
PER_FRAME bool next_frame(const struct perl_layout *layout, struct walk *walk, struct perl_frame *frame) {
    if (!walk->stackinfo)
        return false;
    do {
        for (; walk->index >= 0; walk->index--) {
            const char *context = walk->contexts + (size_t)layout->context_bytes * (uint32_t)walk->index;
            if (!is_frame((uint8_t)*context))
                continue;
            *frame = walk->frame;
            frame->context = context;
            walk->frame = caller_of(walk->thread, context);
            walk->index--;
            return true;
        }
        leave_stackinfo(layout, walk);
    } while (walk->stackinfo);
    *frame = walk->frame;
    frame->context = NULL;
    return true;
}

/*
 * The ops of an evaluated text are freed, and its addresses used again. Two statements differ in their line
 * or in when they were compiled.
 */
PER_FRAME struct runtime_frame tell(const struct perl_frame *frame) {
    const uint32_t place = frame->op ? (uint32_t)((uintptr_t)frame->op - (uintptr_t)frame->cop) & ~7u : 0;
    const uint32_t instruction =
        place | (frame->op_is_returned_to ? OP_IS_RETURNED_TO : 0) | (frame->repeats ? REPEATS : 0);
    const uint32_t line = number_at(frame->cop, PERL_COP_LINE);
    const uint32_t sequence = number_at(frame->cop, PERL_COP_SEQUENCE);
    const uint32_t check = (line * 0x9e3779b1u ^ sequence * 0x85ebca6bu ^ instruction * 0xc2b2ae35u) >> 1;
    return (struct runtime_frame){frame->cop, instruction, check & ~RUNTIME_FRAME_ENTRY};
}

PER_FRAME uint32_t walk_frames(const struct perl_layout *layout, const struct perl_thread *thread,
                               struct runtime_frame *frames, uint32_t capacity) {
    struct walk walk = start_walk(thread);
    struct perl_frame frame;
    uint32_t count = 0;
    while (count < capacity && next_frame(layout, &walk, &frame))
        if (frame.cop)
            frames[count++] = tell(&frame);
    return count;
}

/* With the sizes of the usual layout as constants. */
uint32_t perl_frames_walk(const struct perl_layout *layout, const struct perl_thread *thread,
                          struct runtime_frame *frames, uint32_t capacity) {
    static const struct perl_layout usual = {.context_bytes = 104, .stackinfo_type = 44};
    if (layout->context_bytes == usual.context_bytes && layout->stackinfo_type == usual.stackinfo_type)
        return walk_frames(&usual, thread, frames, capacity);
    return walk_frames(layout, thread, frames, capacity);
}

bool perl_frames_find(const struct perl_layout *layout, const struct perl_thread *thread,
                      const struct runtime_frame *told, struct perl_frame *result) {
    struct walk walk = start_walk(thread);
    while (next_frame(layout, &walk, result)) {
        if (result->cop != told->code)
            continue;
        const struct runtime_frame again = tell(result);
        if (again.instruction == told->instruction && again.check == told->check)
            return true;
    }
    return false;
}
