/*
 * Templates that are compiled to Python, whose lines are not the template's: which line was made from which.
 */
#ifndef LOOPLINE_STACK_PYTHON_TEMPLATE_LINES_H
#define LOOPLINE_STACK_PYTHON_TEMPLATE_LINES_H

#include "names.h"

/*
 * Adds the lines of its template to a code object that `result` describes, and the name of a template that no
 * file holds, where the frame runs code of Jinja2; leaves it alone where not. What `result` then points to is
 * valid until the next call. Under the recording's lock, on the thread whose frame it is.
 */
void python_template_lines_read(const struct python_names *names, const void *frame,
                                struct runtime_code *result);

#endif
