#include "greenlets.h"

#include "frames.h"
#include "stack/host_memory.h"

/*
 * greenlet 0.4 to 3.5: the object, or what it points to, holds the frame object of its innermost Python frame
 * while it is suspended, and nothing but NULL there while it runs. A frame object leads to the interpreter's
 * own (CPython 3.11 to 3.13, offsetof() on struct _frame).
 */
enum {
    OBJECT_WORDS = 16,
    IMPLEMENTATION = 32, /* from the object to what it points to, since greenlet 2.0 */
    IMPLEMENTATION_WORDS = 48,
    READ_WORDS = 8, /* at a time: the stack is the host's */
    FRAME_OF_FRAME_OBJECT = 24,
    FRAME_BYTES = 80, /* of the interpreter's own, as far as they are read */
    DEEPEST_TYPE = 8,
    DEEPEST_FRAME = 256,
    CODE_FLAGS = 48, /* CPython 3.11 to 3.13 */
    FLAG_COROUTINE = 0x80,
};

/*
 * The module's state. Of codes, that none of their variables refers to a greenlet: it is found out once, as a
 * look at every variable of every frame takes long. Codes that share a place are looked at anew.
 */
enum { PLAIN_CODES = 256 };
static const void *plain_codes[PLAIN_CODES];
static const void *greenlet_type;

/* Codes of coroutines that wait for a greenlet: of a library or two. `local` is 0 until it is known. */
enum { HOLDERS = 4 };
static struct {
    const void *code;
    uint32_t local; /* the number of the variable that refers to it, from 1 */
} holders[HOLDERS];

static const void **place_of(const void *code) {
    return &plain_codes[((uintptr_t)code >> 4) % PLAIN_CODES];
}

bool python_greenlets_may_be_in(const void *code) {
    return __atomic_load_n(place_of(code), __ATOMIC_RELAXED) != code;
}

/* Of the type, or of one that was made from it. */
bool python_greenlets_is(const struct python_layout *layout, const void *object) {
    const void *type = object ? foreign_type(layout, object) : NULL;
    for (int depth = 0; type && depth < DEEPEST_TYPE; depth++) {
        if (FOREIGN_IS_TYPE(greenlet_type, type, "greenlet.greenlet"))
            return true;
        type = foreign_word(type, FOREIGN_TYPE_BASE);
    }
    return false;
}

/* The first of these words that refers to a frame object. */
static const void *frame_object_in(const struct python_layout *layout,
                                   const struct python_greenlet_types *types, const void *object,
                                   size_t count) {
    const void *words[READ_WORDS];
    for (size_t first = 0; first < count; first += READ_WORDS) {
        if (!object || !foreign_copy(words, (const char *)object + first * sizeof *words, sizeof words))
            return NULL;
        for (size_t i = 0; i < READ_WORDS; i++)
            if (words[i] && foreign_type(layout, words[i]) == types->frame)
                return words[i];
    }
    return NULL;
}

/* The interpreter's own frame, at which the greenlet was left; NULL: it runs, or has ended. */
static const void *innermost_frame(const struct python_layout *layout,
                                   const struct python_greenlet_types *types, const void *greenlet) {
    const void *frame =
        frame_object_in(layout, types, foreign_word(greenlet, IMPLEMENTATION), IMPLEMENTATION_WORDS);
    if (!frame)
        frame = frame_object_in(layout, types, greenlet, OBJECT_WORDS);
    return foreign_word(frame, FRAME_OF_FRAME_OBJECT);
}

uint32_t python_greenlets_walk(const struct python_layout *layout, const struct python_greenlet_types *types,
                               const void *greenlet, enum python_ownership whose,
                               struct runtime_frame *frames, uint32_t capacity) {
    uint32_t count = 0;
    const void *next = innermost_frame(layout, types, greenlet);
    for (int i = 0; next && count < capacity && i < DEEPEST_FRAME; i++) {
        char frame[FRAME_BYTES];
        if (!owned_copy(whose, frame, next, sizeof frame))
            break;
        memcpy(&next, frame + layout->frame_previous, sizeof next);
        if (python_frame_is_of_c_stack(layout, frame))
            continue;
        char code[PYTHON_CODE_BYTES];
        if (!owned_copy(whose, code, python_frame_code(layout, frame), sizeof code) ||
            pointer_at(code, layout->object_type) != types->code)
            break;
        python_frame_read_copied(layout, frame, code, &frames[count]);
        frames[count++].check &= ~RUNTIME_FRAME_ENTRY;
    }
    return count;
}

uint32_t python_greenlets_walk_local(const struct python_layout *layout,
                                     const struct python_greenlet_types *types, const void *code,
                                     const void *locals, uint32_t count, struct runtime_frame *frames,
                                     uint32_t capacity) {
    for (uint32_t i = 0; i < count; i++) {
        const void *local = foreign_word(locals, i * sizeof(void *));
        if (python_greenlets_is(layout, local))
            return python_greenlets_walk(layout, types, local, PYTHON_OTHERS, frames, capacity);
    }
    __atomic_store_n(place_of(code), code, __ATOMIC_RELAXED);
    return 0;
}

/* ---- the calling thread's own coroutines ---- */

static bool is_coroutine(const void *code) {
    return number_at(code, CODE_FLAGS) & FLAG_COROUTINE;
}

static void note_holder(const void *code, uint32_t local) {
    for (int i = 0; i < HOLDERS; i++) {
        const void *none = NULL;
        if (__atomic_compare_exchange_n(&holders[i].code, &none, code, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE)) {
            __atomic_store_n(&holders[i].local, local + 1, __ATOMIC_RELEASE);
            return;
        }
        if (none == code)
            return;
    }
}

static void look_at_frame(const struct python_layout *layout, const void *frame) {
    const void *code = python_frame_code(layout, frame);
    if (!is_coroutine(code) || !python_greenlets_may_be_in(code))
        return;
    const uint32_t count = python_frame_locals(layout, code);
    for (uint32_t i = 0; i < count; i++) {
        if (!python_greenlets_is(layout, python_frame_local(frame, i)))
            continue;
        note_holder(code, i);
        return;
    }
    __atomic_store_n(place_of(code), code, __ATOMIC_RELAXED);
}

bool python_greenlets_expect(const struct python_layout *layout, const void *thread) {
    if (!python_frames_have_locals(layout))
        return false;
    const void *frame = python_frames_get(layout, thread, 0);
    for (int i = 0; frame && i < DEEPEST_FRAME; i++, frame = python_frame_outer(layout, frame))
        look_at_frame(layout, frame);
    return __atomic_load_n(&holders[0].local, __ATOMIC_ACQUIRE) != 0;
}

/* Which variable of this code refers to a greenlet, from 1; 0: none does. */
static uint32_t local_of_holder(const void *code) {
    for (int i = 0; i < HOLDERS; i++) {
        const void *holder = __atomic_load_n(&holders[i].code, __ATOMIC_ACQUIRE);
        if (holder == code || !holder)
            return holder ? __atomic_load_n(&holders[i].local, __ATOMIC_ACQUIRE) : 0;
    }
    return 0;
}

/* What the frame of this number holds comes before it: further in. */
static uint32_t insert(const struct python_layout *layout, const struct python_greenlet_types *types,
                       const void *greenlet, struct runtime_frame *frames, uint32_t number, uint32_t *count,
                       uint32_t capacity) {
    struct runtime_frame *end = frames + *count;
    const uint32_t added =
        python_greenlets_is(layout, greenlet)
            ? python_greenlets_walk(layout, types, greenlet, PYTHON_OWN, end, capacity - *count)
            : 0;
    /* Behind all others so far; what follows is turned round in place. */
    python_frames_reverse(frames + number, *count - number);
    python_frames_reverse(end, added);
    python_frames_reverse(frames + number, *count - number + added);
    *count += added;
    return added;
}

uint32_t python_greenlets_insert(const struct python_layout *layout,
                                 const struct python_greenlet_types *types, const void *thread,
                                 struct runtime_frame *frames, uint32_t count, uint32_t capacity) {
    uint32_t number = 0;
    const void *own = python_frames_get(layout, thread, 0);
    for (; own && number < count; own = python_frame_outer(layout, own), number++) {
        const uint32_t local = local_of_holder(python_frame_code(layout, own));
        if (local)
            number +=
                insert(layout, types, python_frame_local(own, local - 1), frames, number, &count, capacity);
    }
    return count;
}
