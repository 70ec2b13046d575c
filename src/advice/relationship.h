/*
 * Names of relationships and classes that source shows: `author` and `Post` in post.author.name and
 * select(Post). Only a name that fits a table's is taken, and never one out of a string.
 */
#ifndef LOOPLINE_ADVICE_RELATIONSHIP_H
#define LOOPLINE_ADVICE_RELATIONSHIP_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/source_file.h"

struct relationship {
    const char *name; /* NULL: none, or several different ones */
    bool is_whole;    /* nothing is asked of it but all of its rows, or how many there are */
};

/*
 * The attribute in a line that is called like the table that it leads to, but for number and what the table's
 * name begins with: author, posts, post_set for authors, blog_posts.
 */
struct relationship relationship_on_line(struct pool *pool, const char *line, const char *table);

/* Whether a column's name, author_id or posts_author_id, holds that of the table that it refers to, authors.
 */
bool relationship_fits(const char *column, const char *table);

/* The class that a file speaks of and that is called like the table: Post, BlogPost for posts, blog_posts.
 * NULL: none, or several. */
const char *class_in_file(struct pool *pool, const struct source_file *source, const char *table);

#endif
