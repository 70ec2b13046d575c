#include "flow.h"

#include <stdlib.h>
#include <string.h>

#include "loopline/capture.h"

/* Far above what a compiler makes of one function. */
enum { MOST_ENTRIES = 1 << 20, MOST_LINE = 1 << 30 };

struct flow_code {
    struct loopline_code_line *lines; /* ascending by instruction */
    size_t line_count;
    struct ranked_loop *loops; /* outermost first */
    size_t loop_count;
};

struct ranked_loop {
    struct loopline_code_loop loop;
    size_t place; /* in the capture */
};

/* ---- reading --------------------------------------------------------------------------------------------
 */

static int compare_lines(const void *left, const void *right) {
    const struct loopline_code_line *a = left;
    const struct loopline_code_line *b = right;
    return (a->instruction > b->instruction) - (a->instruction < b->instruction);
}

static uint32_t length_of(const struct loopline_code_loop *loop) {
    return loop->last - loop->first;
}

/* What holds the other comes first; the rest is for a total order. */
static int compare_loops(const void *left, const void *right) {
    const struct ranked_loop *a = left;
    const struct ranked_loop *b = right;
    const uint32_t a_length = length_of(&a->loop);
    const uint32_t b_length = length_of(&b->loop);
    if (a_length != b_length)
        return a_length < b_length ? 1 : -1;
    if (a->loop.first != b->loop.first)
        return a->loop.first < b->loop.first ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static bool read_lines(struct flow_code *code, const uint8_t *bytes, size_t length) {
    const size_t count = length / sizeof *code->lines;
    code->lines = calloc(count + 1, sizeof *code->lines);
    if (!code->lines)
        return false;
    if (count)
        memcpy(code->lines, bytes, count * sizeof *code->lines);
    code->line_count = count;
    qsort(code->lines, count, sizeof *code->lines, compare_lines);
    return true;
}

/* One loop may jump back from several places: the farthest of them ends it. */
static bool widens_known(struct flow_code *code, const struct loopline_code_loop *loop) {
    for (size_t i = 0; i < code->loop_count; i++) {
        struct loopline_code_loop *known = &code->loops[i].loop;
        if (known->first != loop->first || known->line != loop->line || known->last == loop->last)
            continue;
        known->last = known->last > loop->last ? known->last : loop->last;
        return true;
    }
    return false;
}

static bool read_loops(struct flow_code *code, const uint8_t *bytes, size_t length) {
    const size_t count = length / sizeof(struct loopline_code_loop);
    code->loops = calloc(count + 1, sizeof *code->loops);
    if (!code->loops)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct loopline_code_loop loop;
        memcpy(&loop, bytes + i * sizeof loop, sizeof loop);
        if (loop.last < loop.first || loop.last == UINT32_MAX || widens_known(code, &loop))
            continue;
        code->loops[code->loop_count++] = (struct ranked_loop){loop, i};
    }
    qsort(code->loops, code->loop_count, sizeof *code->loops, compare_loops);
    return true;
}

struct flow_code *flow_code_read(const uint8_t *lines, size_t line_bytes, const uint8_t *loops,
                                 size_t loop_bytes) {
    /* Widening looks at all loops for each: a function has some dozens of them. */
    enum { MOST_LOOPS = 4096 };
    if (line_bytes / sizeof(struct loopline_code_line) > MOST_ENTRIES ||
        loop_bytes / sizeof(struct loopline_code_loop) > MOST_LOOPS)
        return NULL;
    struct flow_code *code = calloc(1, sizeof *code);
    if (code && read_lines(code, lines, line_bytes) && read_loops(code, loops, loop_bytes))
        return code;
    flow_code_free(code);
    return NULL;
}

void flow_code_free(struct flow_code *code) {
    if (!code)
        return;
    free(code->lines);
    free(code->loops);
    free(code);
}

/* ---- asking ---------------------------------------------------------------------------------------------
 */

static int line_of(uint32_t line) {
    return line < MOST_LINE ? (int)line : 0;
}

int flow_code_line(const struct flow_code *code, uint32_t instruction) {
    size_t low = 0;
    size_t high = code->line_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (code->lines[middle].instruction <= instruction)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? line_of(code->lines[low - 1].line) : 0;
}

static bool holds(const struct loopline_code_loop *loop, uint32_t instruction) {
    return instruction >= loop->first && instruction <= loop->last;
}

static struct code_loop describe(const struct loopline_code_loop *loop) {
    const bool has_items = loop->line & LOOPLINE_CODE_LOOP_ITEMS;
    return (struct code_loop){loop->first, loop->last + 1, line_of(loop->line & ~LOOPLINE_CODE_LOOP_ITEMS),
                              false, has_items};
}

size_t flow_code_loops(const struct flow_code *code, uint32_t instruction, struct code_loop *loops,
                       size_t capacity) {
    size_t count = 0;
    for (size_t i = 0; i < code->loop_count; i++) {
        if (!holds(&code->loops[i].loop, instruction))
            continue;
        if (count < capacity)
            loops[count] = describe(&code->loops[i].loop);
        count++;
    }
    return count;
}

static bool fetches(const struct loopline_code_loop *loop, uint32_t instruction) {
    return loop->first == instruction && loop->last > loop->first;
}

bool flow_code_fetches_item(const struct flow_code *code, uint32_t instruction) {
    const struct loopline_code_loop *innermost = NULL;
    for (size_t i = 0; i < code->loop_count; i++) {
        if (holds(&code->loops[i].loop, instruction))
            innermost = &code->loops[i].loop;
    }
    return innermost && fetches(innermost, instruction);
}

bool flow_code_separating_loop(const struct flow_code *code, uint32_t instruction, uint32_t other,
                               struct code_loop *loop) {
    for (size_t i = 0; i < code->loop_count; i++) {
        const struct loopline_code_loop *candidate = &code->loops[i].loop;
        if (!holds(candidate, instruction))
            continue;
        if (holds(candidate, other) && (!fetches(candidate, other) || fetches(candidate, instruction)))
            continue;
        *loop = describe(candidate);
        return true;
    }
    return false;
}
