/* Strings with backslashes, where the server is told that a backslash escapes, and where it does not. */
#include "case_postgresql.h"

int main(void) {
    static const char *const off[] = {
        "select name as hidden from items where name = 'it\\'s secret1 or id = 5 --'",
        "select name as hidden from items where name = '\\'' || ' secret2'",
        "select name as hidden from items where name = 'a\\\\' || 'secret3'",
        "select name as hidden from items where name = 'secret4\\' and id = 1 --'",
    };
    static const char *const on[] = {
        "select name as shown from items where name = 'secret5\\'",
        "select name as shown from items where name = E'\\'secret6' or name = '\\' or name = 'secret7'",
        "select name as shown from items where name = '\\''' and name <> 'secret8'",
    };
    PGconn *connection = open_items();
    for (int round = 0; round < 2; round++) {
        expect(connection, PQexec(connection, "set standard_conforming_strings = off"), PGRES_COMMAND_OK);
        for (size_t i = 0; i < sizeof off / sizeof *off; i++)
            expect(connection, PQexec(connection, off[i]), PGRES_TUPLES_OK);
        expect(connection, PQexec(connection, "set standard_conforming_strings = on"), PGRES_COMMAND_OK);
        for (size_t i = 0; i < sizeof on / sizeof *on; i++)
            expect(connection, PQexec(connection, on[i]), PGRES_TUPLES_OK);
    }
    PQfinish(connection);
    puts("done");
    return 0;
}
