/*
 * A transaction is tried anew as long as it fails to serialize; a rival changes the row the first eight
 * times.
 *
 * loopline: databases postgresql
 */
#include "support.h"

static const char *const BEGIN = "begin isolation level repeatable read";

/* Moves 5 from one order to another; false where it is to be tried again. */
static bool transfer(PGconn *connection, PGconn *rival, bool rival_interferes) {
    PQclear(succeeded(PQexec(connection, BEGIN)));
    PGresult *order = succeeded(PQexec(connection, "select total from orders where id = 20001"));
    char total[16];
    snprintf(total, sizeof total, "%d", atoi(PQgetvalue(order, 0, 0)) - 5);
    PQclear(order);
    if (rival_interferes)
        PQclear(succeeded(PQexec(rival, "update orders set total = total + 1 where id = 20001")));

    const char *values[] = {total};
    PGresult *update = PQexecParams(connection, "update orders set total = $1 where id = 20001", 1, NULL,
                                    values, NULL, NULL, 0);
    const char *state = PQresultErrorField(update, PG_DIAG_SQLSTATE);
    const bool is_done = !state;
    require(is_done || strcmp(state, "40001") == 0, "serialization failure");
    PQclear(update);
    PQclear(succeeded(PQexec(connection, is_done ? "commit" : "rollback")));
    return is_done;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    PGconn *rival = open_postgresql();
    int tries = 0;
    make_shop(database, 2, 1, 1);
    while (!transfer(database.postgresql, rival, tries < 8))
        tries++;
    require(tries == 8, "eight failures");
    PQfinish(rival);
    close_database(database);
    return EXIT_SUCCESS;
}
