/*
 * The same text of a statement stands in two functions, each of which runs it in a loop of its own.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding writers kind=n+1 n=15 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding readers kind=n+1 n=45 episodes=1 table=authors parent=comments link=author_id
 * loopline: twin
 */
#include "support.h"

static int writers(struct database database) {
    int found = 0;
    if (database.sqlite) {
        sqlite3_stmt *posts, *author;
        sqlite3_prepare_v2(database.sqlite, "select author_id from posts", -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW) {
            sqlite3_prepare_v2(database.sqlite, "select name from authors where id = ?", -1, &author, NULL);
            sqlite3_bind_int(author, 1, sqlite3_column_int(posts, 0));
            found += sqlite3_step(author) == SQLITE_ROW; /* loop: writers on=sqlite */
            sqlite3_finalize(author);
        }
        sqlite3_finalize(posts);
        return found;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, "select author_id from posts"));
    for (int row = 0; row < PQntuples(posts); row++) {
        char sql[64];
        snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(posts, row, 0));
        PGresult *author = PQexec(database.postgresql, sql); /* loop: writers on=postgresql */
        found += PQntuples(succeeded(author));
        PQclear(author);
    }
    PQclear(posts);
    return found;
}

static int readers(struct database database) {
    int found = 0;
    if (database.sqlite) {
        sqlite3_stmt *comments, *author;
        sqlite3_prepare_v2(database.sqlite, "select post_id, author_id from comments", -1, &comments, NULL);
        while (sqlite3_step(comments) == SQLITE_ROW) {
            sqlite3_prepare_v2(database.sqlite, "select name from authors where id = ?", -1, &author, NULL);
            sqlite3_bind_int(author, 1, sqlite3_column_int(comments, 1));
            found += sqlite3_step(author) == SQLITE_ROW; /* loop: readers on=sqlite */
            sqlite3_finalize(author);
        }
        sqlite3_finalize(comments);
        return found;
    }
    PGresult *comments = succeeded(PQexec(database.postgresql, "select post_id, author_id from comments"));
    for (int row = 0; row < PQntuples(comments); row++) {
        char sql[64];
        snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(comments, row, 1));
        PGresult *author = PQexec(database.postgresql, sql); /* loop: readers on=postgresql */
        found += PQntuples(succeeded(author));
        PQclear(author);
    }
    PQclear(comments);
    return found;
}

static int joined(struct database database, const char *table) {
    char sql[128];
    int found = 0;
    snprintf(sql, sizeof sql, "select name from %s join authors on authors.id = author_id", table);
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            found++;
        sqlite3_finalize(rows);
        return found;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    found = PQntuples(rows);
    PQclear(rows);
    return found;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 15);
    if (wants_fixed(argc, argv))
        require(joined(database, "posts") + joined(database, "comments") == 60, "60 names");
    else
        require(writers(database) + readers(database) == 60, "60 names");
    close_database(database);
    return EXIT_SUCCESS;
}
