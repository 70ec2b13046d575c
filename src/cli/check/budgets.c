#include "budgets.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/compare.h"

/* Names of entries hold anything but what follows the last =. */
static bool read_budget(struct pool *pool, const char *option, const char *text, bool is_count,
                        struct budget *budget) {
    const char *equals = strrchr(text, '=');
    const char *number = equals ? equals + 1 : text;
    char *end;
    budget->most = strtod(number, &end);
    budget->entry = equals ? pool_copy_text(pool, text, (size_t)(equals - text)) : NULL;
    const bool is_number = end != number && !*end && isfinite(budget->most) && budget->most >= 0 &&
                           (!is_count || strspn(number, "0123456789") == strlen(number));
    if (!is_number || equals == text)
        fprintf(stderr, "loopline check: --%s: '%s' must be %s, or ENTRY= and that\n", option, text,
                is_count ? "a number" : "a number of seconds");
    return is_number && equals != text;
}

static bool read_list(struct pool *pool, const char *option, const struct text_list *texts, bool is_count,
                      struct budget_list *list) {
    list->items = pool_allocate(pool, texts->count, sizeof(*list->items));
    for (; list->count < texts->count; list->count++)
        if (!read_budget(pool, option, texts->texts[list->count], is_count, &list->items[list->count]))
            return false;
    return true;
}

bool budgets_read(struct pool *pool, const struct budget_texts *texts, struct budgets *budgets) {
    *budgets = (struct budgets){0};
    return read_list(pool, "max-n", &texts->n, true, &budgets->n) &&
           read_list(pool, "max-statements", &texts->statements, true, &budgets->statements) &&
           read_list(pool, "max-seconds", &texts->seconds, false, &budgets->seconds);
}

static bool is_of_entry(const struct budget *budget, const struct report_entry *entry) {
    return entry && entry->name && fnmatch(budget->entry, entry->name, 0) == 0;
}

bool budgets_allow_n(const struct budgets *budgets, const struct report_loop *loop) {
    const struct budget *decides = NULL;
    for (size_t i = 0; i < budgets->n.count; i++) {
        const struct budget *budget = &budgets->n.items[i];
        if (budget->entry ? is_of_entry(budget, loop->entry) : !decides || !decides->entry)
            decides = budget;
    }
    return decides && (double)report_loop_largest_n(loop) <= decides->most;
}

static double statements_of(const struct report_site *site) {
    return (double)site->calls;
}

static double seconds_of(const struct report_site *site) {
    return isfinite(site->seconds) ? site->seconds : 0;
}

/*
 * Of all call sites under the entries that a budget is for, in one execution that runs each of them: where
 * the order of statements does not tell, it is taken that one execution runs them all.
 */
static double of_entry(const struct budget *budget, const struct report *report,
                       double (*of_site)(const struct report_site *site)) {
    double sum = 0;
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_entry *entry = report->sites[i]->entry;
        if (is_of_entry(budget, entry))
            sum += of_site(report->sites[i]) / (entry->executions ? (double)entry->executions : 1);
    }
    return sum;
}

/* The most that one execution ran. */
static double most_statements(const struct budget *budget, const struct report *report) {
    double most = 0;
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_entry *entry = report->sites[i]->entry;
        if (!is_of_entry(budget, entry))
            continue;
        if (!entry->most_statements)
            return of_entry(budget, report, statements_of);
        most = (double)entry->most_statements > most ? (double)entry->most_statements : most;
    }
    return most;
}

static bool holds_for_statements(const struct budget *budget, const struct report *report) {
    if (!budget->entry && (double)report->statements > budget->most)
        fprintf(stderr, "loopline check: %" PRIu64 " statements; --max-statements allows %.0f\n",
                report->statements, budget->most);
    if (!budget->entry)
        return (double)report->statements <= budget->most;
    const double statements = most_statements(budget, report);
    if (statements > budget->most)
        fprintf(stderr,
                "loopline check: %.0f statements in one execution of %s; --max-statements allows "
                "%.0f\n",
                ceil(statements), budget->entry, budget->most);
    return statements <= budget->most;
}

static bool holds_for_seconds(const struct budget *budget, const struct report *report) {
    if (!budget->entry && report->seconds > budget->most)
        fprintf(stderr, "loopline check: %.3f s in the database; --max-seconds allows %.3f\n",
                report->seconds, budget->most);
    if (!budget->entry)
        return !(report->seconds > budget->most); /* a time that is not known exceeds none */
    const double seconds = of_entry(budget, report, seconds_of);
    if (seconds > budget->most)
        fprintf(stderr,
                "loopline check: %.3f s in the database in one execution of %s; --max-seconds "
                "allows %.3f\n",
                seconds, budget->entry, budget->most);
    return seconds <= budget->most;
}

/* A name that is misspelt must not pass for one that is within its budget. */
static void say_unmatched(const char *option, const struct budget_list *list, const struct report *report) {
    for (size_t i = 0; i < list->count; i++) {
        const struct budget *budget = &list->items[i];
        const char *known = NULL;
        bool matches = !budget->entry;
        for (size_t site = 0; site < report->site_count && !matches; site++) {
            const struct report_entry *entry = report->sites[site]->entry;
            matches = is_of_entry(budget, entry);
            known = !known && entry ? entry->name : known;
        }
        if (!matches)
            fprintf(stderr, "loopline check: --%s: nothing ran under '%s'%s%s%s\n", option, budget->entry,
                    known ? "; an entry of this run is '" : "", known ? known : "", known ? "'" : "");
    }
}

bool budgets_hold(const struct budgets *budgets, const struct report *report) {
    bool all = true;
    say_unmatched("max-n", &budgets->n, report);
    say_unmatched("max-statements", &budgets->statements, report);
    say_unmatched("max-seconds", &budgets->seconds, report);
    for (size_t i = 0; i < budgets->statements.count; i++)
        all = holds_for_statements(&budgets->statements.items[i], report) && all;
    for (size_t i = 0; i < budgets->seconds.count; i++)
        all = holds_for_seconds(&budgets->seconds.items[i], report) && all;
    return all;
}
