#include "recursion.h"

#include <string.h>

/* Longer cycles of mutual recursion are not looked for. */
#define LONGEST_CYCLE 16

static bool is_same_cycle(struct source_frame *const *left, struct source_frame *const *right,
                          size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (!frames_share_function(left[i], right[i]))
            return false;
    }
    return true;
}

/*
 * `while (sqlite3_step(...) == SQLITE_ROW)`: a loop whose first line runs the statement reads its rows, most
 * of the time, and repeats nothing; `innermost` is the stack's frame that runs it.
 */
static bool may_read_rows(const struct source_frame *frame, const struct source_frame *innermost) {
    return frame == innermost && frame->line > 0 && frame->line == frame->header_line;
}

static bool calls_from_loop(struct source_frame *const *cycle, size_t length,
                            const struct source_frame *innermost) {
    for (size_t i = 0; i < length; i++) {
        if (cycle[i]->in_loop && !may_read_rows(cycle[i], innermost))
            return true;
    }
    return false;
}

/*
 * With `count` keys whose last two cycles of `length` frames are the same functions: takes the outer one
 * away unless it tells something. Returns how many keys are left.
 */
static size_t drop_outer_cycle(struct source_frame **keys, size_t count, size_t length,
                               const struct source_frame *innermost) {
    struct source_frame **inner = keys + count - length;
    struct source_frame **outer = inner - length;
    const bool has_outer_still = count >= 3 * length && is_same_cycle(outer - length, outer, length);
    if (!has_outer_still && calls_from_loop(outer, length, innermost) &&
        !calls_from_loop(inner, length, innermost))
        return count;
    memmove(outer, inner, length * sizeof(*keys));
    return count - length;
}

static size_t drop_repetition(struct source_frame **keys, size_t count,
                              const struct source_frame *innermost) {
    for (size_t length = 1; length <= LONGEST_CYCLE && length * 2 <= count; length++) {
        struct source_frame **inner = keys + count - length;
        if (!is_same_cycle(inner - length, inner, length))
            continue;
        const size_t left = drop_outer_cycle(keys, count, length, innermost);
        if (left != count)
            return left;
    }
    return count;
}

size_t recursion_find_keys(struct source_frame *frames, size_t frame_count, struct source_frame **keys,
                           size_t unfolded) {
    size_t key_count = 0;
    for (size_t i = frame_count; i > 0; i--) {
        keys[key_count++] = &frames[i - 1];
        if (key_count > unfolded)
            key_count = unfolded + drop_repetition(keys + unfolded, key_count - unfolded, frames);
    }
    return key_count;
}
