#include "reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bytes.h"
#include "format.h"

/* Deflating makes nothing smaller than by this factor: a section that promises more is none. */
#define MOST_INFLATION 1032

/* What the parts of a place take at least, so that no count promises more than there is. */
enum {
    NUMBER_BYTES = sizeof(uint64_t),
    EXPORT_BYTES = NUMBER_BYTES,
    FRAME_BYTES = 8 * NUMBER_BYTES,
    LOOP_BYTES = 4 * NUMBER_BYTES,
    PLACE_BYTES = 4 * NUMBER_BYTES + FRAME_BYTES,
    LINE_BYTES = 2 * NUMBER_BYTES,
};

static const char broken[] = "the merged file is damaged or breaks off; merge again";

bool bundle_is(const void *bytes, size_t size) {
    return size >= sizeof(struct bundle_header) && memcmp(bytes, BUNDLE_MAGIC, 8) == 0;
}

static int take_line(struct byte_cursor *cursor) {
    const uint64_t line = bytes_take_number(cursor);
    return line <= INT_MAX ? (int)line : 0;
}

static void take_frame(struct byte_cursor *cursor, struct pool *pool, struct symbols_frame *frame) {
    frame->function = bytes_take_text(cursor, pool);
    frame->file = bytes_take_text(cursor, pool);
    frame->line = take_line(cursor);
    frame->column = take_line(cursor);
    frame->scope = bytes_take_number(cursor);
    frame->declaration_line = take_line(cursor);
    frame->inlined = bytes_take_number(cursor) != 0;
    frame->function_offset = bytes_take_number(cursor);
}

static bool take_place(struct byte_cursor *cursor, struct pool *pool, struct symbols_module *module) {
    struct symbols_place place = {.offset = bytes_take_number(cursor), .function = bytes_take_number(cursor)};
    place.frame_count = bytes_take_count(cursor, FRAME_BYTES);
    place.frames = pool_allocate(pool, place.frame_count, sizeof *place.frames);
    for (size_t i = 0; i < place.frame_count; i++)
        take_frame(cursor, pool, &place.frames[i]);
    place.loop_count = bytes_take_count(cursor, LOOP_BYTES);
    place.loops = pool_allocate(pool, place.loop_count, sizeof *place.loops);
    for (size_t i = 0; i < place.loop_count; i++) {
        place.loops[i].number = (uint32_t)bytes_take_number(cursor);
        place.loops[i].frame = (size_t)bytes_take_number(cursor);
        place.loops[i].start = bytes_take_number(cursor);
        place.loops[i].header_line = take_line(cursor);
    }
    if (cursor->broken || !place.frame_count)
        return false;
    if (!symbols_know_place(module, &place))
        end_out_of_memory();
    return true;
}

static bool read_module(struct byte_cursor *cursor, struct symbols *symbols) {
    struct pool pool = {0};
    struct symbols_module_key key = {.path = bytes_take_text(cursor, &pool)};
    key.build_id_bytes = bytes_take_count(cursor, 1);
    key.build_id = bytes_take(cursor, key.build_id_bytes);
    key.file_bytes = bytes_take_number(cursor);
    key.file_mtime_ns = bytes_take_number(cursor);
    const uint64_t state = bytes_take_number(cursor);
    bool is_whole = !cursor->broken && key.path && state <= SYMBOLS_NONE;
    struct symbols_module *module =
        is_whole ? symbols_know_module(symbols, &key, (enum symbols_state)state) : NULL;
    if (is_whole && !module)
        end_out_of_memory();
    for (size_t left = is_whole ? bytes_take_count(cursor, EXPORT_BYTES) : 0; left; left--) {
        const char *function = bytes_take_text(cursor, &pool);
        if (function && !symbols_know_export(module, function))
            end_out_of_memory();
    }
    for (size_t left = is_whole ? bytes_take_count(cursor, PLACE_BYTES) : 0; left && is_whole; left--)
        is_whole = take_place(cursor, &pool, module);
    pool_free(&pool);
    return is_whole && !cursor->broken;
}

static bool read_lines(struct byte_cursor *cursor, struct known_lines *lines) {
    struct pool pool = {0};
    const char *path = bytes_take_text(cursor, &pool);
    for (size_t left = path ? bytes_take_count(cursor, LINE_BYTES) : 0; left; left--) {
        const int number = take_line(cursor);
        const char *text = bytes_take_text(cursor, &pool);
        if (number && text)
            known_lines_add(lines, path, number, text);
    }
    pool_free(&pool);
    return path && !cursor->broken;
}

static bool read_capture(struct byte_cursor *cursor, const struct bundle_target *target) {
    struct pool pool = {0};
    const char *name = bytes_take_text(cursor, &pool);
    if (name) {
        void *aligned = pool_copy_bytes(&pool, cursor->at, cursor->left);
        target->capture(target->context, name, aligned, cursor->left);
    }
    pool_free(&pool);
    return name != NULL;
}

static bool read_content(uint32_t kind, struct byte_cursor cursor, const struct bundle_target *target) {
    switch (kind) {
    case BUNDLE_CAPTURE:
        return read_capture(&cursor, target);
    case BUNDLE_MODULE:
        return read_module(&cursor, target->symbols);
    case BUNDLE_LINES:
        return read_lines(&cursor, target->lines);
    default:
        return true;
    }
}

static bool read_section(const struct bundle_section *section, const void *stored,
                         const struct bundle_target *target) {
    if (section->bytes / MOST_INFLATION > section->stored_bytes)
        return false;
    uint8_t *content = malloc(section->bytes + 1);
    if (!content)
        end_out_of_memory();
    uLongf bytes = section->bytes;
    const bool is_whole = uncompress(content, &bytes, stored, section->stored_bytes) == Z_OK &&
                          bytes == section->bytes &&
                          read_content(section->kind, (struct byte_cursor){content, bytes, false}, target);
    free(content);
    return is_whole;
}

const char *bundle_read(const void *bytes, size_t size, const struct bundle_target *target) {
    struct byte_cursor cursor = {bytes, size, false};
    const struct bundle_header *header = bytes_take(&cursor, sizeof *header);
    if (header->version != BUNDLE_VERSION)
        return "merged by another version of loopline; read it with that one, or merge again";
    for (;;) {
        struct bundle_section section;
        const void *head = bytes_take(&cursor, sizeof section);
        if (!head)
            return broken;
        memcpy(&section, head, sizeof section);
        const void *stored = bytes_take(&cursor, section.stored_bytes);
        if (section.kind == BUNDLE_END && stored)
            return NULL;
        if (!stored || !read_section(&section, stored, target))
            return broken;
    }
}
