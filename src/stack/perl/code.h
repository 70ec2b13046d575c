/* Describes one place in a Perl program: its file, sub and line, and the lines of the loops around it. */
#ifndef LOOPLINE_STACK_PERL_CODE_H
#define LOOPLINE_STACK_PERL_CODE_H

#include <stdbool.h>

#include "frames.h"
#include "optree.h"

struct perl_reader {
    const struct perl_layout *layout;
    struct perl_op_types types;
    bool threaded; /* Perl was built with threads */
};

/*
 * Describes a frame of the calling thread that was just walked. The result's tables belong to this module and
 * are valid until the next call. Returns false if the frame is gone. One thread at a time.
 */
bool perl_code_read(const struct perl_reader *reader, const struct perl_thread *thread,
                    const struct runtime_frame *frame, struct runtime_code *result);

#endif
