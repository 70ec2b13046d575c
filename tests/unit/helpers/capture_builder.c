#include "capture_builder.h"

#undef NDEBUG
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE LOOPLINE_X86_64
#else
#define OWN_ARCHITECTURE LOOPLINE_AARCH64
#endif

static void grow(struct capture_builder *builder, size_t added) {
    builder->bytes = realloc(builder->bytes, builder->size + added);
    assert(builder->bytes);
    memset(builder->bytes + builder->size, 0, added);
    builder->size += added;
}

void builder_start(struct capture_builder *builder) {
    *builder = (struct capture_builder){0};
    grow(builder, LOOPLINE_CHUNK_BYTES);
    struct loopline_header *header = builder_header(builder);
    memcpy(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof(header->magic));
    header->version = LOOPLINE_CAPTURE_VERSION;
    header->architecture = OWN_ARCHITECTURE;
    header->header_bytes = sizeof(*header);
    header->chunk_bytes = LOOPLINE_CHUNK_BYTES;
    header->capacity = LOOPLINE_DEFAULT_CAPACITY;
    header->chunks = 1;
    header->pid = 4242;
    header->parent_pid = 1;
    header->sealed = 1;
    header->threads = 1;
    header->argument_count = 2;
    memcpy(header->arguments, "shop\0--verbose", sizeof("shop\0--verbose"));
    strcpy(header->executable, "/opt/shop/bin/shop");
    header->first = (struct loopline_clock_sample){
        .ticks = 5000000, .monotonic_ns = 7000000000, .realtime_ns = 1700000000123000000};
    header->last = (struct loopline_clock_sample){
        .ticks = 2005000000, .monotonic_ns = 9000000000, .realtime_ns = 1700000002123000000};
}

void builder_free(struct capture_builder *builder) {
    free(builder->bytes);
    *builder = (struct capture_builder){0};
}

struct loopline_header *builder_header(struct capture_builder *builder) {
    return (struct loopline_header *)(void *)builder->bytes;
}

static struct loopline_chunk *chunk_at(struct capture_builder *builder, size_t offset) {
    return (struct loopline_chunk *)(void *)(builder->bytes + offset);
}

static size_t add_chunk(struct capture_builder *builder, uint32_t thread_record, size_t content_bytes) {
    const size_t offset = builder->size;
    const size_t needed = sizeof(struct loopline_chunk) + content_bytes;
    const size_t span = (needed + LOOPLINE_CHUNK_BYTES - 1) / LOOPLINE_CHUNK_BYTES;
    grow(builder, span * LOOPLINE_CHUNK_BYTES);
    *chunk_at(builder, offset) = (struct loopline_chunk){
        .magic = LOOPLINE_CHUNK_MAGIC,
        .span = (uint32_t)span,
        .thread_record = thread_record,
        .used = sizeof(struct loopline_chunk),
    };
    builder_header(builder)->chunks += (uint32_t)span;
    return offset;
}

static size_t find_room(struct capture_builder *builder, uint32_t thread_record, size_t bytes) {
    size_t *current = thread_record ? &builder->thread_record_chunk : &builder->shared_chunk;
    const int same_owner = !thread_record || thread_record == builder->thread_record;
    if (*current && same_owner) {
        const struct loopline_chunk *chunk = chunk_at(builder, *current);
        if (chunk->used + bytes <= (uint64_t)chunk->span * LOOPLINE_CHUNK_BYTES)
            return *current;
    }
    *current = add_chunk(builder, thread_record, bytes);
    if (thread_record)
        builder->thread_record = thread_record;
    return *current;
}

size_t builder_record(struct capture_builder *builder, uint32_t thread_record, uint32_t type,
                      const void *content, size_t content_bytes) {
    const size_t bytes = (sizeof(struct loopline_record) + content_bytes + 7) / 8 * 8;
    const size_t chunk = find_room(builder, thread_record, bytes);
    const size_t offset = chunk + (size_t)chunk_at(builder, chunk)->used;
    const struct loopline_record record = {.type = type, .bytes = (uint32_t)bytes};
    memcpy(builder->bytes + offset, &record, sizeof(record));
    memcpy(builder->bytes + offset + sizeof(record), content, content_bytes);
    chunk_at(builder, chunk)->used += bytes;
    return offset;
}

/* A record made of a struct that starts with struct loopline_record, and a tail. */
static size_t add(struct capture_builder *builder, uint32_t thread_record, uint32_t type, const void *fixed,
                  size_t fixed_bytes, const void *tail, size_t tail_bytes) {
    const size_t content_bytes = fixed_bytes - sizeof(struct loopline_record) + tail_bytes;
    char *content = malloc(content_bytes ? content_bytes : 1);
    assert(content);
    memcpy(content, (const char *)fixed + sizeof(struct loopline_record),
           fixed_bytes - sizeof(struct loopline_record));
    memcpy(content + fixed_bytes - sizeof(struct loopline_record), tail, tail_bytes);
    const size_t offset = builder_record(builder, thread_record, type, content, content_bytes);
    free(content);
    return offset;
}

static uint32_t next_id(struct capture_builder *builder, enum loopline_record_type type) {
    return ++builder->ids[type];
}

uint32_t builder_module(struct capture_builder *builder, const char *path, int is_program) {
    const struct loopline_module module = {
        .id = next_id(builder, LOOPLINE_RECORD_MODULE),
        .build_id_bytes = 4,
        .build_id = {1, 2, 3, 4},
        .file_bytes = 1000,
        .is_program = is_program != 0,
        .path_bytes = (uint32_t)strlen(path),
    };
    add(builder, 0, LOOPLINE_RECORD_MODULE, &module, sizeof(module), path, strlen(path));
    return module.id;
}

uint32_t builder_library(struct capture_builder *builder, enum loopline_driver driver, const char *path,
                         const char *version) {
    struct loopline_library library = {.id = next_id(builder, LOOPLINE_RECORD_LIBRARY),
                                       .driver = driver,
                                       .path_bytes = (uint32_t)strlen(path)};
    strncpy(library.version, version, sizeof(library.version) - 1);
    add(builder, 0, LOOPLINE_RECORD_LIBRARY, &library, sizeof(library), path, strlen(path));
    return library.id;
}

static uint64_t fingerprint_of(const char *text) {
    uint64_t hash = 5381;
    for (; *text; text++)
        hash = hash * 33 + (unsigned char)*text;
    return hash;
}

uint32_t builder_statement(struct capture_builder *builder, enum loopline_driver driver,
                           enum sql_class statement_class, const char *text) {
    const struct loopline_statement statement = {
        .id = next_id(builder, LOOPLINE_RECORD_STATEMENT),
        .driver = driver,
        .fingerprint = fingerprint_of(text),
        .statement_class = statement_class,
        .text_bytes = (uint32_t)strlen(text),
    };
    add(builder, 0, LOOPLINE_RECORD_STATEMENT, &statement, sizeof(statement), text, strlen(text));
    return statement.id;
}

uint32_t builder_stack_of_frames(struct capture_builder *builder, const struct loopline_frame *frames,
                                 size_t count) {
    const struct loopline_stack stack = {.id = next_id(builder, LOOPLINE_RECORD_STACK),
                                         .frame_count = (uint32_t)count};
    add(builder, 0, LOOPLINE_RECORD_STACK, &stack, sizeof(stack), frames, count * sizeof(*frames));
    return stack.id;
}

uint32_t builder_stack(struct capture_builder *builder, uint32_t module, const uint64_t *positions,
                       size_t count) {
    struct loopline_frame *frames = calloc(count ? count : 1, sizeof(*frames));
    assert(frames);
    for (size_t i = 0; i < count; i++)
        frames[i] =
            (struct loopline_frame){.kind = LOOPLINE_FRAME_NATIVE, .owner = module, .position = positions[i]};
    const uint32_t id = builder_stack_of_frames(builder, frames, count);
    free(frames);
    return id;
}

uint32_t builder_thread_record(struct capture_builder *builder, uint64_t statements) {
    const struct loopline_thread_record thread_record = {
        .id = next_id(builder, LOOPLINE_RECORD_THREAD_RECORD), .threads = 1, .statements = statements};
    add(builder, thread_record.id, LOOPLINE_RECORD_THREAD_RECORD, &thread_record, sizeof(thread_record), "",
        0);
    return thread_record.id;
}

uint32_t builder_site(struct capture_builder *builder, const struct loopline_site *site) {
    struct loopline_site added = *site;
    added.id = next_id(builder, LOOPLINE_RECORD_SITE);
    if (!added.thread_record)
        added.thread_record = builder->ids[LOOPLINE_RECORD_THREAD_RECORD];
    add(builder, added.thread_record, LOOPLINE_RECORD_SITE, &added, sizeof(added), "", 0);
    return added.id;
}

uint64_t builder_histogram(struct capture_builder *builder, const uint32_t *buckets) {
    struct loopline_histogram histogram = {0};
    memcpy(histogram.buckets, buckets, sizeof(histogram.buckets));
    return add(builder, builder->ids[LOOPLINE_RECORD_THREAD_RECORD], LOOPLINE_RECORD_HISTOGRAM, &histogram,
               sizeof(histogram), "", 0);
}

void builder_write(const struct capture_builder *builder, const char *path) {
    FILE *file = fopen(path, "we");
    assert(file);
    const size_t written = fwrite(builder->bytes, 1, builder->size, file);
    const int closed = fclose(file);
    assert(written == builder->size && closed == 0);
}
