/* What is told of Ruby by names. */
#include "helpers/unit.h"

#include <string.h>

#include "analyze/ruby/ruby.h"
#include "analyze/ruby/template.h"

static void libraries_lie_where_gems_do(void **state) {
    (void)state;
    assert_true(ruby_file_is_library("/usr/lib/ruby/3.1.0/set.rb"));
    assert_true(ruby_file_is_library("/usr/lib/ruby/vendor_ruby/sqlite3/statement.rb"));
    assert_true(ruby_file_is_library(
        "/usr/share/rubygems-integration/all/gems/activerecord-6.1.7.10/lib/active_record/base.rb"));
    assert_true(ruby_file_is_library("/srv/shop/vendor/bundle/ruby/3.1.0/gems/rack-2.2.6/lib/rack.rb"));
    assert_true(ruby_file_is_library("/srv/b/bundler/gems/rails-0a1b2c3d4e5f/activerecord/lib/x.rb"));
    assert_true(ruby_file_is_library("<internal:kernel>"));
    assert_true(ruby_file_is_library("(eval)"));
    assert_true(ruby_file_is_library("(eval at /srv/shop/app.rb:4)"));
    assert_false(ruby_file_is_library("/srv/shop/app/models/post.rb"));
    assert_false(ruby_file_is_library("/srv/shop/engines/gems/post.rb"));
    assert_false(ruby_file_is_library("-e"));
}

static void drivers_are_gems(void **state) {
    (void)state;
    assert_true(ruby_file_is_driver("/usr/lib/ruby/vendor_ruby/sqlite3/statement.rb"));
    assert_true(ruby_file_is_driver("/usr/lib/ruby/vendor_ruby/pg.rb"));
    assert_true(ruby_file_is_driver("/usr/local/lib/site_ruby/3.4.0/sqlite3/resultset.rb"));
    assert_true(ruby_file_is_driver(
        "/home/me/.gem/ruby/3.3.0/gems/sqlite3-1.7.2-x86_64-linux/lib/sqlite3/database.rb"));
    assert_false(ruby_file_is_driver("/home/me/.gem/ruby/3.3.0/gems/sqlite3_ar-1.0/lib/a.rb"));
    assert_false(ruby_file_is_driver("/usr/lib/ruby/vendor_ruby/active_record.rb"));
    assert_false(ruby_file_is_driver("/srv/shop/pg/app.rb"));
}

static void a_method_iterates_unless_it_calls_each(void **state) {
    (void)state;
    assert_true(ruby_method_iterates("each", "block in page"));
    assert_true(ruby_method_iterates("map", "name"));
    assert_true(ruby_method_iterates("map", NULL));
    assert_false(ruby_method_iterates("map", "each"));
    assert_false(ruby_method_iterates("to_a", "Chain#each"));
    assert_true(ruby_method_iterates("each", "block in each"));
    assert_false(ruby_method_iterates("synchronize", "block in page"));
    assert_false(ruby_method_iterates("ea", NULL));
    assert_false(ruby_method_iterates("", NULL));
}

static void a_block_belongs_to_its_method(void **state) {
    (void)state;
    assert_true(ruby_is_block_of("block in page", "page"));
    assert_true(ruby_is_block_of("block (2 levels) in page", "block in page"));
    assert_true(ruby_is_block_of("block (3 levels) in <main>", "block (2 levels) in <main>"));
    assert_true(ruby_is_block_of("block in page", "rescue in page"));
    assert_true(ruby_is_block_of("block (2 levels) in page", "ensure in block in page"));
    assert_false(ruby_is_block_of("block (2 levels) in page", "page"));
    assert_false(ruby_is_block_of("block in page", "pages"));
    assert_false(ruby_is_block_of("page", "page"));
    assert_false(ruby_is_block_of("block (x levels) in page", "page"));
    assert_true(ruby_is_block_of("block (2 levels) in <main>", "GET /: block at once: block in <main>"));
    assert_true(ruby_is_block_of("GET /posts: block (2 levels) in <main>", "block in <main>"));
}

static void routes_stand_before_the_label(void **state) {
    (void)state;
    assert_int_equal(ruby_route_length("GET /posts: block in <main>"), strlen("GET /posts"));
    assert_int_equal(ruby_route_length("GET /: block at once: block in <main>"),
                     strlen("GET /: block at once"));
    assert_int_equal(ruby_route_length("block in <main>"), 0);
    assert_int_equal(ruby_route_length("page"), 0);
}

static const char *name_in(const char *file, const char *name) {
    static struct pool pool;
    const struct capture_code code = {.file = file, .name = name};
    return ruby_code_of_template(&pool, NULL, &code)->name;
}

/* The hash is negative now and then: its sign becomes another line below. */
static void templates_are_called_after_their_files(void **state) {
    (void)state;
    assert_string_equal(
        name_in("/app/views/posts/index.html.erb", "_app_views_posts_index_html_erb__4600_48360"),
        "index.html.erb");
    assert_string_equal(name_in("/app/views/posts/index.html.erb",
                                "block (2 levels) in _app_views_posts_index_html_erb___46_48"),
                        "block (2 levels) in index.html.erb");
    assert_string_equal(name_in("/app/views/page.erb", "block in __tilt_1640"), "block in page.erb");
    assert_string_equal(name_in("/app/blog.rb", "__tilt_20"), "blog.rb");
    assert_string_equal(name_in("/app/blog.rb", "__tilt_"), "__tilt_");
    assert_string_equal(name_in("/app/blog.rb", "__tilt_x_1"), "__tilt_x_1");
    assert_string_equal(name_in("/app/models/post.rb", "_made__1_2"), "_made__1_2");
    assert_string_equal(name_in("/app/views/x.erb", "page_1"), "page_1");
    assert_string_equal(name_in("/app/views/x.erb", "_1_2"), "_1_2");
    assert_string_equal(name_in("", "_a__1_2"), "_a__1_2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libraries_lie_where_gems_do),
        cmocka_unit_test(drivers_are_gems),
        cmocka_unit_test(a_method_iterates_unless_it_calls_each),
        cmocka_unit_test(a_block_belongs_to_its_method),
        cmocka_unit_test(routes_stand_before_the_label),
        cmocka_unit_test(templates_are_called_after_their_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
