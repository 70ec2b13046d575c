/* libpq by dlopen, RTLD_LOCAL, and dlsym. */
#include <dlfcn.h>

#include "case_postgresql.h"

static void *function(void *library, const char *name) {
    void *found = dlsym(library, name);
    must(found != NULL, name);
    return found;
}

int main(int argc, char **argv) {
    int rows = 0;
    MUST(argc == 2);
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    MUST(library);
    __typeof__(PQconnectdb) *connect_database =
        (__typeof__(connect_database))function(library, "PQconnectdb");
    __typeof__(PQstatus) *status = (__typeof__(status))function(library, "PQstatus");
    __typeof__(PQexecParams) *execute = (__typeof__(execute))function(library, "PQexecParams");
    __typeof__(PQntuples) *count = (__typeof__(count))function(library, "PQntuples");
    __typeof__(PQclear) *clear = (__typeof__(clear))function(library, "PQclear");
    __typeof__(PQfinish) *finish = (__typeof__(finish))function(library, "PQfinish");
    PGconn *connection = connect_database("");
    MUST(status(connection) == CONNECTION_OK);
    for (int i = 0; i < 20; i++) {
        char text[16];
        const char *values[] = {text};
        snprintf(text, sizeof text, "%d", i);
        static const char sql[] = "select i from generate_series(1, 3) i where i > $1";
        PGresult *result = execute(connection, sql, 1, NULL, values, NULL, NULL, 0); /* loop line */
        rows += count(result);
        clear(result);
    }
    finish(connection);
    printf("%d rows\n", rows);
    return 0;
}
