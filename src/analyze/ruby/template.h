/*
 * Templates that Rails and Tilt (Sinatra, Roda, Hanami) compile to Ruby methods. ERB, Haml and Slim pass the
 * template's file and lines to the compiler; only the method's name is made up.
 */
#ifndef LOOPLINE_ANALYZE_RUBY_TEMPLATE_H
#define LOOPLINE_ANALYZE_RUBY_TEMPLATE_H

#include "base/pool.h"
#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * Names the method of a template, and the blocks in it, after the template's file. Returns any other `code`
 * as it is. The result lives in `pool`.
 *
 * ActionView's name for the method holds the path, a hash and an object's number, which differ from process
 * to process (Template#method_name, 5.2 to 8.0):
 * `_app_views_posts_index_html_erb__4600321615791086138_48360`. Tilt's (1.4 to 2.6) holds the number alone:
 * `__tilt_1640`.
 */
const struct capture_code *ruby_code_of_template(struct pool *pool, struct source_files *files,
                                                 const struct capture_code *code);

#endif
