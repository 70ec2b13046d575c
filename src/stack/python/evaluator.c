#include "evaluator.h"

#include <link.h>
#include <stdbool.h>
#include <string.h>

#include "host/memory.h"
#include "libc/objects.h"
#include "stack/code_segment.h"
#include "stack/host_memory.h"

/* One that holds all instructions has 40 KiB and more (3.8 to 3.14, x86-64). */
enum { WHOLE_BYTES = 16384 };

/* A byte's worth of opcodes, of which most are different ones and some are of no instruction. */
enum { TABLE_ENTRIES = 256, LEAST_INSTRUCTIONS = 128, LEAST_UNUSED = 8, MOST_SEGMENTS = 8 };

/* The object that the evaluator is in. */
struct object {
    uintptr_t evaluator;
    struct code_segment code;
    struct code_segment data[MOST_SEGMENTS]; /* where the table may be */
    size_t data_count;
    const uint8_t *frame_header; /* .eh_frame_hdr; NULL: none */
};

/* ---- What is loaded ---- */

static void note_segment(struct object *object, const struct dl_phdr_info *info, uint32_t number) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[number];
    const uintptr_t start = info->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_GNU_EH_FRAME)
        object->frame_header = (const uint8_t *)start; // NOLINT(performance-no-int-to-ptr)
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_R) || header->p_flags & PF_X ||
        object->data_count == MOST_SEGMENTS)
        return;
    object->data[object->data_count++] = (struct code_segment){start, start + header->p_filesz};
}

static int find_object(struct dl_phdr_info *info, size_t size, void *context) {
    struct object *object = context;
    bool found = false;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum && !found; i++)
        found = code_segment_get(info, i, &object->code) && object->evaluator >= object->code.start &&
                object->evaluator < object->code.end;
    for (uint32_t i = 0; i < info->dlpi_phnum && found; i++)
        note_segment(object, info, i);
    return found;
}

/* ---- The table of instructions ---- */

static uintptr_t entry_at(uintptr_t table, size_t index) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return (uintptr_t)pointer_at((const void *)table, index * sizeof(void *));
}

static bool is_code(const struct object *object, uintptr_t address) {
    return address >= object->code.start && address < object->code.end;
}

static void sort(uintptr_t *addresses, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const uintptr_t moved = addresses[i];
        size_t place = i;
        for (; place > 0 && addresses[place - 1] > moved; place--)
            addresses[place] = addresses[place - 1];
        addresses[place] = moved;
    }
}

/* Copies the entries in order; false: they are not what such a table holds. */
static bool read_table(uintptr_t table, uintptr_t entries[TABLE_ENTRIES]) {
    size_t different = 1;
    size_t repeated = 1;
    size_t most_repeated = 1;
    for (size_t i = 0; i < TABLE_ENTRIES; i++)
        entries[i] = entry_at(table, i);
    sort(entries, TABLE_ENTRIES);
    for (size_t i = 1; i < TABLE_ENTRIES; i++) {
        const bool same = entries[i] == entries[i - 1];
        different += !same;
        repeated = same ? repeated + 1 : 1;
        most_repeated = repeated > most_repeated ? repeated : most_repeated;
    }
    return different >= LEAST_INSTRUCTIONS && most_repeated >= LEAST_UNUSED;
}

/* Tables of functions stand side by side: every place with enough addresses of code behind it is tried. */
static bool find_table_in(const struct object *object, const struct code_segment *data,
                          uintptr_t entries[TABLE_ENTRIES]) {
    size_t run = 0;
    const uintptr_t first = (data->start + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
    for (uintptr_t at = first; at + sizeof(void *) <= data->end; at += sizeof(void *)) {
        run = is_code(object, entry_at(at, 0)) ? run + 1 : 0;
        if (run >= TABLE_ENTRIES && read_table(at - (TABLE_ENTRIES - 1) * sizeof(void *), entries))
            return true;
    }
    return false;
}

static bool find_table(const struct object *object, uintptr_t entries[TABLE_ENTRIES]) {
    for (size_t i = 0; i < object->data_count; i++)
        if (find_table_in(object, &object->data[i], entries))
            return true;
    return false;
}

/* ---- Where functions start ---- */

/* The sorted table of .eh_frame_hdr: pairs of a function's start and its description, relative to the header.
 */
struct starts {
    uintptr_t base;
    const uint8_t *pairs;
    uint32_t count;
};

/* Encodings of DWARF: four bytes that are signed and relative to the header, or unsigned. */
enum { RELATIVE_SIGNED_4 = 0x3b, UNSIGNED_4 = 0x03, HEADER_BYTES = 12, PAIR_BYTES = 8 };

static bool read_starts(const struct object *object, struct starts *starts) {
    const uint8_t *header = object->frame_header;
    if (!header || header[0] != 1 || header[2] != UNSIGNED_4 || header[3] != RELATIVE_SIGNED_4)
        return false;
    *starts = (struct starts){(uintptr_t)header, header + HEADER_BYTES, number_at(header, 8)};
    return starts->count > 0;
}

static uintptr_t start_at(const struct starts *starts, uint32_t index) {
    return starts->base + (uintptr_t)(intptr_t)(int32_t)number_at(starts->pairs, (size_t)index * PAIR_BYTES);
}

/* The function that holds an address, up to the next one. */
static bool find_function(const struct starts *starts, uintptr_t address, struct code_segment *piece) {
    uint32_t low = 0;
    uint32_t high = starts->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (start_at(starts, middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || low == starts->count)
        return false;
    *piece = (struct code_segment){start_at(starts, low - 1), start_at(starts, low)};
    return true;
}

/* In memory of its own: the first statement may run on a small stack. */
struct scratch {
    struct object object;
    struct starts starts;
    uintptr_t entries[TABLE_ENTRIES];
};

static size_t find_pieces(struct scratch *scratch, size_t bytes, struct code_segment *pieces) {
    const uintptr_t start = scratch->object.evaluator;
    const uintptr_t *entries = scratch->entries;
    size_t count = 0;
    if (!objects_iterate(find_object, &scratch->object) || !read_starts(&scratch->object, &scratch->starts) ||
        !find_table(&scratch->object, scratch->entries))
        return 0;
    for (size_t i = 0; i < TABLE_ENTRIES; i++) {
        const bool is_known = count && entries[i] < pieces[count - 1].end;
        if (is_known || entries[i] - start < bytes ||
            !find_function(&scratch->starts, entries[i], &pieces[count]))
            continue;
        count++;
    }
    return count;
}

size_t python_evaluator_pieces(uintptr_t start, size_t bytes,
                               struct code_segment pieces[PYTHON_EVALUATOR_PIECES_LIMIT]) {
    struct scratch *scratch = bytes && bytes < WHOLE_BYTES ? memory_map(sizeof *scratch) : NULL;
    if (!scratch)
        return 0;
    scratch->object.evaluator = start;
    const size_t count = find_pieces(scratch, bytes, pieces);
    memory_unmap(scratch, sizeof *scratch);
    return count;
}
