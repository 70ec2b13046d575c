/*
 * The source-level functions that one physical function is made of: itself, and what was inlined into it.
 * Addresses are those of the debug information.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_SCOPES_H
#define LOOPLINE_ANALYZE_SYMBOLS_SCOPES_H

#include "dwarf.h"
#include "positions.h"

#define SCOPE_NONE SIZE_MAX

struct scope {
    Dwarf_Die die;
    size_t parent;                    /* SCOPE_NONE for the physical function, which is scope 0 */
    const char *name;                 /* NULL: unknown; owned by the pool */
    struct dwarf_position definition; /* where the function starts */
    struct dwarf_position call;       /* where it was inlined from */
};

struct scopes {
    struct scope *items; /* a parent stands before its children */
    size_t count;
    size_t capacity;
    struct address_ranges code; /* value: index in `items` */
    struct scope_change *changes;
    size_t change_count;
};

/* Fills in `scopes`. False out of memory; scopes_free in any case. */
bool scopes_list(struct scopes *scopes, struct dwarf_index *index, struct text_pool *texts,
                 Dwarf_Die *function, Dwarf_Die *unit);
void scopes_free(struct scopes *scopes);

/* The innermost scope at `address`; scope 0 where nothing is known of it. */
size_t scopes_find(const struct scopes *scopes, uint64_t address);
/* The innermost scope that is around both. */
size_t scopes_common(const struct scopes *scopes, size_t one, size_t other);
bool scopes_within(const struct scopes *scopes, size_t scope, size_t around);

#endif
