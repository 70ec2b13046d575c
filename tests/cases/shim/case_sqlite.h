/*
 * SQLite for the cases. open_items runs two statements by sqlite3_exec: a table, and its rows 1 to 100.
 */
#ifndef LOOPLINE_CASE_SQLITE_H
#define LOOPLINE_CASE_SQLITE_H

#include <sqlite3.h>

#include "case.h"

#define ITEM_BY_ID "select name from items where id = ?"
#define ALL_ITEMS "select id, name from items order by id"

static inline sqlite3 *open_items(const char *file) {
    sqlite3 *db = NULL;
    MUST(sqlite3_open(file, &db) == SQLITE_OK);
    MUST(sqlite3_exec(db, "create table items (id integer primary key, name text)", NULL, NULL, NULL) ==
         SQLITE_OK);
    MUST(sqlite3_exec(db,
                      "with recursive n (i) as (values (1) union all select i + 1 from n where i < 100)"
                      " insert into items select i, 'item ' || i from n",
                      NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

/* One look-up, prepared and finalised; the number of rows. */
static inline int look_up(sqlite3 *db, int id) {
    sqlite3_stmt *statement = NULL;
    int rows = 0;
    MUST(sqlite3_prepare_v2(db, ITEM_BY_ID, -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_bind_int(statement, 1, id) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
    return rows;
}

#endif
