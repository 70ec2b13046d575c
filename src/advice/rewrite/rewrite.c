#include "rewrite.h"

#include "kinds.h"

struct rewritten rewrite_for_many(struct pool *pool, const struct merged_statement *statement,
                                  bool at_most_one_row) {
    struct rewrite_tokens tokens;
    if (!tokens_read(pool, statement, &tokens))
        return (struct rewritten){0};
    const struct rewrite_token *verb = &tokens.at[0];
    if (verb->keyword == KEYWORD_select)
        return rewrite_read(pool, &tokens, at_most_one_row);
    if (token_says(verb, "insert") || token_says(verb, "replace"))
        return rewrite_insert(pool, &tokens);
    if (verb->keyword == KEYWORD_update)
        return rewrite_update(pool, &tokens);
    return verb->keyword == KEYWORD_delete ? rewrite_delete(pool, &tokens) : (struct rewritten){0};
}

/* Whether the word stands before a table, and not in `extract(year from x)` or `is distinct from`. */
static bool comes_before_table(const struct rewrite_tokens *tokens, size_t token, bool in_select) {
    const enum keyword keyword = tokens->at[token].keyword;
    if (keyword == KEYWORD_into || keyword == KEYWORD_update)
        return true;
    return keyword == KEYWORD_from && in_select &&
           (token == 0 || tokens->at[token - 1].keyword != KEYWORD_distinct);
}

const char *rewrite_table(struct pool *pool, const struct merged_statement *statement) {
    enum { DEEPEST = 64 };
    struct rewrite_tokens tokens;
    bool in_select[DEEPEST + 1] = {false}; /* by depth: whether the parentheses began with SELECT or DELETE */
    size_t closes_at[DEEPEST + 1];
    size_t depth = 0;
    if (!tokens_read(pool, statement, &tokens))
        return NULL;
    for (size_t i = 0; i + 1 < tokens.count; i++) {
        while (depth && i >= closes_at[depth])
            depth--;
        const enum keyword keyword = tokens.at[i].keyword;
        if (keyword == KEYWORD_select || keyword == KEYWORD_delete)
            in_select[depth] = true;
        if (comes_before_table(&tokens, i, in_select[depth])) {
            size_t name = i + 1;
            while (name + 2 < tokens.count && tokens.at[name + 1].kind == TOKEN_DOT)
                name += 2;
            if (token_is_name(&tokens, name))
                return token_name(pool, &tokens.at[name]);
        }
        if (tokens.at[i].closes_at && depth < DEEPEST) {
            closes_at[++depth] = tokens.at[i].closes_at;
            in_select[depth] = false;
        }
    }
    return NULL;
}
