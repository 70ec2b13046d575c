/*
 * Rewrites statements for many values, as findings do.
 *
 *     rewrite sqlite|postgresql < statements
 *
 * Each statement on standard input ends in a NUL and may begin with "one row: ", which is what its executions
 * return at most. Writes its normal form and what came out, which is empty where nothing did, each ending in
 * a NUL.
 *
 *     rewrite sqlite|postgresql join PARENT COLUMN CHILD PARAMETER
 *
 * Writes the join of the two, or nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/rewrite/rewrite.h"
#include "sql/normalize.h"

static struct merged_statement normalize(struct pool *pool, enum loopline_driver driver, const char *sql) {
    const struct sql_options options = {.dialect = (enum sql_dialect)driver};
    const size_t room = 2 * strlen(sql) + 17;
    char *text = pool_allocate(pool, room, 1);
    struct sql_normal_form form;
    sql_normalize(options, sql, strlen(sql), (struct sql_output){.text = text, .text_capacity = room - 1},
                  &form);
    return (struct merged_statement){.driver = driver, .statement_class = form.statement_class, .text = text};
}

static void put(const char *text) {
    fputs(text ? text : "", stdout);
    putchar('\0');
}

static void take(enum loopline_driver driver, const char *line) {
    struct pool pool = {0};
    static const char one_row[] = "one row: ";
    const bool at_most_one_row = !strncmp(line, one_row, sizeof(one_row) - 1);
    const char *sql = at_most_one_row ? line + sizeof(one_row) - 1 : line;
    const struct merged_statement statement = normalize(&pool, driver, sql);
    put(statement.text);
    put(rewrite_for_many(&pool, &statement, at_most_one_row).sql);
    pool_free(&pool);
}

static int join(enum loopline_driver driver, char **arguments) {
    struct pool pool = {0};
    const struct merged_statement parent = normalize(&pool, driver, arguments[0]);
    const struct merged_statement child = normalize(&pool, driver, arguments[2]);
    const char *sql = rewrite_join(&pool, &parent, arguments[1], &child, strtoul(arguments[3], NULL, 10));
    fputs(sql ? sql : "", stdout);
    pool_free(&pool);
    return 0;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 2)
        return 2;
    const enum loopline_driver driver =
        strcmp(arguments[1], "sqlite") ? LOOPLINE_DRIVER_POSTGRESQL : LOOPLINE_DRIVER_SQLITE;
    if (argument_count == 7 && !strcmp(arguments[2], "join"))
        return join(driver, arguments + 3);
    char *line = NULL;
    size_t room = 0;
    while (getdelim(&line, &room, '\0', stdin) > 0)
        take(driver, line);
    free(line);
    return 0;
}
