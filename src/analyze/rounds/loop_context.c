#include "loop_context.h"

#include "statement_shape.h"

/* A frame on a stack, with all that called it. */
struct place {
    const struct source_stack *stack;
    const struct source_frame *frame;
};

/* Sites that the same lines lead to, from the outermost frame to one function that calls from a loop. */
struct neighbours {
    struct place place; /* of one of them */
    struct member {
        const struct merged_site *site;
        const struct source_frame *frame;
    } * members;
    size_t count;
    size_t capacity;
};

/* A loop that was asked for, and what all of its sites amount to. */
struct known_loop {
    struct place place;
    int header_line;
    struct loop_context context;
};

struct loop_contexts {
    struct pool *pool;
    const struct merged_capture *merged;
    const struct site_rounds *rounds;
    struct neighbours *neighbours;
    size_t neighbour_count;
    size_t neighbour_capacity;
    struct index neighbour_index;
    struct known_loop **loops;
    size_t loop_count;
    size_t loop_capacity;
    struct index loop_index;
};

/* ---- places ---- */

static size_t callers_of(const struct place *place) {
    return place->stack->frame_count - (size_t)(place->frame - place->stack->frames) - 1;
}

static uint64_t hash_callers(const struct place *place) {
    const size_t callers = callers_of(place);
    return hash_number(place->stack->hashes_from_outside[callers], callers);
}

/* The same for frames of one function with the same callers. */
static uint64_t hash_function(const struct place *place) {
    const struct source_frame *frame = place->frame;
    const uint64_t hash = hash_callers(place);
    return frame->function ? hash_text(hash, frame->function)
                           : hash_number(hash, frame->position - frame->function_offset);
}

static bool share_callers(const struct place *left, const struct place *right) {
    return callers_of(left) == callers_of(right) &&
           source_stacks_share_callers(left->stack, left->frame, right->stack, right->frame);
}

/* ---- sites by place ---- */

static bool neighbours_are(const void *context, size_t entry, const void *key) {
    const struct place *one = &((const struct loop_contexts *)context)->neighbours[entry].place;
    const struct place *other = key;
    return frames_share_function(one->frame, other->frame) && share_callers(one, other);
}

static void add_neighbour(struct loop_contexts *contexts, const struct merged_site *site,
                          const struct source_frame *frame) {
    const struct place place = {site->stack, frame};
    const uint64_t hash = hash_function(&place);
    size_t number = index_find(&contexts->neighbour_index, hash, neighbours_are, contexts, &place);
    if (number == INDEX_NOT_FOUND) {
        number = contexts->neighbour_count++;
        contexts->neighbours = pool_grow(contexts->pool, contexts->neighbours, number,
                                         &contexts->neighbour_capacity, sizeof(*contexts->neighbours));
        contexts->neighbours[number] = (struct neighbours){.place = place};
        index_add(&contexts->neighbour_index, contexts->pool, hash, number);
    }
    struct neighbours *all = &contexts->neighbours[number];
    all->members = pool_grow(contexts->pool, all->members, all->count, &all->capacity, sizeof(*all->members));
    all->members[all->count++] = (struct member){site, frame};
}

struct loop_contexts *loop_contexts_make(struct pool *pool, const struct merged_capture *merged,
                                         const struct site_rounds *rounds) {
    struct loop_contexts *contexts = pool_allocate(pool, 1, sizeof(*contexts));
    *contexts = (struct loop_contexts){.pool = pool, .merged = merged, .rounds = rounds};
    for (size_t i = 0; i < merged->site_count; i++) {
        const struct source_stack *stack = merged->sites[i]->stack;
        for (size_t j = 0; j < stack->frame_count; j++) {
            if (stack->frames[j].in_loop)
                add_neighbour(contexts, merged->sites[i], &stack->frames[j]);
        }
    }
    return contexts;
}

/* ---- one loop ---- */

/* Whether the loop runs what this frame calls, at any depth. The two are of one function, with the same
 * callers. */
static bool loop_runs(const struct source_frame *loop, const struct source_frame *frame) {
    return frame->header_line == loop->header_line || frame->loop_depth > loop->loop_depth;
}

static void add_transaction(struct loop_context *loop_context, const struct merged_site *site) {
    const char *text = site->statement->text;
    if (shape_find_word(text, "savepoint") || shape_find_word(text, "release") || shape_find_word(text, "to"))
        return;
    if (shape_find_word(text, "rollback"))
        loop_context->rollbacks += site->calls;
    else
        loop_context->transactions += site->calls;
}

static void add(struct loop_context *context, const struct merged_site *site,
                const struct site_rounds *rounds) {
    context->statements += site->calls;
    context->failed += site->failed;
    context->transactions += rounds->own_transactions;
    switch (site->statement->statement_class) {
    case SQL_SCHEMA:
        context->schema += site->calls;
        return;
    case SQL_TRANSACTION:
        add_transaction(context, site);
        return;
    default:
        return;
    }
}

static bool loop_is(const void *context, size_t entry, const void *key) {
    const struct known_loop *loop = ((const struct loop_contexts *)context)->loops[entry];
    const struct place *wanted = key;
    return loop->header_line == wanted->frame->header_line &&
           loop->place.frame->loop_depth == wanted->frame->loop_depth &&
           frames_share_function(loop->place.frame, wanted->frame) && share_callers(&loop->place, wanted);
}

static struct known_loop *look_at(struct loop_contexts *contexts, const struct place *place) {
    struct known_loop *loop = pool_allocate(contexts->pool, 1, sizeof(*loop));
    *loop = (struct known_loop){.place = *place, .header_line = place->frame->header_line};
    const size_t found =
        index_find(&contexts->neighbour_index, hash_function(place), neighbours_are, contexts, place);
    if (found == INDEX_NOT_FOUND)
        return loop;
    const struct neighbours *all = &contexts->neighbours[found];
    for (size_t i = 0; i < all->count; i++) {
        const struct merged_site *site = all->members[i].site;
        if (loop_runs(place->frame, all->members[i].frame))
            add(&loop->context, site, &contexts->rounds[site->number]);
    }
    return loop;
}

static const struct known_loop *find(struct loop_contexts *contexts, const struct place *place) {
    const uint64_t hash = hash_number(hash_function(place), (uint64_t)place->frame->header_line);
    const size_t found = index_find(&contexts->loop_index, hash, loop_is, contexts, place);
    if (found != INDEX_NOT_FOUND)
        return contexts->loops[found];
    struct known_loop *loop = look_at(contexts, place);
    contexts->loops = pool_grow(contexts->pool, contexts->loops, contexts->loop_count,
                                &contexts->loop_capacity, sizeof(struct known_loop *));
    index_add(&contexts->loop_index, contexts->pool, hash, contexts->loop_count);
    contexts->loops[contexts->loop_count++] = loop;
    return loop;
}

struct loop_context loop_context_of(struct loop_contexts *contexts, const struct source_stack *stack,
                                    const struct loop_line *loop) {
    if (!loop->frame)
        return (struct loop_context){.statements = 0};
    const struct place place = {stack, loop->frame};
    return find(contexts, &place)->context;
}
