#include "sequences.h"

#include "libc/readable.h"
#include "stack/host_memory.h"

/*
 * Bit i of a succinct bit vector says that an entry of insns_info.body begins at word i (succ_index_table in
 * compile.c and iseq.c, Ruby 2.6 to 3.4): ranks of the first words one by one, then blocks of 512 bits with
 * the rank before each and within each.
 */
enum {
    IMMEDIATE_WORDS = 54,
    IMMEDIATE_PER_NUMBER = 9,
    IMMEDIATE_BITS = 7,
    BLOCKS_AT = 48,
    BLOCK_BYTES = 80,
    BLOCK_BITS = 512,
    SMALL_RANKS_AT = 8,
    SMALL_RANK_BITS = 9,
    BITS_AT = 16,
};

static uint64_t long_at(const void *base, size_t offset) {
    return (uint64_t)(uintptr_t)pointer_at(base, offset);
}

/* How many entries begin at words up to this one, itself included. */
static uint32_t rank_of(const char *table, uint32_t word) {
    if (word < IMMEDIATE_WORDS) {
        const uint64_t number = long_at(table, word / IMMEDIATE_PER_NUMBER * 8);
        return (uint32_t)(number >> word % IMMEDIATE_PER_NUMBER * IMMEDIATE_BITS) &
               ((1u << IMMEDIATE_BITS) - 1);
    }
    const uint32_t bit = word - IMMEDIATE_WORDS;
    const char *block = table + BLOCKS_AT + (size_t)(bit / BLOCK_BITS) * BLOCK_BYTES;
    const uint32_t number = bit % BLOCK_BITS / 64;
    const uint64_t small = long_at(block, SMALL_RANKS_AT);
    const uint32_t before =
        number ? (uint32_t)(small >> (number - 1) * SMALL_RANK_BITS) & ((1u << SMALL_RANK_BITS) - 1) : 0;
    const uint64_t bits = long_at(block, BITS_AT + number * 8) << (63 - bit % 64);
    return number_at(block, 0) + before + (uint32_t)__builtin_popcountll(bits);
}

uint32_t ruby_sequence_line(const struct ruby_layout *layout, const char *body, uint32_t word) {
    const char *entries = pointer_at(body, layout->body_lines);
    const char *table = pointer_at(body, layout->body_lines + 24);
    const uint32_t count = number_at(body, layout->body_lines + 16);
    if (!count || !entries)
        return 0;
    const uint32_t rank = count == 1 || !table ? 1 : rank_of(table, word);
    return rank && rank <= count ? number_at(entries, (size_t)(rank - 1) * layout->line_bytes) : 0;
}

struct ruby_code ruby_sequence_code(const char *body) {
    return (struct ruby_code){pointer_at(body, RUBY_BODY_CODE), number_at(body, RUBY_BODY_WORDS)};
}

/* ---- texts ----------------------------------------------------------------------------------------------
 */

static bool is_object(const void *object, uint32_t type) {
    return object && (uintptr_t)object % 8 == 0 && memory_is_readable(object, 40) &&
           (number_at(object, 0) & RUBY_TYPE_MASK) == type;
}

/* Cut at the capacity. Ruby's source is UTF-8 unless it says otherwise; the reader takes any bytes. */
static bool copy_text(const struct ruby_layout *layout, const char *text, char *to, size_t capacity,
                      size_t *length) {
    *length = 0;
    if (!is_object(text, RUBY_TYPE_STRING))
        return false;
    const uint32_t flags = number_at(text, 0);
    const bool is_embedded = !(flags & RUBY_FLAG_1);
    const char *bytes = is_embedded ? text + layout->string_embedded : pointer_at(text, RUBY_STRING_POINTER);
    size_t count = (size_t)long_at(text, RUBY_STRING_LENGTH);
    if (is_embedded && layout->string_length_in_flags)
        count = flags >> RUBY_STRING_EMBEDDED_SHIFT & RUBY_STRING_EMBEDDED_MASK;
    if (count > capacity)
        count = capacity;
    if (!memory_is_readable(bytes, count))
        return false;
    memcpy(to, bytes, count);
    *length = count;
    return true;
}

/* A path, or an array of the path as it was given and as it really is, which eval'd code has none of. */
static const char *path_of(const char *body) {
    const char *path = pointer_at(body, RUBY_BODY_PATH);
    if (!is_object(path, RUBY_TYPE_ARRAY))
        return path;
    const char *items =
        number_at(path, 0) & RUBY_FLAG_1 ? path + RUBY_ARRAY_EMBEDDED : pointer_at(path, RUBY_ARRAY_POINTER);
    if (!memory_is_readable(items, 16))
        return NULL;
    const char *real = pointer_at(items, 8);
    return is_object(real, RUBY_TYPE_STRING) ? real : pointer_at(items, 0);
}

bool ruby_sequence_path_begins(const struct ruby_layout *layout, const char *body, const char *start) {
    char path[64];
    size_t length = 0;
    return copy_text(layout, path_of(body), path, sizeof path, &length) && length >= strlen(start) &&
           memcmp(path, start, strlen(start)) == 0;
}

/* ---- lines and loops ------------------------------------------------------------------------------------
 */

static size_t find_lines(const struct ruby_layout *layout, const char *body, uint32_t words,
                         struct loopline_code_line *lines) {
    size_t count = 0;
    for (uint32_t word = 0; word < words && count < RUBY_MOST_LINES; word++) {
        const uint32_t line = ruby_sequence_line(layout, body, word);
        if (!count || lines[count - 1].line != line)
            lines[count++] = (struct loopline_code_line){word, line};
    }
    return count;
}

/* `while` and `until` have their condition, and its line, last: where they jump back. */
static size_t find_loops(const struct ruby_layout *layout, const struct ruby_instructions *instructions,
                         const char *body, struct ruby_sequence_scratch *scratch) {
    const struct ruby_code code = ruby_sequence_code(body);
    const size_t count = ruby_instructions_jumps_back(instructions, &code, scratch->jumps, RUBY_MOST_LOOPS);
    for (size_t i = 0; i < count; i++) {
        const struct ruby_jump *jump = &scratch->jumps[i];
        scratch->loops[i] =
            (struct loopline_code_loop){jump->to, jump->from, ruby_sequence_line(layout, body, jump->from)};
    }
    return count;
}

bool ruby_sequence_describe(const struct ruby_layout *layout, const struct ruby_instructions *instructions,
                            const char *body, struct ruby_sequence_scratch *scratch,
                            struct runtime_code *result) {
    const uint32_t words = number_at(body, RUBY_BODY_WORDS);
    const uint32_t first_line = number_at(body, RUBY_BODY_FIRST_LINE);
    /* Negative where a library compiles what it has put lines before. */
    result->first_line = layout->first_line_is_value ? (uint32_t)((int32_t)first_line >> 1) : first_line;
    result->bytecode.bytes = (const char *)scratch->lines;
    result->bytecode.length = find_lines(layout, body, words, scratch->lines) * sizeof *scratch->lines;
    result->line_table.bytes = (const char *)scratch->loops;
    result->line_table.length = find_loops(layout, instructions, body, scratch) * sizeof *scratch->loops;
    return copy_text(layout, path_of(body), result->file, sizeof result->file, &result->file_bytes) &&
           copy_text(layout, pointer_at(body, RUBY_BODY_LABEL), result->name, sizeof result->name,
                     &result->name_bytes);
}
