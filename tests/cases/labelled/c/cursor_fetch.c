/*
 * A large result is fetched through a cursor, 50 rows at a time.
 *
 * loopline: databases postgresql
 * loopline: dismissed "cursor fetch"
 */
#include "support.h"

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    int rows, comments = 0;
    make_blog(database, 400);
    PQclear(succeeded(PQexec(connection, "begin")));
    PQclear(succeeded(PQexec(connection, "declare all_comments cursor for select id, body from comments")));
    do {
        PGresult *some = succeeded(PQexec(connection, "fetch 50 from all_comments"));
        rows = PQntuples(some);
        comments += rows;
        PQclear(some);
    } while (rows > 0);
    PQclear(succeeded(PQexec(connection, "close all_comments")));
    PQclear(succeeded(PQexec(connection, "commit")));
    require(comments == 1200, "1200 comments");
    close_database(database);
    return EXIT_SUCCESS;
}
