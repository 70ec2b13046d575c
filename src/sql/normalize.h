/*
 * Normal form, fingerprint and class of one SQL text: one pass, no allocation, no recursion, linear time.
 *
 * Safe in the user's process: no libc beyond memcpy/memcmp, no state, reads exactly the bytes it is given,
 * any bytes at all. Any thread may call every function here at any time.
 */
#ifndef LOOPLINE_SQL_NORMALIZE_H
#define LOOPLINE_SQL_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "encodings.h"

/* The values stand in captures: keep them. */
enum sql_dialect { SQL_SQLITE = 1, SQL_POSTGRESQL = 2 }; /* as enum loopline_driver */

/* What a statement does, as far as its first words tell. The values stand in captures: keep them. */
enum sql_class {
    SQL_OTHER = 0,
    SQL_READ = 1,   /* SELECT, VALUES, TABLE, SHOW of data; WITH that leads to one */
    SQL_INSERT = 2, /* INSERT, REPLACE, MERGE; WITH that leads to one */
    SQL_UPDATE = 3,
    SQL_DELETE = 4,
    SQL_TRANSACTION = 5, /* BEGIN, START, COMMIT, END, ROLLBACK, ABORT, SAVEPOINT, RELEASE, two-phase forms */
    SQL_CURSOR = 6,      /* DECLARE, FETCH, MOVE, CLOSE */
    SQL_SCHEMA = 7, /* CREATE, ALTER, DROP, TRUNCATE, COMMENT, GRANT, REVOKE, VACUUM, ANALYZE, REINDEX … */
    SQL_CATALOGUE =
        8,        /* a read of pg_catalog, information_schema, pg_* or sqlite_master/sqlite_schema tables */
    SQL_PING = 9, /* a SELECT of nothing but literals, and the empty statement */
    SQL_COPY = 10,
    SQL_SESSION = 11,  /* SET, RESET, SHOW, PRAGMA, LISTEN, NOTIFY, DISCARD, ATTACH … */
    SQL_PREPARED = 12, /* PREPARE, EXECUTE, DEALLOCATE: see prepared.h */
};

/* Changes rows. Takes a number as captures hold it. */
static inline bool sql_class_is_write(uint32_t statement_class) {
    return statement_class == SQL_INSERT || statement_class == SQL_UPDATE || statement_class == SQL_DELETE;
}

enum sql_literal_kind {
    SQL_LITERAL_NUMBER = 1,
    SQL_LITERAL_STRING = 2,
    SQL_LITERAL_BLOB = 3,
    SQL_LITERAL_NULL = 4,
    SQL_LITERAL_BOOLEAN = 5
};

/*
 * A value that stood in the text and was lifted out, as the bytes of the text it stood in: a number with
 * its folded sign, a string with quotes and prefix.
 */
struct sql_literal {
    uint32_t offset;
    uint32_t length;
    uint32_t kind; /* enum sql_literal_kind */
};

struct sql_options {
    enum sql_dialect dialect;
    bool backslash_escapes;     /* PostgreSQL with standard_conforming_strings=off; false otherwise */
    enum sql_encoding encoding; /* of a PostgreSQL client, where it matters; else 0 */
};

/* Caller owns `text` and `literals`; both may be NULL when their capacity is 0. */
struct sql_output {
    char *text; /* receives the normal form, not NUL-terminated */
    size_t text_capacity;
    struct sql_literal *literals; /* receives the first literals, in order */
    size_t literal_capacity;
};

struct sql_normal_form {
    uint64_t fingerprint;   /* by token kinds and identifiers; does not depend on text_capacity */
    uint64_t literals_hash; /* over the bytes of all literals, in order, also those that did not fit;
                               0 when there is none */
    size_t text_length;     /* bytes written to `text` */
    bool truncated;         /* the normal form was longer than text_capacity; cut between tokens */
    size_t literal_count;   /* literals in the text; may exceed literal_capacity */
    size_t parameter_count; /* placeholders in the text */
    uint32_t
        longest_list; /* elements of the longest list of constants in IN (…) or ARRAY[…]; 0: there is none */
    enum sql_class statement_class;
};

/*
 * Normalises `length` bytes at `sql`. Never fails: what is malformed or unterminated still gets one answer,
 * and nothing of the raw text of something unterminated is written. The normal form is at most
 * 2 * length + 16 bytes long, and normalising it again gives the same text and fingerprint.
 * With several statements in one text the class is that of the first that is no transaction control.
 * Rules: the normaliser section of the project's tour, src/README.md.
 */
void sql_normalize(struct sql_options options, const char *sql, size_t length, struct sql_output output,
                   struct sql_normal_form *result);

/* The same for where the stack is small: what it takes to do so lies in `workspace`, whose content means
 * nothing. */
struct sql_workspace {
    uint64_t words[512];
};
void sql_normalize_in(struct sql_workspace *workspace, struct sql_options options, const char *sql,
                      size_t length, struct sql_output output, struct sql_normal_form *result);

#endif
