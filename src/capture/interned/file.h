/*
 * The capture as a file: created safely, mapped once at its full bound, and allocated on disk piece by
 * piece ahead of use, so that a full disk is an error here and never a SIGBUS in the host.
 *
 * No descriptor is kept: daemons close what they do not know, and a number of ours would then be another
 * file. To grow, the file is opened again by its path and compared with the one that was created.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_FILE_H
#define LOOPLINE_CAPTURE_INTERNED_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "loopline/capture.h"

#define CAPTURE_PATH_BYTES 4096

struct capture_file {
    struct loopline_header *header; /* start of the mapping; NULL: none */
    uint64_t capacity;              /* bytes mapped */
    uint64_t allocated;             /* bytes that exist on disk */
    dev_t device;
    ino_t inode;
    char path[CAPTURE_PATH_BYTES]; /* absolute where the working directory could be read */
};

/*
 * Creates PREFIX.capture, or PREFIX-1.capture and so on where the name is taken (O_EXCL, mode 0600), maps
 * it and writes the fields of the header that describe the file. Returns 0 or an errno value.
 */
int capture_file_create(struct capture_file *file, const char *prefix, uint64_t capacity);

/*
 * The next `span` chunks, their headers filled in, or NULL: header->stop then says why. One thread at a
 * time.
 */
struct loopline_chunk *capture_file_claim(struct capture_file *file, uint32_t span, uint32_t thread_record);

/* Cuts the file to what was claimed. The mapping stays, statements may still be counted in it. */
void capture_file_trim(struct capture_file *file);

/*
 * Puts empty memory in the place of the mapping: what a forked child does with its parent's capture. A
 * statement in which the fork happened still comes back here, and then counts into nothing.
 */
void capture_file_forget(struct capture_file *file);

#endif
