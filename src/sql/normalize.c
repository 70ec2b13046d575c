/*
 * The pass over the tokens: what each becomes, and who has to see it on its way to the writer.
 * Everything from here on (spacing, lists, fingerprint) is decided by the tokens of the normal form alone.
 * Normalising a normal form again therefore changes nothing, as long as it is read as the same tokens;
 * where a rule below looks odd, that is why.
 */
#include "normalize.h"

#include "classify.h"
#include "lexemes.h"
#include "lists.h"
#include "statement.h"
#include "tokenizer.h"
#include "value_places.h"
#include "writer.h"

struct normalizer {
    struct scanner scanner;
    struct writer writer;
    struct lists lists;
    struct statement statement;
    struct classifier classifier;
    struct value_places places; /* SQLite only, as are the names */
    struct statement_names names;
    bool semicolon; /* one is due before the next token */
    const char *sql;
    struct sql_output output;
    struct sql_normal_form *result;
};

/* ---- literals ---- */

/* NUL pads the last word of a literal, so its length is hashed along. */
static void lift_literal(struct normalizer *normalizer, const struct token *token,
                         enum sql_literal_kind kind) {
    struct sql_normal_form *const result = normalizer->result;
    if (result->literal_count < normalizer->output.literal_capacity)
        normalizer->output.literals[result->literal_count] =
            (struct sql_literal){.offset = (uint32_t)(token->start - normalizer->sql),
                                 .length = (uint32_t)token->length,
                                 .kind = kind};
    result->literal_count++;
    const char *at = token->start;
    const char *const end = at + token->length;
    uint64_t hash = result->literals_hash;
    for (; end - at > 8; at += 8)
        hash = hash_mix(hash, bytes_load(at));
    if (normalizer->scanner.end - at >= 8)
        hash = hash_mix_last(hash, bytes_first(bytes_load(at), (size_t)(end - at)), token->length);
    else
        hash = hash_mix_last(hash, bytes_load_before(at, end), token->length);
    result->literals_hash = hash;
}

static enum sql_literal_kind literal_kind(const struct token *token) {
    if (token->keyword == KEYWORD_null)
        return SQL_LITERAL_NULL;
    if (token->keyword == KEYWORD_true || token->keyword == KEYWORD_false)
        return SQL_LITERAL_BOOLEAN;
    if (token->kind == TOKEN_NUMBER)
        return SQL_LITERAL_NUMBER;
    return token->kind == TOKEN_BLOB ? SQL_LITERAL_BLOB : SQL_LITERAL_STRING;
}

/* ---- what a token becomes ---- */

/* NULL, TRUE and FALSE are values, but for what is part of IS NULL, IS NOT TRUE, NOT NULL. */
static bool is_literal_word(const struct normalizer *normalizer, const struct token *token) {
    if (token->keyword != KEYWORD_null && token->keyword != KEYWORD_true && token->keyword != KEYWORD_false)
        return false;
    const enum keyword before = normalizer->writer.now.previous_keyword;
    if (before == KEYWORD_is || before == KEYWORD_not)
        return false;
    /* COPY … WITH (NULL '') names an option. */
    return token->keyword != KEYWORD_null || !statement_reads_data(&normalizer->statement);
}

/* Whether SQLite's grammar has a name here, so that a string in double quotes is one whatever it holds. */
static bool follows_name_word(const struct normalizer *normalizer) {
    switch (normalizer->writer.now.previous_keyword) {
    case KEYWORD_from: /* but for IS DISTINCT FROM */
        return !(normalizer->places.now & 1);
    case KEYWORD_as:
    case KEYWORD_join:
    case KEYWORD_into:
    case KEYWORD_update:
    case KEYWORD_table:
    case KEYWORD_index:
    case KEYWORD_exists:
        return true;
    default:
        return normalizer->writer.now.previous == TOKEN_DOT;
    }
}

/*
 * A quoted name of SQLite that is plain: its quotes say no more, but where it may also be a value. A name
 * that has to keep its quotes there keeps none that a value could have.
 */
static void resolve_plain_sqlite(struct normalizer *normalizer, struct token *token, bool after_operand) {
    const struct writer_mark *const now = &normalizer->writer.now;
    const struct place_before before = {now->previous, now->previous_keyword, after_operand,
                                        normalizer->statement.mode != STATEMENT_ORDINARY};
    if (token->quote == '"' && !follows_name_word(normalizer) &&
        value_places_hold(&normalizer->places, token, before, &normalizer->scanner, &normalizer->names))
        token->kind = TOKEN_STRING;
    else if (normalizer->places.now & 1)
        token->plain = false;
}

/*
 * A word where it needs no quotes, else itself. SQLite takes "x y" for a string where no column has that
 * name, so there it is one, unless it stands where only a name can.
 */
static void resolve_quoted(struct normalizer *normalizer, struct token *token, bool after_operand) {
    const enum sql_dialect dialect = normalizer->scanner.dialect;
    if (token->plain) {
        if (dialect == SQL_SQLITE)
            resolve_plain_sqlite(normalizer, token, after_operand);
        const enum keyword keyword = keyword_find(token->head, token->start + 1, token->length - 2);
        if (token->kind == TOKEN_QUOTED && !keyword_needs_quotes(keyword, dialect) &&
            statement_may_unquote(&normalizer->statement))
            token_unquote(token);
        return;
    }
    if (dialect != SQL_SQLITE || token->quote != '"' || follows_name_word(normalizer))
        return;
    const char *const after = token->start + token->length;
    if (after == normalizer->scanner.end || *after != '.')
        token->kind = TOKEN_STRING;
}

/*
 * SQLite takes a string for a table's name where its grammar has nothing else (rpm writes FROM 'Packages').
 * Else the statements of all tables would be one.
 */
static bool is_table_in_quotes(const struct normalizer *normalizer, const struct token *token) {
    if (normalizer->scanner.dialect != SQL_SQLITE || *token->start != '\'')
        return false;
    switch (normalizer->writer.now.previous_keyword) {
    case KEYWORD_from: /* but for IS DISTINCT FROM */
        return !(normalizer->places.now & 1);
    case KEYWORD_join:
    case KEYWORD_into:
    case KEYWORD_update:
    case KEYWORD_table:
        return true;
    default:
        return false;
    }
}

/* Turns a token as it was read into one of the normal form; whether it is a literal. */
static bool resolve(struct normalizer *normalizer, struct token *token, bool after_operand) {
    switch (token->kind) {
    case TOKEN_QUOTED:
        resolve_quoted(normalizer, token, after_operand);
        return token->kind == TOKEN_STRING;
    case TOKEN_SPACED_WORD:
        return is_literal_word(normalizer, token);
    case TOKEN_STRING:
        if (!is_table_in_quotes(normalizer, token))
            return true;
        scanner_read_string_as_name(&normalizer->scanner, token);
        resolve_quoted(normalizer, token, after_operand);
        return token->kind == TOKEN_STRING;
    case TOKEN_NUMBER:
    case TOKEN_BLOB:
        return true;
    case TOKEN_PARAMETER:
        normalizer->result->parameter_count++;
        token->kind = TOKEN_VALUE;
        return false;
    case TOKEN_QUESTION_MARK:
        normalizer->result->parameter_count += !after_operand;
        token->kind = TOKEN_VALUE;
        return false;
    default:
        return false;
    }
}

/* ---- output ---- */

static void write_word(struct writer *writer, const struct token *token) {
    if (token->length <= 8 && !token->many_digits)
        writer_put_word(writer, token->kind, token->head, token->length);
    else
        writer_put_name(writer, token->kind, token->start, token->length, token->many_digits);
    writer->now.previous_keyword = token->keyword;
}

static void write_token(struct normalizer *normalizer, const struct token *token) {
    struct writer *const writer = &normalizer->writer;
    if (token->kind == TOKEN_WORD || token->kind == TOKEN_SPACED_WORD)
        write_word(writer, token);
    else if (token->kind == TOKEN_VALUE)
        writer_put_word(writer, TOKEN_VALUE, '?', 1);
    else if (token->kind == TOKEN_QUOTED)
        writer_put_quoted(writer, token, normalizer->scanner.dialect);
    else if (token->length <= 8)
        writer_put_word(writer, token->kind, token->head, token->length);
    else
        writer_put_text(writer, token->kind, token->start, token->length);
}

static bool ends_operand(const struct normalizer *normalizer) {
    const struct writer_mark *const now = &normalizer->writer.now;
    const bool is_word = now->previous == TOKEN_WORD || now->previous == TOKEN_SPACED_WORD;
    return token_ends_operand(now->previous, now->previous_keyword) &&
           !(is_word && normalizer->statement.mode == STATEMENT_FETCH);
}

/* ---- statements ---- */

static void forget_statement(struct normalizer *normalizer) {
    normalizer->statement = (struct statement){.mode = STATEMENT_ORDINARY};
    normalizer->places = (struct value_places){.now = 0};
    normalizer->names.collected = false;
}

static void end_statement(struct normalizer *normalizer) {
    const bool empty = normalizer->statement.position == 0;
    lists_end(&normalizer->lists, &normalizer->writer);
    classifier_end_statement(&normalizer->classifier, empty);
    normalizer->semicolon = normalizer->writer.now.previous != TOKEN_END;
    forget_statement(normalizer);
}

/* Whether a line starts at `at` that ends COPY's data. */
static bool is_end_of_data(const char *at, const char *end) {
    const size_t left = (size_t)(end - at);
    return left >= 2 && at[0] == '\\' && at[1] == '.' && (left == 2 || at[2] == '\n' || at[2] == '\r');
}

/* From within a line of data past the line that ends it, or to the end. */
static void skip_data(struct scanner *scanner) {
    const char *at = scanner->cursor;
    while ((at = bytes_find(at, scanner->end, '\n', '\n')) < scanner->end) {
        at++;
        if (is_end_of_data(at, scanner->end)) {
            scanner->cursor = at + 2;
            return;
        }
    }
    scanner->cursor = scanner->end;
}

/* The same where the data begins at `at`. What was read of it is not read again: that could be quadratic. */
static void skip_data_from(struct scanner *scanner, const char *at) {
    if (is_end_of_data(at, scanner->end))
        scanner->cursor = at + 2;
    else
        skip_data(scanner);
}

/* Data begins in the line after the semicolon, however much of that line is comment. */
static void semicolon(struct normalizer *normalizer) {
    struct scanner *const scanner = &normalizer->scanner;
    const bool reads_data = statement_reads_data(&normalizer->statement);
    end_statement(normalizer);
    if (!reads_data)
        return;
    const char *const gap = scanner->cursor;
    scanner_skip_gap(scanner);
    if (bytes_find(gap, scanner->cursor, '\n', '\r') < scanner->cursor)
        skip_data_from(scanner, scanner->cursor);
}

static void start_statement(struct normalizer *normalizer, const struct token *token) {
    if (normalizer->semicolon)
        writer_put_word(&normalizer->writer, TOKEN_SEMICOLON, ';', 1);
    normalizer->semicolon = false;
    normalizer->names.start = token->start;
    statement_start(&normalizer->statement, token);
}

/* ---- one token ---- */

/* A token of a statement whose command gives its words a meaning; whether it is to be written. */
static bool take_by_command(struct normalizer *normalizer, struct token *token) {
    const struct writer_mark *const now = &normalizer->writer.now;
    switch (statement_token(&normalizer->statement, token, now->previous, now->previous_keyword,
                            normalizer->lists.depth)) {
    case STATEMENT_KEEP:
        return true;
    case STATEMENT_DATA:
        end_statement(normalizer);
        skip_data_from(&normalizer->scanner, token->start);
        return false;
    case STATEMENT_FOLD_VALUE:
        lift_literal(normalizer, token, SQL_LITERAL_STRING);
        break;
    case STATEMENT_FOLD_NAME:
        break;
    }
    token->kind = TOKEN_VALUE;
    token->keyword = KEYWORD_NONE;
    return true;
}

static void take(struct normalizer *normalizer, struct token *token, bool after_operand) {
    const struct writer_mark *const now = &normalizer->writer.now;
    if (resolve(normalizer, token, after_operand)) {
        lift_literal(normalizer, token, literal_kind(token));
        token->kind = TOKEN_VALUE;
        token->keyword = KEYWORD_NONE;
    }
    if (!normalizer->classifier.settled)
        classifier_token(&normalizer->classifier, token, normalizer->scanner.dialect, now->previous_keyword,
                         normalizer->lists.depth);
    if (normalizer->statement.position == 0)
        start_statement(normalizer, token);
    else if (normalizer->statement.mode == STATEMENT_ORDINARY && now->previous_keyword == KEYWORD_current &&
             token_is(token, "of"))
        statement_expect_name(&normalizer->statement);
    else if (normalizer->statement.mode != STATEMENT_ORDINARY && !take_by_command(normalizer, token))
        return;
    const bool opens_or_closes = token->kind >= TOKEN_OPEN_PAREN && token->kind <= TOKEN_CLOSE_BRACKET;
    if (normalizer->scanner.dialect == SQL_SQLITE)
        value_places_token(&normalizer->places, token, now->previous_keyword);
    if ((opens_or_closes || normalizer->lists.watching || token->keyword == KEYWORD_values) &&
        !lists_token(&normalizer->lists, &normalizer->writer, token->kind, token->keyword))
        return;
    write_token(normalizer, token);
}

/* Whether nobody but the writer has to see names, dots and commas. */
static bool is_undisturbed(const struct normalizer *normalizer) {
    return normalizer->statement.mode == STATEMENT_ORDINARY && normalizer->statement.position > 0 &&
           normalizer->scanner.encoding == SQL_ENCODING_ASCII_SAFE && !normalizer->lists.watching &&
           normalizer->writer.now.previous_keyword != KEYWORD_current &&
           classifier_may_pass(&normalizer->classifier, normalizer->lists.depth);
}

/*
 * While undisturbed: takes all the names, dots and commas there are up to the first other token, as take
 * would. They are most of a statement, so everything here is in line and, as far as the compiler can, in
 * registers. Where the next token is a word that has to be looked at, it is read too: fills in `next` and
 * says true.
 */
static inline bool take_names(struct normalizer *normalizer, struct token *next) {
    const enum sql_dialect dialect = normalizer->scanner.dialect;
    const char *const end = normalizer->scanner.end;
    const char *at = normalizer->scanner.cursor;
    struct writer writer = normalizer->writer;
    bool words = false;
    bool found = false;
    while (end - at >= 3) {
        struct token token;
        token.start = at + (*at == ' ');
        if (*token.start == ',' || (*token.start == '.' && !byte_is_digit(token.start[1]))) {
            const bool comma = *token.start == ',';
            writer_put_word(&writer, comma ? TOKEN_COMMA : TOKEN_DOT, (uint8_t)*token.start, 1);
            if (comma)
                value_places_comma(&normalizer->places);
            at = token.start + 1;
            continue;
        }
        const bool quoted = *token.start == '"';
        if (quoted && (normalizer->places.now & 1 || writer.now.previous_keyword == KEYWORD_when))
            break;
        const char *const after = scan_plain_name(&token, end, dialect);
        if (!after)
            break;
        const enum keyword keyword = keyword_find(token.head, token.start, token.length);
        if (keyword != KEYWORD_NONE || token.many_digits) {
            found = !quoted;
            if (!found)
                break;
            *next = token;
            next->keyword = keyword;
            next->kind = keyword_traits[keyword] & KEYWORD_SPACED ? TOKEN_SPACED_WORD : TOKEN_WORD;
            at = after;
            break;
        }
        if (token.length <= 8)
            writer_put_word(&writer, TOKEN_WORD, token.head, token.length);
        else
            writer_put_long_word(&writer, TOKEN_WORD, token.start, token.length);
        words = true;
        at = after;
    }
    normalizer->scanner.cursor = at;
    normalizer->writer = writer;
    if (words)
        classifier_pass_words(&normalizer->classifier);
    return found;
}

void sql_normalize_in(struct sql_workspace *workspace, struct sql_options options, const char *sql,
                      size_t length, struct sql_output output, struct sql_normal_form *result) {
    struct normalizer *normalizer = (struct normalizer *)(void *)workspace;
    _Static_assert(sizeof *normalizer <= sizeof *workspace, "a normaliser fits into its workspace");
    *result = (struct sql_normal_form){.fingerprint = 0};
    normalizer->scanner = scanner_begin(options, sql, length);
    normalizer->writer = writer_begin(output.text, output.text_capacity);
    normalizer->classifier = (struct classifier){.state = CLASSIFIER_FIRST_WORD};
    forget_statement(normalizer);
    normalizer->semicolon = false;
    normalizer->sql = sql;
    normalizer->output = output;
    normalizer->result = result;
    lists_begin(&normalizer->lists);
    normalizer->lists.longest = 0;
    for (;;) {
        struct token token;
        if (is_undisturbed(normalizer) && take_names(normalizer, &token)) {
            take(normalizer, &token, false);
            continue;
        }
        const bool after_operand = ends_operand(normalizer);
        scanner_next(&normalizer->scanner, after_operand, &token);
        if (token.kind == TOKEN_END)
            break;
        if (token.kind == TOKEN_SEMICOLON)
            semicolon(normalizer);
        else
            take(normalizer, &token, after_operand);
    }
    end_statement(normalizer);
    const uint64_t fingerprint = hash_finish(normalizer->writer.now.hash);
    result->fingerprint = fingerprint ? fingerprint : 1;
    result->literals_hash = result->literal_count > 0 ? hash_finish(result->literals_hash) : 0;
    result->text_length = normalizer->writer.now.length;
    result->truncated = normalizer->writer.now.truncated;
    result->longest_list = normalizer->lists.longest;
    result->statement_class = classifier_class(&normalizer->classifier);
}

void sql_normalize(struct sql_options options, const char *sql, size_t length, struct sql_output output,
                   struct sql_normal_form *result) {
    struct sql_workspace workspace;
    sql_normalize_in(&workspace, options, sql, length, output, result);
}
