/*
 * A loop over six rows that is unrolled, as their number is known: the code has no loop then,
 * but the source has.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=6 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

enum { NEWEST = 6 };

static void load_newest(struct database database, int *authors) {
    const char *sql = "select author_id from posts order by id desc limit 6";
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        for (int i = 0; sqlite3_step(posts) == SQLITE_ROW; i++)
            authors[i] = sqlite3_column_int(posts, 0);
        sqlite3_finalize(posts);
        return;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (int i = 0; i < PQntuples(posts); i++)
        authors[i] = atoi(PQgetvalue(posts, i, 0));
    PQclear(posts);
}

static __attribute__((noinline)) int print_author(struct database database, int id) {
    char sql[96];
    snprintf(sql, sizeof sql, "select name from authors where id = %d", id);
    if (database.sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &author, NULL);
        const int found = sqlite3_step(author) == SQLITE_ROW;
        sqlite3_finalize(author);
        return found;
    }
    PGresult *author = succeeded(PQexec(database.postgresql, sql));
    const int found = PQntuples(author);
    PQclear(author);
    return found;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int authors[NEWEST] = {0}, found = 0;
    make_blog(database, 40);
    if (wants_fixed(argc, argv)) {
        found = count_rows(database,
                           "select name from (select author_id from posts order by id desc limit 6) as newest"
                           " join authors on authors.id = author_id");
    } else {
        load_newest(database, authors);
#pragma GCC unroll 6
        for (int i = 0; i < NEWEST; i++)
            found += print_author(database, authors[i]); /* loop: authors */
    }
    require(found == NEWEST, "six authors");
    close_database(database);
    return EXIT_SUCCESS;
}
