/* Checks that a thread's contexts are where the layout says, reading only memory that it has checked. */
#ifndef LOOPLINE_STACK_PERL_PROOF_H
#define LOOPLINE_STACK_PERL_PROOF_H

#include <stdbool.h>

#include "frames.h"
#include "optree.h"

/* Returns false if the layout is not this interpreter's. The calling thread's own interpreter. */
bool perl_proves_right(const struct perl_layout *layout, const struct perl_op_types *types,
                       const struct perl_thread *thread);

#endif
