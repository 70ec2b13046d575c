/*
 * The source-level functions that make up one physical function: itself and those inlined into it. Addresses
 * are those of the debug information.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_SCOPES_H
#define LOOPLINE_ANALYZE_SYMBOLS_SCOPES_H

#include "dwarf.h"
#include "positions.h"

#define SCOPE_NONE SIZE_MAX

struct scope {
    Dwarf_Die die;
    size_t parent;                    /* SCOPE_NONE: it is the physical function, scope 0 */
    const char *name;                 /* NULL: unknown; owned by `texts` */
    struct dwarf_position definition; /* where the function starts */
    struct dwarf_position call;       /* where it was inlined from */
};

struct scopes {
    struct scope *items; /* a parent precedes its children */
    size_t count;
    size_t capacity;
    struct address_ranges code; /* value: index in `items` */
    struct scope_change *changes;
    size_t change_count;
};

/* Fills in `scopes`. Returns false if memory runs out; call scopes_free in any case. */
bool scopes_list(struct scopes *scopes, struct dwarf_index *index, struct text_pool *texts,
                 Dwarf_Die *function, Dwarf_Die *unit);
void scopes_free(struct scopes *scopes);

/* Returns the innermost scope at `address`; 0 if nothing is known of it. */
size_t scopes_find(const struct scopes *scopes, uint64_t address);
/* Returns the innermost scope around both. */
size_t scopes_common(const struct scopes *scopes, size_t one, size_t other);
/* Returns true if `scope` is `around` or inside it. */
bool scopes_within(const struct scopes *scopes, size_t scope, size_t around);

#endif
