#include "lists.h"

enum level_kind { LEVEL_PLAIN, LEVEL_IN, LEVEL_ARRAY, LEVEL_CAST };

enum rows {
    ROWS_NONE,
    ROWS_FIRST_COMES, /* after VALUES */
    ROWS_IN_FIRST,
    ROWS_AFTER_ROW,
    ROWS_AFTER_COMMA,
    ROWS_IN_LATER,
};

/*
 * A constant is a literal or parameter with or without casts, a typed literal (date ?), CAST(? AS type),
 * a row or an array of constants. It is told by the tokens of the normal form alone, so the first element,
 * which stays, is told alike when the normal form is read again.
 */
enum element {
    ELEMENT_EMPTY, /* also after a sign */
    ELEMENT_WORD,  /* one word, perhaps a type */
    ELEMENT_ARRAY, /* the word ARRAY */
    ELEMENT_CAST,  /* the word CAST */
    ELEMENT_CONSTANT,
    ELEMENT_TYPE, /* a constant and then the name of a type */
    ELEMENT_VARIES,
};

static bool is_constant(enum element element) {
    return element == ELEMENT_EMPTY || element == ELEMENT_CONSTANT || element == ELEMENT_TYPE;
}

static bool is_list(const struct list_level *level) {
    return level->kind == LEVEL_IN || level->kind == LEVEL_ARRAY;
}

static void watch(struct lists *lists) {
    const bool deep = lists->depth >= LIST_LEVELS;
    lists->watching = lists->open > 0 || (!deep && lists->levels[lists->depth].rows != ROWS_NONE);
}

void lists_begin(struct lists *lists) {
    lists->depth = 0;
    lists->open = 0;
    lists->watching = false;
    lists->levels[0] = (struct list_level){.kind = LEVEL_PLAIN};
}

/* What the current element is once a token that is neither bracket nor comma has joined it. */
static enum element joined(const struct list_level *level, enum token_kind kind, enum keyword keyword) {
    const enum element element = (enum element)level->element;
    switch (kind) {
    case TOKEN_VALUE:
        return element == ELEMENT_EMPTY || element == ELEMENT_WORD ? ELEMENT_CONSTANT : ELEMENT_VARIES;
    case TOKEN_SIGN:
        return element == ELEMENT_EMPTY ? ELEMENT_EMPTY : ELEMENT_VARIES;
    case TOKEN_CAST:
        return element == ELEMENT_CONSTANT || element == ELEMENT_TYPE ? ELEMENT_TYPE : ELEMENT_VARIES;
    case TOKEN_DOT:
    case TOKEN_QUOTED:
        return element == ELEMENT_TYPE ? ELEMENT_TYPE : ELEMENT_VARIES;
    case TOKEN_SPACED_WORD:
        if (keyword == KEYWORD_as && level->kind == LEVEL_CAST && element == ELEMENT_CONSTANT)
            return ELEMENT_TYPE;
        return ELEMENT_VARIES;
    case TOKEN_WORD:
        if (element == ELEMENT_TYPE)
            return ELEMENT_TYPE;
        if (element != ELEMENT_EMPTY)
            return ELEMENT_VARIES;
        return keyword == KEYWORD_array  ? ELEMENT_ARRAY
               : keyword == KEYWORD_cast ? ELEMENT_CAST
                                         : ELEMENT_WORD;
    default:
        return ELEMENT_VARIES;
    }
}

/* The current element is whole: in a list, it goes if it and the one before are constants. */
static void finish_element(struct lists *lists, struct list_level *level, struct writer *writer) {
    const bool constant = is_constant((enum element)level->element);
    level->all_constant = level->all_constant && constant;
    if (!is_list(level))
        return;
    level->constants += constant;
    if (level->constants > lists->longest)
        lists->longest = level->constants;
    if (constant && level->after_constant)
        writer->now = level->mark;
    level->after_constant = constant;
}

static enum level_kind kind_opened(const struct list_level *outer, enum token_kind kind,
                                   enum keyword before) {
    if (kind == TOKEN_OPEN_PAREN && before == KEYWORD_in)
        return LEVEL_IN;
    if (kind == TOKEN_OPEN_PAREN && before == KEYWORD_cast)
        return LEVEL_CAST;
    const bool nested = outer->kind == LEVEL_ARRAY && outer->element == ELEMENT_EMPTY;
    if (kind == TOKEN_OPEN_BRACKET && (before == KEYWORD_array || nested))
        return LEVEL_ARRAY;
    return LEVEL_PLAIN;
}

/* What the element is that holds the bracket, if all that is inside turns out constant. */
static enum element opened(enum element element, enum token_kind kind) {
    const bool paren = kind == TOKEN_OPEN_PAREN;
    if (element == ELEMENT_TYPE)
        return ELEMENT_TYPE; /* numeric(10, 2), int[] */
    if (element == ELEMENT_EMPTY || element == (paren ? ELEMENT_CAST : ELEMENT_ARRAY))
        return ELEMENT_CONSTANT;
    return ELEMENT_VARIES;
}

static void open_level(struct lists *lists, enum token_kind kind, enum keyword before) {
    lists->depth++;
    if (lists->depth > LIST_LEVELS)
        return;
    struct list_level *const outer = &lists->levels[lists->depth - 1];
    const enum level_kind opens = kind_opened(outer, kind, before);
    if (outer->rows == ROWS_FIRST_COMES)
        outer->rows = ROWS_IN_FIRST;
    else if (outer->rows == ROWS_AFTER_COMMA)
        outer->rows = ROWS_IN_LATER;
    else
        outer->rows = ROWS_NONE;
    if (lists->depth == LIST_LEVELS) {
        outer->element = ELEMENT_VARIES;
        outer->rows = ROWS_NONE;
        return;
    }
    outer->element = opened((enum element)outer->element, kind);
    lists->levels[lists->depth] = (struct list_level){.kind = opens, .all_constant = true};
    lists->open += is_list(&lists->levels[lists->depth]);
}

/* Leaves the innermost level; whether the token that closes it is to be written. */
static bool close_level(struct lists *lists, struct writer *writer) {
    if (lists->depth == 0)
        return true;
    lists->depth--;
    if (lists->depth >= LIST_LEVELS - 1)
        return true;
    struct list_level *const inner = &lists->levels[lists->depth + 1];
    struct list_level *const outer = &lists->levels[lists->depth];
    finish_element(lists, inner, writer);
    lists->open -= is_list(inner);
    if (!inner->all_constant)
        outer->element = ELEMENT_VARIES;
    if (outer->rows == ROWS_IN_LATER) {
        writer->now = outer->mark;
        outer->rows = ROWS_AFTER_ROW;
        return false;
    }
    if (outer->rows == ROWS_IN_FIRST)
        outer->rows = ROWS_AFTER_ROW;
    return true;
}

static void next_element(struct lists *lists, struct list_level *level, struct writer *writer) {
    finish_element(lists, level, writer);
    if (level->rows == ROWS_AFTER_ROW)
        level->rows = ROWS_AFTER_COMMA;
    else
        level->rows = ROWS_NONE;
    level->mark = writer->now;
    level->element = ELEMENT_EMPTY;
    level->after_comma = true;
}

/* A sub-select is no list, though it stands where one would. */
static void note_subselect(struct lists *lists, struct list_level *level, enum keyword keyword) {
    const bool first = is_list(level) && !level->after_comma && level->element == ELEMENT_EMPTY;
    if (!first || !(keyword == KEYWORD_select || keyword == KEYWORD_with || keyword == KEYWORD_values ||
                    keyword == KEYWORD_table))
        return;
    level->kind = LEVEL_PLAIN;
    lists->open--;
}

bool lists_token(struct lists *lists, struct writer *writer, enum token_kind kind, enum keyword keyword) {
    bool written = true;
    const bool deep = lists->depth >= LIST_LEVELS;
    struct list_level *const level = &lists->levels[deep ? LIST_LEVELS - 1 : lists->depth];
    switch (kind) {
    case TOKEN_OPEN_PAREN:
    case TOKEN_OPEN_BRACKET:
        open_level(lists, kind, writer->now.previous_keyword);
        break;
    case TOKEN_CLOSE_PAREN:
    case TOKEN_CLOSE_BRACKET:
        written = close_level(lists, writer);
        break;
    case TOKEN_COMMA:
        if (!deep)
            next_element(lists, level, writer);
        break;
    default:
        if (deep)
            break;
        note_subselect(lists, level, keyword);
        level->element = (uint8_t)joined(level, kind, keyword);
        level->rows = keyword == KEYWORD_values ? ROWS_FIRST_COMES : ROWS_NONE;
    }
    watch(lists);
    return written;
}

/* Without its next row, the comma after a row is left over; in a list it leads to an element of that. */
static void drop_last_comma(struct lists *lists, struct writer *writer) {
    if (lists->depth >= LIST_LEVELS)
        return;
    const struct list_level *const level = &lists->levels[lists->depth];
    if (level->rows == ROWS_AFTER_COMMA && !is_list(level))
        writer->now = level->mark;
}

void lists_end(struct lists *lists, struct writer *writer) {
    drop_last_comma(lists, writer);
    while (lists->depth > 0) {
        close_level(lists, writer);
        drop_last_comma(lists, writer);
    }
    lists_begin(lists);
}
