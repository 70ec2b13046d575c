/*
 * The helper takes lists of keys, and its caller gives it one key at a time: it looks like a batch and is
 * none.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding authors kind=n+1 n=30 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include "support.h"

static int load_authors_sqlite(sqlite3 *sqlite, const int *ids, int count) {
    sqlite3_stmt *authors;
    int found = 0;
    sqlite3_str *sql = sqlite3_str_new(sqlite);
    sqlite3_str_appendall(sql, "select id, name from authors where id in (");
    for (int i = 0; i < count; i++)
        sqlite3_str_appendf(sql, i ? ", %d" : "%d", ids[i]);
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    sqlite3_prepare_v2(sqlite, text, -1, &authors, NULL);
    while (sqlite3_step(authors) == SQLITE_ROW)
        found++;
    sqlite3_finalize(authors);
    sqlite3_free(text);
    return found;
}

static int load_authors_postgresql(PGconn *connection, const int *ids, int count) {
    char array[1024] = "{";
    const char *values[] = {array};
    for (int i = 0; i < count; i++)
        snprintf(array + strlen(array), 16, i ? ",%d" : "%d", ids[i]);
    strcat(array, "}");
    PGresult *authors =
        succeeded(PQexecParams(connection, "select id, name from authors where id = any($1::int[])", 1, NULL,
                               values, NULL, NULL, 0));
    const int found = PQntuples(authors);
    PQclear(authors);
    return found;
}

static int load_authors(struct database database, const int *ids, int count) {
    return database.sqlite ? load_authors_sqlite(database.sqlite, ids, count)
                           : load_authors_postgresql(database.postgresql, ids, count);
}

static int load_posts(struct database database, int *authors) {
    int count = 0;
    const char *sql = "select author_id, title from posts order by title";
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, sql, -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            authors[count++] = sqlite3_column_int(posts, 0);
        sqlite3_finalize(posts);
        return count;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, sql));
    for (; count < PQntuples(posts); count++)
        authors[count] = atoi(PQgetvalue(posts, count, 0));
    PQclear(posts);
    return count;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    int authors[30], found = 0;
    make_blog(database, 30);
    const int count = load_posts(database, authors);
    if (wants_fixed(argc, argv))
        found = load_authors(database, authors, count);
    else
        for (int i = 0; i < count; i++)
            found += load_authors(database, &authors[i], 1); /* loop: authors */
    require(found == 30, "30 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
