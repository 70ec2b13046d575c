#include "encodings.h"

/* enum pg_enc in PostgreSQL's pg_wchar.h (8.3 to 18): part of libpq's ABI, the numbers stay. */
enum { PG_SJIS = 35, PG_BIG5, PG_GBK, PG_UHC, PG_GB18030, PG_JOHAB, PG_SHIFT_JIS_2004 };

enum sql_encoding sql_encoding_of_client(int number) {
    switch (number) {
    case PG_SJIS:
    case PG_SHIFT_JIS_2004:
        return SQL_ENCODING_SJIS;
    case PG_BIG5:
    case PG_GBK:
    case PG_UHC:
    case PG_JOHAB:
        return SQL_ENCODING_TWO_BYTES;
    case PG_GB18030:
        return SQL_ENCODING_GB18030;
    default:
        return SQL_ENCODING_ASCII_SAFE;
    }
}

static int is_between(uint8_t byte, unsigned first, unsigned last) {
    return byte >= first && byte <= last;
}

size_t sql_character_length(enum sql_encoding encoding, const char *at, const char *end) {
    const uint8_t *const bytes = (const uint8_t *)at;
    const size_t left = (size_t)(end - at);
    if (encoding == SQL_ENCODING_ASCII_SAFE || bytes[0] < 0x80 || left < 2)
        return 1;
    if (encoding == SQL_ENCODING_SJIS && is_between(bytes[0], 0xa1, 0xdf))
        return 1; /* katakana of half width */
    if (encoding == SQL_ENCODING_GB18030 && left >= 4 && is_between(bytes[1], 0x30, 0x39) &&
        is_between(bytes[2], 0x81, 0xfe) && is_between(bytes[3], 0x30, 0x39))
        return 4;
    return bytes[1] >= 0x40 ? 2 : 1;
}
