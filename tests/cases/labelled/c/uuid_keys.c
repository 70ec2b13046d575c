/*
 * Keys are UUIDs: text in SQLite; in PostgreSQL read as text, sent in binary.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding badges kind=n+1 n=32 episodes=1 table=badges parent=members link=key
 * loopline: finding badges confidence=confirmed
 * loopline: twin
 * loopline: flags -O1
 */
#include "support.h"

enum { UUID_TYPE = 2950 };

static void make_members(struct database database) {
    const char *type = database.sqlite ? "text" : "uuid";
    const char *key = database.sqlite ? "printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i)"
                                      : "md5(i::text)::uuid";
    set_up(database, "create table members (key %s primary key, name text not null)", type);
    set_up(database, "create table badges (member %s not null, label text not null)", type);
    set_up(database,
           "insert into members with recursive n (i) as (select 1 union all select i + 1 from n where i < 32)"
           " select %s, 'Member ' || i from n",
           key);
    set_up(database, "insert into badges select key, 'badge of ' || name from members");
}

static int print_badges_sqlite(sqlite3 *sqlite) {
    int printed = 0;
    sqlite3_stmt *members = NULL, *badges = NULL;
    sqlite3_prepare_v2(sqlite, "SELECT key, name FROM members ORDER BY key", -1, &members, NULL);
    sqlite3_prepare_v2(sqlite, "SELECT label FROM badges WHERE member = :member", -1, &badges, NULL);
    while (sqlite3_step(members) == SQLITE_ROW) {
        const char *key = (const char *)sqlite3_column_text(members, 0);
        sqlite3_bind_text(badges, sqlite3_bind_parameter_index(badges, ":member"), key, -1, SQLITE_STATIC);
        while (sqlite3_step(badges) == SQLITE_ROW) /* loop: badges on=sqlite */
            printed += printf("%s\n", sqlite3_column_text(badges, 0)) > 0;
        sqlite3_reset(badges);
        sqlite3_clear_bindings(badges);
    }
    sqlite3_finalize(badges);
    sqlite3_finalize(members);
    return printed;
}

static void uuid_from_text(const char *text, unsigned char *uuid) {
    for (int i = 0; i < 16; text++) {
        unsigned byte;
        if (*text == '-')
            continue;
        require(sscanf(text, "%2x", &byte) == 1, "uuid");
        uuid[i++] = (unsigned char)byte;
        text++;
    }
}

static PGresult *badges_of(PGconn *connection, const char *key) {
    unsigned char uuid[16];
    const char *values[] = {(const char *)uuid};
    const int lengths[] = {sizeof uuid}, formats[] = {1};
    const Oid types[] = {UUID_TYPE};
    uuid_from_text(key, uuid);
    return succeeded(PQexecParams(connection, "SELECT label FROM badges WHERE member = $1", 1, types, values,
                                  lengths, formats, 0));
}

static int print_badges_postgresql(PGconn *connection) {
    int printed = 0;
    PGresult *members = succeeded(PQexec(connection, "SELECT key, name FROM members ORDER BY key"));
    for (int i = 0; i < PQntuples(members); i++) {
        PGresult *badges = badges_of(connection, PQgetvalue(members, i, 0)); /* loop: badges on=postgresql */
        for (int j = 0; j < PQntuples(badges); j++)
            printed += printf("%s\n", PQgetvalue(badges, j, 0)) > 0;
        PQclear(badges);
    }
    PQclear(members);
    return printed;
}

static int print_badges_joined(struct database database) {
    const char *sql = "SELECT label FROM members JOIN badges ON member = key ORDER BY key";
    int printed = 0;
    if (database.postgresql) {
        PGresult *badges = succeeded(PQexec(database.postgresql, sql));
        for (int row = 0; row < PQntuples(badges); row++)
            printed += printf("%s\n", PQgetvalue(badges, row, 0)) > 0;
        PQclear(badges);
        return printed;
    }
    sqlite3_stmt *badges;
    sqlite3_prepare_v2(database.sqlite, sql, -1, &badges, NULL);
    while (sqlite3_step(badges) == SQLITE_ROW)
        printed += printf("%s\n", sqlite3_column_text(badges, 0)) > 0;
    sqlite3_finalize(badges);
    return printed;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    int printed;
    make_members(database);
    if (wants_fixed(argc, argv))
        printed = print_badges_joined(database);
    else if (database.sqlite)
        printed = print_badges_sqlite(database.sqlite);
    else
        printed = print_badges_postgresql(database.postgresql);
    require(printed == 32, "32 badges");
    close_database(database);
    return EXIT_SUCCESS;
}
