/*
 * The same mistake in a while, a do, a for and a loop made of goto.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding in-while kind=n+1 n=12 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding in-do kind=n+1 n=12 episodes=1 table=tags parent=posts link=id
 * loopline: finding in-for kind=n+1 n=12 episodes=1 table=comments parent=posts link=id
 * loopline: finding in-goto kind=n+1 n=12 episodes=1 table=countries parent=authors link=country_id
 * loopline: twin
 * loopline: flags -O0
 */
#include "support.h"

struct rows {
    int count, ids[64];
};

/* Runs a statement with at most one parameter and keeps the first column. */
static struct rows query(struct database database, const char *sql, int id) {
    struct rows found = {0};
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        sqlite3_bind_int(rows, 1, id);
        while (sqlite3_step(rows) == SQLITE_ROW)
            found.ids[found.count++] = sqlite3_column_int(rows, 0);
        sqlite3_finalize(rows);
        return found;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *rows = succeeded(
        PQexecParams(database.postgresql, sql, strchr(sql, '$') ? 1 : 0, NULL, values, NULL, NULL, 0));
    for (; found.count < PQntuples(rows); found.count++)
        found.ids[found.count] = atoi(PQgetvalue(rows, found.count, 0));
    PQclear(rows);
    return found;
}

static int authors_by_while(struct database database) {
    const char *sql = "select id, name from authors where id = $1";
    int found = 0, row = 0;
    const struct rows posts = query(database, "select author_id from posts order by id", 0);
    while (row < posts.count) {
        found += query(database, sql, posts.ids[row]).count; /* loop: in-while */
        row++;
    }
    return found;
}

static int tags_by_do(struct database database) {
    const char *sql = "select id, label from tags where post_id = $1";
    int found = 0, row = 0;
    const struct rows posts = query(database, "select id from posts order by title", 0);
    do {
        found += query(database, sql, posts.ids[row]).count; /* loop: in-do */
    } while (++row < posts.count);
    return found;
}

static int comments_by_for(struct database database) {
    const char *sql = "select id, body from comments where post_id = $1";
    int found = 0;
    const struct rows posts = query(database, "select id from posts order by author_id", 0);
    for (int row = posts.count; row-- > 0;)
        found += query(database, sql, posts.ids[row]).count; /* loop: in-for */
    return found;
}

static int countries_by_goto(struct database database) {
    const char *sql = "select id, name from countries where id = $1";
    int found = 0, row = 0;
    const struct rows authors = query(database, "select country_id from authors order by id limit 12", 0);
again:
    found += query(database, sql, authors.ids[row]).count; /* loop: in-goto */
    if (++row < authors.count)
        goto again;
    return found;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 12);
    if (wants_fixed(argc, argv)) {
        const char *authors =
            "select name from posts join authors on authors.id = author_id order by posts.id";
        const char *countries =
            "select countries.id from authors join countries on countries.id = country_id limit 12";
        require(count_rows(database, authors) == 12, "12 authors");
        require(count_rows(database, "select title, label from posts join tags on post_id = posts.id") == 24,
                "24 tags");
        require(count_rows(database, "select body from posts join comments on post_id = posts.id") == 36,
                "36 comments");
        require(count_rows(database, countries) == 12, "12 countries");
        close_database(database);
        return EXIT_SUCCESS;
    }
    require(authors_by_while(database) == 12, "12 authors");
    require(tags_by_do(database) == 24, "24 tags");
    require(comments_by_for(database) == 36, "36 comments");
    require(countries_by_goto(database) == 12, "12 countries");
    close_database(database);
    return EXIT_SUCCESS;
}
