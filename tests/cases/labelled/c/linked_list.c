/*
 * Rows become a linked list of objects; a property of each is loaded when it is first asked for.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=45 episodes=1 table=authors parent=posts link=author_id
 * loopline: finding authors confidence=confirmed
 * loopline: twin
 * loopline: flags -Os
 */
#include "support.h"

struct post {
    struct post *next;
    int author_id;
    char title[32];
    char *author; /* NULL until it is loaded */
};

static struct post *post_push(struct post *list, int author_id, const char *title, const char *author) {
    struct post *post = calloc(1, sizeof *post);
    post->next = list;
    post->author_id = author_id;
    snprintf(post->title, sizeof post->title, "%s", title);
    post->author = author ? strdup(author) : NULL;
    return post;
}

static struct post *load_posts(struct database database, bool with_authors) {
    const char *sql = with_authors
                          ? "select author_id, title, name from posts join authors on authors.id = author_id"
                          : "select author_id, title, null from posts";
    struct post *list = NULL;
    if (database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            list = post_push(list, sqlite3_column_int(rows, 0), (const char *)sqlite3_column_text(rows, 1),
                             (const char *)sqlite3_column_text(rows, 2));
        sqlite3_finalize(rows);
        return list;
    }
    PGresult *rows = succeeded(PQexec(database.postgresql, sql));
    for (int row = PQntuples(rows) - 1; row >= 0; row--)
        list = post_push(list, atoi(PQgetvalue(rows, row, 0)), PQgetvalue(rows, row, 1),
                         PQgetisnull(rows, row, 2) ? NULL : PQgetvalue(rows, row, 2));
    PQclear(rows);
    return list;
}

static char *load_author(struct database database, int id) {
    char *name;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select * from authors where id = @id limit 1", -1, &row, NULL);
        sqlite3_bind_int(row, 1, id);
        require(sqlite3_step(row) == SQLITE_ROW, "author");
        name = strdup((const char *)sqlite3_column_text(row, 1));
        sqlite3_finalize(row);
        return name;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *row = succeeded(PQexecParams(database.postgresql, "select * from authors where id = $1 limit 1",
                                           1, NULL, values, NULL, NULL, 0));
    name = strdup(PQgetvalue(row, 0, 1));
    PQclear(row);
    return name;
}

static const char *post_author(struct database database, struct post *post) {
    if (!post->author)
        post->author = load_author(database, post->author_id);
    return post->author;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 45);
    int shown = 0;
    struct post *posts = load_posts(database, wants_fixed(argc, argv));
    for (const struct post *post = posts; post; post = post->next) {
        shown++;
        printf("%s by %s\n", post->title, post_author(database, (struct post *)post)); /* loop: authors */
    }
    while (posts) {
        struct post *next = posts->next;
        free(posts->author);
        free(posts);
        posts = next;
    }
    require(shown == 45, "45 posts");
    close_database(database);
    return EXIT_SUCCESS;
}
