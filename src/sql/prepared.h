/*
 * Parses the SQL commands for prepared statements. A client that sends PREPARE and EXECUTE as text runs the
 * named statement, and a report must show that one.
 *
 * Safe in the user's process, like normalize.h; any thread.
 */
#ifndef LOOPLINE_SQL_PREPARED_H
#define LOOPLINE_SQL_PREPARED_H

#include <stddef.h>

enum sql_prepared_command {
    SQL_PREPARED_NONE = 0,       /* not one of these */
    SQL_PREPARED_PREPARE,        /* PREPARE name [(types)] AS body */
    SQL_PREPARED_EXECUTE,        /* EXECUTE name [(…)] */
    SQL_PREPARED_DEALLOCATE,     /* DEALLOCATE [PREPARE] name */
    SQL_PREPARED_DEALLOCATE_ALL, /* DEALLOCATE [PREPARE] ALL, DISCARD ALL */
};

#define SQL_PREPARED_NAME_BYTES 64 /* NAMEDATALEN of PostgreSQL: longer names are cut to 63 bytes */

struct sql_prepared {
    enum sql_prepared_command command;
    char name[SQL_PREPARED_NAME_BYTES]; /* folded and unquoted as the server does, NUL-terminated */
    size_t body_offset;                 /* SQL_PREPARED_PREPARE: where the body starts and its length */
    size_t body_length;
};

/*
 * Parses the first command of a PostgreSQL text of `length` bytes, after white space and comments. Fills in
 * all of `result`; anything unexpected gives SQL_PREPARED_NONE.
 */
void sql_parse_prepared(const char *sql, size_t length, struct sql_prepared *result);

#endif
