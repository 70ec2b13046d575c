#include "loops.h"

#include <stdlib.h>
#include <string.h>

/* EXTENDED_ARG comes three times at most, and in front of GET_ANEXT a SETUP_FINALLY (up to 3.10) behind it.
 */
enum { MOST_PREPARATION = 4 };

enum visit { VISIT_NOT = 0, VISIT_OPEN, VISIT_DONE };

/* What exists only while loops are being found; arrays per instruction. */
struct search {
    struct python_loops *loops;
    const struct python_instructions *instructions;
    const struct python_lines *lines;
    uint32_t *first_jump; /* the first of the jumps that lead here; the others by next_jump */
    uint32_t *next_jump;
    uint32_t
        *absorbed; /* union-find: the start of the loop that has swallowed an instruction; itself if none */
    uint32_t *pending;
    uint8_t *visits;   /* enum visit */
    bool *starts_loop; /* is the start of one */
};

static bool search_begin(struct search *search) {
    const size_t count = (size_t)search->instructions->count + 1;
    search->loops->innermost = calloc(count, sizeof *search->loops->innermost);
    search->first_jump = malloc(count * sizeof *search->first_jump);
    search->next_jump = malloc(count * sizeof *search->next_jump);
    search->absorbed = malloc(count * sizeof *search->absorbed);
    search->pending = malloc(count * sizeof *search->pending);
    search->visits = calloc(count, sizeof *search->visits);
    search->starts_loop = calloc(count, sizeof *search->starts_loop);
    if (!search->loops->innermost || !search->first_jump || !search->next_jump || !search->absorbed ||
        !search->pending || !search->visits || !search->starts_loop)
        return false;
    for (uint32_t i = 0; i < search->instructions->count; i++) {
        search->loops->innermost[i] = PYTHON_NO_LOOP;
        search->first_jump[i] = PYTHON_NO_INSTRUCTION;
        search->absorbed[i] = i;
    }
    for (uint32_t i = 0; i < search->instructions->count; i++) {
        const uint32_t target = search->instructions->list[i].target;
        if (target == PYTHON_NO_INSTRUCTION)
            continue;
        search->next_jump[i] = search->first_jump[target];
        search->first_jump[target] = i;
    }
    return true;
}

static void search_end(struct search *search) {
    free(search->first_jump);
    free(search->next_jump);
    free(search->absorbed);
    free(search->pending);
    free(search->visits);
    free(search->starts_loop);
}

/* ---- Which instructions start a loop ---- */

/* The first instruction from `index` on that does more than prepare another. */
static uint32_t skip_preparation(const struct python_instructions *instructions, uint32_t index) {
    for (int skipped = 0; skipped < MOST_PREPARATION && index + 1 < instructions->count; skipped++, index++) {
        const enum python_role role = instructions->list[index].role;
        if (role != PYTHON_ROLE_PREFIX && role != PYTHON_ROLE_TRY)
            break;
    }
    return index;
}

/* Whether a `for` fetches its next item here. */
static bool is_iteration(const struct python_instructions *instructions, uint32_t index) {
    const enum python_role role = instructions->list[skip_preparation(instructions, index)].role;
    return role == PYTHON_ROLE_ITERATION || role == PYTHON_ROLE_ASYNC_ITERATION;
}

/* The next place to go from an instruction on the way; PYTHON_NO_INSTRUCTION: none is left. */
static uint32_t next_step(const struct search *search, uint32_t from) {
    const struct python_instruction *instruction = &search->instructions->list[from];
    const uint32_t next = from + 1;
    if (instruction->goes_on && next < search->instructions->count && search->visits[next] == VISIT_NOT)
        return next;
    const uint32_t target = instruction->target;
    if (target != PYTHON_NO_INSTRUCTION && search->visits[target] == VISIT_NOT)
        return target;
    return PYTHON_NO_INSTRUCTION;
}

/*
 * Follows the flow from `root`. A jump back to where the way has passed by closes a loop; other backward
 * jumps do not: since 3.11 the handlers behind the code jump back to what follows their `try`.
 */
static void walk_from(struct search *search, uint32_t root) {
    const struct python_instruction *list = search->instructions->list;
    uint32_t depth = 0;
    search->pending[depth++] = root;
    search->visits[root] = VISIT_OPEN;
    while (depth > 0) {
        const uint32_t here = search->pending[depth - 1];
        if (list[here].repeats && search->visits[list[here].target] == VISIT_OPEN)
            search->starts_loop[list[here].target] = true;
        const uint32_t next = next_step(search, here);
        if (next == PYTHON_NO_INSTRUCTION) {
            search->visits[here] = VISIT_DONE;
            depth--;
        } else {
            search->visits[next] = VISIT_OPEN;
            search->pending[depth++] = next;
        }
    }
}

/* Handlers, which nothing jumps to, and code behind them are walked after the rest. */
static void find_starts(struct search *search) {
    const struct python_instructions *instructions = search->instructions;
    for (uint32_t i = 0; i < instructions->count; i++)
        if (search->visits[i] == VISIT_NOT)
            walk_from(search, i);
    for (uint32_t i = 0; i < instructions->count; i++) {
        const struct python_instruction *jump = &instructions->list[i];
        if (jump->repeats && is_iteration(instructions, jump->target))
            search->starts_loop[jump->target] = true;
    }
}

/* ---- What belongs to each ---- */

static uint32_t find_absorber(struct search *search, uint32_t index) {
    uint32_t *absorbed = search->absorbed;
    while (absorbed[index] != index) {
        absorbed[index] = absorbed[absorbed[index]];
        index = absorbed[index];
    }
    return index;
}

struct flood {
    struct search *search;
    uint32_t start;
    uint32_t loop; /* its index */
    uint32_t depth;
};

/* Takes an instruction, or the whole loop that starts there, into the loop at hand. */
static void absorb(struct flood *flood, uint32_t index) {
    struct search *search = flood->search;
    const uint32_t absorber = find_absorber(search, index);
    if (absorber == flood->start)
        return;
    const uint32_t inner = search->loops->innermost[absorber];
    if (inner == PYTHON_NO_LOOP)
        search->loops->innermost[absorber] = flood->loop;
    else
        search->loops->list[inner].parent = flood->loop;
    search->absorbed[absorber] = flood->start;
    search->pending[flood->depth++] = absorber;
}

/* Walks against the flow, from the jumps back up to the start. */
static void fill_loop(struct search *search, uint32_t start, uint32_t loop) {
    const struct python_instruction *list = search->instructions->list;
    struct flood flood = {search, start, loop, 0};
    struct python_loop_node *node = &search->loops->list[loop];
    search->loops->innermost[start] = loop;
    for (uint32_t jump = search->first_jump[start]; jump != PYTHON_NO_INSTRUCTION;
         jump = search->next_jump[jump]) {
        if (!list[jump].repeats)
            continue;
        node->end = jump > node->end ? jump : node->end;
        absorb(&flood, jump);
    }
    while (flood.depth > 0) {
        const uint32_t index = search->pending[--flood.depth];
        if (index > 0 && list[index - 1].goes_on)
            absorb(&flood, index - 1);
        for (uint32_t jump = search->first_jump[index]; jump != PYTHON_NO_INSTRUCTION;
             jump = search->next_jump[jump])
            absorb(&flood, jump);
    }
}

/*
 * Inner loops start behind outer ones, so they are filled first and swallowed whole. Where bytes that no
 * compiler wrote have it the other way round, the loop in front is taken for a part of the one behind.
 */
static bool fill_loops(struct search *search) {
    struct python_loops *loops = search->loops;
    uint32_t count = 0;
    for (uint32_t i = 0; i < search->instructions->count; i++)
        count += search->starts_loop[i];
    loops->list = calloc((size_t)count + 1, sizeof *loops->list);
    if (!loops->list)
        return false;
    for (uint32_t i = search->instructions->count; i-- > 0;) {
        if (!search->starts_loop[i] || find_absorber(search, i) != i)
            continue;
        loops->list[loops->count] =
            (struct python_loop_node){i, i, PYTHON_NO_LOOP, 0, is_iteration(search->instructions, i)};
        fill_loop(search, i, loops->count++);
    }
    return true;
}

/* ---- Where they start in the source ---- */

static int line_of(const struct search *search, uint32_t index) {
    const struct python_line_run *run =
        python_lines_find(search->lines, search->instructions->list[index].offset);
    return run ? run->line : 0;
}

static int lower_line(int line, int other) {
    if (line == 0 || other == 0)
        return line ? line : other;
    return line < other ? line : other;
}

/*
 * FOR_ITER has the line of what is iterated over, or where a comprehension starts; the variable, which is set
 * right behind it, stands next to the `for`.
 */
static int header_of_iteration(const struct search *search, uint32_t start) {
    const struct python_instructions *instructions = search->instructions;
    const uint32_t fetch = skip_preparation(instructions, start);
    const bool sets_variable_next =
        instructions->list[fetch].role == PYTHON_ROLE_ITERATION && fetch + 1 < instructions->count;
    const int line = sets_variable_next ? line_of(search, fetch + 1) : 0;
    return line ? line : line_of(search, fetch);
}

/*
 * A `while` has its condition at its top, or once more at its bottom (since 3.10), or none: its first line is
 * the lowest that any of its instructions has.
 */
static void find_headers(struct search *search) {
    struct python_loops *loops = search->loops;
    for (uint32_t i = 0; i < search->instructions->count; i++) {
        if (loops->innermost[i] == PYTHON_NO_LOOP)
            continue;
        struct python_loop_node *loop = &loops->list[loops->innermost[i]];
        loop->header_line = lower_line(loop->header_line, line_of(search, i));
    }
    for (uint32_t i = 0; i < loops->count; i++) {
        struct python_loop_node *loop = &loops->list[i];
        if (loop->parent != PYTHON_NO_LOOP) {
            struct python_loop_node *around = &loops->list[loop->parent];
            around->header_line = lower_line(around->header_line, loop->header_line);
        }
        if (loop->is_iteration)
            loop->header_line = header_of_iteration(search, loop->start);
    }
}

/*
 * `continue` leads to the condition at the top of a `while`, the condition at the bottom to what follows
 * that: two starts of one loop, the one within the other. The inner one is left out of the tree; it stays in
 * the list.
 */
static bool join_copies(struct search *search) {
    struct python_loops *loops = search->loops;
    uint32_t *joined = calloc((size_t)loops->count + 1, sizeof *joined);
    if (!joined)
        return false;
    for (uint32_t i = loops->count; i-- > 0;) {
        struct python_loop_node *loop = &loops->list[i];
        joined[i] = i;
        if (loop->parent == PYTHON_NO_LOOP)
            continue;
        loop->parent = joined[loop->parent];
        struct python_loop_node *around = &loops->list[loop->parent];
        if (loop->is_iteration || around->is_iteration || loop->header_line != around->header_line)
            continue;
        joined[i] = loop->parent;
        around->end = loop->end > around->end ? loop->end : around->end;
    }
    for (uint32_t i = 0; i < search->instructions->count; i++)
        if (loops->innermost[i] != PYTHON_NO_LOOP)
            loops->innermost[i] = joined[loops->innermost[i]];
    free(joined);
    return true;
}

/*
 * The condition at the top of a `while` that has another at its bottom is tested once, and stays outside what
 * comes round; to the reader of the source the two are one, and inside. It lies in front of the body, and its
 * lines do too.
 */
static void add_conditions(struct search *search) {
    struct python_loops *loops = search->loops;
    for (uint32_t i = 0; i < loops->count; i++) {
        const struct python_loop_node *loop = &loops->list[i];
        const int body_line = line_of(search, loop->start);
        if (loop->is_iteration || loops->innermost[loop->start] != i)
            continue;
        for (uint32_t before = loop->start; before-- > 0;) {
            const int line = line_of(search, before);
            if (loops->innermost[before] != loop->parent || line < loop->header_line || line >= body_line)
                break;
            loops->innermost[before] = i;
        }
    }
}

bool python_loops_find(struct python_loops *loops, const struct python_instructions *instructions,
                       const struct python_lines *lines) {
    *loops = (struct python_loops){0};
    struct search search = {.loops = loops, .instructions = instructions, .lines = lines};
    bool done = search_begin(&search);
    if (done) {
        find_starts(&search);
        done = fill_loops(&search);
    }
    if (done) {
        find_headers(&search);
        done = join_copies(&search);
    }
    if (done)
        add_conditions(&search);
    search_end(&search);
    return done;
}

void python_loops_free(struct python_loops *loops) {
    free(loops->list);
    free(loops->innermost);
    *loops = (struct python_loops){0};
}
