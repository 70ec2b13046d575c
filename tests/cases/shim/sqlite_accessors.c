/*
 * Reads every kind of value by accessors in random order, in a database of the given encoding, and prints
 * what it was told: the forms that a value takes, lengths before and after conversions, errors, what reaches
 * another statement through sqlite3_bind_value. Arguments: encoding, seed.
 */
#include <inttypes.h>
#include <string.h>

#include "case_sqlite.h"

enum { ROUNDS = 60, COLUMNS = 24, CALLS = 4 };

static const char *const values =
    "create table stored (a integer, b integer, c real, d real, e text, f text, g text, h text, i text, j "
    "text,"
    " k blob, l blob, m blob, n, o text, p text, q text, r text, s integer, t text);"
    "insert into stored values (7, -9223372036854775808, 7.0, 0.1, '7', '', 'naïve 😀 text', cast(x'61006200' "
    "as"
    " text), cast(x'ff41fe' as text), cast(x'00d84100' as text), x'', zeroblob(20), "
    "x'00112233445566778899aabb',"
    " null, '12abc', '1e3', printf('%.300c', 'x'), printf('%.9000c', 'y'), 1, '0011-22');"
    "insert into stored select * from stored; insert into stored select * from stored;"
    "insert into stored select * from stored; insert into stored select * from stored;"
    "insert into stored select * from stored; insert into stored select * from stored;";

static uint64_t state;

static unsigned draw(unsigned limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % limit;
}

static void print_bytes(const void *bytes, int length) {
    const unsigned char *at = bytes;
    if (!bytes) {
        printf("null");
        return;
    }
    for (int i = 0; i < length && i < 40; i++)
        printf("%02x", at[i]);
}

static int units(const uint16_t *text) {
    int count = 0;
    while (text && text[count])
        count++;
    return 2 * count;
}

/* What another statement makes of the value as it stands. */
static void hand_on(sqlite3_stmt *other, sqlite3_value *value) {
    MUST(sqlite3_bind_value(other, 1, value) == SQLITE_OK);
    MUST(sqlite3_step(other) == SQLITE_ROW);
    printf("%s %s %s", sqlite3_column_text(other, 0), sqlite3_column_text(other, 1),
           sqlite3_column_text(other, 2));
    MUST(sqlite3_reset(other) == SQLITE_OK);
}

static void read_once(sqlite3_stmt *statement, sqlite3_stmt *other, int column) {
    const void *bytes = NULL;
    const unsigned way = draw(12);
    printf(" %u:", way);
    switch (way) {
    case 0:
        printf("%d", sqlite3_column_type(statement, column));
        break;
    case 1:
        printf("%d", sqlite3_column_bytes(statement, column));
        break;
    case 2:
        printf("%d", sqlite3_column_bytes16(statement, column));
        break;
    case 3:
        bytes = sqlite3_column_text(statement, column);
        print_bytes(bytes, bytes ? (int)strlen(bytes) : 0);
        printf(" %d", bytes == sqlite3_column_text(statement, column));
        break;
    case 4:
        bytes = sqlite3_column_text16(statement, column);
        print_bytes(bytes, units(bytes));
        printf(" %d", bytes == sqlite3_column_text16(statement, column));
        break;
    case 5:
        bytes = sqlite3_column_blob(statement, column);
        print_bytes(bytes, sqlite3_column_bytes(statement, column));
        break;
    case 6:
        printf("%d", sqlite3_column_int(statement, column));
        break;
    case 7:
        printf("%lld", sqlite3_column_int64(statement, column));
        break;
    case 8:
        printf("%a", sqlite3_column_double(statement, column));
        break;
    case 9:
        hand_on(other, sqlite3_column_value(statement, column));
        break;
    case 10:
        bytes = sqlite3_column_text16(statement, column);
        print_bytes(bytes, sqlite3_column_bytes16(statement, column));
        break;
    default:
        bytes = sqlite3_column_text(statement, column);
        print_bytes(bytes, sqlite3_column_bytes(statement, column));
        break;
    }
}

/* Nobody asks for the bytes. */
static void pass_over_a_long_blob(sqlite3 *db) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, "select ?", -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_bind_zeroblob(statement, 1, 50000000) == SQLITE_OK);
    MUST(sqlite3_step(statement) == SQLITE_ROW);
    printf("made: %d\n", sqlite3_memory_highwater(0) > 50000000);
    MUST(sqlite3_finalize(statement) == SQLITE_OK);
}

int main(int argc, char **argv) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL, *other = NULL;
    char encoding[64];
    MUST(argc == 3);
    state = strtoull(argv[2], NULL, 10);
    snprintf(encoding, sizeof encoding, "pragma encoding = '%s'", argv[1]);
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    MUST(sqlite3_exec(db, encoding, NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db, values, NULL, NULL, NULL) == SQLITE_OK);
    MUST(sqlite3_prepare_v2(db, "select typeof(?1), length(?1), hex(cast(?1 as blob))", -1, &other, NULL) ==
         SQLITE_OK);
    MUST(sqlite3_prepare_v2(db,
                            "select *, 'konstant', 4.5, e || f || '9', cast(t as blob) from stored limit 60",
                            -1, &statement, NULL) == SQLITE_OK);
    MUST(sqlite3_column_count(statement) == COLUMNS);
    for (int row = 0; row < ROUNDS; row++) {
        MUST(sqlite3_step(statement) == SQLITE_ROW);
        printf("row %d: %d\n", row, sqlite3_errcode(db));
        for (int column = 0; column < COLUMNS; column++) {
            for (int call = 0; call < CALLS; call++)
                read_once(statement, other, column);
            printf(" | %d %d\n", sqlite3_errcode(db), sqlite3_column_type(statement, column));
        }
    }
    MUST(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_finalize(other);
    pass_over_a_long_blob(db);
    printf("%d\n", sqlite3_close(db));
    return 0;
}
