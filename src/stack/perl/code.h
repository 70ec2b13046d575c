/*
 * What there is to know about one place in a Perl program: the file, the sub, the line, and the lines of the
 * loops around it.
 */
#ifndef LOOPLINE_STACK_PERL_CODE_H
#define LOOPLINE_STACK_PERL_CODE_H

#include <stdbool.h>

#include "frames.h"
#include "optree.h"

struct perl_reader {
    const struct perl_layout *layout;
    struct perl_op_types types;
    bool threaded; /* how the build was configured */
};

/*
 * Reads a frame of the calling thread, just walked. The result's tables are memory of this module until the
 * next call: one thread at a time. False: there is no such frame.
 */
bool perl_code_read(const struct perl_reader *reader, const struct perl_thread *thread,
                    const struct runtime_frame *frame, struct runtime_code *result);

#endif
