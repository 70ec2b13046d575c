/*
 * Django's nodes over scripted memory, as CPython 3.11 has it: frames that render them become places of
 * templates, and stay the engine's where the node does not tell.
 */
#include "helpers/unit.h"

#include <string.h>

#include "loopline/capture.h"
#include "stack/python/frames.h"
#include "stack/python/template_nodes.h"

enum { MINOR = 11, MEMORY_BYTES = 1 << 18, OBJECT_BYTES = 2048, BEFORE_OBJECT = 64, SPLIT = 2 };

static struct {
    struct python_objects objects;
    struct python_names names;
    char *render;   /* Node.render_annotated */
    char *function; /* one of the program's */
    size_t used;
    _Alignas(16) char bytes[MEMORY_BYTES];
} python;

static const char code_type, text_type, bytes_type, dictionary_type, number_type;

static void put(char *object, ptrdiff_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

static void put_pointer(char *object, ptrdiff_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

static char *new_object(const void *type) {
    char *object = python.bytes + python.used + BEFORE_OBJECT;
    python.used += OBJECT_BYTES;
    assert_in_range(python.used, 0, MEMORY_BYTES);
    put_pointer(object, 8, type);
    return object;
}

static char *new_text(const char *characters) {
    const struct python_layout *layout = python.objects.layout;
    char *text = new_object(&text_type);
    put(text, layout->text_length, strlen(characters), 8);
    put(text, layout->text_state, (uint64_t)(1u | 1u << 3 | 1u << 4) << layout->text_kind_bit, 4);
    memcpy(text + layout->text_data, characters, strlen(characters));
    return text;
}

static char *new_number(uint32_t value) {
    char *number = new_object(&number_type);
    put(number, 16, 1, 8);
    put(number, 24, value, 4);
    return number;
}

static char *new_code(const char *file, const char *name) {
    const struct python_layout *layout = python.objects.layout;
    char *code = new_object(&code_type);
    put_pointer(code, layout->code_file, new_text(file));
    put_pointer(code, layout->code_name, new_text(name));
    put_pointer(code, layout->code_line_table, code);
    return code;
}

/* An instance of a class of its own, with two attributes. */
static char *new_instance(const char *first, const void *first_value, const char *second,
                          const void *second_value) {
    char *type = new_object(NULL);
    char *keys = new_object(NULL);
    char *values = new_object(NULL);
    put(type, 168, 1 << 4, 8);
    put_pointer(type, python.names.layout->type_shared_keys, keys);
    memset(keys, 0, 16);
    put(keys, 9, 3, 1);
    put(keys, 10, SPLIT, 1);
    put(keys, 24, 2, 8);
    put_pointer(keys, 40, new_text(first));
    put_pointer(keys, 56, new_text(second));
    put_pointer(values, 0, first_value);
    put_pointer(values, 8, second_value);
    char *object = new_object(type);
    put_pointer(object, -32, values);
    return object;
}

static char *new_node(const char *file, uint32_t line) {
    char *token = new_instance("contents", NULL, "lineno", new_number(line));
    char *origin = new_instance("name", new_text(file), "loader", NULL);
    return new_instance("token", token, "origin", origin);
}

static char *new_frame(const char *code, const void *self, const char *previous) {
    const struct python_layout *layout = python.objects.layout;
    char *frame = new_object(NULL);
    put_pointer(frame, 8, NULL);
    put_pointer(frame, layout->frame_code, code);
    put_pointer(frame, layout->frame_previous, previous);
    put_pointer(frame, layout->frame_instruction, code + layout->code_bytecode);
    put_pointer(frame, python.names.layout->frame_locals, self);
    return frame;
}

static char *new_thread(const char *frame) {
    char *between = new_object(NULL);
    char *thread = new_object(NULL);
    put_pointer(between, python.objects.layout->thread_second, frame);
    put_pointer(thread, python.objects.layout->thread_first, between);
    return thread;
}

static void start(void) {
    memset(&python, 0, sizeof python);
    python.objects = (struct python_objects){python_layout(MINOR), &code_type, &text_type, &bytes_type};
    python.names =
        (struct python_names){python_names_layout(MINOR), &python.objects, &dictionary_type, &number_type};
    python.render = new_code("/srv/lib/django/template/base.py", "Node.render_annotated");
    python.function = new_code("/srv/views.py", "page");
}

static struct runtime_frame frames[4];

/* What a recording does with a stack that it has not seen: returns how many frames it has. */
static uint32_t walk_new(const char *thread) {
    const uint32_t count = python_frames_walk(python.objects.layout, thread, frames, COUNT_OF(frames));
    if (python_template_nodes_expect(&python.names, thread, frames, count))
        python_template_nodes_name(&python.names, thread, frames, count);
    return count;
}

static void assert_place(const struct runtime_frame *frame, const char *file, uint32_t line) {
    static struct runtime_code code;
    memset(&code, 0, sizeof code);
    assert_true(python_template_nodes_own(frame));
    python_template_nodes_describe(frame, &code);
    assert_int_equal(code.file_bytes, strlen(file));
    assert_memory_equal(code.file, file, strlen(file));
    assert_int_equal(code.first_line, line);
    assert_int_equal(code.bytecode.length, sizeof(struct loopline_code_line));
    assert_int_equal(code.flags, LOOPLINE_CODE_TEMPLATE | (file[0] == '/' ? 0 : LOOPLINE_CODE_UNFILED));
}

static void frames_that_render_nodes_are_places(void **state) {
    (void)state;
    start();
    const char *outer = new_frame(python.function, NULL, NULL);
    const char *list = new_frame(python.render, new_node("/srv/page.html", 3), outer);
    const char *inner = new_frame(python.render, new_node("item.html", 70), list);
    assert_int_equal(walk_new(new_thread(inner)), 3);
    assert_place(&frames[0], "item.html", 70);
    assert_place(&frames[1], "/srv/page.html", 3);
    assert_false(python_template_nodes_own(&frames[2]));
    assert_ptr_equal(frames[2].code, python.function);
}

static void one_place_is_one_code_whatever_the_node(void **state) {
    (void)state;
    start();
    walk_new(new_thread(new_frame(python.render, new_node("/srv/page.html", 3), NULL)));
    const void *place = frames[0].code;
    walk_new(new_thread(new_frame(python.render, new_node("/srv/page.html", 3), NULL)));
    assert_ptr_equal(frames[0].code, place);
    walk_new(new_thread(new_frame(python.render, new_node("/srv/page.html", 4), NULL)));
    assert_ptr_not_equal(frames[0].code, place);
}

/* An engine without a cache parses templates anew: other nodes come to lie where those of before lay. */
static void another_node_at_one_address_is_another_place(void **state) {
    (void)state;
    start();
    char *node = new_node("/srv/page.html", 3);
    const char *thread = new_thread(new_frame(python.render, node, NULL));
    walk_new(thread);
    assert_place(&frames[0], "/srv/page.html", 3);
    const void *values;
    const void *token;
    const void *token_values;
    memcpy(&values, node - 32, sizeof values);
    memcpy(&token, values, sizeof token);
    memcpy(&token_values, (const char *)token - 32, sizeof token_values);
    put_pointer((char *)token_values, 8, new_number(9)); /* another number in the same token */
    walk_new(thread);
    assert_place(&frames[0], "/srv/page.html", 9);
    memcpy(node - 32, new_node("/srv/other.html", 5) - 32, 40); /* other values, and another class */
    walk_new(thread);
    assert_place(&frames[0], "/srv/other.html", 5);
}

static void a_node_that_does_not_tell_stays_the_engines(void **state) {
    (void)state;
    start();
    char *without_token = new_instance("name", NULL, "origin", NULL);
    char *without_line = new_instance("token", new_instance("a", NULL, "b", NULL), "origin", NULL);
    const void *const nodes[] = {NULL, without_token, without_line, new_node("/srv/page.html", 0)};
    for (size_t i = 0; i < COUNT_OF(nodes); i++) {
        for (int again = 0; again < 2; again++) {
            walk_new(new_thread(new_frame(python.render, nodes[i], NULL)));
            assert_false(python_template_nodes_own(&frames[0]));
            assert_ptr_equal(frames[0].code, python.render);
            python.used -= (size_t)3 * OBJECT_BYTES;
        }
    }
}

static void other_functions_of_that_name_render_no_nodes(void **state) {
    (void)state;
    start();
    const char *other = new_code("/srv/own/base.py", "Node.render_annotated");
    walk_new(new_thread(new_frame(other, new_node("/srv/page.html", 3), NULL)));
    assert_false(python_template_nodes_own(&frames[0]));
}

static void many_nodes_are_told_apart(void **state) {
    (void)state;
    start();
    const size_t used = python.used;
    for (uint32_t line = 1; line < 6000; line++) {
        python.used = used;
        walk_new(new_thread(new_frame(python.render, new_node("/srv/long.html", line), NULL)));
        assert_place(&frames[0], "/srv/long.html", line);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_that_render_nodes_are_places),
        cmocka_unit_test(one_place_is_one_code_whatever_the_node),
        cmocka_unit_test(another_node_at_one_address_is_another_place),
        cmocka_unit_test(a_node_that_does_not_tell_stays_the_engines),
        cmocka_unit_test(other_functions_of_that_name_render_no_nodes),
        cmocka_unit_test(many_nodes_are_told_apart),
    };
    return cmocka_run_group_tests_name("Nodes of templates", tests, NULL, NULL);
}
