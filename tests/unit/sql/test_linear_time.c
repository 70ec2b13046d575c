/*
 * The normaliser's time grows with the length of a text and no faster, whatever stands in it: worst cases
 * made of every kind of token, alone and in pairs, and of openings whose ends never come.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "sql/normalize.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Under a sanitizer a quarter tells as much. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LONG_TEXT = 1 << 18, SHORT_TEXT = 1 << 10 };
#else
enum { LONG_TEXT = 1 << 20, SHORT_TEXT = 1 << 12 };
#endif

static const struct sql_options every_option[] = {{.dialect = SQL_POSTGRESQL},
                                                  {.dialect = SQL_POSTGRESQL, .backslash_escapes = true},
                                                  {.dialect = SQL_SQLITE}};

/* Each repeated by itself, and after each of the others. */
static const char *const units[] = {
    "$",
    "$$",
    "$1",
    "$a$",
    "1$",
    "a",
    "a$",
    "_1 ",
    "\xc3\xbc",
    "a b ",
    "1",
    "1.",
    ".",
    ".5",
    "'",
    "''",
    "' ",
    "e'",
    "e'\\'",
    "x'",
    "u&'",
    "u&'' ",
    "n'",
    "\"",
    "\"a\"",
    "=\"a\" ",
    "=\"a",
    "u&\"",
    "`",
    "[",
    "[a]",
    "]",
    "(",
    ")",
    "((a),",
    "/*",
    "/* ",
    "*/",
    "/**/",
    "--",
    "--\n",
    "- ",
    "+-",
    "- -",
    ",",
    ";",
    "::int",
    ":a::",
    "@",
    "?",
    "?|",
    "in (1,",
    "values (1),(",
    "array[1,",
    "\\",
    "\n",
    "\xef\xbb\xbf",
    "and ",
    "= ",
    "case when \"a\" then ",
    "savepoint a;",
};

/* Long openers that almost close, after `prefix`; the number is made different in each. */
struct near_miss {
    const char *prefix;
    const char *unit;
};
static const struct near_miss near_misses[] = {
    {"$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$", "$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"},
    {"$a$", "$a"},
    {"select ", "$t%zu$ "},
    {"/*", "/* "},
    {"/*", "* /"},
    {"select u&'a' ", "uescap "},
    {"select 'a'", "--\n"},
    {"select 1 where a in (", "\"n%zu\", "},
    {"select 1 where a in (", "[n%zu], \"m%zu\", "},
    {"select 1 where ", "a = \"n%zu\" and b%zu = "},
    {"select ", "\"t%zu\".\"a\" = \"b%zu\" /* c */ . "},
    {"select case a ", "when \"a%zu\" /* */ "},
    {"insert into t values ", "(\"n%zu\"), "},
    {"insert into t(", "a2024_%zu_05,"},
};

static double seconds_of(const char *text, size_t length, struct sql_options options, char *out) {
    struct timespec start;
    struct timespec end;
    struct sql_normal_form form;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    sql_normalize(options, text, length, (struct sql_output){.text = out, .text_capacity = 2 * length + 16},
                  &form);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

static double best_of_three(const char *text, size_t length, struct sql_options options, char *out) {
    double best = seconds_of(text, length, options, out);
    for (int i = 0; i < 2; i++) {
        const double again = seconds_of(text, length, options, out);
        best = again < best ? again : best;
    }
    return best;
}

/*
 * A normal cost is some 10 ns a byte, ten times that under a sanitizer. What takes more than 300 is compared
 * with a text an eighth as long: 32 times the time is too much. What is quadratic takes 64 times, and
 * seconds.
 */
static void assert_linear(const char *text, size_t length, const char *what) {
    char *const out = malloc(2 * length + 16);
    assert_non_null(out);
    for (size_t i = 0; i < COUNT(every_option); i++) {
        if (seconds_of(text, length, every_option[i], out) < 300e-9 * (double)length)
            continue;
        const double small = best_of_three(text, length / 8, every_option[i], out);
        const double large = best_of_three(text, length, every_option[i], out);
        if (large > 32 * small)
            fail_msg("%s, option %zu: %zu bytes take %.6f s, %zu take %.6f s", what, i, length / 8, small,
                     length, large);
    }
    free(out);
}

static void fill(char *text, size_t length, const char *unit) {
    size_t at = 0;
    while (at < length)
        for (const char *part = unit; *part && at < length; part++)
            text[at++] = *part;
}

static void every_token_repeated(void **state) {
    (void)state;
    const size_t length = LONG_TEXT;
    char *const text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++) {
        fill(text, length, units[i]);
        assert_linear(text, length, units[i]);
    }
    free(text);
}

static void every_pair_repeated(void **state) {
    (void)state;
    const size_t length = SHORT_TEXT;
    char *const text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++)
        for (size_t j = 0; j < COUNT(units); j++) {
            char both[64];
            snprintf(both, sizeof both, "%s%s", units[i], units[j]);
            fill(text, length, both);
            assert_linear(text, length, both);
        }
    free(text);
}

/* One token, then another to the end: what opens and what never closes it. */
static void every_token_before_a_run(void **state) {
    (void)state;
    const size_t length = SHORT_TEXT;
    char *const text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++)
        for (size_t j = 0; j < COUNT(units); j++) {
            const size_t prefix = strlen(units[i]);
            memcpy(text, units[i], prefix);
            fill(text + prefix, length - prefix, units[j]);
            assert_linear(text, length, units[i]);
        }
    free(text);
}

static void near_misses_to_a_megabyte(void **state) {
    (void)state;
    const size_t length = LONG_TEXT;
    char *const text = malloc(length + 128);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(near_misses); i++) {
        size_t at = (size_t)snprintf(text, 128, "%s", near_misses[i].prefix);
        for (size_t n = 0; at < length; n++) {
            const char *part = near_misses[i].unit;
            while (*part && at < length) {
                if (strncmp(part, "%zu", 3) == 0) {
                    at += (size_t)snprintf(text + at, 24, "%zu", n);
                    part += 3;
                } else {
                    text[at++] = *part++;
                }
            }
        }
        assert_linear(text, length, near_misses[i].unit);
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_token_repeated),
        cmocka_unit_test(every_pair_repeated),
        cmocka_unit_test(every_token_before_a_run),
        cmocka_unit_test(near_misses_to_a_megabyte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
