/*
 * The posts are fetched through a cursor, 25 at a time, which is right; the author of each by a query, which
 * is not.
 *
 * loopline: databases postgresql
 * loopline: finding authors kind=n+1 n=25 episodes=4 table=authors link=author_id
 * loopline: twin
 */
#include "support.h"

static int print_authors(PGconn *connection, const PGresult *posts) {
    int printed = 0;
    for (int row = 0; row < PQntuples(posts); row++) {
        const char *key = PQgetvalue(posts, row, 1);
        PGresult *author = PQexecPrepared(connection, "author", 1, &key, NULL, NULL, 0); /* loop: authors */
        printed += puts(PQgetvalue(succeeded(author), 0, 0)) >= 0;
        PQclear(author);
    }
    return printed;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    const bool fixed = wants_fixed(argc, argv);
    int rows, printed = 0;
    make_blog(database, 100);
    PQclear(succeeded(PQprepare(connection, "author", "select name from authors where id = $1", 1, NULL)));
    PQclear(succeeded(PQexec(connection, "begin")));
    PQclear(succeeded(PQexec(
        connection, fixed ? "declare some_posts cursor for select title, name from posts join authors on"
                            " authors.id = author_id"
                          : "declare some_posts cursor for select title, author_id from posts")));
    do {
        PGresult *posts = succeeded(PQexec(connection, "fetch forward 25 from some_posts"));
        rows = PQntuples(posts);
        printed += fixed ? rows : print_authors(connection, posts);
        PQclear(posts);
    } while (rows > 0);
    PQclear(succeeded(PQexec(connection, "commit")));
    require(printed == 100, "100 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
