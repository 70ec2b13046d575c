#include "classify.h"

static const struct {
    const char *word;
    uint8_t class;
} verbs[] = {
    {"select", SQL_READ},
    {"with", SQL_READ},
    {"begin", SQL_TRANSACTION},
    {"commit", SQL_TRANSACTION},
    {"rollback", SQL_TRANSACTION},
    {"start", SQL_TRANSACTION},
    {"end", SQL_TRANSACTION},
    {"abort", SQL_TRANSACTION},
    {"savepoint", SQL_TRANSACTION},
    {"release", SQL_TRANSACTION},
    {"values", SQL_READ},
    {"table", SQL_READ},
    {"replace", SQL_INSERT},
    {"merge", SQL_INSERT},
    {"declare", SQL_CURSOR},
    {"fetch", SQL_CURSOR},
    {"move", SQL_CURSOR},
    {"close", SQL_CURSOR},
    {"copy", SQL_COPY},
    {"set", SQL_SESSION},
    {"reset", SQL_SESSION},
    {"show", SQL_SESSION},
    {"pragma", SQL_SESSION},
    {"listen", SQL_SESSION},
    {"unlisten", SQL_SESSION},
    {"notify", SQL_SESSION},
    {"discard", SQL_SESSION},
    {"attach", SQL_SESSION},
    {"detach", SQL_SESSION},
    {"load", SQL_SESSION},
    {"prepare", SQL_PREPARED},
    {"execute", SQL_PREPARED},
    {"deallocate", SQL_PREPARED},
    {"create", SQL_SCHEMA},
    {"alter", SQL_SCHEMA},
    {"drop", SQL_SCHEMA},
    {"truncate", SQL_SCHEMA},
    {"comment", SQL_SCHEMA},
    {"grant", SQL_SCHEMA},
    {"revoke", SQL_SCHEMA},
    {"vacuum", SQL_SCHEMA},
    {"analyze", SQL_SCHEMA},
    {"analyse", SQL_SCHEMA},
    {"reindex", SQL_SCHEMA},
    {"cluster", SQL_SCHEMA},
    {"refresh", SQL_SCHEMA},
    {"security", SQL_SCHEMA},
    {"reassign", SQL_SCHEMA},
    {"import", SQL_SCHEMA},
};

static enum sql_class verb_class(const struct token *token) {
    switch (token->keyword) { /* the commonest need no search */
    case KEYWORD_insert:
        return SQL_INSERT;
    case KEYWORD_update:
        return SQL_UPDATE;
    case KEYWORD_delete:
        return SQL_DELETE;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verbs[i].word[0] == (char)(token->head & 0xff) && token_is(token, verbs[i].word))
            return (enum sql_class)verbs[i].class;
    return SQL_OTHER;
}

static uint64_t depth_bit(size_t depth) {
    return depth < 64 ? (uint64_t)1 << depth : 0;
}

/* What stands before or behind the work that a text is for. */
static bool is_beside_the_work(enum sql_class class) {
    return class == SQL_TRANSACTION || class == SQL_SESSION || class == SQL_PING;
}

static void done(struct classifier *classifier, enum sql_class class) {
    classifier->state = CLASSIFIER_DONE;
    classifier->statement_class = class;
    classifier->settled = !is_beside_the_work(class);
}

static void begin_select(struct classifier *classifier, size_t depth) {
    classifier->state = CLASSIFIER_SELECT;
    classifier->statement_class = SQL_READ;
    classifier->reads = false;
    classifier->table_next = false;
    classifier->selects = depth_bit(depth);
    classifier->tables = 0;
    classifier->kinds = 0;
}

static void first_word(struct classifier *classifier, const struct token *token, size_t depth) {
    if (token->kind == TOKEN_OPEN_PAREN)
        return;
    if (token->keyword == KEYWORD_select) {
        begin_select(classifier, depth);
        return;
    }
    const enum sql_class class =
        token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD ? verb_class(token) : SQL_OTHER;
    done(classifier, class);
    if (token->keyword != KEYWORD_with && !token_is(token, "prepare"))
        return;
    classifier->state = token->keyword == KEYWORD_with ? CLASSIFIER_WITH : CLASSIFIER_PREPARE;
    classifier->settled = false;
    classifier->with_depth = depth;
}

static void after_with(struct classifier *classifier, const struct token *token, size_t depth) {
    if (depth != classifier->with_depth)
        return;
    const enum keyword keyword = token->keyword;
    if (keyword == KEYWORD_select || keyword == KEYWORD_values || keyword == KEYWORD_table ||
        keyword == KEYWORD_insert || keyword == KEYWORD_update || keyword == KEYWORD_delete ||
        token_is(token, "merge") || token_is(token, "replace"))
        done(classifier, verb_class(token));
}

static bool starts_with(const struct token *token, const char *prefix, size_t length) {
    uint64_t head = 0;
    for (size_t i = length; i > 0; i--)
        head = head << 8 | (uint8_t)prefix[i - 1];
    const uint64_t mask = ~(uint64_t)0 >> (64 - 8 * length);
    return token->length >= length && (token->head & mask) == head;
}

static bool is_catalogue(const struct token *token, enum sql_dialect dialect) {
    if (token->kind != TOKEN_WORD)
        return false;
    if (dialect == SQL_SQLITE)
        return starts_with(token, "sqlite_", 7) || starts_with(token, "pragma_", 7);
    return starts_with(token, "pg_", 3) || token_is(token, "information_schema");
}

static void note_table(struct classifier *classifier, const struct token *token, enum sql_dialect dialect) {
    if (token->kind == TOKEN_DOT || token->keyword == KEYWORD_only || token->keyword == KEYWORD_lateral)
        return;
    if (dialect == SQL_SQLITE && (token_is(token, "main") || token_is(token, "temp")))
        return; /* the schema's name; the table's follows */
    classifier->table_next = false;
    classifier->reads = true;
    if (!is_catalogue(token, dialect))
        done(classifier, SQL_READ);
}

static void in_select(struct classifier *classifier, const struct token *token, enum sql_dialect dialect,
                      enum keyword before, size_t depth) {
    const uint64_t here = depth_bit(depth);
    classifier->kinds |= (uint32_t)1 << token->kind;
    if (token->kind == TOKEN_OPEN_PAREN) {
        classifier->selects &= ~depth_bit(depth + 1);
        classifier->tables &= ~depth_bit(depth + 1);
        return;
    }
    if (token->kind == TOKEN_COMMA) {
        classifier->table_next = classifier->tables & here;
        return;
    }
    switch (token->keyword) {
    case KEYWORD_select:
        classifier->selects |= here;
        classifier->tables &= ~here;
        classifier->table_next = false;
        return;
    case KEYWORD_into:
        if (dialect == SQL_POSTGRESQL && classifier->selects & here)
            done(classifier, SQL_SCHEMA); /* makes a table, as CREATE TABLE … AS does */
        return;
    case KEYWORD_from:
        if (!(classifier->selects & here) || before == KEYWORD_distinct)
            return; /* extract(… from …), is distinct from */
        classifier->tables |= here;
        classifier->table_next = true;
        return;
    case KEYWORD_join:
        classifier->table_next = true;
        return;
    case KEYWORD_where:
    case KEYWORD_group:
    case KEYWORD_order:
    case KEYWORD_having:
    case KEYWORD_limit:
    case KEYWORD_window:
        classifier->tables &= ~here;
        return;
    default:
        if (classifier->table_next)
            note_table(classifier, token, dialect);
    }
}

void classifier_token(struct classifier *classifier, const struct token *token, enum sql_dialect dialect,
                      enum keyword before, size_t depth) {
    switch (classifier->state) {
    case CLASSIFIER_FIRST_WORD:
        first_word(classifier, token, depth);
        break;
    case CLASSIFIER_WITH:
        after_with(classifier, token, depth);
        break;
    case CLASSIFIER_PREPARE:
        done(classifier, token_is(token, "transaction") ? SQL_TRANSACTION : SQL_PREPARED);
        break;
    case CLASSIFIER_SELECT:
        in_select(classifier, token, dialect, before, depth);
        break;
    case CLASSIFIER_DONE:
        break;
    }
}

static enum sql_class select_class(const struct classifier *classifier) {
    const uint32_t of_ping =
        1u << TOKEN_VALUE | 1u << TOKEN_COMMA | 1u << TOKEN_OPEN_PAREN | 1u << TOKEN_CLOSE_PAREN;
    if (!(classifier->kinds & ~of_ping))
        return SQL_PING;
    return classifier->reads ? SQL_CATALOGUE : SQL_READ;
}

void classifier_end_statement(struct classifier *classifier, bool empty) {
    const enum sql_class class =
        classifier->state == CLASSIFIER_SELECT ? select_class(classifier) : classifier->statement_class;
    const bool says_more = classifier->any && is_beside_the_work(classifier->text_class) &&
                           (!is_beside_the_work(class) || classifier->text_class == SQL_TRANSACTION);
    if (!empty && (!classifier->any || says_more)) {
        classifier->text_class = class;
        classifier->any = true;
    }
    classifier->settled = classifier->any && !is_beside_the_work(classifier->text_class);
    classifier->state = CLASSIFIER_FIRST_WORD;
    classifier->statement_class = SQL_OTHER;
}

enum sql_class classifier_class(const struct classifier *classifier) {
    return classifier->any ? classifier->text_class : SQL_PING;
}
