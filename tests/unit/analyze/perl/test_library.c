/* Whose is a file of Perl, by its path. */
#include "helpers/unit.h"

#include <string.h>

#include "analyze/perl/library.h"

static void installed_modules_are_libraries(void **state) {
    static const char *const files[] = {
        "/usr/share/perl5/Mojo/Server.pm",
        "/usr/lib/x86_64-linux-gnu/perl5/5.36/DBI.pm",
        "/usr/share/perl/5.36/Carp.pm",
        "/usr/lib/x86_64-linux-gnu/perl/5.36/IO/Handle.pm",
        "/usr/lib/x86_64-linux-gnu/perl-base/List/Util.pm",
        "/usr/local/share/perl/5.36.0/Mojo.pm",
        "/usr/local/lib/perl5/site_perl/5.40.0/x86_64-linux-gnu/DBI.pm",
        "/usr/local/lib/perl5/5.40.0/Carp.pm",
        "/home/me/perl5/lib/perl5/Mojo.pm",
        "/home/me/perl5/perlbrew/perls/perl-5.40.0/lib/5.40.0/Carp.pm",
        "/home/me/perl5/perlbrew/perls/perl-5.40.0/lib/site_perl/5.40.0/Mojo.pm",
        "/srv/app/local/lib/perl5/x86_64-linux/DBI.pm",
        "/etc/perl/Local.pm",
        "(eval)",
        "/srv/app/(eval)",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (!perl_file_is_library(files[i]))
            fail_msg("%s", files[i]);
}

static void the_programs_own_files_are_none(void **state) {
    static const char *const files[] = {
        "/srv/app/app.pl",
        "/srv/app/lib/App/Model.pm",
        "app.pl",
        "lib/App.pm",
        "/home/me/perl5/a.pl",
        "/usr/share/request-tracker5/lib/RT/Ticket.pm",
        "-e",
        "/home/me/perl/app.pl",
        "/usr/share/backuppc/lib/Main.pm",
        "template",
        "/srv/share/perl/app.pl",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (perl_file_is_library(files[i]))
            fail_msg("%s", files[i]);
}

static void expect_package(const char *file, const char *expected) {
    size_t length = 0;
    const char *package = perl_package_of_file(file, &length);
    assert_non_null(package);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(package, expected, length);
}

static void packages_are_told_by_their_first_part(void **state) {
    size_t length = 0;
    (void)state;
    expect_package("/usr/share/perl5/Munin/Master/Update.pm", "Munin");
    expect_package("/usr/lib/x86_64-linux-gnu/perl5/5.36/DBI.pm", "DBI");
    expect_package("/usr/local/lib/perl5/site_perl/5.40.0/x86_64-linux-gnu/DBD/Pg.pm", "DBD");
    expect_package("/usr/local/share/perl/5.36.0/Mojo.pm", "Mojo");
    expect_package("/usr/share/perl5/App/Sqitch/Engine.pm", "App/Sqitch");
    expect_package("/usr/share/perl5/App/Sqitch.pm", "App/Sqitch");
    assert_null(perl_package_of_file("/srv/app.pl", &length));
}

static void drivers_and_frameworks_are_no_application(void **state) {
    (void)state;
    assert_true(perl_file_is_driver("/usr/lib/x86_64-linux-gnu/perl5/5.36/DBI.pm"));
    assert_true(perl_file_is_driver("/usr/lib/x86_64-linux-gnu/perl5/5.36/DBD/SQLite.pm"));
    assert_false(perl_file_is_driver("/usr/share/perl5/DBIx/Class/Row.pm"));
    assert_false(perl_file_is_driver("/srv/app/DBI.pm"));
    assert_true(perl_package_is_known("DBIx", 4));
    assert_true(perl_package_is_known("DBI", 3));
    assert_false(perl_package_is_known("Munin", 5));
    assert_false(perl_package_is_known("App/Sqitch", 10));
    assert_true(perl_package_is_known("App/Cmd", 7));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(installed_modules_are_libraries),
        cmocka_unit_test(the_programs_own_files_are_none),
        cmocka_unit_test(packages_are_told_by_their_first_part),
        cmocka_unit_test(drivers_and_frameworks_are_no_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
