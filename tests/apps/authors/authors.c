/*
 * A program with the classic N+1 problem: it lists posts with their authors, one query for the posts and one
 * more for the author of each.
 *
 *   authors [POSTS]           100 posts unless told otherwise, at most 100; one more statement each
 *   authors --join [POSTS]    the same list by one statement: the fix
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"

enum { POSTS_SHOWN = 5 };

static void execute(struct database *database, const char *sql) {
    rows_free(database_query(database, sql, NULL));
}

/* 100 authors and 100 posts, each post by an author of its own. */
static void fill(struct database *database) {
    execute(database, "create temporary table authors (id integer primary key, name text not null)");
    execute(database, "create temporary table posts"
                      " (id integer primary key, author_id integer not null, title text not null)");
    execute(
        database,
        "with given (n, name) as (values (0, 'Ada'), (1, 'Barbara'), (2, 'Claude'), (3, 'Dana'),"
        " (4, 'Edgar'), (5, 'Frances'), (6, 'Grace'), (7, 'Hedy'), (8, 'Ivan'), (9, 'Jean')),"
        " family (n, name) as (values (0, 'Allen'), (1, 'Bartik'), (2, 'Codd'), (3, 'Date'), (4, 'Easter'),"
        " (5, 'Floyd'), (6, 'Gray'), (7, 'Hopper'), (8, 'Iverson'), (9, 'Jones'))"
        " insert into authors select 1 + 10 * given.n + family.n, given.name || ' ' || family.name"
        " from given cross join family");
    execute(database, "insert into posts select id, 1 + (37 * id) % 100, 'Letter no. ' || id from authors");
}

static struct rows *recent_posts(struct database *database, const char *count) {
    return database_query(database, "select id, author_id, title from posts order by id limit $1", count);
}

static void author_name(struct database *database, const char *author_id, char *name, size_t name_bytes) {
    struct rows *authors = database_query(database, "select name from authors where id = $1", author_id);
    snprintf(name, name_bytes, "%s", rows_count(authors) ? rows_text(authors, 0, 0) : "(unknown)");
    rows_free(authors);
}

static void list_posts(struct database *database, const char *count) {
    struct rows *posts = recent_posts(database, count);
    const size_t post_count = rows_count(posts);
    for (size_t post = 0; post < post_count; post++) { /* loop header */
        char name[64];
        author_name(database, rows_text(posts, post, 1), name, sizeof name); /* loop line */
        if (post < POSTS_SHOWN)
            printf("%-16s %s\n", rows_text(posts, post, 2), name);
    }
    if (post_count > POSTS_SHOWN)
        printf("… and %zu more\n", post_count - POSTS_SHOWN);
    rows_free(posts);
}

static void list_posts_joined(struct database *database, const char *count) {
    struct rows *posts = database_query(database,
                                        "select posts.title, authors.name from posts join authors"
                                        " on authors.id = posts.author_id order by posts.id limit $1",
                                        count);
    const size_t post_count = rows_count(posts);
    for (size_t post = 0; post < post_count && post < POSTS_SHOWN; post++)
        printf("%-16s %s\n", rows_text(posts, post, 0), rows_text(posts, post, 1));
    if (post_count > POSTS_SHOWN)
        printf("… and %zu more\n", post_count - POSTS_SHOWN);
    rows_free(posts);
}

int main(int argc, char **argv) {
    const int joined = argc > 1 && strcmp(argv[1], "--join") == 0;
    const char *count = argc > 1 + joined ? argv[1 + joined] : "100";

    struct database *database = database_open();
    fill(database);
    if (joined)
        list_posts_joined(database, count);
    else
        list_posts(database, count);
    database_close(database);
    return EXIT_SUCCESS;
}
