/*
 * The posts are fetched through a cursor one by one, as embedded SQL does it, with a query for the author of
 * each.
 *
 * loopline: databases postgresql
 * loopline: finding authors kind=n+1 n=30 episodes=1 table=authors link=author_id
 * loopline: twin
 */
#include "support.h"

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    int printed = 0;
    make_blog(database, 30);
    if (wants_fixed(argc, argv)) {
        require(count_rows(database, "select name from posts join authors on authors.id = author_id") == 30,
                "30 authors");
        close_database(database);
        return EXIT_SUCCESS;
    }
    PQclear(succeeded(PQexec(connection, "begin")));
    PQclear(succeeded(PQexec(connection, "declare a_post cursor for select title, author_id from posts")));
    while (true) {
        char sql[96];
        PGresult *post = succeeded(PQexec(connection, "fetch next from a_post"));
        const bool is_there = PQntuples(post) == 1;
        if (is_there)
            snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(post, 0, 1));
        PQclear(post);
        if (!is_there)
            break;
        PGresult *author = PQexec(connection, sql); /* loop: authors */
        printed += puts(PQgetvalue(succeeded(author), 0, 0)) >= 0;
        PQclear(author);
    }
    PQclear(succeeded(PQexec(connection, "close a_post")));
    PQclear(succeeded(PQexec(connection, "commit")));
    require(printed == 30, "30 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
