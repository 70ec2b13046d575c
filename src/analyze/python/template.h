/*
 * What Jinja2 calls the functions that it compiles templates to, in the words of who writes templates.
 */
#ifndef LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H
#define LOOPLINE_ANALYZE_PYTHON_TEMPLATE_H

#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * The code with the name that its template gives it, `code` itself where it was not compiled from one. The
 * name lives in `pool`; `files` is not asked.
 */
const struct capture_code *python_code_of_template(struct pool *pool, struct source_files *files,
                                                   const struct capture_code *code);

#endif
