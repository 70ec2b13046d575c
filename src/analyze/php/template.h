/*
 * Templates that are compiled to PHP files, shown by the lines of the template if the compiled file gives
 * them.
 */
#ifndef LOOPLINE_ANALYZE_PHP_TEMPLATE_H
#define LOOPLINE_ANALYZE_PHP_TEMPLATE_H

#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * Returns a function compiled by Twig with the template's file, lines and loops. Returns `code` itself for
 * any other function, or if the compiled file is gone. Texts and tables belong to `pool`.
 */
const struct capture_code *php_code_of_template(struct pool *pool, struct source_files *files,
                                                const struct capture_code *code);

#endif
