/*
 * The connection is tried before each of a few pieces of work, and once more after it.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "ping"
 */
#include "support.h"

static bool is_alive(struct database database) {
    if (database.sqlite)
        return sqlite3_exec(database.sqlite, "select 1", NULL, NULL, NULL) == SQLITE_OK;
    PGresult *one = PQexec(database.postgresql, "SELECT 1");
    const bool alive = PQresultStatus(one) == PGRES_TUPLES_OK;
    PQclear(one);
    return alive;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    set_up(database, "create table pieces (number integer)");
    for (int piece = 0; piece < 20; piece++) {
        require(is_alive(database), "alive before");
        if (piece == 7)
            set_up(database, "insert into pieces values (7)");
        require(is_alive(database), "alive after");
    }
    close_database(database);
    return EXIT_SUCCESS;
}
