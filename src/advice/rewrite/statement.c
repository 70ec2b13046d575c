#include "statement.h"

#include <string.h>

/* Longer statements than a person would read are left alone. */
#define MOST_TOKENS 4000

/* ---- tokens ---- */

static bool ends_operand(const struct rewrite_token *token) {
    switch (token->kind) {
    case TOKEN_WORD:
    case TOKEN_SPACED_WORD:
        return !(keyword_traits[token->keyword] & KEYWORD_BEFORE_OPERAND);
    case TOKEN_QUOTED:
    case TOKEN_VALUE:
    case TOKEN_CLOSE_PAREN:
    case TOKEN_CLOSE_BRACKET:
        return true;
    default:
        return false;
    }
}

static bool is_word(const struct rewrite_token *token) {
    return token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD;
}

/* In a name that is numbered, digits have become four zeros: what it was called is not known. */
static bool is_folded_name(const struct token *token) {
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_QUOTED)
        return false;
    return memmem(token->start, token->length, "0000", 4) ||
           (token->kind == TOKEN_QUOTED && token->quote == 'U');
}

/* What stands in no normal form, what ends a statement, and what could be read in two ways. */
static bool is_unusual(const struct token *token, bool after_operand) {
    switch (token->kind) {
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_BLOB:
    case TOKEN_SEMICOLON:
    case TOKEN_OTHER:
        return true;
    case TOKEN_QUESTION_MARK:
    case TOKEN_PARAMETER:
        return after_operand || token->length != 1;
    default:
        return is_folded_name(token);
    }
}

struct nesting {
    size_t depth;
    size_t cases;
};

/* The depth of the token; false where something ends that has not begun. */
static bool nest(struct nesting *nesting, struct rewrite_token *token) {
    const bool ends_case = token->keyword == KEYWORD_end && is_word(token);
    const bool closes = token->kind == TOKEN_CLOSE_PAREN || token->kind == TOKEN_CLOSE_BRACKET || ends_case;
    if (closes && (!nesting->depth || (ends_case && !nesting->cases)))
        return false;
    nesting->depth -= closes;
    nesting->cases -= ends_case;
    token->depth = nesting->depth;
    const bool begins_case = token->keyword == KEYWORD_case && is_word(token);
    nesting->depth += token->kind == TOKEN_OPEN_PAREN || token->kind == TOKEN_OPEN_BRACKET || begins_case;
    nesting->cases += begins_case;
    return true;
}

bool rewrite_statement_read(struct pool *pool, const struct merged_statement *source,
                            struct rewrite_statement *statement) {
    if (source->flags & (LOOPLINE_STATEMENT_TRUNCATED | LOOPLINE_STATEMENT_UNSEEN))
        return false;
    *statement = (struct rewrite_statement){
        .source = source,
        .dialect = source->driver == LOOPLINE_DRIVER_SQLITE ? SQL_SQLITE : SQL_POSTGRESQL,
    };
    struct scanner scanner = scanner_begin((struct sql_options){.dialect = statement->dialect}, source->text,
                                           strlen(source->text));
    struct nesting nesting = {0};
    size_t capacity = 0;
    size_t placeholders = 0;
    for (bool after_operand = false;;
         after_operand = ends_operand(&statement->tokens[statement->count - 1])) {
        struct token token;
        scanner_next(&scanner, after_operand, &token);
        if (token.kind == TOKEN_END)
            return statement->count > 0 && nesting.depth == 0;
        if (statement->count == MOST_TOKENS || is_unusual(&token, after_operand))
            return false;
        const bool is_placeholder = token.kind == TOKEN_QUESTION_MARK || token.kind == TOKEN_PARAMETER;
        placeholders += is_placeholder;
        struct rewrite_token read = {
            .start = token.start,
            .length = token.length,
            .kind = is_placeholder ? TOKEN_VALUE : token.kind,
            .keyword =
                token.kind == TOKEN_WORD || token.kind == TOKEN_SPACED_WORD ? token.keyword : KEYWORD_NONE,
            .placeholder = is_placeholder ? placeholders : 0,
        };
        if (!nest(&nesting, &read))
            return false;
        statement->tokens =
            pool_grow(pool, statement->tokens, statement->count, &capacity, sizeof(*statement->tokens));
        statement->tokens[statement->count++] = read;
    }
}

struct span rewrite_statement_all(const struct rewrite_statement *statement) {
    return (struct span){0, statement->count};
}

bool rewrite_token_is(const struct rewrite_token *token, const char *word) {
    return is_word(token) && token->length == strlen(word) && !memcmp(token->start, word, token->length);
}

const char *rewrite_token_text(struct pool *pool, const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *it = &statement->tokens[token];
    const size_t quote = it->kind == TOKEN_QUOTED ? 1 : 0;
    return pool_copy_text(pool, it->start + quote, it->length - 2 * quote);
}

bool rewrite_token_is_name(const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *it = &statement->tokens[token];
    return it->kind == TOKEN_QUOTED ||
           (it->kind == TOKEN_WORD && !keyword_needs_quotes(it->keyword, statement->dialect));
}

bool rewrite_tokens_equal(const struct rewrite_statement *left, size_t left_token,
                          const struct rewrite_statement *right, size_t right_token) {
    const struct rewrite_token *a = &left->tokens[left_token];
    const struct rewrite_token *b = &right->tokens[right_token];
    return a->length == b->length && !memcmp(a->start, b->start, a->length);
}

/* ---- spans ---- */

bool span_has_placeholder(const struct rewrite_statement *statement, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        if (statement->tokens[i].placeholder)
            return true;
    }
    return false;
}

bool span_has_keyword(const struct rewrite_statement *statement, struct span span, enum keyword keyword) {
    for (size_t i = span.first; i < span.end; i++) {
        if (statement->tokens[i].keyword == keyword)
            return true;
    }
    return false;
}

bool rewrite_token_is_counted(const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *tokens = statement->tokens;
    return tokens[token].placeholder && token > 1 && token + 1 < statement->count &&
           tokens[token - 1].kind == TOKEN_OPEN_PAREN && tokens[token + 1].kind == TOKEN_CLOSE_PAREN &&
           rewrite_token_is(&tokens[token - 2], "count");
}

struct span span_without_parentheses(const struct rewrite_statement *statement, struct span span) {
    const struct rewrite_token *tokens = statement->tokens;
    while (span.end - span.first > 2 && tokens[span.first].kind == TOKEN_OPEN_PAREN) {
        size_t close = span.first + 1;
        while (close < span.end && tokens[close].depth > tokens[span.first].depth)
            close++;
        if (close + 1 != span.end)
            return span;
        span = (struct span){span.first + 1, close};
    }
    return span;
}

struct span span_take_item(const struct rewrite_statement *statement, struct span *span) {
    const struct rewrite_token *tokens = statement->tokens;
    struct span item = {span->first, span->first};
    while (item.end < span->end &&
           (tokens[item.end].kind != TOKEN_COMMA || tokens[item.end].depth != tokens[item.first].depth))
        item.end++;
    span->first = item.end < span->end ? item.end + 1 : span->end;
    return item;
}

/* ---- clauses ---- */

/* The clause that a word begins; CLAUSES: none, CLAUSE_HEAD: one that is not read. */
static enum clause clause_begun_by(enum keyword keyword) {
    switch (keyword) {
    case KEYWORD_set:
        return CLAUSE_SET;
    case KEYWORD_from:
        return CLAUSE_FROM;
    case KEYWORD_where:
        return CLAUSE_WHERE;
    case KEYWORD_group:
        return CLAUSE_GROUP;
    case KEYWORD_having:
        return CLAUSE_HAVING;
    case KEYWORD_order:
        return CLAUSE_ORDER;
    case KEYWORD_limit:
    case KEYWORD_offset:
        return CLAUSE_LIMIT;
    case KEYWORD_for:
        return CLAUSE_LOCKING;
    case KEYWORD_union:
    case KEYWORD_except:
    case KEYWORD_intersect:
    case KEYWORD_window:
    case KEYWORD_fetch:
    case KEYWORD_into:
    case KEYWORD_returning:
    case KEYWORD_select:
    case KEYWORD_values:
        return CLAUSE_HEAD;
    default:
        return CLAUSES;
    }
}

/* How many words begin a clause before what it holds. */
static size_t words_of(enum clause clause) {
    if (clause == CLAUSE_LIMIT || clause == CLAUSE_LOCKING)
        return 0;
    return clause == CLAUSE_GROUP || clause == CLAUSE_ORDER ? 2 : 1;
}

bool clauses_read(const struct rewrite_statement *statement, struct span span, struct clauses *clauses) {
    const struct rewrite_token *tokens = statement->tokens;
    *clauses = (struct clauses){0};
    enum clause now = CLAUSE_HEAD;
    size_t first = span.first + 1; /* of the clause's content */
    clauses->distinct = first < span.end && tokens[first].keyword == KEYWORD_distinct;
    first += clauses->distinct;
    if (first < span.end && (tokens[first].keyword == KEYWORD_on || tokens[first].keyword == KEYWORD_all))
        return false;
    for (size_t i = first; i < span.end; i++) {
        const bool is_name = tokens[i - 1].kind == TOKEN_DOT;
        const enum clause next = tokens[i].depth == tokens[span.first].depth && !is_name
                                     ? clause_begun_by(tokens[i].keyword)
                                     : CLAUSES;
        if (next == CLAUSES || (next == CLAUSE_LIMIT && now == CLAUSE_LIMIT))
            continue;
        const size_t words = words_of(next);
        const bool has_by = words < 2 || (i + 1 < span.end && tokens[i + 1].keyword == KEYWORD_by);
        if (next <= now || (i <= first && now != CLAUSE_HEAD) || !has_by)
            return false;
        clauses->of[now] = (struct span){first, i};
        now = next;
        first = i + words;
        i += words ? words - 1 : 0;
    }
    clauses->of[now] = (struct span){first, span.end};
    return first < span.end;
}
