/*
 * Seats have a key of two columns, and so has the look-up for each row: two parameters from two columns.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding tickets kind=n+1 n=48 episodes=1 table=tickets parent=seats link=place
 * loopline: finding tickets confidence=confirmed
 * loopline: twin
 */
#include "support.h"

static void make_seats(struct database database) {
    set_up(database,
           "create table seats (line text, place integer, price integer, primary key (line, place))");
    set_up(database,
           "create table tickets (line text, place integer, holder text, primary key (line, place))");
    set_up(database,
           "insert into seats with recursive n (i) as (select 0 union all select i + 1 from n where i < 47)"
           " select substr('ABCDEF', 1 + i / 8, 1), 1 + i %% 8, 100 - i from n");
    set_up(database, "insert into tickets select line, place, 'holder of ' || line || place from seats");
}

struct seat {
    char line[4];
    int place;
};

static int load_seats(struct database database, struct seat *seats) {
    const char *sql = "select line, place, price from seats order by price";
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *statement;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &statement, NULL);
        for (; sqlite3_step(statement) == SQLITE_ROW; count++) {
            strcpy(seats[count].line, (const char *)sqlite3_column_text(statement, 0));
            seats[count].place = sqlite3_column_int(statement, 1);
        }
        sqlite3_finalize(statement);
        return count;
    }
    PGresult *result = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(result); count++) {
        strcpy(seats[count].line, PQgetvalue(result, count, 0));
        seats[count].place = atoi(PQgetvalue(result, count, 1));
    }
    PQclear(result);
    return count;
}

static bool print_holder(struct database database, const struct seat *seat) {
    bool found;
    if (database.sqlite) {
        sqlite3_stmt *statement;
        sqlite3_prepare_v2(database.sqlite, "select holder from tickets where line = ? and place = ?", -1,
                           &statement, NULL);
        sqlite3_bind_text(statement, 1, seat->line, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int(statement, 2, seat->place);
        found = sqlite3_step(statement) == SQLITE_ROW &&
                puts((const char *)sqlite3_column_text(statement, 0)) >= 0;
        sqlite3_finalize(statement);
        return found;
    }
    char place[16];
    snprintf(place, sizeof place, "%d", seat->place);
    const char *values[] = {seat->line, place};
    PGresult *result = succeeded(PQexecParams(database.postgresql,
                                              "select holder from tickets where line = $1 and place = $2", 2,
                                              NULL, values, NULL, NULL, 0));
    found = PQntuples(result) == 1 && puts(PQgetvalue(result, 0, 0)) >= 0;
    PQclear(result);
    return found;
}

static int print_holders(struct database database) {
    struct seat seats[64];
    int found = 0;
    const int count = load_seats(database, seats);
    for (const struct seat *seat = seats; seat < seats + count; seat++)
        found += print_holder(database, seat); /* loop: tickets */
    return found;
}

static int print_holders_joined(struct database database) {
    const char *sql = "select holder from seats join tickets using (line, place) order by price";
    int found = 0;
    if (database.sqlite) {
        sqlite3_stmt *statement;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &statement, NULL);
        while (sqlite3_step(statement) == SQLITE_ROW)
            found++;
        sqlite3_finalize(statement);
        return found;
    }
    PGresult *result = succeeded(PQexec(database.postgresql, sql));
    found = PQntuples(result);
    PQclear(result);
    return found;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_seats(database);
    const int found = wants_fixed(argc, argv) ? print_holders_joined(database) : print_holders(database);
    require(found == 48, "48 holders");
    close_database(database);
    return EXIT_SUCCESS;
}
