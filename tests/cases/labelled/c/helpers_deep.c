/*
 * Several small functions lie between the loop and the query, all of them inlined.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding tags kind=n+1 n=50 episodes=1 table=tags parent=posts link=id
 * loopline: finding tags confidence=confirmed
 * loopline: twin
 * loopline: flags -O3
 */
#include "support.h"

struct page {
    struct database database;
    char text[32768];
    size_t length;
};

static inline void append(struct page *page, const char *text) {
    const size_t length = strlen(text);
    require(page->length + length < sizeof page->text, "room");
    memcpy(page->text + page->length, text, length);
    page->length += length;
}

static inline void append_tag(struct page *page, const char *label) {
    append(page, "<li>");
    append(page, label);
    append(page, "</li>");
}

static inline void append_tags_sqlite(struct page *page, const char *post) {
    sqlite3_stmt *tags;
    sqlite3_prepare_v2(page->database.sqlite, "select label from tags where post_id = ? order by id", -1,
                       &tags, NULL);
    sqlite3_bind_int(tags, 1, atoi(post));
    while (sqlite3_step(tags) == SQLITE_ROW)
        append_tag(page, (const char *)sqlite3_column_text(tags, 0));
    sqlite3_finalize(tags);
}

static inline void append_tags_postgresql(struct page *page, const char *post) {
    PGresult *tags = succeeded(PQexecParams(page->database.postgresql,
                                            "select label from tags where post_id = $1 order by id", 1, NULL,
                                            &post, NULL, NULL, 0));
    for (int row = 0; row < PQntuples(tags); row++)
        append_tag(page, PQgetvalue(tags, row, 0));
    PQclear(tags);
}

static inline void append_tags(struct page *page, const char *post) {
    append(page, "<ul>");
    if (page->database.sqlite)
        append_tags_sqlite(page, post);
    else
        append_tags_postgresql(page, post);
    append(page, "</ul>");
}

static inline void append_footer(struct page *page, const char *post) {
    append(page, "<footer>");
    append_tags(page, post);
    append(page, "</footer>");
}

static inline void append_post(struct page *page, const char *id, const char *title) {
    append(page, "<article><h1>");
    append(page, title);
    append(page, "</h1>");
    append_footer(page, id);
    append(page, "</article>\n");
}

static void append_posts(struct page *page) {
    const char *sql = "select id, title from posts order by id";
    if (page->database.sqlite) {
        char **posts;
        int rows, columns;
        sqlite3_get_table(page->database.sqlite, sql, &posts, &rows, &columns, NULL);
        for (int row = 1; row <= rows; row++)
            append_post(page, posts[row * columns], posts[row * columns + 1]); /* loop: tags on=sqlite */
        sqlite3_free_table(posts);
        return;
    }
    PGresult *posts = succeeded(PQexec(page->database.postgresql, sql));
    const int rows = PQntuples(posts);
    for (int row = 0; row < rows; row++) {
        const char *id = PQgetvalue(posts, row, 0), *title = PQgetvalue(posts, row, 1);
        append_post(page, id, title); /* loop: tags on=postgresql */
    }
    PQclear(posts);
}

int main(int argc, char **argv) {
    static struct page page;
    page.database = open_database(argc, argv);
    make_blog(page.database, 50);
    if (wants_fixed(argc, argv)) {
        require(
            count_rows(page.database,
                       "select title, label from posts join tags on post_id = posts.id order by posts.id") ==
                100,
            "100 tags");
        close_database(page.database);
        return EXIT_SUCCESS;
    }
    append_posts(&page);
    fwrite(page.text, 1, page.length, stdout);
    require(page.length > 50 * 60, "a page");
    close_database(page.database);
    return EXIT_SUCCESS;
}
