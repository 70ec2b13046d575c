/*
 * One thread reads the rows; four others, with connections of their own, each take the next row and look up
 * what belongs to it.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=80 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include <pthread.h>
#include <stdatomic.h>

#include "support.h"

enum { POSTS = 80, THREADS = 4 };

static int authors[POSTS];
static int post_count;
static atomic_int next_post, found;

static int find_author(struct database database, int id) {
    int rows;
    if (database.sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(database.sqlite, "select name from authors where id = ?", -1, &author, NULL);
        sqlite3_bind_int(author, 1, id);
        rows = sqlite3_step(author) == SQLITE_ROW;
        sqlite3_finalize(author);
        return rows;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *author = succeeded(PQexecParams(database.postgresql, "select name from authors where id = $1",
                                              1, NULL, values, NULL, NULL, 0));
    rows = PQntuples(author);
    PQclear(author);
    return rows;
}

static void *work(void *argument) {
    const struct database *database = argument;
    int post;
    while ((post = atomic_fetch_add(&next_post, 1)) < post_count)
        atomic_fetch_add(&found, find_author(*database, authors[post])); /* loop: authors */
    return NULL;
}

static void load_posts(struct database database) {
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, "select id, author_id from posts", -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            authors[post_count++] = sqlite3_column_int(posts, 1);
        sqlite3_finalize(posts);
        return;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, "select id, author_id from posts"));
    for (; post_count < PQntuples(posts); post_count++)
        authors[post_count] = atoi(PQgetvalue(posts, post_count, 1));
    PQclear(posts);
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    struct database connections[THREADS];
    pthread_t threads[THREADS];
    make_blog(database, POSTS);
    if (wants_fixed(argc, argv)) {
        require(
            count_rows(database, "select posts.id, name from posts join authors on authors.id = author_id") ==
                POSTS,
            "80 authors");
        close_database(database);
        return EXIT_SUCCESS;
    }
    load_posts(database);
    for (int i = 0; i < THREADS; i++) {
        connections[i] = open_database(argc, argv);
        pthread_create(&threads[i], NULL, work, &connections[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        close_database(connections[i]);
    }
    require(found == POSTS, "80 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
