/* Names the functions that Jinja2 compiles templates to as the template's author would. */
#ifndef LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H
#define LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H

#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * Returns the code under the name that its template suggests, or `code` itself if it was not compiled from
 * one. The name belongs to `pool`; `files` is not used.
 */
const struct capture_code *python_code_of_template(struct pool *pool, struct source_files *files,
                                                   const struct capture_code *code);

#endif
