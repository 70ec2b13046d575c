/*
 * Reads code objects of frames that are not the calling thread's own: of who waits for a task, of who spawned
 * a greenlet. Others may have freed them since those frames were found, so all of it is copied as foreign.h
 * has it, and the types and the frame's check are compared.
 *
 * CPython 3.11 to 3.13. Under the recording's lock: what the last call returned is overwritten.
 */
#ifndef LOOPLINE_STACK_PYTHON_FOREIGN_CODES_H
#define LOOPLINE_STACK_PYTHON_FOREIGN_CODES_H

#include <stdbool.h>

#include "names.h"
#include "stack/runtime.h"

/* Like `describe` of struct runtime. Returns false if it is gone, or takes more room than there is. */
bool python_foreign_codes_read(const struct python_names *names, const struct runtime_frame *frame,
                               struct runtime_code *result);

/* Reads only the bytecode, as far as the frame's instruction. Returns false likewise. */
bool python_foreign_codes_read_bytecode(const struct python_objects *objects,
                                        const struct runtime_frame *frame, struct runtime_bytes *result);

#endif
