#include "writer.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "format.h"

static void write_header(struct bundle_writer *writer) {
    struct bundle_header header = {.version = BUNDLE_VERSION};
    memcpy(header.magic, BUNDLE_MAGIC, sizeof header.magic);
    fwrite(&header, sizeof header, 1, writer->file);
}

/* Writes what was added to `content`, and empties it. */
static void write_section(struct bundle_writer *writer, enum bundle_section_kind kind) {
    struct byte_buffer *content = &writer->content;
    struct byte_buffer *stored = &writer->stored;
    uLongf stored_bytes = compressBound(content->used);
    if (stored->capacity < stored_bytes) {
        free(stored->bytes);
        *stored = (struct byte_buffer){.bytes = malloc(stored_bytes), .capacity = stored_bytes};
    }
    if (!stored->bytes ||
        compress2(stored->bytes, &stored_bytes, content->bytes, content->used, Z_DEFAULT_COMPRESSION) != Z_OK)
        end_out_of_memory();
    const struct bundle_section section = {
        .kind = kind, .stored_bytes = stored_bytes, .bytes = content->used};
    fwrite(&section, sizeof section, 1, writer->file);
    fwrite(stored->bytes, 1, stored_bytes, writer->file);
    content->used = 0;
}

void bundle_write_capture(struct bundle_writer *writer, const char *name, const void *bytes, size_t size) {
    if (!writer->captures++)
        write_header(writer);
    bytes_add_text(&writer->content, name);
    bytes_add(&writer->content, bytes, size);
    write_section(writer, BUNDLE_CAPTURE);
}

static void add_place(void *context, const struct symbols_place *place) {
    struct byte_buffer *content = context;
    bytes_add_number(content, place->offset);
    bytes_add_number(content, place->function);
    bytes_add_number(content, place->frame_count);
    for (size_t i = 0; i < place->frame_count; i++) {
        const struct symbols_frame *frame = &place->frames[i];
        bytes_add_text(content, frame->function);
        bytes_add_text(content, frame->file);
        bytes_add_number(content, (uint64_t)frame->line);
        bytes_add_number(content, (uint64_t)frame->column);
        bytes_add_number(content, frame->scope);
        bytes_add_number(content, (uint64_t)frame->declaration_line);
        bytes_add_number(content, frame->inlined);
        bytes_add_number(content, frame->function_offset);
    }
    bytes_add_number(content, place->loop_count);
    for (size_t i = 0; i < place->loop_count; i++) {
        const struct symbols_place_loop *loop = &place->loops[i];
        bytes_add_number(content, loop->number);
        bytes_add_number(content, loop->frame);
        bytes_add_number(content, loop->start);
        bytes_add_number(content, (uint64_t)loop->header_line);
    }
}

static void count_place(void *context, const struct symbols_place *place) {
    (void)place;
    ++*(uint64_t *)context;
}

static void write_module(struct bundle_writer *writer, const struct symbols_module *module) {
    const struct symbols_module_key *key = symbols_key_of_module(module);
    struct byte_buffer *content = &writer->content;
    bytes_add_text(content, key->path);
    bytes_add_number(content, key->build_id_bytes);
    bytes_add(content, key->build_id, key->build_id_bytes);
    bytes_add_number(content, key->file_bytes);
    bytes_add_number(content, key->file_mtime_ns);
    bytes_add_number(content, symbols_module_state(module));
    bytes_add_number(content, symbols_module_export_count(module));
    for (size_t i = 0; i < symbols_module_export_count(module); i++)
        bytes_add_text(content, symbols_module_export(module, i));
    uint64_t places = 0;
    symbols_each_place(module, count_place, &places);
    bytes_add_number(content, places);
    symbols_each_place(module, add_place, content);
    write_section(writer, BUNDLE_MODULE);
}

void bundle_write_symbols(struct bundle_writer *writer, const struct symbols *symbols) {
    for (const struct symbols_module *module = symbols_next_module(symbols, NULL); module;
         module = symbols_next_module(symbols, module)) {
        const enum symbols_state state = symbols_module_state(module);
        if (state != SYMBOLS_MISSING && state != SYMBOLS_REPLACED)
            write_module(writer, module);
    }
}

static void write_lines(struct bundle_writer *writer, const struct known_file *file) {
    bytes_add_text(&writer->content, file->path);
    bytes_add_number(&writer->content, file->count);
    for (size_t i = 0; i < file->count; i++) {
        bytes_add_number(&writer->content, (uint64_t)file->lines[i].number);
        bytes_add_text(&writer->content, file->lines[i].text);
    }
    write_section(writer, BUNDLE_LINES);
}

void bundle_write_end(struct bundle_writer *writer) {
    for (size_t i = 0; i < writer->lines.count; i++)
        write_lines(writer, writer->lines.files[i]);
    write_section(writer, BUNDLE_END);
    pool_free(&writer->lines.pool);
    free(writer->content.bytes);
    free(writer->stored.bytes);
}
