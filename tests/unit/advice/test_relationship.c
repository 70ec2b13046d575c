/* Names of relationships and classes in lines of source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "advice/relationship.h"

static void assert_relationship(const char *line, const char *table, const char *name) {
    struct pool pool = {0};
    const struct relationship found = relationship_on_line(&pool, line, table);
    if (name)
        assert_string_equal(found.name, name);
    else
        assert_null(found.name);
    pool_free(&pool);
}

static void test_relationship_in_a_line(void **state) {
    (void)state;
    assert_relationship("    print(post.author.name)", "authors", "author");
    assert_relationship("lines.append(f\"{post.title} by {post.author.name}\\n\")", "authors", "author");
    assert_relationship("print(f'{x:>{w}} {{post.author}} {post.author}')", "authors", "author");
    assert_relationship("titles = [p.title for p in author.posts.all()]", "blog_posts", "posts");
    assert_relationship("for p in author.post_set.all():", "blog_post", "post_set");
    assert_relationship("sum(c.weight for c in box.categories)", "categories", "categories");
    assert_relationship("$post->author->name;", "authors", "author");
    assert_relationship("box.boxes", "boxes", "boxes");
    assert_relationship("print(post.author_id)", "authors", NULL);
    assert_relationship("print(author.name)", "authors", NULL);
    assert_relationship("print(\"post.author.name\")", "authors", NULL);
    assert_relationship("print('it\\'s post.author')", "authors", NULL);
    assert_relationship("show(post)  # post.author", "authors", NULL);
    assert_relationship("pair(post.author, post.authors)", "authors", NULL); /* two names */
    assert_relationship("pair(post.author, other.author)", "authors", "author");
    assert_relationship("x.", "authors", NULL);
    assert_relationship("", "authors", NULL);
    assert_relationship("f\"{post.author", "authors", "author");
    assert_relationship("f\"{{{{{{", "authors", NULL);
}

static void assert_class(const char *text, const char *table, const char *name) {
    char path[] = "/tmp/loopline-class-XXXXXX.py";
    const int file = mkstemps(path, 3);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    struct pool pool = {0};
    struct source_files sources = {0};
    const char *found = class_in_file(&pool, source_files_get(&sources, path), table);
    if (name)
        assert_string_equal(found, name);
    else
        assert_null(found);
    pool_free(&sources.pool);
    pool_free(&pool);
    unlink(path);
}

static void test_class_in_a_file(void **state) {
    (void)state;
    assert_class("query = session.query(Post)\nfor p in query.order_by(Post.id):\n", "posts", "Post");
    assert_class("class BlogPost(Base):\n", "blog_posts", "BlogPost");
    assert_class("class Post: pass\nclass Posts: pass\n", "posts", NULL);
    assert_class("session.query(models.Other, 'Post')\n", "posts", NULL);
    assert_class("for post in posts:\n", "posts", NULL);
}

static void test_column_named_after_a_table(void **state) {
    (void)state;
    assert_true(relationship_fits("author_id", "authors"));
    assert_true(relationship_fits("posts_author_id", "blog_authors"));
    assert_true(relationship_fits("blog_post_id", "blog_posts"));
    assert_false(relationship_fits("posts_id", "authors"));
    assert_false(relationship_fits("id", "authors"));
    assert_false(relationship_fits("", "authors"));
    assert_false(relationship_fits("__", "authors"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_relationship_in_a_line),
        cmocka_unit_test(test_class_in_a_file),
        cmocka_unit_test(test_column_named_after_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
