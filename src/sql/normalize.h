/*
 * Normal form, fingerprint and class of one SQL text: one pass, no allocation, no recursion, linear time.
 *
 * Safe in the user's process: uses no libc but memcpy and memcmp, has no state, and reads exactly the bytes
 * it is given, which may be any bytes. Any thread may call any function at any time.
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

/* Returns true if the class changes rows. Takes a number from a capture. */
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
 * A literal of the text that the normal form replaces by `?`, as a part of that text: a number with its sign,
 * a string with quotes and prefix.
 */
struct sql_literal {
    uint32_t offset;
    uint32_t length;
    uint32_t kind; /* enum sql_literal_kind */
};

struct sql_options {
    enum sql_dialect dialect;
    bool backslash_escapes;     /* PostgreSQL with standard_conforming_strings=off; false otherwise */
    enum sql_encoding encoding; /* of a PostgreSQL client, if it matters; else 0 */
};

/* The caller owns `text` and `literals`, which may be NULL if their capacity is 0. */
struct sql_output {
    char *text; /* receives the normal form, not NUL-terminated */
    size_t text_capacity;
    struct sql_literal *literals; /* receives the first literals, in order */
    size_t literal_capacity;
};

struct sql_normal_form {
    uint64_t fingerprint;   /* of token kinds and identifiers; does not depend on text_capacity */
    uint64_t literals_hash; /* of the bytes of all literals, in order, including those that did not fit; 0:
                               there are none */
    size_t text_length;     /* bytes written to `text` */
    bool truncated;         /* the normal form was longer than text_capacity and was cut between tokens */
    size_t literal_count;   /* number of literals in the text; may exceed literal_capacity */
    size_t parameter_count; /* number of placeholders in the text */
    uint32_t longest_list;  /* elements of the longest list of constants in IN (…) or ARRAY[…]; 0: none */
    enum sql_class statement_class;
};

/*
 * Normalises `length` bytes at `sql`. Never fails: malformed or unterminated text also has one normal form,
 * which contains nothing of an unterminated literal. The normal form is at most 2 * length + 16 bytes long,
 * and normalising it again gives the same text and fingerprint. The class of a text with several statements
 * is that of the first that is not transaction control. The rules are in section "The normaliser" of
 * src/README.md.
 */
void sql_normalize(struct sql_options options, const char *sql, size_t length, struct sql_output output,
                   struct sql_normal_form *result);

/* The same with a small stack: `workspace` is scratch memory, whose content does not matter. */
struct sql_workspace {
    uint64_t words[512];
};
void sql_normalize_in(struct sql_workspace *workspace, struct sql_options options, const char *sql,
                      size_t length, struct sql_output output, struct sql_normal_form *result);

#endif
