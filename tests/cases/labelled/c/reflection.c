/*
 * Reads the schema: the tables, the columns of each, the indexes of each.
 *
 * loopline: databases sqlite postgresql
 * loopline: dismissed "catalogue"
 */
#include "support.h"

static int columns_sqlite(sqlite3 *sqlite) {
    sqlite3_stmt *tables, *columns;
    int count = 0;
    sqlite3_prepare_v2(sqlite, "select name from sqlite_master where type = 'table'", -1, &tables, NULL);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        char *sql = sqlite3_mprintf("pragma table_info(%Q)", sqlite3_column_text(tables, 0));
        sqlite3_prepare_v2(sqlite, sql, -1, &columns, NULL);
        while (sqlite3_step(columns) == SQLITE_ROW)
            count++;
        sqlite3_finalize(columns);
        sqlite3_free(sql);
        sql = sqlite3_mprintf("pragma index_list(%Q)", sqlite3_column_text(tables, 0));
        require(sqlite3_exec(sqlite, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
        sqlite3_free(sql);
    }
    sqlite3_finalize(tables);
    return count;
}

static int columns_postgresql(PGconn *connection) {
    int count = 0;
    PGresult *tables =
        succeeded(PQexec(connection, "select c.oid, c.relname from pg_catalog.pg_class c"
                                     " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                     " where c.relkind = 'r' and n.nspname = 'public'"));
    for (int row = 0; row < PQntuples(tables); row++) {
        const char *values[] = {PQgetvalue(tables, row, 0)};
        PGresult *columns = succeeded(PQexecParams(
            connection,
            "select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) from pg_catalog.pg_attribute a"
            " where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum",
            1, NULL, values, NULL, NULL, 0));
        count += PQntuples(columns);
        PQclear(columns);
        const char *names[] = {PQgetvalue(tables, row, 1)};
        PQclear(succeeded(PQexecParams(connection,
                                       "select column_name, is_nullable from information_schema.columns"
                                       " where table_name = $1",
                                       1, NULL, names, NULL, NULL, 0)));
    }
    PQclear(tables);
    return count;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    make_blog(database, 5);
    make_shop(database, 2, 1, 1);
    const int columns =
        database.sqlite ? columns_sqlite(database.sqlite) : columns_postgresql(database.postgresql);
    require(columns == 2 + 3 + 3 + 4 + 3 + 2 + 3 + 4, "all columns");
    close_database(database);
    return EXIT_SUCCESS;
}
