#include "unrolled.h"

#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"

/*
 * A call of the source that ran at so many addresses was a loop's. Compilers make two or three copies of a
 * call for other reasons: for both sides of a branch, for the first and the last round. More than this would
 * miss short loops that the default threshold asks for.
 */
#define LEAST_COPIES 5

static int compare_texts(const char *left, const char *right) {
    if (!left || !right)
        return (left != NULL) - (right != NULL);
    return strcmp(left, right);
}

static int compare_places(const struct source_frame *left, const struct source_frame *right) {
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->column != right->column)
        return left->column < right->column ? -1 : 1;
    return compare_texts(left->file, right->file);
}

/*
 * By what copies of one call share: the function, and in it, from the frame whose loop it is inwards, their
 * places in the source. Frames further in may be copies of what was inlined.
 */
static int compare_calls(const struct unrolled_call *left, const struct unrolled_call *right, size_t frame) {
    const struct source_frame *a = &left->frames[frame];
    const struct source_frame *b = &right->frames[frame];
    int order = compare_numbers((uint64_t)(uintptr_t)a->module, (uint64_t)(uintptr_t)b->module);
    if (!order)
        order = compare_numbers(a->position - a->function_offset, b->position - b->function_offset);
    if (!order)
        order = compare_numbers(a->scope, b->scope);
    for (size_t i = 0; i <= frame && !order; i++)
        order = compare_places(&left->frames[i], &right->frames[i]);
    return order;
}

struct numbered_call {
    struct unrolled_call call;
    size_t frame; /* at which calls are compared */
};

static int by_place_and_address(const void *left, const void *right) {
    const struct numbered_call *a = left;
    const struct numbered_call *b = right;
    const int order = compare_calls(&a->call, &b->call, a->frame);
    return order ? order : compare_numbers(a->call.frames->position, b->call.frames->position);
}

static bool is_known_place(const struct unrolled_call *call, size_t frame) {
    if (call->count <= frame)
        return false;
    for (size_t i = 0; i < call->count; i++) {
        if (call->frames[i].in_loop)
            return false; /* of a loop that was unrolled in part, one copy is in the loop */
    }
    return call->frames[frame].line > 0 && call->frames[frame].column > 0;
}

static void put_into_loop(struct pool *pool, struct source_frame *frame, uint64_t start) {
    struct source_loop *loop = pool_allocate(pool, 1, sizeof(*loop));
    loop->id = start | 1ull << 63; /* as of loops whose first line is not known */
    frame->in_loop = true;
    frame->loop_depth = 1;
    frame->loops = loop;
}

static void mark_copies(struct pool *pool, struct numbered_call *calls, size_t count) {
    for (size_t i = 0; i < count && count >= LEAST_COPIES; i++)
        put_into_loop(pool, &calls[i].call.frames[calls[i].frame], calls[0].call.frames->position);
}

/* Returns whether any call has so many frames. */
static bool mark_at_frame(struct pool *pool, const struct unrolled_call *calls, size_t count, size_t frame,
                          struct numbered_call *scratch) {
    bool any = false;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        any = any || calls[i].count > frame;
        if (is_known_place(&calls[i], frame))
            scratch[known++] = (struct numbered_call){calls[i], frame};
    }
    if (known < LEAST_COPIES)
        return any;
    qsort(scratch, known, sizeof(*scratch), by_place_and_address);
    for (size_t first = 0; first < known;) {
        size_t end = first + 1;
        while (end < known && !compare_calls(&scratch[first].call, &scratch[end].call, frame))
            end++;
        mark_copies(pool, scratch + first, end - first);
        first = end;
    }
    return any;
}

void unrolled_mark(struct pool *pool, const struct unrolled_call *calls, size_t count) {
    struct pool own = {0};
    struct numbered_call *scratch = pool_allocate(&own, count, sizeof(*scratch));
    for (size_t frame = 0; mark_at_frame(pool, calls, count, frame, scratch); frame++)
        ; /* the innermost frame with copies is the loop's */
    pool_free(&own);
}
