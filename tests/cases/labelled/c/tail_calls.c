/*
 * The helpers end in the call of the next, so that the compiler leaves their frames out.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=30 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

static int fetch(void *context, int columns, char **values, char **names) {
    (void)columns;
    (void)names;
    return puts(values[0]) < 0 || (++*(int *)context, 0);
}

static __attribute__((noinline)) int run_sqlite(sqlite3 *sqlite, const char *sql, int *count) {
    return sqlite3_exec(sqlite, sql, fetch, count, NULL);
}

static __attribute__((noinline)) PGresult *run_postgresql(PGconn *connection, const char *sql) {
    return PQexec(connection, sql);
}

static __attribute__((noinline)) PGresult *query_postgresql(PGconn *connection, const char *sql) {
    return run_postgresql(connection, sql);
}

static __attribute__((noinline)) int query_sqlite(sqlite3 *sqlite, const char *sql, int *count) {
    return run_sqlite(sqlite, sql, count);
}

static int authors_sqlite(sqlite3 *sqlite) {
    char **posts, sql[96];
    int rows, columns, count = 0;
    sqlite3_get_table(sqlite, "select author_id from posts", &posts, &rows, &columns, NULL);
    for (int row = 1; row <= rows; row++) {
        snprintf(sql, sizeof sql, "select name from authors where id = %s", posts[row]);
        if (query_sqlite(sqlite, sql, &count) != SQLITE_OK) /* loop: authors on=sqlite */
            break;
    }
    sqlite3_free_table(posts);
    return count;
}

static int authors_postgresql(PGconn *connection) {
    int count = 0;
    PGresult *posts = succeeded(PQexec(connection, "select author_id from posts"));
    for (int row = 0; row < PQntuples(posts); row++) {
        char sql[96];
        snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(posts, row, 0));
        PGresult *author = query_postgresql(connection, sql); /* loop: authors on=postgresql */
        count += PQntuples(author);
        PQclear(author);
    }
    PQclear(posts);
    return count;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int count;
    make_blog(database, 30);
    if (wants_fixed(argc, argv))
        count = count_rows(database, "select name from posts join authors on authors.id = author_id");
    else
        count = database.sqlite ? authors_sqlite(database.sqlite) : authors_postgresql(database.postgresql);
    require(count == 30, "30 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
