#include "word_chain.h"

#include "host_memory.h"

/* How far back a shared word is looked for: recursion and files repeat within that; more would only take
 * longer. */
enum { WORDS_BACK = 64 };

/* Room for so many words behind those that there are; NULL: there is none. */
static void *make_room(struct word_chain *chain, uint32_t words) {
    chain->is_cut |= words > chain->capacity - chain->count;
    if (chain->is_cut)
        return NULL;
    struct stack_word *room = chain->words + chain->count;
    chain->count += words;
    return room;
}

static struct word_group *begin_group(struct word_chain *chain) {
    struct word_group *group = make_room(chain, 1);
    if (group)
        *group = (struct word_group){0};
    chain->group = group;
    return group;
}

/* The group that further words go to. */
static struct word_group *group_of_words(struct word_chain *chain) {
    return chain->group && !chain->group->frames ? chain->group : begin_group(chain);
}

uintptr_t word_chain_add(struct word_chain *chain, const void *base, size_t offset) {
    const uintptr_t *place = (const uintptr_t *)(const void *)((const char *)base + offset);
    chain->is_cut |= (uintptr_t)place % sizeof *place != 0;
    struct word_group *group = group_of_words(chain);
    struct stack_word *word = make_room(chain, 1);
    if (!word)
        return 0;
    *word = (struct stack_word){place, *place};
    group->words++;
    return *place;
}

void word_chain_add_shared(struct word_chain *chain, const void *base, size_t offset) {
    const uintptr_t *place = (const uintptr_t *)(const void *)((const char *)base + offset);
    const uint32_t words = chain->group && !chain->group->frames ? chain->group->words : 0;
    const struct stack_word *end = chain->words + chain->count;
    for (uint32_t i = 1; i <= words && i <= WORDS_BACK; i++)
        if (end[-(ptrdiff_t)i].place == place)
            return;
    word_chain_add(chain, base, offset);
}

static struct linked_frame *row_of(struct word_group *group) {
    return (struct linked_frame *)(void *)((struct stack_word *)(void *)group + 1 + group->words);
}

/* The group whose row goes on with this frame. */
static struct word_group *group_of_frame(struct word_chain *chain, const char *frame) {
    struct word_group *group = chain->group;
    const bool goes_on = group && (!group->frames || row_of(group)[group->frames].frame == frame);
    return goes_on ? group : begin_group(chain);
}

const void *word_chain_add_linked(struct word_chain *chain, const void *frame, struct frame_words in_frame) {
    const uintptr_t places = (uintptr_t)frame | in_frame.first | in_frame.second | in_frame.next;
    chain->is_cut |= places % sizeof(void *) != 0;
    struct word_group *group = group_of_frame(chain, frame);
    const uint32_t before = group ? linked_row_length(group->frames) : 0;
    if (!group || !make_room(chain, linked_row_length(group->frames + 1) - before))
        return NULL;
    struct linked_frame *told = row_of(group) + group->frames++;
    *told = (struct linked_frame){frame, (uintptr_t)pointer_at(frame, in_frame.first),
                                  (uintptr_t)pointer_at(frame, in_frame.second)};
    told[1].frame = pointer_at(frame, in_frame.next);
    group->in_frame = in_frame;
    return told[1].frame;
}
