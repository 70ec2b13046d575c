#include "helpers/unit.h"

#include "analyze/stacks/application.h"
#include "analyze/stacks/source_stack.h"

static const struct application_rule no_prefixes;

static struct merged_module own_program = {.is_program = true, .key = {.path = "/home/me/tool/tool"}};
static struct merged_module program = {.is_program = true, .key = {.path = "/usr/bin/tool"}};
static struct merged_module library = {.key = {.path = "/usr/lib/x86_64-linux-gnu/libtool.so.1"}};
static struct merged_module runtime = {.key = {.path = "/lib/x86_64-linux-gnu/libc.so.6"}};
static struct merged_module driver = {.key = {.path = "/lib/x86_64-linux-gnu/libsqlite3.so.0"}};
static struct merged_module extension = {.key = {.path = "/usr/lib/python3.11/lib-dynload/_sqlite3.so"}};
static const struct merged_code any_code;

#define NATIVE(where, is_application) \
    { .module = &(where), .application = (is_application) }
#define CODE(path, is_application) \
    { .code = &any_code, .file = (path), .application = (is_application) }
#define SERVER(path, name) \
    { .code = &any_code, .file = (path), .serves = serving_kind_of((path), (name)) }

#define TAKE(frames) take((frames), sizeof(frames) / sizeof((frames)[0]), &no_prefixes)

/* The innermost frame of the application; -1: none. */
static int take(struct source_frame *frames, size_t count, const struct application_rule *rule) {
    application_choose(rule, frames, count);
    for (size_t i = 0; i < count; i++) {
        if (frames[i].application)
            return (int)i;
    }
    return -1;
}

static void test_libraries_of_an_installed_program(void **state) {
    (void)state;
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(library, false), NATIVE(program, true),
                                    NATIVE(runtime, false)};
    assert_int_equal(TAKE(frames), 1);
    assert_true(frames[1].installed && frames[2].installed);
    assert_false(frames[0].application || frames[3].application);
}

/* A library that the application's own stands upon. */
static void test_library_of_a_library(void **state) {
    (void)state;
    static struct merged_module deeper = {.key = {.path = "/usr/lib/x86_64-linux-gnu/libproj.so.25"}};
    static struct merged_module part = {.key = {.path = "/usr/lib/x86_64-linux-gnu/libtool_core.so.1"}};
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(deeper, false), NATIVE(part, false),
                                    NATIVE(library, false), NATIVE(program, true)};
    assert_int_equal(TAKE(frames), 1);
    assert_true(frames[1].deeper);
    assert_false(frames[2].deeper || frames[3].deeper || frames[4].deeper);
}

static void test_libraries_of_one_folder(void **state) {
    (void)state;
    static struct merged_module core = {.key = {.path = "/usr/lib/x86_64-linux-gnu/mailer/libcore.so"}};
    static struct merged_module store = {.key = {.path = "/usr/lib/x86_64-linux-gnu/mailer/libstore.so"}};
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(store, false), NATIVE(core, false)};
    assert_int_equal(TAKE(frames), 1);
}

static void test_libraries_of_a_program_of_ones_own(void **state) {
    (void)state;
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(library, false), NATIVE(own_program, true),
                                    NATIVE(runtime, false)};
    assert_int_equal(TAKE(frames), 2);
    assert_false(frames[2].installed);
}

static void test_thread_of_libraries(void **state) {
    (void)state;
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(library, false), NATIVE(runtime, false)};
    assert_int_equal(TAKE(frames), 1);
}

static void test_installed_package(void **state) {
    (void)state;
    struct source_frame frames[] = {
        NATIVE(extension, false),
        CODE("/usr/lib/python3/dist-packages/sqlalchemy/engine/default.py", false),
        CODE("/usr/lib/python3/dist-packages/shop/views.py", false),
        CODE("/usr/lib/python3.11/threading.py", false),
    };
    assert_int_equal(TAKE(frames), 2);
    assert_true(frames[2].installed);
    assert_false(frames[3].application);
}

static void test_script_that_starts_a_package(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE("/srv/env/lib/python3.12/site-packages/shop/cli.py", false),
        CODE("/srv/env/lib/python3.12/site-packages/click/core.py", false),
        CODE("/srv/env/bin/shop", true),
    };
    assert_int_equal(TAKE(frames), 0);
    assert_false(frames[1].application);
}

static void test_script_of_ones_own(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE("/srv/env/lib/python3.12/site-packages/shop/cli.py", false),
        CODE("/home/me/bin/shop", true),
    };
    assert_int_equal(TAKE(frames), 1);
}

#define PACKAGES "/srv/env/lib/python3.12/site-packages"

/* manage.py runs the command line, and what serves lies further in. */
static void test_launcher_is_not_the_application(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE(PACKAGES "/shop/views.py", false),
        SERVER(PACKAGES "/django/core/handlers/base.py", "BaseHandler._get_response"),
        SERVER(PACKAGES "/django/core/management/__init__.py", "execute_from_command_line"),
        CODE("/home/me/site/manage.py", true),
    };
    assert_int_equal(TAKE(frames), 0);
    assert_true(frames[0].installed);
    assert_false(frames[3].application);
}

static void test_middleware_is_not_the_application(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE(PACKAGES "/shop/views.py", false),
        SERVER(PACKAGES "/django/core/handlers/base.py", "BaseHandler._get_response"),
        CODE("/home/me/site/middleware.py", true),
        CODE(PACKAGES "/corsheaders/middleware.py", false),
        SERVER(PACKAGES "/gunicorn/workers/sync.py", "SyncWorker.handle_request"),
    };
    assert_int_equal(TAKE(frames), 0);
    assert_false(frames[2].application || frames[3].application);
}

/* A loop in it would be worth naming. */
static void test_middleware_that_loops_is(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE(PACKAGES "/shop/views.py", false),
        SERVER(PACKAGES "/django/core/handlers/base.py", "BaseHandler._get_response"),
        CODE("/home/me/site/middleware.py", true),
        SERVER(PACKAGES "/gunicorn/workers/sync.py", "SyncWorker.handle_request"),
    };
    frames[2].in_loop = true;
    assert_int_equal(TAKE(frames), 2);
}

/* It asks for a page, and is more than what passes the request on. */
static void test_test_is_the_application(void **state) {
    (void)state;
    struct source_frame frames[] = {
        SERVER(PACKAGES "/django/core/handlers/base.py", "_get_response"),
        CODE("/home/me/site/tests.py", true),
        SERVER("/usr/lib/python3.12/unittest/case.py", "TestCase._callTestMethod"),
        CODE("/home/me/site/manage.py", true),
    };
    assert_int_equal(TAKE(frames), 1);
    assert_ptr_equal(serving_frame(frames, 4), &frames[2]);
    assert_false(frames[3].application);
}

/* What answers a request of a test or a script is the application, as it is behind a server. */
static void test_request_in_the_same_process(void **state) {
    (void)state;
    struct source_frame installed[] = {
        CODE(PACKAGES "/django/db/models/query.py", false),
        CODE(PACKAGES "/desk/views.py", false),
        SERVER(PACKAGES "/django/core/handlers/base.py", "BaseHandler._get_response"),
        CODE(PACKAGES "/django/test/client.py", false),
        CODE("/home/me/site/pages.py", true),
    };
    assert_int_equal(TAKE(installed), 1);
    assert_true(installed[1].installed);
    assert_false(installed[4].application);
    struct source_frame own[] = {
        CODE(PACKAGES "/desk/views.py", false),
        CODE("/home/me/site/views.py", true),
        SERVER(PACKAGES "/django/core/handlers/base.py", "BaseHandler._get_response"),
        CODE("/home/me/site/pages.py", true),
    };
    assert_int_equal(TAKE(own), 1);
    assert_false(own[0].application);
}

static void test_application_that_comes_with_a_framework(void **state) {
    (void)state;
    struct source_frame frames[] = {
        CODE(PACKAGES "/django/db/models/query.py", false),
        CODE(PACKAGES "/django/contrib/admin/options.py", false),
        SERVER(PACKAGES "/django/core/handlers/base.py", "_get_response"),
    };
    assert_int_equal(TAKE(frames), 1);
    struct source_frame with_package[] = {
        CODE(PACKAGES "/django/contrib/contenttypes/models.py", false),
        CODE(PACKAGES "/shop/views.py", false),
    };
    assert_int_equal(TAKE(with_package), 1);
}

static void test_prefixes_say_it_all(void **state) {
    (void)state;
    const struct application_rule rule = {.prefixes = "/srv/shop"};
    struct source_frame frames[] = {NATIVE(driver, false), NATIVE(library, false), NATIVE(program, false)};
    assert_int_equal(take(frames, 3, &rule), -1);
}

static void test_call_site_is_no_line_of_a_driver(void **state) {
    (void)state;
    struct source_frame frames[] = {
        NATIVE(extension, false),
        CODE("/usr/lib/python3/dist-packages/psycopg2/extras.py", false),
        CODE("/usr/lib/python3/dist-packages/django/db/backends/utils.py", false),
    };
    const struct source_stack stack = {.frames = frames, .frame_count = 3};
    assert_ptr_equal(source_stack_call_site(&stack), &frames[2]);
}

/* The one frame of an interpreter that is not read stands for the program's own code. */
static void test_code_of_an_unread_interpreter(void **state) {
    (void)state;
    static const struct unread_language language = {.name = "Perl"};
    struct source_frame frames[] = {NATIVE(library, false), NATIVE(program, true)};
    frames[1].unread = &language;
    assert_int_equal(TAKE(frames), 1);
    assert_false(frames[1].installed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libraries_of_an_installed_program),
        cmocka_unit_test(test_library_of_a_library),
        cmocka_unit_test(test_libraries_of_one_folder),
        cmocka_unit_test(test_libraries_of_a_program_of_ones_own),
        cmocka_unit_test(test_thread_of_libraries),
        cmocka_unit_test(test_installed_package),
        cmocka_unit_test(test_script_that_starts_a_package),
        cmocka_unit_test(test_script_of_ones_own),
        cmocka_unit_test(test_code_of_an_unread_interpreter),
        cmocka_unit_test(test_launcher_is_not_the_application),
        cmocka_unit_test(test_middleware_is_not_the_application),
        cmocka_unit_test(test_middleware_that_loops_is),
        cmocka_unit_test(test_test_is_the_application),
        cmocka_unit_test(test_request_in_the_same_process),
        cmocka_unit_test(test_application_that_comes_with_a_framework),
        cmocka_unit_test(test_prefixes_say_it_all),
        cmocka_unit_test(test_call_site_is_no_line_of_a_driver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
