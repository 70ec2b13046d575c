/* What is told of Ruby by names. */
#include "helpers/unit.h"

#include "analyze/ruby/ruby.h"

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
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libraries_lie_where_gems_do),
        cmocka_unit_test(drivers_are_gems),
        cmocka_unit_test(a_method_iterates_unless_it_calls_each),
        cmocka_unit_test(a_block_belongs_to_its_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
