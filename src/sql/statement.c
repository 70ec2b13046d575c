#include "statement.h"

static const struct {
    const char *word;
    enum statement_mode mode;
    unsigned words;
} commands[] = {
    {"alter", STATEMENT_ALTER_WHAT, 0},
    {"attach", STATEMENT_ATTACH, 0},
    {"close", STATEMENT_NAME, STATEMENT_STOP_ALL},
    {"copy", STATEMENT_COPY, 0},
    {"create", STATEMENT_CREATE_WHAT, 0},
    {"deallocate", STATEMENT_NAME, STATEMENT_SKIP_PREPARE | STATEMENT_STOP_ALL},
    {"declare", STATEMENT_NAME, 0},
    {"execute", STATEMENT_NAME, 0},
    {"explain", STATEMENT_EXPLAIN, 0},
    {"fetch", STATEMENT_FETCH, 0},
    {"move", STATEMENT_FETCH, 0},
    {"notify", STATEMENT_NOTIFY, 0},
    {"pragma", STATEMENT_PRAGMA, 0},
    {"prepare", STATEMENT_NAME, STATEMENT_STOP_TRANSACTION},
    {"release", STATEMENT_NAME, STATEMENT_SKIP_SAVEPOINT},
    {"rollback", STATEMENT_ROLLBACK, 0},
    {"savepoint", STATEMENT_NAME, 0},
    {"set", STATEMENT_SET, 0},
    {"vacuum", STATEMENT_VACUUM, 0},
};

static bool is_one_of(const struct token *token, const char *const *words) {
    for (; *words; words++)
        if (token_is(token, *words))
            return true;
    return false;
}

static bool is_word(const struct token *token) {
    return token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD;
}

static bool is_name(const struct token *token) {
    return is_word(token) || token->kind == TOKEN_QUOTED;
}

static bool is_equals(const struct token *token) {
    return token->kind == TOKEN_OPERATOR && (token->head == '=' || token->head == (':' | '=' << 8));
}

void statement_start(struct statement *statement, const struct token *first) {
    statement->position = 1;
    statement->mode = STATEMENT_ORDINARY;
    switch (first->keyword) {
    case KEYWORD_select:
    case KEYWORD_insert:
    case KEYWORD_update:
    case KEYWORD_delete:
    case KEYWORD_with:
        return; /* most statements; to look no further is all that this is for */
    default:
        break;
    }
    if (!is_word(first))
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (commands[i].word[0] != (char)(first->head & 0xff) || !token_is(first, commands[i].word))
            continue;
        statement->mode = commands[i].mode;
        statement->words = commands[i].words;
    }
}

static enum statement_treatment name_token(struct statement *statement, const struct token *token) {
    const unsigned words = statement->words;
    if ((words & STATEMENT_SKIP_SAVEPOINT && token_is(token, "savepoint")) ||
        (words & STATEMENT_SKIP_PREPARE && token_is(token, "prepare"))) {
        statement->words &= ~(unsigned)(STATEMENT_SKIP_SAVEPOINT | STATEMENT_SKIP_PREPARE);
        return STATEMENT_KEEP;
    }
    statement->mode = STATEMENT_ORDINARY;
    if ((words & STATEMENT_STOP_ALL && token_is(token, "all")) ||
        (words & STATEMENT_STOP_TRANSACTION && token_is(token, "transaction")))
        return STATEMENT_KEEP;
    return is_name(token) ? STATEMENT_FOLD_NAME : STATEMENT_KEEP;
}

void statement_expect_name(struct statement *statement) {
    statement->mode = STATEMENT_NAME;
    statement->words = 0;
}

static enum statement_treatment fetch_token(const struct token *token, enum keyword before) {
    static const char *const directions[] = {"next",     "prior", "first",   "last",     "absolute",
                                             "relative", "all",   "forward", "backward", NULL};
    const bool after_from = before == KEYWORD_from || before == KEYWORD_in;
    if (!is_name(token))
        return STATEMENT_KEEP;
    if (after_from)
        return STATEMENT_FOLD_NAME;
    if (token->keyword == KEYWORD_from || token->keyword == KEYWORD_in || is_one_of(token, directions))
        return STATEMENT_KEEP;
    return STATEMENT_FOLD_NAME;
}

static enum statement_treatment value_token(const struct token *token) {
    const bool says_nothing = token->keyword == KEYWORD_default || token->keyword == KEYWORD_to;
    return is_name(token) && !says_nothing ? STATEMENT_FOLD_VALUE : STATEMENT_KEEP;
}

static enum statement_treatment set_token(struct statement *statement, const struct token *token) {
    static const char *const longer_forms[] = {"zone", "role", "authorization", "names", "schema", NULL};
    if (is_equals(token) || token->keyword == KEYWORD_to || is_one_of(token, longer_forms))
        statement->mode = STATEMENT_VALUE;
    return STATEMENT_KEEP;
}

/* What is created or altered, where it is no role. CREATE FUNCTION … SET x = v is like ALTER … SET. */
static enum statement_mode what_mode(enum statement_mode mode, const struct token *token) {
    static const char *const replaced[] = {"or", "replace", NULL};
    static const char *const routines[] = {"function", "procedure", NULL};
    if (mode == STATEMENT_ALTER_WHAT || is_one_of(token, routines))
        return STATEMENT_ALTER;
    if (token_is(token, "virtual"))
        return STATEMENT_VIRTUAL;
    return is_one_of(token, replaced) ? STATEMENT_CREATE_WHAT : STATEMENT_ORDINARY;
}

/* EXPLAIN [QUERY PLAN | ANALYZE | VERBOSE | (options)]: then the statement starts over. */
static enum statement_treatment explain_token(struct statement *statement, const struct token *token) {
    static const char *const options[] = {"query", "plan", "analyze", "analyse", "verbose", NULL};
    if (is_word(token) && !is_one_of(token, options)) {
        statement_start(statement, token);
        statement->position = 0; /* it is counted yet */
    }
    return STATEMENT_KEEP;
}

static enum statement_treatment alter_token(struct statement *statement, const struct token *token) {
    static const char *const roles[] = {"user", "role", "group", NULL};
    const enum statement_mode mode = statement->mode;
    if (mode == STATEMENT_CREATE_WHAT || mode == STATEMENT_ALTER_WHAT) {
        statement->mode = is_one_of(token, roles) ? STATEMENT_ROLE : what_mode(mode, token);
    } else if (token->keyword == KEYWORD_set) {
        statement->mode = STATEMENT_ALTER_SET;
    } else if (mode == STATEMENT_ROLE && token_is(token, "password")) {
        statement_expect_name(statement);
    } else if (mode == STATEMENT_ALTER_SET && (is_equals(token) || token->keyword == KEYWORD_to)) {
        statement->mode = STATEMENT_VALUE;
    }
    return STATEMENT_KEEP;
}

/* PRAGMA name, PRAGMA schema.name; then = value, (value), or what is malformed but may be a value. */
static enum statement_treatment pragma_token(struct statement *statement, const struct token *token,
                                             enum token_kind before) {
    if (statement->position == 1 || token->kind == TOKEN_DOT ||
        (statement->position == 3 && before == TOKEN_DOT))
        return STATEMENT_KEEP;
    statement->mode = STATEMENT_VALUE;
    return value_token(token);
}

/* ATTACH [DATABASE] expression AS schema [KEY expression] */
static enum statement_treatment attach_token(struct statement *statement, const struct token *token) {
    if (statement->mode == STATEMENT_ATTACH_SCHEMA) {
        statement->mode = STATEMENT_ATTACH;
        return STATEMENT_KEEP;
    }
    if (token->keyword == KEYWORD_as) {
        statement->mode = STATEMENT_ATTACH_SCHEMA;
        return STATEMENT_KEEP;
    }
    if ((statement->position == 1 && token_is(token, "database")) || token_is(token, "key"))
        return STATEMENT_KEEP;
    return value_token(token);
}

/* Everything after FROM STDIN that is no option is data that an application sent along with the command. */
static enum statement_treatment copy_option(struct statement *statement, const struct token *token,
                                            enum token_kind before, enum keyword keyword_before) {
    static const char *const options[] = {"with",   "binary", "oids",     "delimiter", "delimiters",
                                          "null",   "as",     "csv",      "header",    "quote",
                                          "escape", "freeze", "encoding", "using",     NULL};
    static const char *const open_ended[] = {"force", "where", NULL};
    if (token->kind == TOKEN_OPEN_PAREN || is_one_of(token, options))
        return STATEMENT_KEEP;
    if (is_one_of(token, open_ended)) {
        statement->mode = STATEMENT_COPY_ANY;
        return STATEMENT_KEEP;
    }
    const bool after_option =
        (before == TOKEN_WORD || before == TOKEN_SPACED_WORD) && keyword_before != KEYWORD_stdin;
    return token->kind == TOKEN_VALUE && after_option ? STATEMENT_KEEP : STATEMENT_DATA;
}

static enum statement_treatment copy_token(struct statement *statement, const struct token *token) {
    if (statement->mode == STATEMENT_COPY_FROM)
        statement->mode = token->keyword == KEYWORD_stdin ? STATEMENT_COPY_STDIN : STATEMENT_ORDINARY;
    else if (token->keyword == KEYWORD_from)
        statement->mode = STATEMENT_COPY_FROM;
    return STATEMENT_KEEP;
}

/* Inside parentheses: what is there may be dropped with its list, and then must not have changed the mode. */
static enum statement_treatment nested_token(struct statement *statement, const struct token *token,
                                             enum keyword keyword_before) {
    switch (statement->mode) {
    case STATEMENT_NAME: /* any token ends this mode: the next one is outside at the latest */
        return name_token(statement, token);
    case STATEMENT_FETCH:
        return fetch_token(token, keyword_before);
    case STATEMENT_VALUE:
    case STATEMENT_SET:
    case STATEMENT_PRAGMA:
    case STATEMENT_ATTACH:
    case STATEMENT_VIRTUAL:
        return value_token(token);
    default:
        return STATEMENT_KEEP;
    }
}

static enum statement_treatment outer_token(struct statement *statement, const struct token *token,
                                            enum token_kind before, enum keyword keyword_before) {
    switch (statement->mode) {
    case STATEMENT_NAME:
        return name_token(statement, token);
    case STATEMENT_ROLLBACK:
        if (token->keyword != KEYWORD_to)
            return STATEMENT_KEEP;
        statement->mode = STATEMENT_NAME;
        statement->words = STATEMENT_SKIP_SAVEPOINT;
        return STATEMENT_KEEP;
    case STATEMENT_FETCH:
        return fetch_token(token, keyword_before);
    case STATEMENT_VALUE:
        return value_token(token);
    case STATEMENT_SET:
        return set_token(statement, token);
    case STATEMENT_EXPLAIN:
        return explain_token(statement, token);
    case STATEMENT_CREATE_WHAT:
    case STATEMENT_ALTER_WHAT:
    case STATEMENT_ALTER:
    case STATEMENT_ALTER_SET:
    case STATEMENT_ROLE:
        return alter_token(statement, token);
    case STATEMENT_PRAGMA:
        return pragma_token(statement, token, before);
    case STATEMENT_ATTACH:
    case STATEMENT_ATTACH_SCHEMA:
        return attach_token(statement, token);
    case STATEMENT_VACUUM:
        if (token->keyword == KEYWORD_into)
            statement->mode = STATEMENT_VALUE;
        return STATEMENT_KEEP;
    case STATEMENT_NOTIFY:
        if (statement->position == 2 && token->kind == TOKEN_COMMA)
            statement->mode = STATEMENT_VALUE;
        return STATEMENT_KEEP;
    case STATEMENT_COPY:
    case STATEMENT_COPY_FROM:
        return copy_token(statement, token);
    case STATEMENT_COPY_STDIN:
        return copy_option(statement, token, before, keyword_before);
    default:
        return STATEMENT_KEEP;
    }
}

enum statement_treatment statement_token(struct statement *statement, const struct token *token,
                                         enum token_kind before, enum keyword keyword_before, size_t depth) {
    const enum statement_treatment treatment = depth > 0
                                                   ? nested_token(statement, token, keyword_before)
                                                   : outer_token(statement, token, before, keyword_before);
    statement->position++;
    return treatment;
}

bool statement_may_unquote(const struct statement *statement) {
    switch (statement->mode) {
    case STATEMENT_ORDINARY:
    case STATEMENT_ROLLBACK:
    case STATEMENT_ALTER:
    case STATEMENT_ALTER_SET:
    case STATEMENT_VACUUM:
    case STATEMENT_NOTIFY:
    case STATEMENT_COPY:
    case STATEMENT_COPY_FROM:
    case STATEMENT_COPY_ANY:
        return statement->position > 0;
    default:
        return false;
    }
}

bool statement_reads_data(const struct statement *statement) {
    return statement->mode == STATEMENT_COPY_STDIN || statement->mode == STATEMENT_COPY_ANY;
}
