#include "places.h"

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

/* Calls between the search and the function whose frame it starts from. */
enum { FRAMES_WITHIN = 8 };

enum { WORD = sizeof(uintptr_t) };

struct search {
    const struct libunwind *unwind;
    void *cursor;
    uintptr_t innermost; /* nothing further in belongs to the chain */
    struct stack_word *words;
    uint32_t count;
    uint32_t capacity;
};

static uintptr_t get(const struct search *search, int name) {
    uintptr_t value = 0;
    return search->unwind->get_register(search->cursor, name, &value) < 0 ? 0 : value;
}

static bool add(struct search *search, uintptr_t place, uintptr_t value) {
    const struct stack_word *last = search->count ? &search->words[search->count - 1] : NULL;
    if (last && (uintptr_t)last->place == place)
        return true;
    if (search->count == search->capacity || place < search->innermost || place % WORD)
        return false;
    const uintptr_t *word = (const uintptr_t *)place; // NOLINT(performance-no-int-to-ptr)
    if (*word != value)
        return false;
    search->words[search->count++] = (struct stack_word){word, value};
    return true;
}

/* Where a frame further in has saved the frame pointer; 0: nowhere that is known. */
static uintptr_t frame_pointer_place(const struct search *search) {
    struct libunwind_place place = {0};
    if (search->unwind->get_place(search->cursor, LIBUNWIND_FRAME_POINTER, &place) < 0 ||
        place.kind != LIBUNWIND_IN_MEMORY)
        return 0;
    return place.address;
}

/* Without a table libunwind guesses by registers, and what it guesses from is no word of the chain. */
static bool has_unwind_table(const struct search *search) {
    struct libunwind_function function = {0};
    return search->unwind->get_function(search->cursor, &function) >= 0 && function.end > function.start + 1;
}

/* To the caller of the function whose frame address is given. */
static bool step_to_caller(const struct search *search, uintptr_t frame) {
    for (int i = 0; i < FRAMES_WITHIN; i++) {
        if (search->unwind->step(search->cursor) <= 0)
            return false;
        const uintptr_t stack = get(search, LIBUNWIND_STACK_POINTER);
        if (stack >= frame + 2 * WORD)
            return stack == frame + 2 * WORD;
    }
    return false;
}

/*
 * One frame further out. A frame pointer that points into the frame may be what its end is found by: it has
 * to be the same too.
 */
static bool step_over_frame(struct search *search) {
    const uintptr_t start = get(search, LIBUNWIND_STACK_POINTER);
    const uintptr_t pointer = get(search, LIBUNWIND_FRAME_POINTER);
    const uintptr_t place = frame_pointer_place(search);
    if (!has_unwind_table(search) || search->unwind->step(search->cursor) <= 0)
        return false;
    const uintptr_t end = get(search, LIBUNWIND_STACK_POINTER);
    if (end <= start)
        return false;
    if (pointer >= start && pointer < end && (!place || !add(search, place, pointer)))
        return false;
    return add(search, end - WORD, get(search, LIBUNWIND_INSTRUCTION));
}

/* Not in line anywhere: the context that it takes is that of its own frame. */
__attribute__((noinline)) uint32_t stack_places_find(struct stack_places *scratch,
                                                     const struct libunwind *unwind, uintptr_t frame,
                                                     void *const *addresses, uint32_t count,
                                                     struct stack_word *words, uint32_t capacity) {
    struct search search = {.unwind = unwind,
                            .cursor = scratch->cursor,
                            .innermost = frame,
                            .words = words,
                            .capacity = capacity};
    stack_words_begin();
    if (!count || unwind->get_context(&scratch->context) < 0 ||
        unwind->start(scratch->cursor, &scratch->context) < 0 || !step_to_caller(&search, frame))
        return 0;
    if (!add(&search, frame + WORD, (uintptr_t)addresses[0]))
        return 0;
    for (uint32_t i = 1; i < count; i++)
        if (!step_over_frame(&search) || get(&search, LIBUNWIND_INSTRUCTION) != (uintptr_t)addresses[i])
            return 0;
    return has_unwind_table(&search) ? search.count : 0;
}
