/*
 * A tree of categories is walked by recursion: one query for the children of each node.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding children kind=n+1 table=categories parent=categories link=id
 * loopline: twin
 */
#include "support.h"

enum { NODES = 1 + 5 + 25 + 125 };

static void make_tree(struct database database) {
    set_up(database,
           "create table categories (id integer primary key, parent_id integer, name text not null)");
    set_up(
        database,
        "insert into categories with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
        " select 100 + i, case when i = 1 then null else 100 + (i + 3) / 5 end, 'Category ' || i from n",
        NODES);
}

static int print_category_sqlite(sqlite3 *sqlite, sqlite3_int64 id, int depth) {
    sqlite3_stmt *children;
    int printed = 1;
    sqlite3_prepare_v2(sqlite, "select id, name from categories where parent_id = ?", -1, &children, NULL);
    sqlite3_bind_int64(children, 1, id);
    while (sqlite3_step(children) == SQLITE_ROW) {
        const sqlite3_int64 child = sqlite3_column_int64(children, 0);
        printf("%*s%s\n", 2 * depth, "", sqlite3_column_text(children, 1));
        printed += print_category_sqlite(sqlite, child, depth + 1); /* loop: children on=sqlite */
    }
    sqlite3_finalize(children);
    return printed;
}

static int print_category_postgresql(PGconn *connection, const char *id, int depth) {
    const char *sql = "select id, name from categories where parent_id = $1";
    int printed = 1;
    PGresult *children = succeeded(PQexecParams(connection, sql, 1, NULL, &id, NULL, NULL, 0));
    for (int row = 0; row < PQntuples(children); row++) {
        const char *child = PQgetvalue(children, row, 0);
        printf("%*s%s\n", 2 * depth, "", PQgetvalue(children, row, 1));
        printed += print_category_postgresql(connection, child, depth + 1); /* loop: children on=postgresql */
    }
    PQclear(children);
    return printed;
}

static int count_tree(struct database database) {
    const char *sql = "with recursive tree (id) as (select id from categories where id = 101 union all"
                      " select categories.id from tree join categories on parent_id = tree.id)"
                      " select id from tree";
    int count = 0;
    if (database.postgresql) {
        PGresult *nodes = succeeded(PQexec(database.postgresql, sql));
        count = PQntuples(nodes);
        PQclear(nodes);
        return count;
    }
    sqlite3_stmt *nodes;
    sqlite3_prepare_v2(database.sqlite, sql, -1, &nodes, NULL);
    while (sqlite3_step(nodes) == SQLITE_ROW)
        count++;
    sqlite3_finalize(nodes);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    int printed;
    make_tree(database);
    if (wants_fixed(argc, argv))
        printed = count_tree(database);
    else if (database.sqlite)
        printed = print_category_sqlite(database.sqlite, 101, 0);
    else
        printed = print_category_postgresql(database.postgresql, "101", 0);
    require(printed == NODES, "all nodes");
    close_database(database);
    return EXIT_SUCCESS;
}
