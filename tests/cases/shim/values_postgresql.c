/*
 * A parent's rows whose column has one form, and look-ups by them in others. Arguments: the column as an
 * expression of n, the format of the result, the forms of the parameter. The statements bear the number of
 * the form.
 *
 * The program reads the column as text in another statement before, so that it needs no decoder.
 */
#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "case_postgresql.h"

enum {
    ROWS = 12,
    LONGEST = 64,
    TEXT = 0,
    BINARY = 1,
    INT2 = 21,
    INT4 = 23,
    INT8 = 20,
    TYPE_TEXT = 25,
    UUID = 2950
};

struct parameter {
    char bytes[LONGEST];
    int length;
    int format;
    Oid type;
};

static void put_integer(struct parameter *parameter, const char *text, size_t width) {
    const uint64_t value = htobe64((uint64_t)strtoll(text, NULL, 10));
    memcpy(parameter->bytes, (const char *)&value + sizeof value - width, width);
    parameter->length = (int)width;
    parameter->format = BINARY;
}

static void put_uuid(struct parameter *parameter, const char *text) {
    for (; *text; text++) {
        unsigned byte = 0;
        if (*text == '-')
            continue;
        MUST(sscanf(text, "%2x", &byte) == 1);
        parameter->bytes[parameter->length++] = (char)byte;
        text++;
    }
    parameter->format = BINARY;
}

/* As numeric_send gives it: digits to the base of 10,000. */
static void put_numeric(struct parameter *parameter, const char *text) {
    double value = strtod(text, NULL);
    const int negative = value < 0;
    value = negative ? -value : value;
    const int whole = (int)value, rest = (int)((value - whole) * 10000 + 0.5);
    const uint16_t words[] = {htobe16(2),
                              htobe16(0),
                              htobe16(negative ? 0x4000 : 0),
                              htobe16(rest ? 4 : 0),
                              htobe16((uint16_t)whole),
                              htobe16((uint16_t)rest)};
    memcpy(parameter->bytes, words, sizeof words);
    parameter->length = sizeof words;
    parameter->format = BINARY;
}

static struct parameter parameter_of(const char *form, const char *text) {
    struct parameter parameter = {.format = TEXT};
    snprintf(parameter.bytes, LONGEST, strcmp(form, "array") == 0 ? "{%s}" : "%s", text);
    if (strcmp(form, "int2") == 0)
        put_integer(&parameter, text, 2), parameter.type = INT2;
    else if (strcmp(form, "int4") == 0)
        put_integer(&parameter, text, 4), parameter.type = INT4;
    else if (strcmp(form, "int8") == 0)
        put_integer(&parameter, text, 8), parameter.type = INT8;
    else if (strcmp(form, "int8-untyped") == 0)
        put_integer(&parameter, text, 8);
    else if (strcmp(form, "numeric") == 0)
        put_numeric(&parameter, text), parameter.type = 1700;
    else if (strcmp(form, "uuid") == 0)
        put_uuid(&parameter, text), parameter.type = UUID;
    else if (strcmp(form, "binary-text") == 0)
        parameter.length = (int)strlen(text), parameter.format = BINARY, parameter.type = TYPE_TEXT;
    return parameter;
}

static NOINLINE void look_up_by_parameter(PGconn *connection, int number, const char *form,
                                          const char *text) {
    char sql[512];
    const struct parameter parameter = parameter_of(form, text);
    const char *value = parameter.bytes;
    const char *type = parameter.type               ? ""
                       : parameter.format == BINARY ? "::int8"
                       : strcmp(form, "array") == 0 ? "::text[]"
                                                    : "::text";
    snprintf(sql, sizeof sql, "select $1%s as child_%d", type, number);
    expect(
        connection,
        PQexecParams(connection, sql, 1, &parameter.type, &value, &parameter.length, &parameter.format, TEXT),
        PGRES_TUPLES_OK);
}

/* `form` holds the literal, with @ for the value. */
static NOINLINE void look_up_by_literal(PGconn *connection, int number, const char *form, const char *text) {
    char sql[512];
    const char *place = strchr(form, '@');
    snprintf(sql, sizeof sql, "select %.*s%s%s as child_%d from generate_series(1, 1)", (int)(place - form),
             form, text, place + 1, number);
    expect(connection, PQexec(connection, sql), PGRES_TUPLES_OK);
}

/* Values of its own, so that nothing else holds them. */
static void loop_over_rows(PGconn *connection, int number, const char *column, int binary, const char *form) {
    char sql[512];
    char texts[ROWS][LONGEST];
    const int first = 100 * number + 1, last = first + ROWS - 1;
    snprintf(sql, sizeof sql, "select (%s)::text from generate_series(%d, %d) n", column, first, last);
    PGresult *result = PQexec(connection, sql);
    MUST(PQresultStatus(result) == PGRES_TUPLES_OK);
    for (int row = 0; row < ROWS; row++)
        snprintf(texts[row], LONGEST, "%s", PQgetvalue(result, row, 0));
    PQclear(result);
    snprintf(sql, sizeof sql, "select %s as parent_%d, n + 5000 as other from generate_series(%d, %d) n",
             column, number, first, last);
    result = PQexecParams(connection, sql, 0, NULL, NULL, NULL, NULL, binary);
    MUST(PQresultStatus(result) == PGRES_TUPLES_OK);
    for (int row = 0; row < ROWS; row++) {
        if (strchr(form, '@'))
            look_up_by_literal(connection, number, form, texts[row]);
        else
            look_up_by_parameter(connection, number, form, texts[row]);
    }
    PQclear(result);
}

int main(int argc, char **argv) {
    MUST(argc > 3);
    PGconn *connection = connect_to_server();
    for (int i = 3; i < argc; i++)
        loop_over_rows(connection, i - 3, argv[1], strcmp(argv[2], "binary") == 0, argv[i]);
    PQfinish(connection);
    return 0;
}
