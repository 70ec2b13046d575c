/*
 * Templates that are compiled to files of PHP: told by the template's own lines, where the compiled file
 * tells them.
 */
#ifndef LOOPLINE_ANALYZE_PHP_TEMPLATE_H
#define LOOPLINE_ANALYZE_PHP_TEMPLATE_H

#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * A function that Twig has compiled, with the file, lines and loops of the template; `code` itself where it
 * is another function, or the compiled file is gone. Texts and tables live in `pool`.
 */
const struct capture_code *php_code_of_template(struct pool *pool, struct source_files *files,
                                                const struct capture_code *code);

#endif
