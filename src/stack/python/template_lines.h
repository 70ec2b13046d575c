/*
 * Templates that are compiled to Python code with other lines: finds the template's line for each line of the
 * code.
 */
#ifndef LOOPLINE_STACK_PYTHON_TEMPLATE_LINES_H
#define LOOPLINE_STACK_PYTHON_TEMPLATE_LINES_H

#include "names.h"

/*
 * If the frame runs code compiled by Jinja2 or Mako, adds the template's lines to the description `result` of
 * its code object, and the template's name if it is in no file. Leaves any other `result` alone. What
 * `result` then points to is valid until the next call. Under the recording's lock, on the thread whose frame
 * it is.
 */
void python_template_lines_read(const struct python_names *names, const void *frame,
                                struct runtime_code *result);

#endif
