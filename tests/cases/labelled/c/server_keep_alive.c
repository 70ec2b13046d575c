/*
 * One connection is kept for all requests, read with stdio; one query for each.
 *
 * loopline: databases sqlite postgresql
 */
#include "server.h"

enum { REQUESTS = 300 };

int main(int argc, char **argv) {
    in_port_t port;
    const int listener = listen_on_loopback(&port);
    const pid_t client = start_client(port, REQUESTS, true);
    const struct database database = open_database(argc, argv);
    char request[256];
    int served = 0;
    make_blog(database, REQUESTS);

    FILE *in = fdopen(accept(listener, NULL, NULL), "r");
    const int out = fileno(in);
    while (fgets(request, sizeof request, in)) {
        char *sql = sqlite3_mprintf("select title from posts where id = %d", post_asked_for(request));
        if (database.sqlite) {
            char **table;
            int rows, columns;
            sqlite3_get_table(database.sqlite, sql, &table, &rows, &columns, NULL);
            dprintf(out, "200 %s\n", table[1]);
            sqlite3_free_table(table);
        } else {
            PGresult *post = succeeded(PQexec(database.postgresql, sql));
            dprintf(out, "200 %s\n", PQgetvalue(post, 0, 0));
            PQclear(post);
        }
        sqlite3_free(sql);
        served++;
    }
    fclose(in);
    require(served == REQUESTS, "all requests");
    wait_for_client(client);
    close_database(database);
    return EXIT_SUCCESS;
}
