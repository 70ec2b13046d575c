#include "entry_tags.h"

#include <string.h>

/* The executions of one name. */
struct named {
    const char *name; /* NULL: the tags hold a trace alone */
    enum loop_entry_kind kind;
    uint64_t calls;
    bool has_span;
    struct loopline_span span;
};

struct names {
    struct pool scratch;
    struct named *items;
    size_t count;
    size_t capacity;
};

static const char *name_of(struct pool *pool, const struct capture_tags *tags) {
    if (*tags->route)
        return tags->route;
    if (*tags->controller && *tags->action)
        return pool_format(pool, "%s#%s", tags->controller, tags->action);
    if (*tags->controller)
        return tags->controller;
    if (*tags->action)
        return tags->action;
    return *tags->job ? tags->job : NULL;
}

static enum loop_entry_kind kind_of(const struct capture_tags *tags) {
    return *tags->route || *tags->controller || *tags->action ? LOOP_ENTRY_REQUEST : LOOP_ENTRY_JOB;
}

static bool are_same(const char *one, const char *other) {
    return one && other ? strcmp(one, other) == 0 : one == other;
}

static void add(struct names *names, struct pool *pool, const struct merged_tags *tags) {
    const char *name = name_of(pool, tags->tags);
    size_t at = 0;
    while (at < names->count && !are_same(names->items[at].name, name))
        at++;
    if (at == names->count) {
        names->items =
            pool_grow(&names->scratch, names->items, names->count, &names->capacity, sizeof(*names->items));
        names->items[names->count++] = (struct named){.name = name, .kind = kind_of(tags->tags)};
    }
    struct named *to = &names->items[at];
    to->calls += tags->calls;
    if (tags->has_span) {
        to->has_span = true;
        to->span = tags->span;
    }
}

/* The most executions; of as many, the first by name, so that each report on a run says the same. */
static bool comes_before(const struct named *one, const struct named *other) {
    if (!one->name != !other->name)
        return one->name != NULL;
    if (one->calls != other->calls || !one->name)
        return one->calls > other->calls;
    return strcmp(one->name, other->name) < 0;
}

void entry_add_tags(struct loop_entry *entry, struct pool *pool, const struct merged_site *const *sites,
                    size_t site_count) {
    struct names names = {.count = 0};
    const struct named *best = NULL;
    for (size_t i = 0; i < site_count; i++)
        for (size_t j = 0; j < sites[i]->tags_count; j++)
            add(&names, pool, &sites[i]->tags[j]);
    size_t named = 0;
    for (size_t i = 0; i < names.count; i++) {
        named += names.items[i].name != NULL;
        if (!best || comes_before(&names.items[i], best))
            best = &names.items[i];
    }
    if (best) {
        entry->has_span = best->has_span;
        entry->span = best->span;
    }
    /* What a test asks for is known better by the test. */
    if (named && entry->kind != LOOP_ENTRY_TEST) {
        entry->kind = best->kind;
        entry->name = best->name;
        entry->others = named - 1;
    }
    pool_free(&names.scratch);
}
