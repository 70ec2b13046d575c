/*
 * The capture as a file. It is created safely, and mapped and allocated on disk part by part before it is
 * used, so a full disk is an error here and never a SIGBUS in the host. No more is mapped than is needed
 * soon: what is reserved counts against the process's limits on addresses and on locked memory.
 *
 * No descriptor is kept: daemons close descriptors they do not know, and ours could then be another file. To
 * grow, the file is opened again by its path and compared with the one that was created.
 */
#ifndef LOOPLINE_CAPTURE_INTERNED_FILE_H
#define LOOPLINE_CAPTURE_INTERNED_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "loopline/capture.h"

#define CAPTURE_PATH_BYTES 4096

enum { CAPTURE_PARTS = 64 };

struct capture_file {
    struct loopline_header *header; /* in the first part; NULL: none */
    uint64_t capacity;              /* bound on the file, bytes */
    uint64_t allocated;             /* bytes that exist on disk */
    /* What is mapped, in the order in which it came. Two parts may hold the same piece of the file. */
    struct capture_part {
        char *address;
        uint64_t start; /* in the file */
        uint64_t end;
    } parts[CAPTURE_PARTS];
    uint32_t part_count; /* atomic: stored when a part is complete */
    dev_t device;
    ino_t inode;
    char path[CAPTURE_PATH_BYTES]; /* absolute if the working directory could be read */
};

/*
 * Creates PREFIX.capture, or PREFIX-1.capture and so on if the name is taken (O_EXCL, mode 0600), maps it and
 * writes the header's fields that describe the file. `capacity`: limit on the file's size, bytes; it is
 * rounded. Returns 0 or an errno value; then no file is left.
 */
int capture_file_create(struct capture_file *file, const char *prefix, uint64_t capacity);

/*
 * Claims the next `span` chunks for a thread record and fills in their header. Returns NULL if that fails;
 * header->stop then says why. One thread at a time.
 */
struct loopline_chunk *capture_file_claim(struct capture_file *file, uint32_t span, uint32_t thread_record);

/*
 * Returns the place in the file of an address in a claimed chunk, or the address of such a place; 0 or NULL
 * if there is none. Any thread.
 */
uint64_t capture_file_offset(const struct capture_file *file, const void *address);
void *capture_file_address(const struct capture_file *file, uint64_t offset);

/*
 * Cuts the file to the chunks claimed. The mapping stays, so statements may still be counted in it. One
 * thread at a time.
 */
void capture_file_trim(struct capture_file *file);

/*
 * Replaces the mapping by empty memory: a forked child calls it for its parent's capture. The statement
 * during which the fork happened still returns to its hook in the child, and must not be counted in the
 * parent's file.
 */
void capture_file_forget(struct capture_file *file);

#endif
