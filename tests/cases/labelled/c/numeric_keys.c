/*
 * Account numbers are numeric, and pass from a binary result to a binary parameter untouched.
 *
 * loopline: databases postgresql
 * loopline: finding bookings kind=n+1 n=20 episodes=1 table=bookings parent=accounts link=number
 * loopline: finding bookings confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

enum { NUMERIC_TYPE = 1700 };

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    PGconn *connection = database.postgresql;
    set_up(database, "create table accounts (number numeric(20, 0) primary key, holder text not null)");
    set_up(database,
           "create table bookings (account numeric(20, 0) not null, amount numeric(12, 2) not null)");
    set_up(database, "insert into accounts select 10000000000000 + 7919 * i, 'Holder ' || i from "
                     "generate_series(1, 20) i");
    set_up(database, "insert into bookings select number, 12.50 from accounts, generate_series(1, 2)");
    if (wants_fixed(argc, argv)) {
        require(count_rows(database,
                           "select holder, amount from accounts join bookings on account = number") == 40,
                "40 bookings");
        close_database(database);
        return EXIT_SUCCESS;
    }

    int bookings = 0;
    PGresult *accounts = succeeded(
        PQexecParams(connection, "select holder, number from accounts", 0, NULL, NULL, NULL, NULL, 1));
    for (int row = 0; row < PQntuples(accounts); row++) {
        const char *values[] = {PQgetvalue(accounts, row, 1)};
        const int lengths[] = {PQgetlength(accounts, row, 1)}, formats[] = {1};
        const Oid types[] = {NUMERIC_TYPE};
        const char *sql = "select amount from bookings where account = $1";
        PGresult *amounts;
        amounts = PQexecParams(connection, sql, 1, types, values, lengths, formats, 0); /* loop: bookings */
        bookings += PQntuples(succeeded(amounts));
        PQclear(amounts);
    }
    PQclear(accounts);
    require(bookings == 40, "40 bookings");
    close_database(database);
    return EXIT_SUCCESS;
}
