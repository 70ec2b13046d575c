/*
 * A loop over five rows with a query for each: just enough to be told.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=5 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include "support.h"

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const char *sql = "select author_id from posts order by title limit 5";
    char *query = NULL;
    sqlite3 *sqlite = database.sqlite;
    make_blog(database, 50);
    if (wants_fixed(argc, argv)) {
        require(count_rows(
                    database,
                    "select name from posts join authors on authors.id = author_id order by title limit 5") ==
                    5,
                "five authors");
        close_database(database);
        return EXIT_SUCCESS;
    }
    if (sqlite) {
        char **posts, **author;
        int rows, columns, found;
        sqlite3_get_table(sqlite, sql, &posts, &rows, &columns, NULL);
        for (int row = 1; row <= rows; row++, sqlite3_free(query), sqlite3_free_table(author)) {
            query = sqlite3_mprintf("select name from authors where id = '%q'", posts[row]);
            sqlite3_get_table(sqlite, query, &author, &found, &columns, NULL); /* loop: authors on=sqlite */
            require(found == 1, "author");
        }
        sqlite3_free_table(posts);
    } else {
        PGresult *posts = succeeded(PQexec(database.postgresql, sql)), *author;
        for (int row = 0; row < PQntuples(posts); row++, free(query), PQclear(author)) {
            require(asprintf(&query, "select name from authors where id = '%s'", PQgetvalue(posts, row, 0)) >
                        0,
                    "");
            author = PQexec(database.postgresql, query); /* loop: authors on=postgresql */
            require(PQntuples(author) == 1, "author");
        }
        PQclear(posts);
    }
    close_database(database);
    return EXIT_SUCCESS;
}
