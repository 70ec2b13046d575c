/* What a function without a name is passed with, from the lines of its source. */
#include "helpers/unit.h"

#include "model/nameless.h"

/* The name that is told of a function whose first line is the last of these; NULL: none. */
static const char *name_of(const char *function, const char *const *lines, size_t count) {
    static struct pool pool;
    struct known_lines known = {0};
    const struct merged_code code = {.name = function};
    const struct source_frame frame = {.code = &code, .function = function, .declaration_line = (int)count};
    int first = 0;
    for (size_t i = 0; i < count; i++)
        known_lines_add(&known, "/srv/app", (int)i + 1, lines[i]);
    const struct source_origin origin = {.known = known_lines_file(&known, "/srv/app")};
    const char *name = nameless_name(&pool, &frame, &origin, &first);
    pool_free(&known.pool);
    return name;
}

static void routes_and_tests_have_names(void **state) {
    (void)state;
    const struct {
        const char *function;
        const char *line;
        const char *name;
    } cases[] = {
        {"main::__ANON__", "get '/posts' => sub ($c) { list($c) };", "get /posts"},
        {"{closure}", "$app->get('/posts/{id}', function ($request) {", "get /posts/{id}"},
        {"App\\{closure}", "Route::get(\"posts\", fn () => Post::all());", "get posts"},
        {"{closure}", "$app->map(['GET', 'PUT'], '/posts', function () {", "map /posts"},
        {"block (2 levels) in <top (required)>", "  it 'should do two things' do", "it should do two things"},
        {"block in <main>", "  get('/posts') { Post.all }", "get /posts"},
        {"{closure}", "$load = function () {", NULL},
        {"{closure}", "'/posts' => function () {", NULL},
        {"{closure}", "route('it\\'s', function () {", NULL},
        {"{closure}", "route('unended, function () {", NULL},
        {"{closure}", "", NULL},
        {"Posts::show", "$app->get('/posts', function () {", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *name = name_of(cases[i].function, &cases[i].line, 1);
        if (cases[i].name)
            assert_string_equal(name, cases[i].name);
        else
            assert_null(name);
    }
}

/* Of Perl the first statement is known: it may stand below the function's beginning, and begin another
 * itself. */
static void the_line_above_a_first_statement_names_it(void **state) {
    (void)state;
    const char *const below[] = {"get '/posts' => sub ($c) {", "    # all of them",
                                 "    $c->on('message' => sub {"};
    const char *const apart[] = {"get '/posts' => sub { 1 };", "my $x = 1;", "run(1);"};
    assert_string_equal(name_of("main::__ANON__", below, COUNT_OF(below)), "get /posts");
    assert_null(name_of("main::__ANON__", apart, COUNT_OF(apart)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_and_tests_have_names),
        cmocka_unit_test(the_line_above_a_first_statement_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
