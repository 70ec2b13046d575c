#include "analyze/rewrite_statement.h"

#include "analyze/rewrite.h"

#include <string.h>

/* Longer statements than a person would read are left alone. */
#define MOST_TOKENS 4000

/* ---- tokens ---------------------------------------------------------------------------------------------
 */

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

bool rewrite_statement_read(struct pool *pool, const struct run_statement *source,
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

/* ---- spans ----------------------------------------------------------------------------------------------
 */

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

/* ---- clauses --------------------------------------------------------------------------------------------
 */

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

/* ---- columns and tables ---------------------------------------------------------------------------------
 */

bool column_read(const struct rewrite_statement *statement, struct span span, struct column *column) {
    enum { MOST_PARTS = 4 }; /* database.schema.table.column */
    const size_t count = span.end - span.first;
    if (span_is_empty(span) || count % 2 == 0 || count > MOST_PARTS * 2 - 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        const bool fits = i % 2 ? statement->tokens[span.first + i].kind == TOKEN_DOT
                                : rewrite_token_is_name(statement, span.first + i);
        if (!fits)
            return false;
    }
    *column = (struct column){span, span.end - 1};
    return true;
}

bool columns_equal(const struct rewrite_statement *statement, const struct column *left,
                   const struct column *right) {
    if (!rewrite_tokens_equal(statement, left->name, statement, right->name))
        return false;
    if (left->name == left->span.first || right->name == right->span.first)
        return true;
    return rewrite_tokens_equal(statement, left->name - 2, statement, right->name - 2);
}

bool table_read(const struct rewrite_statement *statement, struct span span, struct table *table) {
    struct span name = {span.first, span.first + 1};
    while (name.end + 1 < span.end && statement->tokens[name.end].kind == TOKEN_DOT)
        name.end += 2;
    struct column read;
    if (span_is_empty(span) || !column_read(statement, name, &read))
        return false;
    *table = (struct table){name, read.name};
    size_t rest = name.end;
    if (rest == span.end)
        return true;
    rest += statement->tokens[rest].keyword == KEYWORD_as;
    table->alias = rest;
    return rest + 1 == span.end && rewrite_token_is_name(statement, rest);
}

/* FROM, INTO or UPDATE and a name. */
const char *rewrite_table(struct pool *pool, const struct run_statement *statement) {
    struct rewrite_statement read;
    if (!rewrite_statement_read(pool, statement, &read))
        return NULL;
    for (size_t i = 0; i + 1 < read.count; i++) {
        const enum keyword keyword = read.tokens[i].keyword;
        if (keyword != KEYWORD_from && keyword != KEYWORD_into && keyword != KEYWORD_update)
            continue;
        size_t name = i + 1;
        while (name + 2 < read.count && read.tokens[name + 1].kind == TOKEN_DOT)
            name += 2;
        const struct rewrite_token *token = &read.tokens[name];
        if (token->kind == TOKEN_QUOTED)
            return pool_copy_text(pool, token->start + 1, token->length - 2);
        if (rewrite_token_is_name(&read, name))
            return pool_copy_text(pool, token->start, token->length);
    }
    return NULL;
}

/* ---- conditions -----------------------------------------------------------------------------------------
 */

/* A placeholder and its cast to a type of one word, which may be qualified. */
static bool value_read(const struct rewrite_statement *statement, struct span span,
                       struct condition *condition) {
    if (span_is_empty(span) || !statement->tokens[span.first].placeholder)
        return false;
    condition->placeholder = statement->tokens[span.first].placeholder;
    if (span.first + 1 == span.end)
        return true;
    struct column type;
    if (statement->tokens[span.first + 1].kind != TOKEN_CAST ||
        !column_read(statement, (struct span){span.first + 2, span.end}, &type))
        return false;
    condition->type = type.span;
    return true;
}

static bool is_equals(const struct rewrite_statement *statement, size_t token) {
    const struct rewrite_token *it = &statement->tokens[token];
    if (it->kind != TOKEN_OPERATOR || it->start[0] != '=')
        return false;
    return it->length == 1 || (it->length == 2 && it->start[1] == '=' && statement->dialect == SQL_SQLITE);
}

static struct condition condition_read(const struct rewrite_statement *statement, struct span span) {
    struct condition condition = {.span = span};
    const struct span inner = span_without_parentheses(statement, span);
    size_t equals = inner.first;
    while (equals < inner.end && !is_equals(statement, equals))
        equals++;
    if (equals >= inner.end)
        return condition;
    const struct span left = {inner.first, equals};
    const struct span right = {equals + 1, inner.end};
    condition.is_equality =
        (column_read(statement, left, &condition.column) && value_read(statement, right, &condition)) ||
        (column_read(statement, right, &condition.column) && value_read(statement, left, &condition));
    return condition;
}

/* The end of the condition that begins at `span.first`: the next AND at its depth, but for that of BETWEEN.
 */
static size_t condition_end(const struct rewrite_statement *statement, struct span span) {
    const struct rewrite_token *tokens = statement->tokens;
    bool between = false;
    for (size_t i = span.first; i < span.end; i++) {
        if (tokens[i].depth != tokens[span.first].depth)
            continue;
        if (tokens[i].keyword == KEYWORD_and && !between)
            return i;
        between = tokens[i].keyword == KEYWORD_between || (between && tokens[i].keyword != KEYWORD_and);
    }
    return span.end;
}

static bool has_or(const struct rewrite_statement *statement, struct span span) {
    for (size_t i = span.first; i < span.end; i++) {
        if (statement->tokens[i].keyword == KEYWORD_or &&
            statement->tokens[i].depth == statement->tokens[span.first].depth)
            return true;
    }
    return false;
}

/* Parts that are themselves joined by AND wait behind the one that is looked at, in the order of the text. */
bool conditions_read(const struct rewrite_statement *statement, struct span where,
                     struct conditions *conditions) {
    struct span waiting[MOST_CONDITIONS] = {where};
    size_t count = 1;
    conditions->count = 0;
    while (count) {
        const struct span part = waiting[--count];
        const struct span inner = span_without_parentheses(statement, part);
        const size_t end = span_is_empty(inner) ? inner.end : condition_end(statement, inner);
        if (end >= inner.end || has_or(statement, inner)) {
            if (conditions->count == MOST_CONDITIONS || span_is_empty(inner))
                return false;
            conditions->items[conditions->count++] = condition_read(statement, part);
            continue;
        }
        if (count + 2 > MOST_CONDITIONS)
            return false;
        waiting[count++] = (struct span){end + 1, inner.end};
        waiting[count++] = (struct span){inner.first, end};
    }
    return true;
}
