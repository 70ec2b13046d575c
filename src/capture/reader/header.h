/* The first chunk of a capture: whether this reader can read the rest, and what it says about the process. */
#ifndef LOOPLINE_CAPTURE_READER_HEADER_H
#define LOOPLINE_CAPTURE_READER_HEADER_H

#include <stddef.h>

#include "capture/reader/reader.h"

/*
 * Like capture_parse, but checks only the header. `header` may have any content; `size`: bytes of the file.
 */
enum capture_error header_check(const char *path, const struct loopline_header *header, size_t size,
                                char *message, size_t message_bytes);

/* Copies a checked header's content into the capture, whose pool owns the texts. */
void header_copy(struct capture *capture, const struct loopline_header *header);

#endif
