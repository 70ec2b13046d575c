/*
 * Proof that a thread's contexts are where the layout has them: nothing is read that cannot be, and nothing
 * of it is believed before.
 */
#ifndef LOOPLINE_STACK_PERL_PROOF_H
#define LOOPLINE_STACK_PERL_PROOF_H

#include <stdbool.h>

#include "frames.h"
#include "optree.h"

/* False: the layout is not this interpreter's. */
bool perl_proves_right(const struct perl_layout *layout, const struct perl_op_types *types,
                       const struct perl_thread *thread);

#endif
