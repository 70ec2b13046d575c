#include "ignore.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

static const char *const fields[] = {"statement", "file", "function", "kind", "loop"};

static bool is_field(const char *word) {
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        if (strcmp(fields[i], word) == 0)
            return true;
    }
    return false;
}

static bool is_date(const char *text) {
    if (strlen(text) != 10)
        return false;
    for (size_t i = 0; i < 10; i++) {
        const bool is_dash = i == 4 || i == 7;
        if (is_dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    }
    return true;
}

/* Cuts off what follows the last ` WORD ` of the text; NULL: there is none. */
static char *cut_at_word(char *text, const char *word) {
    char *found = NULL;
    for (char *at = text; (at = strstr(at, word)); at++)
        found = at;
    if (!found)
        return NULL;
    *found = '\0';
    return found + strlen(word);
}

/* NULL where the line is right; otherwise what is wrong with it. */
static const char *parse_rule(char *line, const char *today, struct ignore_rule *rule) {
    rule->reason = cut_at_word(line, " because ");
    rule->until = cut_at_word(line, " until ");
    char *space = strpbrk(line, " \t");
    if (!space)
        return "a rule is a field and a pattern, as in: statement select * from settings *";
    *space = '\0';
    rule->field = line;
    rule->pattern = space + 1 + strspn(space + 1, " \t");
    if (!is_field(line))
        return "the first word must be statement, file, function, kind or loop";
    if (!*rule->pattern)
        return "the pattern is missing";
    if (rule->until && !is_date(rule->until))
        return "the date after `until` must be YYYY-MM-DD";
    rule->has_ended = rule->until && strcmp(rule->until, today) < 0;
    return NULL;
}

struct reading {
    struct pool *pool;
    const char *today;
    struct ignore_rules *rules;
};

static bool take_line(const struct lines_place *place, char *line) {
    const struct reading *reading = place->context;
    struct ignore_rules *rules = reading->rules;
    struct ignore_rule rule = {.line = place->line};
    const char *fault = parse_rule(pool_copy_text(reading->pool, line, strlen(line)), reading->today, &rule);
    if (fault) {
        fprintf(stderr, "loopline check: %s:%d: %s\n", place->path, place->line, fault);
        return false;
    }
    rules->rules =
        pool_grow(reading->pool, rules->rules, rules->count, &rules->capacity, sizeof(*rules->rules));
    rules->rules[rules->count++] = rule;
    return true;
}

bool ignore_read(struct pool *pool, const char *path, const char *today, struct ignore_rules *rules) {
    struct reading reading = {pool, today, rules};
    return lines_read(path, "", take_line, &reading);
}

static bool fits(const char *pattern, const char *text) {
    return text && fnmatch(pattern, text, 0) == 0;
}

static bool fits_statement(const struct ignore_rule *rule, const struct report_loop *loop) {
    for (size_t i = 0; i < loop->finding_count; i++) {
        if (!fits(rule->pattern, loop->findings[i]->statement->shown))
            return false;
    }
    return true;
}

static bool fits_kind(const struct ignore_rule *rule, const struct report_loop *loop) {
    for (size_t i = 0; i < loop->finding_count; i++) {
        if (strcmp(rule->pattern, loop->findings[i]->kind) != 0)
            return false;
    }
    return true;
}

/* Of a loop with several statements all must fit: what is left would go unseen otherwise. */
static bool rule_applies(const struct ignore_rule *rule, const struct report_loop *loop) {
    switch (*rule->field) {
    case 's':
        return fits_statement(rule, loop);
    case 'k':
        return fits_kind(rule, loop);
    case 'l':
        return strcmp(rule->pattern, loop->id) == 0;
    default:
        break;
    }
    if (strcmp(rule->field, "function") == 0)
        return fits(rule->pattern, loop->where->function);
    return fits(rule->pattern, loop->where->repository_path) || fits(rule->pattern, loop->where->file);
}

bool ignore_applies(struct ignore_rules *rules, const struct report_loop *loop) {
    bool applies = false;
    for (size_t i = 0; i < rules->count; i++) {
        struct ignore_rule *rule = &rules->rules[i];
        if (!rule_applies(rule, loop))
            continue;
        rule->matches++;
        applies = applies || !rule->has_ended;
    }
    return applies;
}
