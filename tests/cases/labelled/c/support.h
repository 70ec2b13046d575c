/*
 * What the labelled programs share: opening and closing, failing, and schemas with data. The queries and
 * loops that are looked at stand in the programs themselves.
 */
#pragma once

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of the two is set. */
struct database {
    sqlite3 *sqlite;
    PGconn *postgresql;
};

static inline void require(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "failed: %s\n", what);
    exit(EXIT_FAILURE);
}

static inline sqlite3 *open_sqlite(const char *path) {
    sqlite3 *sqlite = NULL;
    require(sqlite3_open(path, &sqlite) == SQLITE_OK, "sqlite3_open");
    /* Tests have no need of a disk that keeps its promise. */
    sqlite3_exec(sqlite, "pragma synchronous = off", NULL, NULL, NULL);
    return sqlite;
}

static inline PGconn *open_postgresql(void) {
    PGconn *postgresql = PQconnectdb("");
    require(PQstatus(postgresql) == CONNECTION_OK, PQerrorMessage(postgresql));
    return postgresql;
}

static inline struct database open_database(int argc, char **argv) {
    struct database database = {NULL, NULL};
    require(argc > 1, "usage: PROGRAM sqlite PATH [fixed] | postgresql [fixed]");
    if (strcmp(argv[1], "sqlite") == 0)
        database.sqlite = open_sqlite(argv[2]);
    else
        database.postgresql = open_postgresql();
    return database;
}

static inline void close_database(struct database database) {
    if (database.postgresql)
        PQfinish(database.postgresql);
    if (database.sqlite)
        require(sqlite3_close(database.sqlite) == SQLITE_OK, "sqlite3_close");
}

static inline bool wants_fixed(int argc, char **argv) {
    return argc > 1 && strcmp(argv[argc - 1], "fixed") == 0;
}

/* A result that is one of rows or of a command that succeeded. */
static inline PGresult *succeeded(PGresult *result) {
    const ExecStatusType status = PQresultStatus(result);
    require(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_SINGLE_TUPLE,
            PQresultErrorMessage(result));
    return result;
}

/* For set-up alone: runs one statement, given as to printf. */
static inline void __attribute__((format(printf, 2, 3)))
set_up(struct database database, const char *format, ...) {
    char sql[2048];
    va_list values;
    va_start(values, format);
    vsnprintf(sql, sizeof sql, format, values);
    va_end(values);
    if (database.sqlite)
        require(sqlite3_exec(database.sqlite, sql, NULL, NULL, NULL) == SQLITE_OK,
                sqlite3_errmsg(database.sqlite));
    else
        PQclear(succeeded(PQexec(database.postgresql, sql)));
}

/* For the form that is right, where that is one statement: runs it and counts its rows. */
static inline int count_rows(struct database database, const char *sql) {
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        require(sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL) == SQLITE_OK, sql);
        while (sqlite3_step(rows) == SQLITE_ROW)
            count++;
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    count = PQntuples(rows);
    PQclear(rows);
    return count;
}

/*
 * authors (id, name, country_id), 100; countries (id, name), 20; posts (id, author_id, title); comments (id,
 * post_id, author_id, body), 3 a post; tags (id, post_id, label), 2 a post. Neighbours among the posts have
 * different authors.
 */
static inline void make_blog(struct database database, int posts) {
    set_up(database, "create table countries (id integer primary key, name text not null)");
    set_up(database,
           "create table authors (id integer primary key, name text not null, country_id integer not null)");
    set_up(database,
           "create table posts (id integer primary key, author_id integer not null, title text not null)");
    set_up(database, "create table comments (id integer primary key, post_id integer not null,"
                     " author_id integer not null, body text not null)");
    set_up(database,
           "create table tags (id integer primary key, post_id integer not null, label text not null)");
    set_up(database,
           "insert into countries with recursive n (i) as (select 1 union all select i + 1 from n where"
           " i < 20) select i, 'Country ' || i from n");
    set_up(database,
           "insert into authors with recursive n (i) as (select 1 union all select i + 1 from n where"
           " i < 100) select i, 'Author ' || i, 1 + i %% 20 from n");
    set_up(database,
           "insert into posts with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
           " select i, 1 + (37 * i) %% 100, 'Letter ' || i from n",
           posts);
    set_up(
        database,
        "insert into comments with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
        " select i, 1 + (i - 1) / 3, 1 + (53 * i) %% 100, 'Remark ' || i from n",
        3 * posts);
    set_up(database,
           "insert into tags with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)"
           " select i, 1 + (i - 1) / 2, 'tag ' || i from n",
           2 * posts);
}

/*
 * customers (id, name); orders (id, customer_id, total), so many for each; items (id, order_id, product,
 * quantity), so many for each. Ids begin at 1001, 20001 and 300001.
 */
static inline void make_shop(struct database database, int customers, int orders_each, int items_each) {
    set_up(database, "create table customers (id integer primary key, name text not null)");
    set_up(
        database,
        "create table orders (id integer primary key, customer_id integer not null, total integer not null)");
    set_up(database,
           "create table items (id integer primary key, order_id integer not null, product text not null,"
           " quantity integer not null)");
    set_up(
        database,
        "insert into customers with recursive n (i) as (select 0 union all select i + 1 from n where i < %d)"
        " select 1001 + i, 'Customer ' || i from n",
        customers - 1);
    set_up(database,
           "insert into orders with recursive n (i) as (select 0 union all select i + 1 from n where i < %d)"
           " select 20001 + i, 1001 + i / %d, 10 + i from n",
           customers * orders_each - 1, orders_each);
    set_up(database,
           "insert into items with recursive n (i) as (select 0 union all select i + 1 from n where i < %d)"
           " select 300001 + i, 20001 + i / %d, 'Product ' || i, 1 + i %% 3 from n",
           customers * orders_each * items_each - 1, items_each);
}
