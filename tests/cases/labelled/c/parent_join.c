/*
 * The parent is a join already, which forgets one table. Its key column goes by another name in the result.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding comments kind=n+1 n=28 episodes=1 table=comments parent=join link=post
 * loopline: finding comments confidence=confirmed
 * loopline: twin
 * loopline: flags -O1
 */
#include "support.h"

static const char LIST[] =
    "select authors.name as author, posts.title as title, posts.id as post from posts"
    " join authors on authors.id = posts.author_id where posts.id > $1 order by author";
static const char WITH_COUNT[] =
    "select authors.name as author, posts.title as title, count(*) from posts join authors on authors.id ="
    " posts.author_id join comments on comments.post_id = posts.id where posts.id > $1 group by 1, 2 order "
    "by 1";
static const char COUNT[] = "select count(*) from comments where post_id = $1";

static int list_sqlite(sqlite3 *sqlite, bool with_count) {
    sqlite3_stmt *list, *count;
    int comments = 0;
    sqlite3_prepare_v2(sqlite, with_count ? WITH_COUNT : LIST, -1, &list, NULL);
    sqlite3_prepare_v2(sqlite, COUNT, -1, &count, NULL);
    sqlite3_bind_int(list, 1, 2);
    while (sqlite3_step(list) == SQLITE_ROW) {
        if (with_count) {
            comments += sqlite3_column_int(list, 2);
            continue;
        }
        sqlite3_bind_int64(count, 1, sqlite3_column_int64(list, 2));
        sqlite3_step(count); /* loop: comments on=sqlite */
        comments += sqlite3_column_int(count, 0);
        sqlite3_reset(count);
    }
    sqlite3_finalize(count);
    sqlite3_finalize(list);
    return comments;
}

static int list_postgresql(PGconn *connection, bool with_count) {
    const char *first[] = {"2"};
    int comments = 0;
    PGresult *list =
        succeeded(PQexecParams(connection, with_count ? WITH_COUNT : LIST, 1, NULL, first, NULL, NULL, 0));
    const int post = PQfnumber(list, "post");
    for (int row = 0; row < PQntuples(list); row++) {
        if (with_count) {
            comments += atoi(PQgetvalue(list, row, 2));
            continue;
        }
        const char *key = PQgetvalue(list, row, post);
        PGresult *count =
            PQexecParams(connection, COUNT, 1, 0, &key, 0, 0, 0); /* loop: comments on=postgresql */
        comments += atoi(PQgetvalue(succeeded(count), 0, 0));
        PQclear(count);
    }
    PQclear(list);
    return comments;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    const bool fixed = wants_fixed(argc, argv);
    make_blog(database, 30);
    const int comments =
        database.sqlite ? list_sqlite(database.sqlite, fixed) : list_postgresql(database.postgresql, fixed);
    require(comments == 28 * 3, "84 comments");
    close_database(database);
    return EXIT_SUCCESS;
}
