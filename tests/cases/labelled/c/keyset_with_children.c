/*
 * The parents come in pages, which is right; the author is asked for with each of their rows, which is not.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=20 episodes=5 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include "support.h"

enum { PAGE = 20 };

struct post {
    int id, author;
};

/* The posts after `last`, at most PAGE of them. */
static int load_page(struct database database, int last, struct post *page) {
    char sql[128];
    int count = 0;
    snprintf(sql, sizeof sql, "select id, author_id from posts where id > %d order by id limit %d", last,
             PAGE);
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        for (; sqlite3_step(rows) == SQLITE_ROW; count++)
            page[count] = (struct post){sqlite3_column_int(rows, 0), sqlite3_column_int(rows, 1)};
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(rows); count++)
        page[count] = (struct post){atoi(PQgetvalue(rows, count, 0)), atoi(PQgetvalue(rows, count, 1))};
    PQclear(rows);
    return count;
}

static int print_author(struct database database, int id) {
    char sql[128];
    snprintf(sql, sizeof sql, "select name from authors where id = %d", id);
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, "author");
        puts((const char *)sqlite3_column_text(row, 0));
        sqlite3_finalize(row);
        return 1;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    puts(PQgetvalue(row, 0, 0));
    PQclear(row);
    return 1;
}

/* One statement for the authors of a page. */
static int print_authors(struct database database, const struct post *page, int count) {
    char sql[1024] = "select name from authors where id in (0";
    int printed = 0;
    for (int i = 0; i < count; i++)
        snprintf(sql + strlen(sql), 16, ", %d", page[i].author);
    strcat(sql, ")");
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            printed++;
        sqlite3_finalize(rows);
        return printed;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    printed = PQntuples(rows);
    PQclear(rows);
    return printed;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    const bool fixed = wants_fixed(argc, argv);
    struct post page[PAGE];
    int printed = 0, count, last = 0;
    make_blog(database, 100);
    while ((count = load_page(database, last, page)) > 0) {
        last = page[count - 1].id;
        if (fixed) {
            printed += print_authors(database, page, count);
            continue;
        }
        for (int i = 0; i < count; i++)
            printed += print_author(database, page[i].author); /* loop: authors */
    }
    require(printed == 100, "100 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
