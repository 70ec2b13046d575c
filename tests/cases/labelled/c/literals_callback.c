/*
 * Statements put together as text. With sqlite3_exec the query for the author runs in the callback for a
 * post: the loop is sqlite3_exec's, so its caller's line and the query in its body are both right.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=40 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding authors confidence=confirmed
 * loopline: twin
 * loopline: flags -O0
 */
#include "support.h"

struct list {
    struct database database;
    int shown;
    char author[64];
};

static int take_author(void *context, int columns, char **values, char **names) {
    struct list *list = context;
    (void)columns;
    (void)names;
    snprintf(list->author, sizeof list->author, "%s", values[0]);
    return 0;
}

static int show_post(void *context, int columns, char **values, char **names) {
    struct list *list = context;
    char sql[128];
    (void)columns;
    (void)names;
    snprintf(sql, sizeof sql, "select name from authors where id = %s", values[1]);
    sqlite3_exec(list->database.sqlite, sql, take_author, list, NULL); /* loop: authors on=sqlite */
    printf("%s by %s\n", values[2], list->author);
    list->shown++;
    return 0;
}

static void list_posts_sqlite(struct list *list) {
    const char *sql = "select id, author_id, title from posts order by id desc";
    sqlite3_exec(list->database.sqlite, sql, show_post, list, NULL); /* loop: authors on=sqlite */
}

static void list_posts_postgresql(struct list *list) {
    PGresult *posts =
        PQexec(list->database.postgresql, "select id, author_id, title from posts order by id desc");
    for (int row = 0; row < PQntuples(succeeded(posts)); row++) {
        char sql[128];
        snprintf(sql, sizeof sql, "select name from authors where id = %s", PQgetvalue(posts, row, 1));
        PGresult *author = PQexec(list->database.postgresql, sql); /* loop: authors on=postgresql */
        printf("%s by %s\n", PQgetvalue(posts, row, 2), PQgetvalue(succeeded(author), 0, 0));
        PQclear(author);
        list->shown++;
    }
    PQclear(posts);
}

static int show_joined(void *context, int columns, char **values, char **names) {
    struct list *list = context;
    (void)columns;
    (void)names;
    printf("%s by %s\n", values[0], values[1]);
    list->shown++;
    return 0;
}

static void list_posts_joined(struct list *list) {
    const char *sql =
        "select p.title, a.name from posts p join authors a on a.id = p.author_id order by p.id desc";
    if (list->database.sqlite) {
        sqlite3_exec(list->database.sqlite, sql, show_joined, list, NULL);
        return;
    }
    PGresult *posts = succeeded(PQexec(list->database.postgresql, sql));
    list->shown = PQntuples(posts);
    PQclear(posts);
}

int main(int argc, char **argv) {
    struct list list = {.database = open_database(argc, argv)};
    make_blog(list.database, 40);
    if (wants_fixed(argc, argv))
        list_posts_joined(&list);
    else if (list.database.sqlite)
        list_posts_sqlite(&list);
    else
        list_posts_postgresql(&list);
    require(list.shown == 40, "40 posts");
    close_database(list.database);
    return EXIT_SUCCESS;
}
