/*
 * A GThreadPool of GLib: the main thread pushes each row of a list, and four workers look up its author.
 *
 * loopline: databases sqlite postgresql
 * loopline: flags -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include -lglib-2.0
 * loopline: finding authors kind=n+1 n=80 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include <glib.h>

#include "support.h"

enum { POSTS = 80 };

static int program_argument_count;
static char **program_arguments;
static gint found;

static struct database connection(void) {
    static __thread struct database database;
    if (!database.sqlite && !database.postgresql)
        database = open_database(program_argument_count, program_arguments);
    return database;
}

static void find_author(gpointer data, gpointer context) {
    const int id = GPOINTER_TO_INT(data);
    (void)context;
    if (connection().sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(connection().sqlite, "select name from authors where id = ?", -1, &author, NULL);
        sqlite3_bind_int(author, 1, id);
        g_atomic_int_add(&found, sqlite3_step(author) == SQLITE_ROW); /* loop: authors */
        sqlite3_finalize(author);
        return;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *author =
        succeeded(PQexecParams(connection().postgresql, "select name from authors where id = $1", 1, NULL,
                               values, NULL, NULL, 0)); /* loop: authors */
    g_atomic_int_add(&found, PQntuples(author));
    PQclear(author);
}

static void push_posts(GThreadPool *pool, struct database database) {
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, "select id, author_id from posts", -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            g_thread_pool_push(pool, GINT_TO_POINTER(sqlite3_column_int(posts, 1)), NULL); /* loop: authors */
        sqlite3_finalize(posts);
        return;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, "select id, author_id from posts"));
    for (int i = 0; i < PQntuples(posts); i++)
        g_thread_pool_push(pool, GINT_TO_POINTER(atoi(PQgetvalue(posts, i, 1))), NULL); /* loop: authors */
    PQclear(posts);
}

int main(int argc, char **argv) {
    program_argument_count = argc;
    program_arguments = argv;
    const struct database database = open_database(argc, argv);
    make_blog(database, POSTS);
    if (wants_fixed(argc, argv)) {
        require(
            count_rows(database, "select posts.id, name from posts join authors on authors.id = author_id") ==
                POSTS,
            "80 authors");
        close_database(database);
        return EXIT_SUCCESS;
    }
    GThreadPool *pool = g_thread_pool_new(find_author, NULL, 4, TRUE, NULL);
    push_posts(pool, database);
    g_thread_pool_free(pool, FALSE, TRUE);
    require(found == POSTS, "80 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
