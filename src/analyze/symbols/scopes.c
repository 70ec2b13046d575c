#include "scopes.h"

#include "dwarf_walk.h"
#include <dwarf.h>
#include <stdlib.h>

/* From `address` on, up to the next change, `scope` is the innermost one. */
struct scope_change {
    uint64_t address;
    size_t scope;
};

struct listing {
    struct scopes *scopes;
    struct dwarf_index *index;
    struct text_pool *texts;
    Dwarf_Die *unit;
};

static bool add_scope(struct listing *listing, Dwarf_Die *die, size_t parent) {
    struct scopes *scopes = listing->scopes;
    if (scopes->count == scopes->capacity) {
        const size_t capacity = scopes->capacity ? scopes->capacity * 2 : 8;
        struct scope *grown = realloc(scopes->items, capacity * sizeof *grown);
        if (!grown)
            return false;
        scopes->items = grown;
        scopes->capacity = capacity;
    }
    struct scope *scope = &scopes->items[scopes->count];
    *scope = (struct scope){.die = *die, .parent = parent};
    scope->name = dwarf_index_name(listing->index, die);
    scope->definition = dwarf_position_of_definition(listing->texts, listing->unit, die);
    if (parent != SCOPE_NONE)
        scope->call = dwarf_position_of_call(listing->texts, listing->unit, die);
    return dwarf_add_ranges(&scopes->code, die, scopes->count++);
}

static enum dwarf_walk_step list_die(void *context, Dwarf_Die *die, size_t inherited, size_t *handed_on) {
    struct listing *listing = context;
    *handed_on = inherited;
    switch (dwarf_tag(die)) {
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
        return DWARF_WALK_INTO;
    case DW_TAG_inlined_subroutine:
        *handed_on = listing->scopes->count;
        return add_scope(listing, die, inherited) ? DWARF_WALK_INTO : DWARF_WALK_STOP;
    default:
        return DWARF_WALK_PAST;
    }
}

static int compare_changes(const void *left, const void *right) {
    const uint64_t a = ((const struct scope_change *)left)->address;
    const uint64_t b = ((const struct scope_change *)right)->address;
    return (a > b) - (a < b);
}

/* Index of the last change at or before `address`; SCOPE_NONE for none. */
static size_t find_change(const struct scopes *scopes, uint64_t address) {
    size_t low = 0;
    size_t high = scopes->change_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (scopes->changes[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? SCOPE_NONE : low - 1;
}

static int compare_depth(const void *left, const void *right) {
    const struct address_range *a = left;
    const struct address_range *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

/* Lays the scopes' ranges over one another, outer ones first, as a parent stands before its children. */
static bool overlay(struct scopes *scopes) {
    const struct address_ranges *code = &scopes->code;
    scopes->changes = malloc((code->count * 2 + 1) * sizeof *scopes->changes);
    if (!scopes->changes)
        return false;
    for (size_t i = 0; i < code->count; i++) {
        scopes->changes[2 * i] = (struct scope_change){.address = code->items[i].low};
        scopes->changes[2 * i + 1] = (struct scope_change){.address = code->items[i].high};
    }
    qsort(scopes->changes, code->count * 2, sizeof *scopes->changes, compare_changes);
    for (size_t i = 0; i < code->count * 2; i++)
        if (i == 0 || scopes->changes[i].address != scopes->changes[scopes->change_count - 1].address)
            scopes->changes[scopes->change_count++] = scopes->changes[i];
    qsort(code->items, code->count, sizeof *code->items, compare_depth);
    for (size_t i = 0; i < code->count; i++)
        for (size_t change = find_change(scopes, code->items[i].low);
             change < scopes->change_count && scopes->changes[change].address < code->items[i].high; change++)
            scopes->changes[change].scope = code->items[i].value;
    return true;
}

bool scopes_list(struct scopes *scopes, struct dwarf_index *index, struct text_pool *texts,
                 Dwarf_Die *function, Dwarf_Die *unit) {
    struct listing listing = {.scopes = scopes, .index = index, .texts = texts, .unit = unit};
    *scopes = (struct scopes){0};
    return add_scope(&listing, function, SCOPE_NONE) && dwarf_walk(function, 0, list_die, &listing) &&
           overlay(scopes);
}

void scopes_free(struct scopes *scopes) {
    address_ranges_free(&scopes->code);
    free(scopes->items);
    free(scopes->changes);
    *scopes = (struct scopes){0};
}

size_t scopes_find(const struct scopes *scopes, uint64_t address) {
    const size_t change = find_change(scopes, address);
    return change == SCOPE_NONE ? 0 : scopes->changes[change].scope;
}

bool scopes_within(const struct scopes *scopes, size_t scope, size_t around) {
    while (scope != SCOPE_NONE && scope != around)
        scope = scopes->items[scope].parent;
    return scope != SCOPE_NONE;
}

size_t scopes_common(const struct scopes *scopes, size_t one, size_t other) {
    while (one != other) {
        /* the one listed later cannot be around the other */
        if (one > other)
            one = scopes->items[one].parent;
        else
            other = scopes->items[other].parent;
    }
    return one;
}
