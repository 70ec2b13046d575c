/* The doctor's verdict, its way from a name to a program, and the loader's search, on files made here. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/doctor/command_line.h"
#include "cli/doctor/diagnosis.h"
#include "cli/doctor/loader.h"
#include "cli/doctor/process.h"

static enum doctor_verdict verdict_on(const enum doctor_weight *weights, size_t count) {
    struct doctor_diagnosis diagnosis = {0};
    for (size_t index = 0; index < count; index++)
        doctor_add(&diagnosis, weights[index], NULL, "finding %zu", index);
    const enum doctor_verdict verdict = doctor_verdict_of(&diagnosis);
    doctor_diagnosis_free(&diagnosis);
    return verdict;
}

#define VERDICT_ON(...)                             \
    verdict_on((enum doctor_weight[]){__VA_ARGS__}, \
               sizeof((enum doctor_weight[]){__VA_ARGS__}) / sizeof(enum doctor_weight))

static void verdict_follows_from_the_findings(void **state) {
    (void)state;
    assert_int_equal(verdict_on(NULL, 0), DOCTOR_PERHAPS);
    assert_int_equal(VERDICT_ON(DOCTOR_NOTE), DOCTOR_PERHAPS);
    assert_int_equal(VERDICT_ON(DOCTOR_NOTE, DOCTOR_SEES), DOCTOR_YES);
    assert_int_equal(VERDICT_ON(DOCTOR_MISSES, DOCTOR_SEES), DOCTOR_PARTLY);
    assert_int_equal(VERDICT_ON(DOCTOR_MISSES, DOCTOR_NOTE), DOCTOR_NO);
    assert_int_equal(VERDICT_ON(DOCTOR_SEES, DOCTOR_PREVENTS), DOCTOR_NO);
}

static void heaviest_finding_is_printed_first(void **state) {
    (void)state;
    struct doctor_diagnosis diagnosis = {0};
    doctor_add(&diagnosis, DOCTOR_NOTE, NULL, "a note");
    doctor_add(&diagnosis, DOCTOR_PREVENTS, "do this", "an obstacle");
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    doctor_print(stream, "program", &diagnosis);
    fclose(stream);
    assert_string_equal(text, "no: Loopline cannot intercept program\n"
                              "  - an obstacle\n"
                              "    What to do: do this\n"
                              "  - a note\n");
    free(text);
    doctor_diagnosis_free(&diagnosis);
}

/* ---- Files in a directory of the test's own ---- */

struct place {
    char directory[64];
    char *path_variable; /* PATH before the test */
};

static int make_place(void **state) {
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    snprintf(place->directory, sizeof place->directory, "/tmp/loopline-doctor-XXXXXX");
    assert_non_null(mkdtemp(place->directory));
    place->path_variable = strdup(getenv("PATH"));
    setenv("PATH", place->directory, 1);
    *state = place;
    return 0;
}

static int remove_place(void **state) {
    struct place *place = *state;
    static const char *const names[] = {"tool", "script", "other"};
    setenv("PATH", place->path_variable, 1);
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", place->directory, names[index]);
        unlink(path);
    }
    rmdir(place->directory);
    free(place->path_variable);
    free(place);
    return 0;
}

static void write_file(const struct place *place, const char *name, const char *text, mode_t mode) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", place->directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void assert_in_place(const struct place *place, char *path, const char *name) {
    char expected[128];
    snprintf(expected, sizeof expected, "%s/%s", place->directory, name);
    assert_non_null(path);
    assert_string_equal(path, expected);
    free(path);
}

static void looks_a_name_up_in_path(void **state) {
    const struct place *place = *state;
    write_file(place, "tool", "", 0755);
    write_file(place, "other", "", 0644);
    assert_in_place(place, doctor_find_in_path("tool"), "tool");
    assert_null(doctor_find_in_path("other"));
    assert_int_equal(errno, EACCES);
    assert_null(doctor_find_in_path("nothing"));
    assert_int_equal(errno, ENOENT);
    assert_null(doctor_find_in_path(place->directory)); /* a directory is no program */
}

static char *interpreter_for(const struct place *place, const char *text) {
    char path[128];
    write_file(place, "script", text, 0755);
    snprintf(path, sizeof path, "%s/script", place->directory);
    return doctor_interpreter_of(path);
}

static void reads_the_interpreter_of_a_script(void **state) {
    const struct place *place = *state;
    char line[256];
    write_file(place, "tool", "", 0755);

    snprintf(line, sizeof line, "#!%s/tool\nfirst\n", place->directory);
    assert_in_place(place, interpreter_for(place, line), "tool");
    snprintf(line, sizeof line, "#! %s/tool -x", place->directory);
    assert_in_place(place, interpreter_for(place, line), "tool");
    assert_in_place(place, interpreter_for(place, "#!/usr/bin/env tool\n"), "tool");
    assert_in_place(place, interpreter_for(place, "#!/usr/bin/env -S A=b tool -x\n"), "tool");

    assert_null(interpreter_for(place, "#!/usr/bin/env no-such-tool\n"));
    assert_int_equal(errno, ENOENT);
    assert_null(interpreter_for(place, "first\n"));
    assert_int_equal(errno, 0);
    assert_null(interpreter_for(place, ""));
    assert_int_equal(errno, 0);
}

static void follows_scripts_to_the_program(void **state) {
    const struct place *place = *state;
    char line[256];
    write_file(place, "tool", "binary", 0755);
    write_file(place, "other", "#!/usr/bin/env tool\n", 0755);
    snprintf(line, sizeof line, "#!%s/other\n", place->directory);
    write_file(place, "script", line, 0755);

    struct doctor_diagnosis diagnosis = {0};
    assert_in_place(place, doctor_resolve("script", &diagnosis), "tool");
    assert_int_equal(diagnosis.count, 2);
    doctor_diagnosis_free(&diagnosis);
}

static void gives_up_on_a_script_that_runs_itself(void **state) {
    const struct place *place = *state;
    char line[256];
    snprintf(line, sizeof line, "#!%s/script\n", place->directory);
    write_file(place, "script", line, 0755);
    struct doctor_diagnosis diagnosis = {0};
    free(doctor_resolve("script", &diagnosis));
    assert_true(diagnosis.count <= 5);
    doctor_diagnosis_free(&diagnosis);
}

/* ---- This very program, which links libdw among others ---- */

static const struct doctor_object *find_object(const struct doctor_objects *objects, const char *soname) {
    for (size_t index = 0; index < objects->count; index++) {
        const char *own = objects->items[index]->soname;
        if (own && strcmp(own, soname) == 0)
            return objects->items[index];
    }
    return NULL;
}

static void loads_libraries_of_libraries_once(void **state) {
    (void)state;
    struct doctor_object *program;
    assert_int_equal(doctor_object_read("/proc/self/exe", &program), DOCTOR_OBJECT_READ);
    assert_true(doctor_object_is_native(program));
    assert_non_null(program->interpreter);

    struct doctor_objects objects = {0};
    assert_true(doctor_load(program, &objects));
    assert_ptr_equal(objects.items[0], program);
    assert_int_equal(objects.missing_count, 0);
    assert_non_null(find_object(&objects, "libcmocka.so.0"));
    assert_non_null(find_object(&objects, "libc.so.6"));
    for (size_t index = 1; index < objects.count; index++)
        assert_ptr_equal(find_object(&objects, objects.items[index]->soname), objects.items[index]);
    doctor_objects_free(&objects);
}

static void refuses_what_is_no_elf_file(void **state) {
    (void)state;
    struct doctor_object *object;
    assert_int_equal(doctor_object_read("/proc/self/status", &object), DOCTOR_OBJECT_FOREIGN);
    assert_null(object);
    assert_int_equal(doctor_object_read("/proc/self/nothing", &object), DOCTOR_OBJECT_UNREADABLE);
    assert_null(object);
}

static void looks_into_a_running_process(void **state) {
    (void)state;
    struct doctor_diagnosis diagnosis = {0};
    char *program;
    assert_true(doctor_examine_process(getpid(), &diagnosis, &program));
    assert_non_null(strstr(program, "test_diagnosis"));
    assert_int_equal(doctor_verdict_of(&diagnosis), DOCTOR_NO); /* the shim is not loaded here */
    free(program);
    doctor_diagnosis_free(&diagnosis);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_follows_from_the_findings),
        cmocka_unit_test(heaviest_finding_is_printed_first),
        cmocka_unit_test_setup_teardown(looks_a_name_up_in_path, make_place, remove_place),
        cmocka_unit_test_setup_teardown(reads_the_interpreter_of_a_script, make_place, remove_place),
        cmocka_unit_test_setup_teardown(follows_scripts_to_the_program, make_place, remove_place),
        cmocka_unit_test_setup_teardown(gives_up_on_a_script_that_runs_itself, make_place, remove_place),
        cmocka_unit_test(loads_libraries_of_libraries_once),
        cmocka_unit_test(refuses_what_is_no_elf_file),
        cmocka_unit_test(looks_into_a_running_process),
    };
    return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
