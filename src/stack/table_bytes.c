#include "table_bytes.h"

enum encoding {
    ENCODED_ABSOLUTE = 0x00,
    ENCODED_ULEB = 0x01,
    ENCODED_UNSIGNED_2 = 0x02,
    ENCODED_UNSIGNED_4 = 0x03,
    ENCODED_UNSIGNED_8 = 0x04,
    ENCODED_SLEB = 0x09,
    ENCODED_SIGNED_2 = 0x0a,
    ENCODED_SIGNED_4 = 0x0b,
    ENCODED_SIGNED_8 = 0x0c,
    ENCODED_FROM_HERE = 0x10,
    ENCODED_INDIRECT = 0x80, /* where the address stands: only personalities have it, which are passed over */
    ENCODED_LEFT_OUT = 0xff,
};

static bool fail(struct table_bytes *table) {
    table->bad = true;
    table->at = table->end;
    return false;
}

static bool has(struct table_bytes *table, uint64_t bytes) {
    return (!table->bad && (uint64_t)(table->end - table->at) >= bytes) || fail(table);
}

uint64_t table_unsigned(struct table_bytes *table, size_t bytes) {
    uint64_t value = 0;
    if (!has(table, bytes))
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)table->at[i] << (8 * i);
    table->at += bytes;
    return value;
}

int64_t table_signed(struct table_bytes *table, size_t bytes) {
    const unsigned unused = 64 - 8 * (unsigned)bytes;
    return (int64_t)(table_unsigned(table, bytes) << unused) >> unused;
}

uint64_t table_uleb(struct table_bytes *table) {
    uint64_t value = 0;
    for (unsigned shift = 0; has(table, 1); shift += 7) {
        const uint8_t byte = *table->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    return 0;
}

int64_t table_sleb(struct table_bytes *table) {
    uint64_t value = 0;
    for (unsigned shift = 0; has(table, 1);) {
        const uint8_t byte = *table->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        if (byte & 0x80)
            continue;
        return (int64_t)(byte & 0x40 && shift < 64 ? value | ~0ull << shift : value);
    }
    return 0;
}

void table_skip(struct table_bytes *table, uint64_t bytes) {
    if (has(table, bytes))
        table->at += bytes;
}

void table_string(struct table_bytes *table, char *buffer, size_t capacity) {
    size_t length = 0;
    while (length < capacity && has(table, 1) && (buffer[length] = (char)*table->at++))
        length++;
    if (length == capacity)
        fail(table);
    if (table->bad)
        buffer[0] = '\0';
}

static uint64_t encoded_number(struct table_bytes *table, uint8_t form) {
    switch (form) {
    case ENCODED_ABSOLUTE:
    case ENCODED_UNSIGNED_8:
    case ENCODED_SIGNED_8:
        return table_unsigned(table, 8);
    case ENCODED_UNSIGNED_2:
        return table_unsigned(table, 2);
    case ENCODED_UNSIGNED_4:
        return table_unsigned(table, 4);
    case ENCODED_SIGNED_2:
        return (uint64_t)table_signed(table, 2);
    case ENCODED_SIGNED_4:
        return (uint64_t)table_signed(table, 4);
    case ENCODED_ULEB:
        return table_uleb(table);
    case ENCODED_SLEB:
        return (uint64_t)table_sleb(table);
    default:
        fail(table);
        return 0;
    }
}

uintptr_t table_pointer(struct table_bytes *table, uint8_t encoding) {
    const uintptr_t here = (uintptr_t)table->at;
    const uint8_t base = encoding & 0x70;
    if (encoding == ENCODED_LEFT_OUT)
        return 0;
    const uint64_t number = encoded_number(table, encoding & 0x0f);
    if (base != 0 && base != ENCODED_FROM_HERE && !(encoding & ENCODED_INDIRECT))
        fail(table);
    return number + (base == ENCODED_FROM_HERE ? here : 0);
}
