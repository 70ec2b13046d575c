#include "places.h"

#include <stdbool.h>
#include <stddef.h>

#include "native.h"

enum { WORD = sizeof(uintptr_t) };

struct search {
    uintptr_t innermost; /* nothing further in belongs to the chain */
    struct stack_word *words;
    uint32_t count;
    uint32_t capacity;
};

static bool add(struct search *search, uintptr_t place, uintptr_t value) {
    if (search->count == search->capacity || place < search->innermost || place % WORD)
        return false;
    const uintptr_t *word = (const uintptr_t *)place; // NOLINT(performance-no-int-to-ptr)
    if (*word != value)
        return false;
    search->words[search->count++] = (struct stack_word){word, value};
    return true;
}

/* What the frame's end is found by, where that is not the stack pointer alone. */
static bool add_what_tells_end(struct search *search, const struct stack_position *position,
                               const struct frame_rule *rule, uintptr_t end) {
    if (rule->end == FRAME_END_BY_STACK)
        return true;
    if (!frame_rule_needs_pointer(rule) || !position->pointer_place)
        return false;
    const uintptr_t stored = position->frame_pointer + (uintptr_t)(intptr_t)rule->end_offset;
    return add(search, position->pointer_place, position->frame_pointer) &&
           (rule->end != FRAME_END_STORED || add(search, stored, end));
}

/*
 * One frame further out. Without a table the walk guesses by registers, and what it guesses from is no word
 * of the chain.
 */
static bool step_over_frame(struct search *search, struct stack_position *position) {
    const struct stack_position before = *position;
    const struct frame_rule rule = native_stack_rule(position);
    return native_stack_step(position, &rule) && position->stack > before.stack &&
           add_what_tells_end(search, &before, &rule, position->stack) &&
           add(search, position->stack - WORD, position->instruction);
}

uint32_t stack_places_find(uintptr_t frame, void *const *addresses, uint32_t count, struct stack_word *words,
                           uint32_t capacity) {
    struct search search = {.innermost = frame, .words = words, .capacity = capacity};
    struct stack_position position = native_stack_caller(frame);
    if (position.instruction != (uintptr_t)addresses[0] || !add(&search, frame + WORD, position.instruction))
        return 0;
    for (uint32_t i = 1; i < count; i++)
        if (!step_over_frame(&search, &position) || position.instruction != (uintptr_t)addresses[i])
            return 0;
    const struct frame_rule last = native_stack_rule(&position);
    return last.end == FRAME_WITHOUT_TABLE ? 0 : search.count;
}
