/*
 * A table is read in pages by LIMIT and OFFSET, the numbers put into the text.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "pagination"
 */
#include "support.h"

static int count_row(void *context, int columns, char **values, char **names) {
    (void)columns;
    (void)values;
    (void)names;
    ++*(int *)context;
    return 0;
}

static int read_page(struct database database, int number, int size) {
    char sql[128];
    int rows = 0;
    snprintf(sql, sizeof sql, "select id, body from comments order by id limit %d offset %d", size,
             number * size);
    if (database.sqlite) {
        require(sqlite3_exec(database.sqlite, sql, count_row, &rows, NULL) == SQLITE_OK, sql);
        return rows;
    }
    PGresult *page = succeeded(PQexec(database.postgresql, sql));
    rows = PQntuples(page);
    PQclear(page);
    return rows;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int comments = 0, rows;
    make_blog(database, 100);
    for (int number = 0; (rows = read_page(database, number, 20)) > 0; number++)
        comments += rows;
    require(comments == 300, "300 comments");
    close_database(database);
    return EXIT_SUCCESS;
}
