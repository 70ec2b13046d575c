#include "site_levels.h"

enum { MOST_LEVELS = 256, MOST_POSSIBLE = 64 };

struct looking {
    const struct source_stack *stack;
    bool fetches_rows; /* the loop around the call may fetch the rows of the statement */
    struct possible_loop possible[MOST_POSSIBLE];
    size_t possible_count;
    struct site_level levels[MOST_LEVELS];
    size_t count;
};

struct row_flow row_flow_of(const struct merged_site *site) {
    return (struct row_flow){
        .one_by_one = site->statement->driver == LOOPLINE_DRIVER_SQLITE,
        .rows = site->calls ? (double)site->rows / (double)site->calls : 0,
    };
}

/* ---- which loop it is ---- */

static uint64_t hash_function(uint64_t seed, const struct source_frame *frame) {
    if (frame->function)
        return hash_number(hash_text(hash_text(seed, frame->function), frame->file),
                           (uint64_t)frame->declaration_line);
    return hash_number(hash_number(seed, (uint64_t)(uintptr_t)frame->module),
                       frame->position - frame->function_offset);
}

static uint64_t hash_line(uint64_t seed, const struct source_frame *frame) {
    const uint64_t hash = hash_function(seed, frame);
    return hash_number(hash, frame->line > 0 ? (uint64_t)frame->line : frame->position);
}

/* ---- loops of a stack ---- */

/* Among the possible loops of a site; NULL: it is none. */
static const struct possible_loop *possible(const struct possible_loop *loops, size_t count, size_t key,
                                            const struct source_loop *source) {
    for (size_t i = 0; i < count; i++) {
        if (loops[i].key == key &&
            (loops[i].source == source || (source && loops[i].source && loops[i].source->id == source->id)))
            return &loops[i];
    }
    return NULL;
}

static bool holds_program(const struct source_stack *stack, size_t key) {
    for (size_t i = key + 1; i < stack->key_count; i++) {
        if (stack->keys[i]->application)
            return true;
    }
    return false;
}

static void add_level(struct looking *looking, uint64_t loop, size_t key, const struct source_loop *source) {
    if (looking->count == MOST_LEVELS || (looking->count && looking->levels[looking->count - 1].loop == loop))
        return;
    const struct source_stack *stack = looking->stack;
    const struct source_frame *frame = stack->keys[key];
    const struct possible_loop *found = possible(looking->possible, looking->possible_count, key, source);
    struct site_level *level = &looking->levels[looking->count++];
    *level = (struct site_level){.loop = loop,
                                 .may_repeat = found != NULL,
                                 .hands_over = source_stack_hands_over(stack, key),
                                 .holds_program = holds_program(stack, key)};
    if (found) {
        level->line = found->line;
        return;
    }
    level->begins = key + 1 == stack->key_count && looking->fetches_rows;
    level->line = (struct loop_line){.frame = frame,
                                     .header_line = source ? source->header_line : frame->header_line,
                                     .loop = source ? source->id : 0,
                                     .depth = key};
}

static void add_levels_of_key(struct looking *looking, uint64_t callers, size_t key) {
    const struct source_frame *frame = looking->stack->keys[key];
    uint64_t loop = hash_function(callers, frame);
    if (!frame->loops || !frame->loop_depth) {
        add_level(looking, hash_line(loop, frame), key, NULL);
        return;
    }
    for (size_t i = 0; i < frame->loop_depth; i++) {
        loop = hash_number(loop, frame->loops[i].id);
        add_level(looking, loop, key, &frame->loops[i]);
    }
}

static void look_at_stack(struct looking *looking, const struct merged_site *site,
                          const struct source_stack *stack) {
    looking->stack = stack;
    if (stack->unknown)
        return;
    const struct row_flow flow = row_flow_of(site);
    looking->fetches_rows = flow.one_by_one;
    looking->possible_count = loop_lines_possible(stack, &flow, looking->possible, MOST_POSSIBLE);
    uint64_t callers = stack->truncated;
    for (size_t i = 0; i < stack->key_count; i++) {
        if (stack->keys[i]->in_loop)
            add_levels_of_key(looking, callers, i);
        callers = hash_line(callers, stack->keys[i]);
    }
}

static struct site_levels look_at_site(struct pool *pool, const struct merged_site *site) {
    struct looking looking = {.count = 0};
    look_at_stack(&looking, site, site->stack);
    struct site_levels levels = {pool_allocate(pool, looking.count, sizeof(*levels.items)), looking.count};
    for (size_t i = 0; i < looking.count; i++)
        levels.items[i] = looking.levels[i];
    return levels;
}

size_t site_levels_within(const struct merged_site *site, const struct source_stack *stack) {
    struct looking looking = {.count = 0};
    look_at_stack(&looking, site, stack);
    size_t within = 0;
    while (within < looking.count && !looking.levels[looking.count - 1 - within].may_repeat)
        within++;
    return within;
}

/* ---- loops of libraries ---- */

/* The loops of libraries that call the program back. */
struct callers {
    struct pool pool;
    uint64_t *loops;
    size_t count;
    size_t capacity;
    struct index index;
};

static bool caller_is(const void *context, size_t entry, const void *key) {
    const struct callers *callers = context;
    return callers->loops[entry] == *(const uint64_t *)key;
}

static bool calls_program(const struct callers *callers, uint64_t loop) {
    return index_find(&callers->index, loop, caller_is, callers, &loop) != INDEX_NOT_FOUND;
}

static void note_callers(struct callers *callers, const struct site_levels *levels) {
    for (size_t i = 0; i < levels->count; i++) {
        const struct site_level *level = &levels->items[i];
        if (!level->may_repeat || level->line.frame->application || calls_program(callers, level->loop))
            continue;
        callers->loops = pool_grow(&callers->pool, callers->loops, callers->count, &callers->capacity,
                                   sizeof(*callers->loops));
        index_add(&callers->index, &callers->pool, level->loop, callers->count);
        callers->loops[callers->count++] = level->loop;
    }
}

static bool has_application_frame(const struct source_stack *stack) {
    for (size_t i = 0; i < stack->key_count; i++) {
        if (stack->keys[i]->application)
            return true;
    }
    return false;
}

static void allow_callers(const struct callers *callers, struct site_levels *levels) {
    for (size_t i = 0; i < levels->count; i++) {
        struct site_level *level = &levels->items[i];
        if (level->may_repeat || level->begins || level->line.frame->application ||
            !calls_program(callers, level->loop))
            continue;
        level->may_repeat = level->calls_program = true;
    }
}

struct site_levels *site_levels_find(struct pool *pool, const struct merged_capture *merged) {
    struct site_levels *sites = pool_allocate(pool, merged->site_count, sizeof(*sites));
    struct callers callers = {.count = 0};
    for (size_t i = 0; i < merged->site_count; i++) {
        sites[i] = look_at_site(pool, merged->sites[i]);
        if (has_application_frame(merged->sites[i]->stack))
            note_callers(&callers, &sites[i]);
    }
    for (size_t i = 0; i < merged->site_count; i++)
        allow_callers(&callers, &sites[i]);
    pool_free(&callers.pool);
    return sites;
}
