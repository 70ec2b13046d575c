/* Which file a code address belongs to. */
#include "helpers/unit.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/interned/modules.h"
#include "helpers/failing_calls.h"
#include "helpers/scene.h"

/* The map of a scene's recording, brought up to date. */
static void adopt(struct scene *scene) {
    struct module_snapshot *snapshot = module_snapshot_take("/opt/shop/bin/shop");
    assert_non_null(snapshot);
    struct recording *recording = scene->recording;
    module_map_adopt(&recording->modules, snapshot, 1, &recording->shared, &recording->file);
    module_snapshot_free(snapshot);
}

static const struct capture_module *module_in(struct scene *scene, uint32_t id) {
    const struct capture *capture = scene_read(scene);
    for (size_t i = 0; i < capture->module_count; i++)
        if (capture->modules[i].id == id)
            return &capture->modules[i];
    return NULL;
}

static void an_address_leads_to_its_file(void **state) {
    struct scene scene;
    Dl_info expected;
    (void)state;
    scene_start(&scene);
    adopt(&scene);
    const struct module_range *range =
        module_map_find(&scene.recording->modules, (uintptr_t)&_cmocka_run_group_tests);
    assert_non_null(range);
    assert_true(dladdr((void *)&_cmocka_run_group_tests, &expected));
    assert_int_equal(range->bias, (uintptr_t)expected.dli_fbase);
    const struct capture_module *module = module_in(&scene, range->id);
    assert_non_null(module);
    assert_string_equal(module->path, expected.dli_fname);
    assert_false(module->is_program);
    assert_int_not_equal(module->build_id_bytes, 0);
    assert_int_not_equal(module->file_bytes, 0);
    scene_end(&scene);
}

static void an_address_in_no_object_has_none(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    assert_null(module_map_find(&scene.recording->modules, (uintptr_t)&_cmocka_run_group_tests));
    adopt(&scene);
    assert_null(module_map_find(&scene.recording->modules, 0));
    assert_null(module_map_find(&scene.recording->modules, UINTPTR_MAX));
    assert_null(module_map_find(&scene.recording->modules, (uintptr_t)&scene));
    scene_end(&scene);
}

/* The writer lies in this test's own program: its frames are the shim's. */
static void the_shim_itself_is_left_out(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    adopt(&scene);
    const struct module_range *own =
        module_map_find(&scene.recording->modules, (uintptr_t)&module_snapshot_take);
    assert_non_null(own);
    assert_int_equal(own->id, MODULE_SHIM);
    scene_end(&scene);
}

static void the_first_and_the_last_address_are_in(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    adopt(&scene);
    const struct module_map *map = &scene.recording->modules;
    assert_true(map->range_count > 2);
    for (uint32_t i = 0; i < map->range_count; i++) {
        const struct module_range *range = &map->ranges[i];
        assert_ptr_equal(module_map_find(map, range->start), range);
        assert_ptr_equal(module_map_find(map, range->end - 1), range);
        assert_ptr_not_equal(module_map_find(map, range->end), range);
    }
    scene_end(&scene);
}

static void what_is_known_is_not_written_again(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    adopt(&scene);
    const size_t count = scene_read(&scene)->module_count;
    for (int i = 0; i < 5; i++)
        adopt(&scene);
    assert_int_equal(scene_read(&scene)->module_count, count);
    scene_end(&scene);
}

static void without_memory_there_is_no_snapshot(void **state) {
    (void)state;
    failing_calls_start(1, ENOMEM);
    assert_null(module_snapshot_take("/opt/shop/bin/shop"));
    assert_true(failing_calls_stop());
}

/* A full capture: the range is there, and says that it could not be recorded. */
static void a_module_that_cannot_be_written_has_no_id(void **state) {
    struct scene scene;
    (void)state;
    scene_start(&scene);
    scene.recording->file.header->stop = LOOPLINE_STOP_DISK_FULL;
    scene.recording->shared.chunk = NULL;
    adopt(&scene);
    const struct module_range *range =
        module_map_find(&scene.recording->modules, (uintptr_t)&_cmocka_run_group_tests);
    assert_non_null(range);
    assert_int_equal(range->id, 0);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_leads_to_its_file),
        cmocka_unit_test(an_address_in_no_object_has_none),
        cmocka_unit_test(the_shim_itself_is_left_out),
        cmocka_unit_test(the_first_and_the_last_address_are_in),
        cmocka_unit_test(what_is_known_is_not_written_again),
        cmocka_unit_test(without_memory_there_is_no_snapshot),
        cmocka_unit_test(a_module_that_cannot_be_written_has_no_id),
    };
    return cmocka_run_group_tests_name("modules", tests, NULL, NULL);
}
