#include "offsets.h"

#include <stddef.h>
#include <string.h>

/* Farther into an object lies nothing that is read. */
enum { MOST_OFFSET = 1024 };

/* PyCompactUnicodeObject adds a length and a pointer to PyASCIIObject (Include/cpython/unicodeobject.h). */
enum { WIDE_TEXT_BYTES = 16 };

/* At the start of every version's table. */
enum { AT_COOKIE = 0, AT_VERSION = 8, AT_FREE_THREADED = 16 };

/* Whom an entry of the table is told by: 0 where it is not. */
struct entry {
    uint16_t member; /* of struct python_layout */
    uint16_t at_3_13;
    uint16_t at_3_14;
    bool of_free_threaded; /* means something in these builds alone */
};

#define MEMBER(name) offsetof(struct python_layout, name)

/* offsetof() on _Py_DebugOffsets in the headers of CPython 3.13.18 (pycore_runtime.h) and 3.14.10. */
static const struct entry entries[] = {
    {MEMBER(thread_first), 184, 208, false},    {MEMBER(frame_code), 240, 264, false},
    {MEMBER(frame_previous), 232, 256, false},  {MEMBER(frame_instruction), 248, 272, false},
    {MEMBER(frame_owner), 264, 288, false},     {MEMBER(frame_copy), 0, 304, true},
    {MEMBER(code_file), 280, 320, false},       {MEMBER(code_name), 296, 336, false},
    {MEMBER(code_line_table), 304, 344, false}, {MEMBER(code_first_line), 312, 352, false},
    {MEMBER(code_bytecode), 344, 384, false},   {MEMBER(code_copies), 0, 392, true},
    {MEMBER(object_type), 360, 408, false},     {MEMBER(object_size), 520, 600, false},
    {MEMBER(bytes_data), 528, 608, false},      {MEMBER(text_state), 544, 624, false},
    {MEMBER(text_length), 552, 632, false},     {MEMBER(text_data), 560, 640, false},
};

static uint64_t number_in(const void *table, size_t position) {
    uint64_t value;
    memcpy(&value, (const char *)table + position, sizeof value);
    return value;
}

/* The version is PY_VERSION_HEX. */
static bool is_table_of(const void *table, int minor) {
    const uint64_t version = number_in(table, AT_VERSION);
    return memcmp((const char *)table + AT_COOKIE, "xdebugpy", 8) == 0 && version >> 24 == 3 &&
           (version >> 16 & 0xff) == (uint64_t)minor && number_in(table, AT_FREE_THREADED) <= 1;
}

static bool take(const void *table, uint16_t position, uint16_t member, struct python_layout *layout) {
    const uint64_t offset = number_in(table, position);
    const uint16_t kept = (uint16_t)offset;
    memcpy((char *)layout + member, &kept, sizeof kept);
    return offset <= MOST_OFFSET;
}

bool python_offsets_read(const void *runtime, int minor, struct python_layout *layout) {
    if ((minor != 13 && minor != 14) || !is_table_of(runtime, minor))
        return false;
    const bool free_threaded = number_in(runtime, AT_FREE_THREADED) != 0;
    *layout = (struct python_layout){
        .minor = (uint8_t)minor,
        .is_told = true,
        .instruction_kind = PYTHON_INSTRUCTION_POINTER,
        .entry_kind = PYTHON_ENTRY_C_STACK,
        .thread_second = PYTHON_ABSENT,
        .frame_entry = PYTHON_ABSENT,
        .frame_copy = PYTHON_ABSENT,
        .code_copies = PYTHON_ABSENT,
        /* `interned`, two bits in front of the kind, is a byte there (Include/cpython/unicodeobject.h). */
        .text_kind_bit = minor == 14 && free_threaded ? 8 : 2,
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const uint16_t position = minor == 13 ? entries[i].at_3_13 : entries[i].at_3_14;
        if (position == 0 || (entries[i].of_free_threaded && !free_threaded))
            continue;
        if (!take(runtime, position, entries[i].member, layout))
            return false;
    }
    layout->text_data_wide = layout->text_data + WIDE_TEXT_BYTES;
    return true;
}
