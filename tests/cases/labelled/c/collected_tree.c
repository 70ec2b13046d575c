/*
 * A tree is walked by recursion: the children's ids are collected first, which ends the statement, and then
 * each child is walked. The loop that reads the rows repeats nothing.
 *
 * loopline: databases sqlite
 * loopline: finding children kind=n+1 table=folders parent=folders link=id
 */
#include "support.h"

enum { NODES = 1 + 5 + 25 + 125, MOST_CHILDREN = 16 };

static int walk(sqlite3 *sqlite, sqlite3_int64 id) {
    sqlite3_int64 ids[MOST_CHILDREN];
    sqlite3_stmt *children;
    int count = 0;
    int walked = 1;
    sqlite3_prepare_v2(sqlite, "select id from folders where parent_id = ?", -1, &children, NULL);
    sqlite3_bind_int64(children, 1, id);
    while (sqlite3_step(children) == SQLITE_ROW)
        ids[count++] = sqlite3_column_int64(children, 0);
    sqlite3_finalize(children);
    for (int i = 0; i < count; i++)
        walked += walk(sqlite, ids[i]); /* loop: children */
    return walked;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    set_up(database, "create table folders (id integer primary key, parent_id integer, name text not null)");
    set_up(database,
           "insert into folders with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
           " select 100 + i, case when i = 1 then null else 100 + (i + 3) / 5 end, 'Folder ' || i from n",
           NODES);
    require(walk(database.sqlite, 101) == NODES, "all nodes");
    close_database(database);
    return EXIT_SUCCESS;
}
