/*
 * For each post its author, and for each author the country: a child of the child, one row each, so both run
 * once per post. The country's key comes from the author's row.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=36 table=authors parent=posts link=author_id
 * loopline: finding countries kind=n+1 n=36 table=countries
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

/* First row of a statement with one parameter, as text; the caller frees nothing. */
static const char *first_value(struct database database, const char *sql, const char *id) {
    static char value[4][64];
    static unsigned turn;
    char *text = value[turn++ % 4];
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        sqlite3_bind_text(row, 1, id, -1, SQLITE_TRANSIENT);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        snprintf(text, 64, "%s", sqlite3_column_text(row, 0));
        sqlite3_finalize(row);
        return text;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &id, NULL, NULL, 0));
    snprintf(text, 64, "%s", PQgetvalue(row, 0, 0));
    PQclear(row);
    return text;
}

static void print_origin(struct database database, const char *author, const char *title) {
    const char *country = first_value(database, "select country_id from authors where id = $1", author);
    printf("%s comes from %s\n", title,
           first_value(database, "select name from countries where id = $1", country));
}

static int print_origins(struct database database) {
    const char *sql = "select author_id, title from posts order by id";
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        for (; sqlite3_step(posts) == SQLITE_ROW; count++) {
            const char *author = (const char *)sqlite3_column_text(posts, 0);
            const char *title = (const char *)sqlite3_column_text(posts, 1);
            print_origin(database, author, title); /* loop: authors, loop: countries */
        }
        sqlite3_finalize(posts);
        return count;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(posts); count++) {
        const char *author = PQgetvalue(posts, count, 0), *title = PQgetvalue(posts, count, 1);
        print_origin(database, author, title); /* loop: authors, loop: countries */
    }
    PQclear(posts);
    return count;
}

static int print_origins_joined(struct database database) {
    const char *sql = "select title, countries.name from posts join authors on authors.id = author_id"
                      " join countries on countries.id = country_id";
    int count = 0;
    if (database.postgresql) {
        PGresult *rows = succeeded(PQexec(database.postgresql, sql));
        count = PQntuples(rows);
        PQclear(rows);
        return count;
    }
    sqlite3_stmt *rows;
    sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
    while (sqlite3_step(rows) == SQLITE_ROW)
        count++;
    sqlite3_finalize(rows);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 36);
    require((wants_fixed(argc, argv) ? print_origins_joined : print_origins)(database) == 36, "36 posts");
    close_database(database);
    return EXIT_SUCCESS;
}
