/*
 * The client encodings of PostgreSQL in which the later bytes of a character may be ASCII: 0x95 0x5c is one
 * character of SJIS, and no backslash. No such byte is below 0x30, so quotes, dollars and comments are what
 * they look like in all of them.
 *
 * Safe in the user's process; any thread.
 */
#ifndef LOOPLINE_SQL_ENCODINGS_H
#define LOOPLINE_SQL_ENCODINGS_H

#include <stddef.h>
#include <stdint.h>

enum sql_encoding {
    SQL_ENCODING_ASCII_SAFE = 0, /* every other one, and all of SQLite's */
    SQL_ENCODING_SJIS,           /* SHIFT_JIS_2004 too */
    SQL_ENCODING_TWO_BYTES,      /* BIG5, GBK, UHC, JOHAB */
    SQL_ENCODING_GB18030,
};

/* From the number that PQclientEncoding returns. */
enum sql_encoding sql_encoding_of_client(int number);

/*
 * Bytes of the character at `at`, which is before `end`: 1 to 4, and not past the end. What cannot be a
 * character is one byte: the server refuses such a text, and no quote in it may be passed over.
 */
size_t sql_character_length(enum sql_encoding encoding, const char *at, const char *end);

#endif
