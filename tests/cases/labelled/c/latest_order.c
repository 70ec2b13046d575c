/*
 * The latest order of each customer, and the first two comments of each post: ORDER BY and LIMIT in the
 * child, which makes no page of it.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding orders kind=n+1 n=40 episodes=1 table=orders parent=customers link=id
 * loopline: finding comments kind=n+1 n=25 episodes=1 table=comments parent=posts link=id
 * loopline: twin
 */
#include "support.h"

struct keys {
    int count;
    char text[64][16];
};

static struct keys load_keys(struct database database, const char *sql) {
    struct keys keys = {0};
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            snprintf(keys.text[keys.count++], 16, "%s", sqlite3_column_text(rows, 0));
        sqlite3_finalize(rows);
        return keys;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (; keys.count < PQntuples(rows); keys.count++)
        snprintf(keys.text[keys.count], 16, "%s", PQgetvalue(rows, keys.count, 0));
    PQclear(rows);
    return keys;
}

static int count_with(struct database database, const char *sql, const char *key) {
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        sqlite3_bind_text(rows, 1, key, -1, SQLITE_STATIC);
        while (sqlite3_step(rows) == SQLITE_ROW)
            count++;
        sqlite3_finalize(rows);
        return count;
    }
    PGresult *rows = succeeded(PQexecParams(database.postgresql, sql, 1, NULL, &key, NULL, NULL, 0));
    count = PQntuples(rows);
    PQclear(rows);
    return count;
}

static int latest_orders(struct database database) {
    const char *latest = "select id, total from orders where customer_id = $1 order by id desc limit 1";
    const struct keys customers = load_keys(database, "select id, name from customers order by name");
    int found = 0;
    for (int i = 0; i < customers.count; i++)
        found += count_with(database, latest, customers.text[i]); /* loop: orders */
    return found;
}

static int first_comments(struct database database) {
    const char *first = "select body from comments where post_id = $1 order by id limit 2 offset 0";
    const struct keys posts = load_keys(database, "select id, title from posts order by title");
    int found = 0;
    for (int i = 0; i < posts.count; i++)
        found += count_with(database, first, posts.text[i]); /* loop: comments */
    return found;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    make_blog(database, 25);
    make_shop(database, 40, 3, 1);
    if (wants_fixed(argc, argv)) {
        const char *orders = "select customer_id, max(id) from orders group by customer_id";
        const char *comments =
            "select * from (select body, row_number() over (partition by post_id order by id) as n"
            " from comments) as numbered where n <= 2";
        require(count_rows(database, orders) == 40 && count_rows(database, comments) == 50, "all");
    } else {
        require(latest_orders(database) == 40 && first_comments(database) == 50, "all");
    }
    close_database(database);
    return EXIT_SUCCESS;
}
