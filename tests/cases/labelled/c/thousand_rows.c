/*
 * A thousand rows, and one look-up for each.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=1000 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include "support.h"

static long sum_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *posts, *author;
    long sum = 0;
    sqlite3_prepare_v2(sqlite, "select title, author_id from posts", -1, &posts, NULL);
    sqlite3_prepare_v2(sqlite, "select country_id from authors where id = $author", -1, &author, NULL);
    for (;;) {
        if (sqlite3_step(posts) != SQLITE_ROW)
            break;
        sqlite3_reset(author);
        sqlite3_bind_value(author, 1, sqlite3_column_value(posts, 1));
        sqlite3_step(author); /* loop: authors on=sqlite */
        sum += sqlite3_column_int64(author, 0);
    }
    sqlite3_finalize(author);
    sqlite3_finalize(posts);
    return sum;
}

static long sum_postgresql(PGconn *connection) {
    long sum = 0;
    PQclear(succeeded(
        PQexec(connection, "prepare author (int) as select country_id from authors where id = $1")));
    PGresult *posts = succeeded(PQexec(connection, "select title, author_id from posts"));
    for (int row = 0; row < PQntuples(posts); row++) {
        char sql[64];
        snprintf(sql, sizeof sql, "execute author (%s)", PQgetvalue(posts, row, 1));
        PGresult *author = PQexec(connection, sql); /* loop: authors on=postgresql */
        sum += atol(PQgetvalue(succeeded(author), 0, 0));
        PQclear(author);
    }
    PQclear(posts);
    return sum;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 1000);
    if (wants_fixed(argc, argv)) {
        require(count_rows(database,
                           "select title, country_id from posts join authors on authors.id = author_id") ==
                    1000,
                "a country for each");
        close_database(database);
        return EXIT_SUCCESS;
    }
    const long sum = database.sqlite ? sum_sqlite(database.sqlite) : sum_postgresql(database.postgresql);
    require(sum == 10500, "a country for each");
    close_database(database);
    return EXIT_SUCCESS;
}
