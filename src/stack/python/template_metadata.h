/*
 * Templates that are compiled to Python code whose source says, at its end, which line came from where:
 * Mako's.
 */
#ifndef LOOPLINE_STACK_PYTHON_TEMPLATE_METADATA_H
#define LOOPLINE_STACK_PYTHON_TEMPLATE_METADATA_H

#include "names.h"

/* Returns false if no code of such a template has this description: it takes a look at its name. */
bool python_template_metadata_may_be(const struct runtime_code *code);

/*
 * Copies the end of the source of the frame's module into the buffer, a fourth of the capacity at most, and
 * returns its length; 0: it is no such template, or its module is in a file of its own. The thread whose
 * frame it is.
 */
size_t python_template_metadata_copy(const struct python_names *names, const void *frame, char *buffer,
                                     size_t capacity);

#endif
