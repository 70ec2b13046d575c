/*
 * The client encodings of PostgreSQL in which the later bytes of a character may be ASCII: 0x95 0x5c is one
 * character of SJIS and not a backslash. Such bytes are never below 0x30, so quotes, dollars and comments are
 * unambiguous in all of them.
 *
 * Safe in the user's process; any thread.
 */
#ifndef LOOPLINE_SQL_ENCODINGS_H
#define LOOPLINE_SQL_ENCODINGS_H

#include <stddef.h>
#include <stdint.h>

enum sql_encoding {
    SQL_ENCODING_ASCII_SAFE = 0, /* all other encodings, and SQLite's */
    SQL_ENCODING_SJIS,           /* also SHIFT_JIS_2004 */
    SQL_ENCODING_TWO_BYTES,      /* BIG5, GBK, UHC, JOHAB */
    SQL_ENCODING_GB18030,
};

/* Returns the encoding for a number from PQclientEncoding. */
enum sql_encoding sql_encoding_of_client(int number);

/*
 * Returns the length of the character at `at`, which is before `end`: 1 to 4 bytes, and not past the end. An
 * invalid character counts as one byte: the server refuses such a text, and no quote in it may be skipped.
 */
size_t sql_character_length(enum sql_encoding encoding, const char *at, const char *end);

#endif
