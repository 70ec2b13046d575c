#include "frames.h"

#include <stddef.h>

#include "stack/host_memory.h"
#include "stack/word_chain.h"

/* What follows runs for every context of every statement. */
#define PER_FRAME static inline __attribute__((always_inline))

/*
 * C code that calls a sub does so by an op on the C stack, which nothing comes after. The statement's own op
 * is there no more, but when it has a result.
 */
PER_FRAME const void *innermost_op(const struct perl_thread *thread) {
    return thread->op && pointer_at(thread->op, PERL_OP_NEXT) ? thread->op : NULL;
}

PER_FRAME uint32_t saved_word(const char *context) {
    const uint32_t top = number_at(context, PERL_CONTEXT_SAVESTACK);
    return *context & PERL_CONTEXT_MULTICALL ? top : top - 2;
}

/*
 * The op that C code was called by which called the sub of this context. It was saved right before the sub
 * was entered (SAVEOP in Perl_call_sv, perl.c), or right behind it (PUSH_MULTICALL, cop.h).
 */
PER_FRAME const void *saved_op(const struct perl_thread *thread, const char *context) {
    const uint32_t word = saved_word(context);
    if (!thread->savestack || word >= thread->savestack_limit)
        return NULL;
    const uintptr_t op = (uintptr_t)pointer_at(thread->savestack, sizeof(void *) * (size_t)word);
    return op % sizeof(void *) ? NULL : (const void *)op; // NOLINT(performance-no-int-to-ptr)
}

PER_FRAME bool is_frame(uint8_t type) {
    const uint8_t kind = type & PERL_CONTEXT_KIND_BITS;
    if (__builtin_expect(kind == PERL_CONTEXT_SUB, 1))
        return true;
    return kind == PERL_CONTEXT_FORMAT || (kind == PERL_CONTEXT_EVAL && !(type & PERL_CONTEXT_EVAL_BLOCK));
}

PER_FRAME bool is_repeated(uint32_t type_of_stackinfo) {
    return type_of_stackinfo == PERL_STACKINFO_SORT || type_of_stackinfo == PERL_STACKINFO_MULTICALL;
}

PER_FRAME uint32_t marks_of(uint32_t type_of_stackinfo) {
    if (is_repeated(type_of_stackinfo))
        return PERL_FRAME_REPEATS;
    const bool handles = type_of_stackinfo == PERL_STACKINFO_MAGIC ||
                         type_of_stackinfo == PERL_STACKINFO_OVERLOAD ||
                         type_of_stackinfo == PERL_STACKINFO_DESTROY;
    return handles ? PERL_FRAME_HANDLES : 0;
}

/*
 * The ops of an evaluated text are freed, and its addresses used again. Two statements differ in their line
 * or in when they were compiled; one multiplication spreads both, and the place, over the check.
 */
PER_FRAME struct runtime_frame tell(const void *cop, const void *op, uint32_t marks) {
    const uint32_t place = op ? (uint32_t)((uintptr_t)op - (uintptr_t)cop) & ~7u : 0;
    const uint32_t instruction = place | marks;
    const uint64_t statement =
        (uint64_t)number_at(cop, PERL_COP_LINE) << 32 | number_at(cop, PERL_COP_SEQUENCE);
    const uint64_t spread = (statement ^ (uint64_t)instruction << 13) * 0x9e3779b97f4a7c15ull;
    return (struct runtime_frame){cop, instruction, (uint32_t)(spread >> (64 - RUNTIME_FRAME_CHECK_BITS))};
}

/* Where frames go: into an array, or nowhere but for the one that is `wanted`. */
struct told {
    struct runtime_frame *next;
    const struct runtime_frame *end;
    const struct runtime_frame *wanted; /* NULL: all go into the array */
    struct perl_frame *found;
};

PER_FRAME bool is_same(const struct runtime_frame *one, const struct runtime_frame *other) {
    return one->code == other->code && one->instruction == other->instruction && one->check == other->check;
}

/* False: that is all. */
PER_FRAME bool take(struct told *told, const struct perl_frame *frame) {
    if (!frame->cop)
        return true;
    const struct runtime_frame taken = tell(frame->cop, frame->op, frame->marks);
    if (!told->wanted) {
        *told->next++ = taken;
        return told->next < told->end;
    }
    if (!is_same(&taken, told->wanted))
        return true;
    *told->found = *frame;
    return false;
}

/* The frame that called the sub of this context. */
PER_FRAME struct perl_frame caller(const struct perl_thread *thread, const char *context) {
    struct perl_frame frame = {.cop = pointer_at(context, PERL_CONTEXT_OLD_COP),
                               .op = pointer_at(context, PERL_CONTEXT_RETURN_OP),
                               .marks = PERL_FRAME_RETURNS};
    if (__builtin_expect(!frame.op, 0)) {
        frame.op = saved_op(thread, context);
        frame.marks = 0;
    }
    return frame;
}

/*
 * From context to context outwards, with the frame in hand: where a sub's context is met, it is complete, and
 * the caller's begins. A sort whose block is no sub goes on with the frame in hand. Returns false if `told`
 * took no more.
 */
PER_FRAME bool walk(const struct perl_layout *layout, const struct perl_thread *thread, struct told *told) {
    struct perl_frame frame = {.cop = thread->cop, .op = innermost_op(thread)};
    const void *stackinfo = thread->stackinfo;
    for (; stackinfo; stackinfo = pointer_at(stackinfo, PERL_STACKINFO_PREVIOUS)) {
        const char *before =
            (const char *)pointer_at(stackinfo, PERL_STACKINFO_CONTEXTS) - layout->context_bytes;
        const int32_t top = (int32_t)number_at(stackinfo, PERL_STACKINFO_TOP);
        const char *context = before + (ptrdiff_t)layout->context_bytes * ((ptrdiff_t)top + 1);
        for (; context > before; context -= layout->context_bytes) {
            if (!is_frame((uint8_t)*context))
                continue;
            frame.context = context;
            if (!take(told, &frame))
                return false;
            frame = caller(thread, context);
        }
        frame.marks |= marks_of(number_at(stackinfo, layout->stackinfo_type));
    }
    frame.context = NULL;
    return take(told, &frame);
}

/* With the sizes of the usual layout as constants. */
__attribute__((nonnull)) uint32_t perl_frames_walk(const struct perl_layout *layout,
                                                   const struct perl_thread *thread,
                                                   struct runtime_frame *frames, uint32_t capacity) {
    static const struct perl_layout usual = {.context_bytes = 104, .stackinfo_type = 44};
    struct told told = {.next = frames, .end = frames + capacity};
    if (!capacity)
        return 0;
    if (layout->context_bytes == usual.context_bytes && layout->stackinfo_type == usual.stackinfo_type)
        walk(&usual, thread, &told);
    else
        walk(layout, thread, &told);
    return (uint32_t)(told.next - frames);
}

const void *perl_frames_innermost(const struct perl_layout *layout, const struct perl_thread *thread) {
    const char *contexts = pointer_at(thread->stackinfo, PERL_STACKINFO_CONTEXTS);
    const int32_t top = (int32_t)number_at(thread->stackinfo, PERL_STACKINFO_TOP);
    return contexts + (ptrdiff_t)layout->context_bytes * top;
}

/* What tell() reads of a statement. */
static void add_cop(struct word_chain *chain, const void *cop) {
    if (!cop)
        return;
    word_chain_add_shared(chain, cop, PERL_COP_LINE & ~7u);
    word_chain_add_shared(chain, cop, PERL_COP_SEQUENCE & ~7u);
}

/* Behind the context's first word, which holds its type and where its part of the savestack begins. */
static void add_frame(struct word_chain *chain, const char *context,
                      const struct perl_thread_places *thread) {
    add_cop(chain, (const void *)word_chain_add(chain, context,
                                                PERL_CONTEXT_OLD_COP)); // NOLINT(performance-no-int-to-ptr)
    if (word_chain_add(chain, context, PERL_CONTEXT_RETURN_OP) || !thread->savestack)
        return;
    const void *savestack =
        (const void *)word_chain_add(chain, thread->savestack, 0); // NOLINT(performance-no-int-to-ptr)
    const uint32_t word = saved_word(context);
    if (savestack && word < thread->savestack_limit)
        word_chain_add(chain, savestack, sizeof(void *) * (size_t)word);
    else
        chain->is_cut = true;
}

static void add_innermost(struct word_chain *chain, const struct perl_thread_places *thread) {
    const void *op = (const void *)word_chain_add(chain, thread->op, 0); // NOLINT(performance-no-int-to-ptr)
    if (op)
        word_chain_add(chain, op, PERL_OP_NEXT);
    add_cop(chain, (const void *)word_chain_add(chain, thread->cop, 0)); // NOLINT(performance-no-int-to-ptr)
    word_chain_add(chain, thread->stackinfo, 0);
}

uint32_t perl_frames_places(const struct perl_layout *layout, const struct perl_thread_places *thread,
                            uint32_t limit, struct stack_word *words, uint32_t capacity) {
    struct word_chain chain = {.words = words, .capacity = capacity};
    uint32_t frames = 1;
    add_innermost(&chain, thread);
    const void *stackinfo = pointer_at(thread->stackinfo, 0);
    for (; stackinfo && !chain.is_cut; stackinfo = pointer_at(stackinfo, PERL_STACKINFO_PREVIOUS)) {
        word_chain_add(&chain, stackinfo, PERL_STACKINFO_CONTEXTS);
        word_chain_add(&chain, stackinfo, PERL_STACKINFO_TOP);
        word_chain_add(&chain, stackinfo, layout->stackinfo_type & ~7u);
        const char *contexts = pointer_at(stackinfo, PERL_STACKINFO_CONTEXTS);
        int32_t index = (int32_t)number_at(stackinfo, PERL_STACKINFO_TOP);
        for (; index >= 0 && !chain.is_cut; index--) {
            const char *context = contexts + (size_t)layout->context_bytes * (uint32_t)index;
            word_chain_add(&chain, context, 0);
            if (!is_frame((uint8_t)*context))
                continue;
            if (frames++ == limit)
                return word_chain_length(&chain);
            add_frame(&chain, context, thread);
        }
        word_chain_add(&chain, stackinfo, PERL_STACKINFO_PREVIOUS);
    }
    return word_chain_length(&chain);
}

__attribute__((nonnull)) bool perl_frames_find(const struct perl_layout *layout,
                                               const struct perl_thread *thread,
                                               const struct runtime_frame *wanted,
                                               struct perl_frame *result) {
    struct told told = {.wanted = wanted, .found = result};
    return !walk(layout, thread, &told);
}
