/*
 * One function for each kind of statement; see rewrite_for_many. For statements of another kind, `sql` is
 * NULL.
 */
#ifndef LOOPLINE_ADVICE_REWRITE_KINDS_H
#define LOOPLINE_ADVICE_REWRITE_KINDS_H

#include "rewrite.h"
#include "tokens.h"

struct rewritten rewrite_read(struct pool *pool, const struct rewrite_tokens *tokens, bool at_most_one_row);
struct rewritten rewrite_insert(struct pool *pool, const struct rewrite_tokens *tokens);
struct rewritten rewrite_update(struct pool *pool, const struct rewrite_tokens *tokens);
struct rewritten rewrite_delete(struct pool *pool, const struct rewrite_tokens *tokens);

#endif
