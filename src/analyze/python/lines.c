#include "lines.h"

#include <limits.h>
#include <stdlib.h>

#include "code.h"

enum { UNIT_BYTES = 2, LONGEST_ENTRY_UNITS = 8 };

/* Kinds of entries since 3.11 (Objects/locations.md); the ones below hold columns alone. */
enum { ENTRY_ONE_LINE = 10, ENTRY_NO_COLUMNS = 13, ENTRY_LONG = 14, ENTRY_NONE = 15 };

struct reading {
    struct python_lines *lines;
    const uint8_t *next;
    const uint8_t *end;
    uint32_t offset; /* in the bytecode, of what comes next */
    uint32_t limit;  /* bytes of bytecode */
    int64_t line;
};

static int line_number(int64_t line) {
    return line > 0 && line <= INT_MAX ? (int)line : 0;
}

/* `joins`: the table may have cut the previous run short, in the middle of an instruction. */
static void add_run(struct reading *reading, uint32_t bytes, int line, bool joins) {
    struct python_lines *lines = reading->lines;
    const uint32_t left = reading->limit - reading->offset;
    if (bytes > left)
        bytes = left;
    if (bytes == 0)
        return;
    const uint32_t start = reading->offset;
    reading->offset += bytes;
    struct python_line_run *last = lines->count ? &lines->runs[lines->count - 1] : NULL;
    if (joins && last && last->line == line)
        last->end = reading->offset;
    else
        lines->runs[lines->count++] = (struct python_line_run){start, reading->offset, line};
}

/* co_lnotab: pairs of an offset's and a line's increment; what is behind the last pair has its line. */
static void read_increments(struct reading *reading) {
    for (; reading->end - reading->next >= 2; reading->next += 2) {
        add_run(reading, reading->next[0], line_number(reading->line), false);
        reading->line += (int8_t)reading->next[1];
    }
    add_run(reading, UINT32_MAX, line_number(reading->line), false);
}

/* co_linetable of 3.10 (Objects/lnotab_notes.txt): pairs of a length and the line's increment for it. */
static void read_lengths(struct reading *reading) {
    for (; reading->end - reading->next >= 2; reading->next += 2) {
        const int8_t increment = (int8_t)reading->next[1];
        const bool has_line = increment != -128;
        if (has_line)
            reading->line += increment;
        add_run(reading, reading->next[0], has_line ? line_number(reading->line) : 0, false);
    }
}

/* Six bits a byte, the lowest first. The first byte of an entry, and no other, has its top bit set. */
static int64_t read_signed(struct reading *reading) {
    uint64_t number = 0;
    for (unsigned shift = 0; reading->next < reading->end && !(*reading->next & 0x80); shift += 6) {
        const uint8_t byte = *reading->next++;
        if (shift < 36)
            number |= (uint64_t)(byte & 0x3f) << shift;
        if (!(byte & 0x40))
            break;
    }
    const int64_t magnitude = (int64_t)(number >> 1);
    return number & 1 ? -magnitude : magnitude;
}

static void read_location(struct reading *reading) {
    const uint8_t first = *reading->next++;
    const unsigned kind = first >> 3 & 15;
    const uint32_t units = (first & 7u) + 1;
    if (kind == ENTRY_LONG || kind == ENTRY_NO_COLUMNS)
        reading->line += read_signed(reading);
    else if (kind >= ENTRY_ONE_LINE && kind < ENTRY_NO_COLUMNS)
        reading->line += kind - ENTRY_ONE_LINE;
    const struct python_lines *lines = reading->lines;
    const bool joins =
        lines->count &&
        (reading->offset - lines->runs[lines->count - 1].start) % (LONGEST_ENTRY_UNITS * UNIT_BYTES) == 0;
    add_run(reading, units * UNIT_BYTES, kind == ENTRY_NONE ? 0 : line_number(reading->line), joins);
    while (reading->next < reading->end && !(*reading->next & 0x80))
        reading->next++;
}

static void read_locations(struct reading *reading) {
    while (reading->next < reading->end && reading->offset < reading->limit) {
        if (*reading->next & 0x80)
            read_location(reading);
        else
            reading->next++;
    }
}

bool python_lines_read(struct python_lines *lines, const struct python_code_bytes *bytes) {
    *lines = (struct python_lines){0};
    /* Every entry has a byte or more; one run more for what is behind the last. */
    lines->runs = calloc(bytes->line_table_bytes + 1, sizeof *lines->runs);
    if (!lines->runs)
        return false;
    struct reading reading = {lines,
                              bytes->line_table,
                              bytes->line_table + bytes->line_table_bytes,
                              0,
                              (uint32_t)bytes->bytecode_bytes,
                              bytes->first_line};
    if (bytes->minor < 10)
        read_increments(&reading);
    else if (bytes->minor == 10)
        read_lengths(&reading);
    else
        read_locations(&reading);
    return true;
}

void python_lines_free(struct python_lines *lines) {
    free(lines->runs);
    *lines = (struct python_lines){0};
}

const struct python_line_run *python_lines_find(const struct python_lines *lines, uint32_t offset) {
    size_t low = 0;
    size_t high = lines->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (lines->runs[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lines->count ? &lines->runs[low] : NULL;
}
