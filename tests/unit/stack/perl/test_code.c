/* What Perl's frames are called: subs, their packages, files. */
#include "scripted.h"

#include "stack/perl/names.h"

static const void *new_shared_name(const char *text) {
    char *name = new_object();
    put(name, PERL_HEK_LENGTH, strlen(text), 4);
    memcpy(name + PERL_HEK_BYTES, text, strlen(text) + 1);
    return name;
}

static char *new_sv(const char *body) {
    char *object = new_object();
    put_pointer(object, PERL_SV_BODY, body);
    return object;
}

/* A package's hash; one that was renamed has several names. */
static char *new_stash(const char *package, bool several_names) {
    char *body = new_object();
    char *stash = new_sv(body);
    char *place = body + PERL_HV_BODY_BYTES;
    if (!perl.reader.layout->hv_name_in_body) {
        char *buckets = new_object();
        put(body, PERL_HV_MAXIMUM, 7, 8);
        put_pointer(stash, PERL_SV_ARRAY, buckets);
        place = buckets + 8 * sizeof(void *);
    }
    put(stash, PERL_SV_FLAGS, PERL_HV_HAS_NAME, 4);
    put_pointer(place, 0, new_shared_name(package));
    if (several_names) {
        char *names = new_object();
        put_pointer(names, 0, new_shared_name(package));
        put_pointer(place, 0, names);
        put(place, PERL_HV_NAME_COUNT, 2, 4);
    }
    return stash;
}

static char *new_sub(const char *package, const char *name, bool several_names) {
    char *glob = new_object();
    put_pointer(glob, PERL_GV_NAME, new_shared_name(name));
    put_pointer(glob, PERL_GV_STASH, package ? new_stash(package, several_names) : NULL);
    char *body = new_object();
    put_pointer(body, PERL_CV_NAME, new_sv(glob));
    return new_sv(body);
}

static void expect_name(const char *cv, const char *expected) {
    static struct runtime_code code;
    assert_int_equal(perl_name_of_sub(perl.reader.layout, cv, &code), expected != NULL);
    if (!expected)
        return;
    assert_int_equal(code.name_bytes, strlen(expected));
    assert_memory_equal(code.name, expected, code.name_bytes);
}

static void subs_have_the_names_of_their_packages(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        expect_name(new_sub("Blog", "author", false), "Blog::author");
        expect_name(new_sub("Blog::Model", "author", true), "Blog::Model::author");
        expect_name(new_sub(NULL, "author", false), "author");
        char *body = new_object();
        put_pointer(body, PERL_CV_NAME, new_shared_name("count"));
        put(body, PERL_CV_FLAGS, PERL_CV_IS_NAMED, 4);
        expect_name(new_sv(body), "count");
        put_pointer(body, PERL_CV_STASH, new_stash("main", false));
        expect_name(new_sv(body), "main::count");
    }
}

static void names_that_cannot_be_read_are_none(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *const nowhere = (char *)8;
        char *body = new_object();
        expect_name(NULL, NULL);
        expect_name(nowhere, NULL);
        expect_name(new_sv(nowhere), NULL);
        put_pointer(body, PERL_CV_NAME, nowhere);
        expect_name(new_sv(body), NULL);
        put_pointer(body, PERL_CV_NAME, new_sv(nowhere));
        expect_name(new_sv(body), NULL);
        char *glob = new_object();
        put_pointer(body, PERL_CV_NAME, new_sv(glob));
        put_pointer(glob, PERL_GV_STASH, nowhere);
        expect_name(new_sv(body), NULL);
        put_pointer(glob, PERL_GV_NAME, nowhere);
        expect_name(new_sv(body), NULL);
    }
}

static void expect_file(const char *cop, bool threaded, const char *expected) {
    static struct runtime_code code;
    assert_int_equal(perl_file_of_statement(cop, threaded, &code), expected != NULL);
    if (!expected)
        return;
    assert_int_equal(code.file_bytes, strlen(expected));
    assert_memory_equal(code.file, expected, code.file_bytes);
}

static void files_are_read(void **state) {
    (void)state;
    start(36);
    char *cop = new_cop(1);
    expect_file(cop, true, "app.pl");
    put_pointer(cop, PERL_COP_FILE, "(eval 17)");
    expect_file(cop, true, "(eval)");
    put_pointer(cop, PERL_COP_FILE, NULL);
    expect_file(cop, true, NULL);
    put_pointer(cop, PERL_COP_FILE, (void *)8);
    expect_file(cop, true, NULL);
    char *glob = new_object();
    put_pointer(glob, PERL_GV_NAME, new_shared_name("_</srv/app.pl"));
    put_pointer(cop, PERL_COP_FILE, new_sv(glob));
    expect_file(cop, false, "/srv/app.pl");
}

static void a_frame_is_described(void **state) {
    static struct runtime_code code;
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[2];
        char *cop = new_cop(14);
        char *sub = push_context(PERL_CONTEXT_SUB, new_cop(3));
        put_pointer(sub, perl.reader.layout->context_cv, new_sub("Blog", "page", false));
        perl.thread.cop = cop;
        assert_int_equal(perl_frames_walk(perl.reader.layout, &perl.thread, frames, 2), 2);
        assert_true(perl_code_read(&perl.reader, &perl.thread, &frames[0], &code));
        assert_false(code.left_out);
        assert_memory_equal(code.name, "Blog::page", code.name_bytes);
        assert_memory_equal(code.file, "app.pl", code.file_bytes);
        assert_int_equal(code.bytecode.length, sizeof(struct loopline_code_line));
        assert_int_equal(((const struct loopline_code_line *)(const void *)code.bytecode.bytes)->line, 14);
        assert_int_equal(code.line_table.length, 0);
        assert_true(perl_code_read(&perl.reader, &perl.thread, &frames[1], &code));
        assert_memory_equal(code.name, "main program", code.name_bytes);
        put_pointer(cop, PERL_COP_FILE, NULL);
        assert_true(perl_code_read(&perl.reader, &perl.thread, &frames[0], &code));
        assert_true(code.left_out);
        perl.thread.cop = new_cop(15);
        assert_false(perl_code_read(&perl.reader, &perl.thread, &frames[0], &code));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subs_have_the_names_of_their_packages),
        cmocka_unit_test(names_that_cannot_be_read_are_none),
        cmocka_unit_test(files_are_read),
        cmocka_unit_test(a_frame_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
