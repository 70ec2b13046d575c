#include "unwind_table.h"

#include <link.h>
#include <stddef.h>
#include <string.h>

#include "frame_instructions.h"
#include "libc/objects.h"
#include "table_bytes.h"

/* Of .eh_frame_hdr: that its search table holds pairs of four bytes each, from its own start on. */
enum { HEADER_VERSION = 1, ENCODED_DATA_RELATIVE_4 = 0x3b, ENCODED_UNSIGNED_4 = 0x03 };

enum { AUGMENTATION_BYTES = 8 };

/* What a common information entry says of the functions under it. */
struct common_entry {
    struct frame_program program;
    uint8_t pointer_encoding;
    bool has_augmentation;
    bool of_signal;
};

/* ---- Entries ---- */

/* The bytes of the entry at `start` behind its length; empty where it has none. */
static struct table_bytes entry_at(const struct table_bytes *object, const uint8_t *start) {
    struct table_bytes bytes = {.at = start, .end = object->end};
    if (start < object->start || start >= object->end)
        return (struct table_bytes){.bad = true};
    uint64_t length = table_unsigned(&bytes, 4);
    if (length == UINT32_MAX)
        length = table_unsigned(&bytes, 8);
    if (bytes.bad || length > (uint64_t)(bytes.end - bytes.at))
        return (struct table_bytes){.bad = true};
    bytes.start = start;
    bytes.end = bytes.at + length;
    return bytes;
}

static void read_augmentation(struct common_entry *entry, const char *augmentation,
                              struct table_bytes *bytes) {
    const uint64_t length = table_uleb(bytes);
    struct table_bytes data = {.at = bytes->at, .end = bytes->end};
    table_skip(bytes, length);
    for (const char *letter = augmentation + 1; *letter && !data.bad; letter++) {
        if (*letter == 'R')
            entry->pointer_encoding = (uint8_t)table_unsigned(&data, 1);
        else if (*letter == 'L')
            table_skip(&data, 1);
        else if (*letter == 'P')
            table_pointer(&data, (uint8_t)table_unsigned(&data, 1));
        else if (*letter == 'S')
            entry->of_signal = true;
    }
}

static bool read_common(const struct table_bytes *object, const uint8_t *start, struct common_entry *entry) {
    struct table_bytes bytes = entry_at(object, start);
    char augmentation[AUGMENTATION_BYTES];
    memset(entry, 0, sizeof *entry);
    if (table_unsigned(&bytes, 4) != 0)
        return false;
    const uint64_t version = table_unsigned(&bytes, 1);
    table_string(&bytes, augmentation, sizeof augmentation);
    entry->program.code_unit = table_uleb(&bytes);
    entry->program.data_unit = table_sleb(&bytes);
    entry->program.return_register = version == 1 ? table_unsigned(&bytes, 1) : table_uleb(&bytes);
    entry->has_augmentation = augmentation[0] == 'z';
    if (entry->has_augmentation)
        read_augmentation(entry, augmentation, &bytes);
    else if (augmentation[0])
        return false;
    entry->program.initial = (struct table_bytes){.at = bytes.at, .end = bytes.end};
    return !bytes.bad;
}

/* The rule from the entry of one function; without a table where the address is not in that function. */
static struct frame_rule rule_of_entry(const struct table_bytes *object, const uint8_t *start,
                                       uintptr_t address) {
    const struct frame_rule none = {.end = FRAME_WITHOUT_TABLE};
    struct table_bytes bytes = entry_at(object, start);
    struct common_entry common;
    const uint8_t *reference = bytes.at;
    const uint64_t distance = table_unsigned(&bytes, 4);
    if (bytes.bad || distance > (uint64_t)(reference - object->start) ||
        !read_common(object, reference - distance, &common))
        return none;
    const uintptr_t first = table_pointer(&bytes, common.pointer_encoding);
    const uintptr_t size = table_pointer(&bytes, common.pointer_encoding & 0x0f);
    if (bytes.bad || address - first >= size)
        return none;
    if (common.of_signal)
        return (struct frame_rule){.end = FRAME_OF_SIGNAL};
    if (common.has_augmentation)
        table_skip(&bytes, table_uleb(&bytes));
    return frame_instructions_run(&common.program, &bytes, address - first);
}

/* ---- The search ---- */

struct search {
    uintptr_t address;
    struct frame_rule rule;
    struct unwind_table_age age;
};

static int32_t entry_number(const uint8_t *table, size_t index) {
    int32_t value;
    memcpy(&value, table + index * sizeof value, sizeof value);
    return value;
}

/* The last function of the sorted table that begins at or before the address. */
static const uint8_t *find_function(const uint8_t *header, const uint8_t *table, size_t count,
                                    uintptr_t address) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if ((uintptr_t)header + (uintptr_t)(intptr_t)entry_number(table, 2 * middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? header + entry_number(table, 2 * low - 1) : NULL;
}

static struct frame_rule rule_in_object(const struct table_bytes *object, const uint8_t *header,
                                        uintptr_t address) {
    const struct frame_rule none = {.end = FRAME_WITHOUT_TABLE};
    struct table_bytes bytes = {.start = object->start, .at = header, .end = object->end};
    if (header < object->start || header >= object->end || table_unsigned(&bytes, 1) != HEADER_VERSION)
        return none;
    const uint8_t frames_encoding = (uint8_t)table_unsigned(&bytes, 1);
    const uint64_t count_encoding = table_unsigned(&bytes, 1);
    if (count_encoding != ENCODED_UNSIGNED_4 || table_unsigned(&bytes, 1) != ENCODED_DATA_RELATIVE_4)
        return none;
    table_pointer(&bytes, frames_encoding);
    const uint64_t count = table_unsigned(&bytes, 4);
    if (bytes.bad || count > (uint64_t)(bytes.end - bytes.at) / 8)
        return none;
    const uint8_t *entry = find_function(header, bytes.at, count, address);
    return entry ? rule_of_entry(object, entry, address) : none;
}

/* The loaded segment that holds an address; empty where there is none. */
static struct table_bytes segment_of(const struct dl_phdr_info *info, uintptr_t address) {
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && address - start < segment->p_memsz)
            return (struct table_bytes){.start = (const uint8_t *)start, // NOLINT(performance-no-int-to-ptr)
                                        .end = (const uint8_t *)start + segment->p_memsz};
    }
    return (struct table_bytes){.bad = true};
}

static int look_in_object(struct dl_phdr_info *info, size_t size, void *context) {
    struct search *search = context;
    (void)size;
    search->age = (struct unwind_table_age){.loads = info->dlpi_adds, .unloads = info->dlpi_subs};
    if (segment_of(info, search->address).bad)
        return 0;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_GNU_EH_FRAME)
            continue;
        const uintptr_t header = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        const struct table_bytes object = segment_of(info, header);
        if (!object.bad)
            // NOLINTNEXTLINE(performance-no-int-to-ptr)
            search->rule = rule_in_object(&object, (const uint8_t *)header, search->address);
    }
    return 1;
}

struct frame_rule unwind_table_rule(uintptr_t address, struct unwind_table_age *age) {
    struct search search = {.address = address, .rule = {.end = FRAME_WITHOUT_TABLE}};
    objects_iterate(look_in_object, &search);
    *age = search.age;
    return search.rule;
}
