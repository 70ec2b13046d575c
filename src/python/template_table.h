/*
 * The table at the end of the source that Mako compiles a template to (1.0 to 1.4): which line was made from
 * which. It is JSON in a string of its own.
 */
#ifndef LOOPLINE_PYTHON_TEMPLATE_TABLE_H
#define LOOPLINE_PYTHON_TEMPLATE_TABLE_H

#include <stddef.h>

#include "loopline/capture.h"

/* What the names of all functions of such a source begin with. */
#define PYTHON_TEMPLATE_FUNCTION "render_"

/* What a line of the source consists of, in front of the line that is the table. */
#define PYTHON_TEMPLATE_TABLE "__M_BEGIN_METADATA"

/* Of a template's lines, as many are kept: what is behind so many lines of code keeps the last one's. */
enum { PYTHON_TEMPLATE_ORIGINS = 4096 };

/*
 * Reads the table from the end of a source into `origins`, ascending by generated line. Returns how many; 0:
 * there is none. Any thread.
 */
size_t python_template_table_parse(const char *source, size_t length, struct loopline_code_origin *origins,
                                   size_t capacity);

#endif
