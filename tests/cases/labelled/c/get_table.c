/*
 * sqlite3_get_table for the rows, and again for what belongs to each.
 *
 * loopline: databases sqlite
 * loopline: finding comments kind=n+1 n=30 episodes=1 table=comments parent=posts link=id
 * loopline: finding comments confidence=confirmed
 * loopline: twin
 */
#include "support.h"

static int count_comments(sqlite3 *sqlite, const char *post) {
    char **table;
    int rows, columns;
    char *sql = sqlite3_mprintf("select id, body from comments where post_id = %s", post);
    require(sqlite3_get_table(sqlite, sql, &table, &rows, &columns, NULL) == SQLITE_OK, "comments");
    sqlite3_free_table(table);
    sqlite3_free(sql);
    return rows;
}

static int count_all(sqlite3 *sqlite) {
    char **posts;
    int rows, columns, comments = 0;
    sqlite3_get_table(sqlite, "select id, title from posts order by title", &posts, &rows, &columns, NULL);
    for (int row = 1; row <= rows; row++)
        comments += count_comments(sqlite, posts[row * columns]); /* loop: comments */
    sqlite3_free_table(posts);
    return comments;
}

static int count_all_grouped(sqlite3 *sqlite) {
    char **posts;
    int rows, columns, comments = 0;
    sqlite3_get_table(
        sqlite, "select posts.id, count(*) from posts join comments on post_id = posts.id group by posts.id",
        &posts, &rows, &columns, NULL);
    for (int row = 1; row <= rows; row++)
        comments += atoi(posts[row * columns + 1]);
    sqlite3_free_table(posts);
    return comments;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 30);
    const int comments =
        wants_fixed(argc, argv) ? count_all_grouped(database.sqlite) : count_all(database.sqlite);
    require(comments == 90, "90 comments");
    close_database(database);
    return EXIT_SUCCESS;
}
