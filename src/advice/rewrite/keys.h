/*
 * The conditions of a statement that choose its rows by a value that differs from one execution to the next,
 * and what takes their place where there are many such values.
 */
#ifndef LOOPLINE_ANALYZE_REWRITE_KEYS_H
#define LOOPLINE_ANALYZE_REWRITE_KEYS_H

#include "columns.h"
#include "output.h"
#include "rewrite.h"

enum { MOST_KEYS = 8 };

struct keys {
    struct conditions conditions;
    bool is_key[MOST_CONDITIONS];             /* of `conditions` */
    const struct condition *items[MOST_KEYS]; /* into `conditions` */
    size_t count;
};

/*
 * False where there is none, where one compares otherwise than by =, or where a value could as well be one
 * that differs. `hints` as in rewrite.h.
 */
bool keys_read(const struct rewrite_statement *statement, struct span where,
               const struct rewrite_hints *hints, struct keys *keys);

/* "a = ? and b = ?" becomes "a in (…) and b = ?": the conditions in their order, for many values of the keys.
 */
void put_conditions_for_many(struct rewrite_output *output, const struct rewrite_statement *statement,
                             const struct keys *keys);

/* The columns of the keys, separated by commas. */
void put_keys(struct rewrite_output *output, const struct rewrite_statement *statement,
              const struct keys *keys);

#endif
