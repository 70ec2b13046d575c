/* The calls that wait for their result: text, values as text, in binary and NULL, prepared by the protocol.
 */
#include <arpa/inet.h>

#include "case_postgresql.h"

int main(void) {
    PGconn *connection = open_items();
    for (int i = 0; i < 4; i++)
        MUST(expect(connection, PQexec(connection, "select id as plain from items"), PGRES_TUPLES_OK) == 100);
    for (int i = 1; i <= 10; i++) {
        char text[16];
        const char *values[] = {text};
        snprintf(text, sizeof text, "%d", i);
        MUST(expect(connection,
                    PQexecParams(connection, "select id as by_text from items where id = $1", 1, NULL, values,
                                 NULL, NULL, 0),
                    PGRES_TUPLES_OK) == 1);
    }
    for (int i = 1; i <= 10; i++) {
        const uint32_t number = htonl((uint32_t)i);
        const char *values[] = {(const char *)&number};
        const int lengths[] = {4};
        const int formats[] = {1};
        MUST(expect(connection,
                    PQexecParams(connection, "select id as by_binary from items where id = $1", 1, NULL,
                                 values, lengths, formats, 1),
                    PGRES_TUPLES_OK) == 1);
    }
    for (int i = 0; i < 10; i++) {
        const char *values[] = {NULL};
        MUST(expect(connection,
                    PQexecParams(connection, "select id as by_null from items where id = $1::int", 1, NULL,
                                 values, NULL, NULL, 0),
                    PGRES_TUPLES_OK) == 0);
    }
    expect(connection,
           PQprepare(connection, "named", "select id as prepared from items where id <= $1", 1, NULL),
           PGRES_COMMAND_OK);
    expect(connection, PQprepare(connection, "", "select id as unnamed from items where id <= $1", 1, NULL),
           PGRES_COMMAND_OK);
    for (int i = 1; i <= 10; i++) {
        char text[16];
        const char *values[] = {text};
        snprintf(text, sizeof text, "%d", i);
        MUST(expect(connection, PQexecPrepared(connection, "named", 1, values, NULL, NULL, 0),
                    PGRES_TUPLES_OK) == i);
        MUST(expect(connection, PQexecPrepared(connection, "", 1, values, NULL, NULL, 0), PGRES_TUPLES_OK) ==
             i);
    }
    MUST(expect(connection,
                PQexec(connection, "select id as first from items; select id as second from items"),
                PGRES_TUPLES_OK) == 100);
    MUST(PQexecPrepared(connection, "never prepared", 0, NULL, NULL, NULL, 0) != NULL);
    PQfinish(connection);
    puts("done");
    return 0;
}
