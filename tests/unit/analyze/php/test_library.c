/*
 * Whose code a file of PHP is, and which functions of the engine repeat what they are given.
 */
#include "helpers/unit.h"

#include "analyze/php/library.h"

static void packages_are_libraries(void **state) {
    (void)state;
    assert_true(php_file_is_library("/srv/shop/vendor/acme/orm/src/Table.php"));
    assert_true(php_file_is_library("/usr/share/php/Twig/Template.php"));
    assert_true(php_file_is_library("phar:///usr/bin/tool.phar/vendor/acme/src/Table.php"));
    assert_true(php_file_is_library("/usr/local/lib/php/DB.php"));
    assert_false(php_file_is_library("/srv/shop/src/Table.php"));
    assert_false(php_file_is_library("/srv/vendors.php"));
    assert_false(php_file_is_library("/usr/share/mediawiki/index.php"));
    assert_false(php_file_is_library("Command line code"));
    assert_false(php_file_is_library("Standard input code"));
}

static void code_of_an_eval_is_nobodys(void **state) {
    (void)state;
    assert_true(php_file_is_library("/srv/shop/src/Table.php(12) : eval()'d code"));
}

static void drivers_are_libraries_that_carry_statements(void **state) {
    (void)state;
    assert_true(php_file_is_driver("/usr/share/php/Doctrine/DBAL/Connection.php"));
    assert_true(php_file_is_driver("/srv/vendor/doctrine/dbal/src/Connection.php"));
    assert_true(php_file_is_driver("/usr/share/php/Illuminate/Database/Connection.php"));
    assert_false(php_file_is_driver("/usr/share/php/Illuminate/Database/Eloquent/Builder.php"));
    assert_false(php_file_is_driver("/usr/share/php/Doctrine/ORM/UnitOfWork.php"));
}

static void functions_iterate_by_their_names(void **state) {
    (void)state;
    assert_true(php_function_iterates("array_map", "{closure}"));
    assert_true(php_function_iterates("usort", NULL));
    assert_true(php_function_iterates("PDOStatement::fetchAll", "name"));
    assert_false(php_function_iterates("call_user_func", "name"));
    assert_false(php_function_iterates("PDOStatement::execute", "name"));
    assert_false(php_function_iterates("array_mapper", "name"));
    assert_false(php_function_iterates(NULL, NULL));
    assert_true(php_function_pulls("Fiber::resume"));
    assert_true(php_function_pulls("Generator::next"));
    assert_false(php_function_pulls("Fiber::start"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_are_libraries),
        cmocka_unit_test(code_of_an_eval_is_nobodys),
        cmocka_unit_test(drivers_are_libraries_that_carry_statements),
        cmocka_unit_test(functions_iterate_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
