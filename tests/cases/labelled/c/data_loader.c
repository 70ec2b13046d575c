/*
 * Keys are gathered and loaded together, as a DataLoader does: with each request for a page of posts, one
 * statement for the authors of all of them, however many there are. The pages come from a list of tags in the
 * program.
 *
 * loopline: databases sqlite postgresql
 */
#include "support.h"

enum { MOST = 32 };

struct loader {
    struct database database;
    int wanted[MOST], count, loaded;
};

static void want(struct loader *loader, int key) {
    for (int i = 0; i < loader->count; i++)
        if (loader->wanted[i] == key)
            return;
    loader->wanted[loader->count++] = key;
}

static void dispatch(struct loader *loader) {
    char sql[1024] = "select id, name from authors where id in (";
    for (int i = 0; i < loader->count; i++)
        snprintf(sql + strlen(sql), 16, i ? ", %d" : "%d", loader->wanted[i]);
    strcat(sql, ")");
    loader->count = 0;
    if (loader->database.sqlite) {
        sqlite3_stmt *rows;
        sqlite3_prepare_v2(loader->database.sqlite, sql, -1, &rows, NULL);
        while (sqlite3_step(rows) == SQLITE_ROW)
            loader->loaded++;
        sqlite3_finalize(rows);
        return;
    }
    PGresult *rows = succeeded(PQexec(loader->database.postgresql, sql));
    loader->loaded += PQntuples(rows);
    PQclear(rows);
}

int main(int argc, char **argv) {
    struct loader loader = {.database = open_database(argc, argv)};
    make_blog(loader.database, 200);
    /* Posts are known to the program already: 20 rounds, with 3 to 22 authors each. */
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 3 + round; i++)
            want(&loader, 1 + (round * 29 + i * 3) % 100);
        dispatch(&loader);
    }
    require(loader.loaded == 20 * 3 + 190, "all authors");
    close_database(loader.database);
    return EXIT_SUCCESS;
}
