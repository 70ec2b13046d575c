/* Tells code that Jinja2 and Mako compiled templates to as the template's author would. */
#ifndef LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H
#define LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H

#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * Returns the code under the name that its template suggests, or `code` itself if it was not compiled from
 * one. Where the engine wrote it to a file, which is read from `files`, it is told by the template's file and
 * lines. What is new belongs to `pool`.
 */
const struct capture_code *python_code_of_template(struct pool *pool, struct source_files *files,
                                                   const struct capture_code *code);

#endif
