/*
 * The parents come in single-row mode on one connection, while a second one asks for the children of each.
 *
 * loopline: databases postgresql
 * loopline: finding tags kind=n+1 n=35 episodes=1 table=tags parent=posts link=id
 * loopline: finding tags confidence=confirmed
 * loopline: twin
 */
#include "support.h"

static int print_tags(PGconn *connection, const PGresult *post) {
    const char *values[] = {PQgetvalue(post, 0, 0)};
    PGresult *tags = succeeded(PQexecPrepared(connection, "tags_of_post", 1, values, NULL, NULL, 0));
    const int count = PQntuples(tags);
    for (int row = 0; row < count; row++)
        printf("%s: %s\n", PQgetvalue(post, 0, 1), PQgetvalue(tags, row, 0));
    PQclear(tags);
    return count;
}

int main(int argc, char **argv) {
    struct database database = open_database(argc, argv);
    make_blog(database, 35);
    if (wants_fixed(argc, argv)) {
        require(count_rows(database,
                           "select title, label from posts join tags on post_id = posts.id order by title") ==
                    70,
                "70 tags");
        close_database(database);
        return EXIT_SUCCESS;
    }
    PGconn *reader = open_postgresql(), *asker = database.postgresql;
    PQclear(
        succeeded(PQprepare(asker, "tags_of_post", "select label from tags where post_id = $1", 1, NULL)));

    int printed = 0;
    PGresult *post;
    require(PQsendQuery(reader, "select id, title from posts order by title"), PQerrorMessage(reader));
    require(PQsetSingleRowMode(reader), "single-row mode");
    while ((post = PQgetResult(reader))) {
        if (PQresultStatus(post) == PGRES_SINGLE_TUPLE)
            printed += print_tags(asker, post); /* loop: tags */
        PQclear(post);
    }
    require(printed == 70, "70 tags");
    PQfinish(reader);
    close_database(database);
    return EXIT_SUCCESS;
}
