/*
 * Makes captures byte by byte for tests of the reader and of what stands on it: whole ones, and through the
 * pointers it hands out, damaged ones.
 *
 * Every function fails the test by assert when memory is short. Pointers into the capture hold until the next
 * record is added.
 */
#ifndef LOOPLINE_UNIT_HELPERS_CAPTURE_BUILDER_H
#define LOOPLINE_UNIT_HELPERS_CAPTURE_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "loopline/capture.h"
#include "sql/normalize.h"

struct capture_builder {
    uint8_t *bytes;
    size_t size;
    size_t shared_chunk; /* offsets of the chunks that are being filled; 0: none yet */
    size_t thread_record_chunk;
    uint32_t thread_record; /* whose the thread record chunk is */
    uint32_t ids[LOOPLINE_RECORD_HISTOGRAM + 1];
};

/* A sealed capture of process 4242, /opt/shop/bin/shop, that ran two seconds at 1,000 ticks a microsecond. */
void builder_start(struct capture_builder *builder);
void builder_free(struct capture_builder *builder);

struct loopline_header *builder_header(struct capture_builder *builder);

/* Each returns the id of the record added. */
uint32_t builder_module(struct capture_builder *builder, const char *path, int is_program);
uint32_t builder_library(struct capture_builder *builder, enum loopline_driver driver, const char *path,
                         const char *version);
/* The fingerprint is made from the text. */
uint32_t builder_statement(struct capture_builder *builder, enum loopline_driver driver,
                           enum sql_class statement_class, const char *text);
/* `positions` innermost first, all in module `module`. */
uint32_t builder_stack(struct capture_builder *builder, uint32_t module, const uint64_t *positions,
                       size_t count);
/* Innermost first. */
uint32_t builder_stack_of_frames(struct capture_builder *builder, const struct loopline_frame *frames,
                                 size_t count);
uint32_t builder_thread_record(struct capture_builder *builder, uint64_t statements);
/* `site` without record and id; its `thread record` 0 means the thread record added last. */
uint32_t builder_site(struct capture_builder *builder, const struct loopline_site *site);
/* Returns the file offset; `buckets` has LOOPLINE_HISTOGRAM_BUCKETS entries. */
uint64_t builder_histogram(struct capture_builder *builder, const uint32_t *buckets);

/* Adds a record of any content; returns its offset. `thread record` 0: among what is shared. */
size_t builder_record(struct capture_builder *builder, uint32_t thread_record, uint32_t type,
                      const void *content, size_t content_bytes);

/* Writes the capture to a file; fails the test where it cannot. */
void builder_write(const struct capture_builder *builder, const char *path);

#endif
