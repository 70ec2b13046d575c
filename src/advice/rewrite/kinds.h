/*
 * One function for each kind of statement; see rewrite_for_many. Nothing comes out for statements of another
 * kind.
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
