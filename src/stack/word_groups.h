/*
 * The chain of words (places.h) that proves an interpreter's frames, in the form in which it is compared: in
 * groups, each of some words and then a row of linked frames.
 *
 * A row stands for three words of each of several frames that lead to one another: two that tell what the
 * frame runs, and the one that leads to the next. Their places are not kept, as the value of each third word
 * is the next frame. Where a comparison of three words reads nine, that of a row reads six.
 */
#ifndef LOOPLINE_STACK_WORD_GROUPS_H
#define LOOPLINE_STACK_WORD_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "places.h"

/* Where in a frame its words are, in bytes. */
struct frame_words {
    uint16_t first;
    uint16_t second;
    uint16_t next;
};

struct linked_frame {
    const char *frame;
    uintptr_t first;
    uintptr_t second;
};

/*
 * `words` follow, and then, unless there are none, `frames` and another struct linked_frame of which only
 * `frame` is there: where the last one leads to. Groups begin at multiples of the size of a word.
 */
struct word_group {
    uint32_t words;
    uint32_t frames;
    struct frame_words in_frame;
};

static inline uint32_t linked_row_length(uint32_t frames) {
    const size_t bytes = frames * sizeof(struct linked_frame) + sizeof(char *);
    return frames ? (uint32_t)((bytes + sizeof(struct stack_word) - 1) / sizeof(struct stack_word)) : 0;
}

_Static_assert(sizeof(struct word_group) == sizeof(struct stack_word), "a group's head takes a word's place");

/* What follows runs at every statement. Reads in order, up to the first word that differs: what lies behind
   that one need not even be readable. */
#define PER_STATEMENT __attribute__((no_sanitize("address"))) static inline

PER_STATEMENT uintptr_t word_now(const char *frame, size_t offset) {
    return *(const volatile uintptr_t *)(const void *)(frame + offset);
}

/* Returns true if the words have the values they had. */
PER_STATEMENT bool words_hold(const struct stack_word *word, uint32_t count) {
    const struct stack_word *end = word + count;
#pragma GCC unroll 4
    for (; word < end; word++)
        if (*(const volatile uintptr_t *)word->place != word->value)
            return false;
    return true;
}

PER_STATEMENT bool linked_row_holds(const struct linked_frame *told, uint32_t count,
                                    struct frame_words words) {
    const struct linked_frame *end = told + count;
    const char *frame = told->frame;
#pragma GCC unroll 4
    for (; told < end; told++) {
        const char *next = told[1].frame;
        if (word_now(frame, words.first) != told->first || word_now(frame, words.second) != told->second ||
            word_now(frame, words.next) != (uintptr_t)next)
            return false;
        frame = next;
    }
    return true;
}

/* The same of groups that take the place of `count` words. */
PER_STATEMENT bool word_groups_hold(const struct stack_word *groups, uint32_t count) {
    const struct stack_word *end = groups + count;
    while (groups < end) {
        const struct word_group *group = (const struct word_group *)(const void *)groups;
        const struct stack_word *row = groups + 1 + group->words;
        if (!words_hold(groups + 1, group->words) ||
            !linked_row_holds((const struct linked_frame *)(const void *)row, group->frames, group->in_frame))
            return false;
        groups = row + linked_row_length(group->frames);
    }
    return true;
}

#undef PER_STATEMENT

#endif
