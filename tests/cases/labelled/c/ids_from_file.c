/*
 * The keys come from a file, not from a result: a loop over queries all the same.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding orders kind=n+1 n=30 episodes=1 table=orders confidence=likely
 * loopline: twin
 */
#include "support.h"

static int total_of(struct database database, const char *id) {
    int total;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select total from orders where id = ?", -1, &row, NULL);
        sqlite3_bind_text(row, 1, id, -1, SQLITE_STATIC);
        require(sqlite3_step(row) == SQLITE_ROW, id);
        total = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return total;
    }
    PGresult *row = succeeded(PQexecParams(database.postgresql, "select total from orders where id = $1", 1,
                                           NULL, &id, NULL, NULL, 0));
    total = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return total;
}

static int total_of_all(struct database database, FILE *ids) {
    char sql[1024] = "select sum(total) from orders where id in (", id[16];
    for (const char *between = ""; fscanf(ids, "%15s", id) == 1; between = ", ")
        strcat(strcat(sql, between), id);
    strcat(sql, ")");
    int total;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &row, NULL);
        require(sqlite3_step(row) == SQLITE_ROW, sql);
        total = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return total;
    }
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    total = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return total;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    FILE *ids = tmpfile();
    char id[16];
    int total = 0;
    make_shop(database, 30, 1, 1);
    for (int i = 0; i < 30; i++)
        fprintf(ids, "%d\n", 20001 + i * 7 % 30);
    rewind(ids);
    if (wants_fixed(argc, argv))
        total = total_of_all(database, ids);
    else
        while (fscanf(ids, "%15s", id) == 1)
            total += total_of(database, id); /* loop: orders */
    require(total == 30 * 10 + 29 * 15, "30 orders");
    fclose(ids);
    close_database(database);
    return EXIT_SUCCESS;
}
