/*
 * Finds names of relationships and classes in source: `author` and `Post` in post.author.name and
 * select(Post). Only names that fit a table's name count, and none in a string.
 */
#ifndef LOOPLINE_ADVICE_RELATIONSHIP_H
#define LOOPLINE_ADVICE_RELATIONSHIP_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/source_file.h"

struct relationship {
    const char *name; /* NULL: none, or several different ones */
    bool is_whole;    /* it is used only for all of its rows, or for their number */
};

/*
 * Finds the attribute in a line whose name matches the table, apart from singular or plural and a prefix of
 * the table's name: author, posts, post_set for authors, blog_posts.
 */
struct relationship relationship_on_line(struct pool *pool, const char *line, const char *table);

/*
 * Returns true if a column's name (author_id, posts_author_id) contains the name of the table it refers to
 * (authors).
 */
bool relationship_fits(const char *column, const char *table);

/*
 * Returns the class in a file whose name matches the table: Post, BlogPost for posts, blog_posts. NULL: none,
 * or several. Belongs to `pool`.
 */
const char *class_in_file(struct pool *pool, const struct source_file *source, const char *table);

#endif
