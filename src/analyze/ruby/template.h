/*
 * Templates that Rails and Tilt (Sinatra, Roda, Hanami) compile to methods of Ruby. Files and lines are the
 * template's already (ERB, Haml and Slim pass them to the compiler); the method's name is made up.
 */
#ifndef LOOPLINE_ANALYZE_RUBY_TEMPLATE_H
#define LOOPLINE_ANALYZE_RUBY_TEMPLATE_H

#include "base/pool.h"
#include "base/source_file.h"
#include "capture/reader/reader.h"

/*
 * ActionView calls the method of a template after its path, a hash and an object's number, which are others
 * in each process (Template#method_name, 5.2 to 8.0):
 * `_app_views_posts_index_html_erb__4600321615791086138_48360`; Tilt (1.4 to 2.6) after the number alone:
 * `__tilt_1640`. Such code is called after its template's
 * file, blocks in it likewise; any other is `code` itself. What the result refers to lives in `pool`.
 */
const struct capture_code *ruby_code_of_template(struct pool *pool, struct source_files *files,
                                                 const struct capture_code *code);

#endif
