/*
 * "Is it there? If not, insert it", for each of many labels: an upsert by hand. In SQLite the inserts share
 * one transaction and are as they should be; the look-ups are not.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding look-up kind=n+1 n=40 episodes=1 table=select confidence=likely
 * loopline: finding insert kind=write-loop n=40 episodes=1 table=insert on=postgresql
 * loopline: twin
 */
#include "support.h"

static void keep_label_sqlite(sqlite3 *sqlite, const char *label) {
    sqlite3_stmt *known, *insert;
    sqlite3_prepare_v2(sqlite, "select id from labels where label = ?", -1, &known, NULL);
    sqlite3_bind_text(known, 1, label, -1, SQLITE_TRANSIENT);
    const bool is_known = sqlite3_step(known) == SQLITE_ROW;
    sqlite3_finalize(known);
    if (is_known)
        return;
    sqlite3_prepare_v2(sqlite, "insert into labels (label) values (?)", -1, &insert, NULL);
    sqlite3_bind_text(insert, 1, label, -1, SQLITE_TRANSIENT);
    require(sqlite3_step(insert) == SQLITE_DONE, label);
    sqlite3_finalize(insert);
}

static void keep_label_postgresql(PGconn *connection, const char *label) {
    PGresult *known = succeeded(
        PQexecParams(connection, "select id from labels where label = $1", 1, NULL, &label, NULL, NULL, 0));
    if (PQntuples(known) == 0)
        PQclear(succeeded(PQexecParams(connection, "insert into labels (label) values ($1)", 1, NULL, &label,
                                       NULL, NULL, 0)));
    PQclear(known);
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    set_up(database, "create table labels (id %s, label text unique)",
           database.sqlite ? "integer primary key" : "serial primary key");
    if (wants_fixed(argc, argv)) {
        char sql[2048] = "insert into labels (label) values ";
        for (int i = 0; i < 40; i++)
            snprintf(sql + strlen(sql), 64, "%s('label of %d')", i ? ", " : "", i * 17);
        set_up(database, "%s on conflict do nothing", sql);
        close_database(database);
        return EXIT_SUCCESS;
    }
    set_up(database, "begin");
    for (int i = 0; i < 40; i++) {
        char label[32];
        snprintf(label, sizeof label, "label of %d", i * 17);
        if (database.sqlite)
            keep_label_sqlite(database.sqlite, label); /* loop: look-up on=sqlite */
        else
            keep_label_postgresql(database.postgresql, label); /* loop: look-up on=postgresql, loop: insert */
    }
    set_up(database, "commit");
    close_database(database);
    return EXIT_SUCCESS;
}
