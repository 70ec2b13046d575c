/*
 * Coroutines of asyncio that wait for a future, over scripted memory laid out as CPython 3.11 to 3.13 have
 * it: a frame of the worker's holds the future, whose callback is the task's, whose coroutine waits for
 * another one. And the task that a thread runs itself, for which another one waits.
 */
#include "helpers/unit.h"

#include <string.h>

#include "stack/python/awaiting.h"
#include "stack/python/frames.h"
#include "stack/python/tasks.h"

enum { FIRST_MINOR = 11, LAST_MINOR = 13, MEMORY_BYTES = 1 << 16, OBJECT_BYTES = 1024 };

/* As awaiting.c has them, from the headers of each version. */
enum {
    STACK_TOP_IN_FRAME = 64,
    LOCALS_IN_FRAME = 72,
    FRAME_IN_COROUTINE_3_11 = 80,
    FRAME_IN_COROUTINE = 72,
    CALLBACK_IN_FUTURE = 24,
    SELF_IN_FUNCTION = 24,
    NAME_IN_TYPE = 24,
    BASE_IN_TYPE = 256,
    CLOSURE_IN_FUNCTION = 72,
    CONTENT_IN_CELL = 16,
    MORE_CALLBACKS_IN_FUTURE = 40,
    COUNT_IN_TUPLE = 16,
    ITEMS_IN_TUPLE = 24,
    COROUTINE_IN_TASK = 96, /* anywhere */
    WRAPPED_IN_WRAPPER = 16,
    CALLBACK_IN_HANDLE = 24, /* anywhere */
    CONTEXT_VERSION_IN_THREAD_3_11 = 232,
    CONTEXT_VERSION_IN_THREAD = 216,
};

enum { SUSPENDED = 0xff, RUNNING = 0 };

struct interpreter {
    const struct python_layout *layout;
    size_t used;
    _Alignas(16) char bytes[MEMORY_BYTES];
};

static struct interpreter python;
static char code_type[64], coroutine_type[64], generator_type[64], async_generator_type[64];
static char wrapper_type[512];
static char future_type[512], task_type[512], gathering_type[512], other_type[512];
static char builtin_type[64], function_type[64], cell_type[64], text_type[64];
static const struct python_awaiting_types types = {
    .code = code_type,
    .coroutine = coroutine_type,
    .generator = generator_type,
    .async_generator = async_generator_type,
    .builtin = builtin_type,
    .function = function_type,
    .cell = cell_type,
};

static void put_pointer(char *object, size_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

static void put_number(char *object, size_t offset, uint32_t number) {
    memcpy(object + offset, &number, sizeof number);
}

static char *new_object(const void *type) {
    char *object = python.bytes + python.used;
    python.used += OBJECT_BYTES;
    assert_in_range(python.used, 0, MEMORY_BYTES);
    put_pointer(object, python.layout->object_type, type);
    return object;
}

static char *new_code(uint32_t locals) {
    char *code = new_object(code_type);
    put_number(code, python.layout->code_first_line + sizeof(uint32_t), locals);
    return code;
}

static void start_with(const struct python_layout *layout) {
    memset(&python, 0, sizeof python);
    python.layout = layout;
    put_pointer(future_type, NAME_IN_TYPE, "_asyncio.Future");
    put_pointer(task_type, NAME_IN_TYPE, "_asyncio.Task");
    put_pointer(task_type, BASE_IN_TYPE, future_type);
    put_pointer(gathering_type, NAME_IN_TYPE, "_GatheringFuture");
    put_pointer(gathering_type, BASE_IN_TYPE, future_type);
    put_pointer(other_type, NAME_IN_TYPE, "a name longer than a type's that is looked for");
}

#define FOR_EACH_VERSION \
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR && (start_with(python_layout(minor)), 1); minor++)

static size_t frame_in_coroutine(void) {
    return python.layout->minor == FIRST_MINOR ? FRAME_IN_COROUTINE_3_11 : FRAME_IN_COROUTINE;
}

/* A coroutine that waits for something else; NULL: it does not wait. */
static char *new_coroutine(const void *type, const char *code, const void *awaited) {
    char *coroutine = new_object(type);
    char *frame = coroutine + frame_in_coroutine();
    put_pointer(frame, python.layout->frame_code, code);
    frame[-5] = (char)(awaited ? SUSPENDED : RUNNING);
    put_number(frame, STACK_TOP_IN_FRAME, 2);
    put_pointer(frame, LOCALS_IN_FRAME + sizeof(void *), awaited);
    return coroutine;
}

/* The worker's thread: a function with a future among its variables, called by another one. */
static char *new_worker(const void *local) {
    char *frame = new_object(NULL);
    put_pointer(frame, python.layout->frame_code, new_code(3));
    put_pointer(frame, LOCALS_IN_FRAME, new_object(other_type));
    put_pointer(frame, LOCALS_IN_FRAME + 2 * sizeof(void *), local);
    char *inner = new_object(NULL);
    put_pointer(inner, python.layout->frame_code, new_code(0));
    put_pointer(inner, python.layout->frame_previous, frame);
    char *thread = new_object(NULL);
    if (python.layout->thread_second == PYTHON_ABSENT) {
        put_pointer(thread, python.layout->thread_first, inner);
        return thread;
    }
    char *between = new_object(NULL);
    put_pointer(between, python.layout->thread_second, inner);
    put_pointer(thread, python.layout->thread_first, between);
    return thread;
}

static char *new_task(const char *coroutine) {
    char *task = new_object(task_type);
    put_pointer(task, COROUTINE_IN_TASK, coroutine);
    return task;
}

/* Makes a task wait for a future. */
static void wait_for(char *future, const char *task) {
    char *method = new_object(builtin_type);
    put_pointer(method, SELF_IN_FUNCTION, task);
    put_pointer(future, CALLBACK_IN_FUTURE, method);
}

/* Makes a future one of several that another one stands for: a function calls for the other. */
static void gather(char *future, const char *outer) {
    char *closure = new_object(other_type);
    const char *contents[] = {new_object(other_type), outer};
    put_number(closure, COUNT_IN_TUPLE, 2);
    for (size_t i = 0; i < 2; i++) {
        char *cell = new_object(cell_type);
        put_pointer(cell, CONTENT_IN_CELL, contents[i]);
        put_pointer(closure, ITEMS_IN_TUPLE + i * sizeof(void *), cell);
    }
    char *function = new_object(function_type);
    put_pointer(function, CLOSURE_IN_FUNCTION, closure);
    put_pointer(future, CALLBACK_IN_FUTURE, function);
}

/* The worker of a future that a task waits for, which runs a coroutine. */
static char *new_worker_for(const char *coroutine) {
    char *future = new_object(future_type);
    wait_for(future, new_task(coroutine));
    return new_worker(future);
}

static uint32_t walk_with(const struct python_layout *layout, const char *thread,
                          struct runtime_frame *frames, uint32_t capacity) {
    const struct python_futures futures = {.layout = layout, .types = &types};
    return python_awaiting_walk(&futures, thread, frames, capacity);
}

static uint32_t walk(const char *thread, struct runtime_frame *frames, uint32_t capacity) {
    return walk_with(python.layout, thread, frames, capacity);
}

static void the_future_leads_to_the_coroutines(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *view = new_code(1);
        const char *query = new_code(1);
        const char *inner = new_coroutine(coroutine_type, query, new_object(future_type));
        struct runtime_frame frames[4];
        const char *thread = new_worker_for(new_coroutine(coroutine_type, view, inner));
        assert_int_equal(walk(thread, frames, 4), 2);
        assert_ptr_equal(frames[0].code, query);
        assert_ptr_equal(frames[1].code, view);
    }
}

static void what_wraps_a_coroutine_stands_for_it(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *generator = new_code(1);
        const char *inner = new_coroutine(async_generator_type, generator, NULL);
        char *wrapper = new_object(wrapper_type);
        struct runtime_frame frames[4];
        put_pointer(wrapper, WRAPPED_IN_WRAPPER, inner);
        const char *thread = new_worker_for(new_coroutine(coroutine_type, new_code(1), wrapper));
        assert_int_equal(walk(thread, frames, 4), 2);
        assert_ptr_equal(frames[0].code, generator);
    }
}

static void coroutines_that_wait_for_each_other_end(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[100];
        char *first = new_coroutine(coroutine_type, new_code(1), other_type);
        const char *second = new_coroutine(coroutine_type, new_code(1), first);
        put_pointer(first, frame_in_coroutine() + LOCALS_IN_FRAME + sizeof(void *), second);
        const char *thread = new_worker_for(first);
        assert_int_equal(walk(thread, frames, 3), 3);
        assert_int_equal(walk(thread, frames, 100), 64);
    }
}

/* One of several tasks waits for the future; a task that gathers waits for them. */
static void who_gathers_stands_outside_of_the_task(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const char *view = new_code(1);
        const char *query = new_code(1);
        char *future = new_object(future_type);
        char *outer = new_object(gathering_type);
        char *task = new_task(new_coroutine(coroutine_type, query, new_object(future_type)));
        struct runtime_frame frames[4];
        wait_for(future, task);
        gather(task, outer);
        wait_for(outer, new_task(new_coroutine(coroutine_type, view, outer)));
        assert_int_equal(walk(new_worker(future), frames, 4), 2);
        assert_ptr_equal(frames[0].code, query);
        assert_int_equal(frames[0].check & RUNTIME_FRAME_TASKS, 0);
        assert_ptr_equal(frames[1].code, view);
        assert_int_not_equal(frames[1].check & RUNTIME_FRAME_TASKS, 0);
    }
}

static void tasks_that_wait_for_each_other_end(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        char *future = new_object(future_type);
        char *outer = new_object(gathering_type);
        char *task = new_task(new_coroutine(coroutine_type, new_code(1), outer));
        struct runtime_frame frames[100];
        wait_for(future, task);
        gather(task, outer);
        gather(outer, outer);
        assert_int_equal(walk(new_worker(future), frames, 100), 1);
        wait_for(outer, task);
        assert_int_equal(walk(new_worker(future), frames, 100), 8);
    }
}

static void nobody_waits_where_the_objects_are_others(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[4];
        assert_int_equal(walk(new_worker(NULL), frames, 4), 0);
        assert_int_equal(walk(new_worker(new_object(other_type)), frames, 4), 0);
        assert_int_equal(walk(new_worker(new_object(future_type)), frames, 4), 0);
        assert_int_equal(walk(new_worker_for(new_object(other_type)), frames, 4), 0);
        const char *no_code = new_coroutine(coroutine_type, new_object(other_type), NULL);
        assert_int_equal(walk(new_worker_for(no_code), frames, 4), 0);
    }
}

/* What was freed meanwhile may point anywhere. */
static void what_is_not_mapped_ends_the_search(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[4];
        const void *nowhere = (const void *)(uintptr_t)0x10000; // NOLINT(performance-no-int-to-ptr)
        const char *thread = new_worker_for(new_coroutine(coroutine_type, new_code(1), nowhere));
        assert_int_equal(walk(thread, frames, 4), 1);
        assert_int_equal(walk(new_worker_for(nowhere), frames, 4), 0);
    }
}

/* What the task that a thread runs calls afterwards, the thread keeps; what that refers to, others may free.
 */
static void what_a_callback_refers_to_may_be_freed(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        struct runtime_frame frames[4];
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const void *nowhere = (const void *)(uintptr_t)0x10000; // NOLINT(performance-no-int-to-ptr)
        char *freed_type = new_object(nowhere);
        char *outer = new_object(gathering_type);
        char *waiting = new_task(new_coroutine(coroutine_type, new_code(1), outer));
        char *task = new_task(NULL);
        gather(task, nowhere);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 0);
        gather(task, freed_type);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 0);
        gather(task, outer);
        put_pointer(outer, CALLBACK_IN_FUTURE, nowhere);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 0);
        wait_for(outer, waiting);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 1);
        put_pointer(waiting, COROUTINE_IN_TASK, nowhere);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 0);
        put_pointer(waiting, COROUTINE_IN_TASK, NULL);
        put_pointer(waiting, CALLBACK_IN_FUTURE, nowhere);
        assert_int_equal(python_futures_walk_waiters(&futures, task, PYTHON_OWN, frames, 4), 0);
    }
}

/* ---- the task that a thread runs ---- */

static char *new_text(const char *characters) {
    const struct python_layout *layout = python.layout;
    char *text = new_object(text_type);
    put_number(text, layout->text_length, (uint32_t)strlen(characters));
    put_number(text, layout->text_state, (1u | 1u << 3 | 1u << 4) << layout->text_kind_bit);
    strcpy(text + layout->text_data, characters);
    return text;
}

enum { CHECK = 5, TASK_FRAME = 0, HANDLE_FRAME = 1 };

/* A thread whose event loop runs a task, and the frames that a walk finds there. */
static char *new_thread_of_task(const char *task, struct runtime_frame *frames) {
    char *code = new_code(1);
    char *handle = new_object(other_type);
    char *callback = new_object(builtin_type);
    put_pointer(code, python.layout->code_name, new_text("Handle._run"));
    put_pointer(code, python.layout->code_file, new_text("/usr/lib/python3/asyncio/events.py"));
    put_pointer(callback, SELF_IN_FUNCTION, task);
    put_pointer(handle, CALLBACK_IN_HANDLE, callback);
    char *thread = new_worker(NULL);
    char *outer = (char *)python_frame_outer(python.layout, python_frames_get(python.layout, thread, 0));
    put_pointer(outer, python.layout->frame_code, code);
    put_pointer(outer, LOCALS_IN_FRAME, handle);
    frames[TASK_FRAME] = (struct runtime_frame){new_code(1), 0, RUNTIME_FRAME_ENTRY};
    frames[HANDLE_FRAME] = (struct runtime_frame){code, 0, CHECK};
    return thread;
}

/* As the event loop does for each step. */
static void enter_context(char *thread, uint32_t version) {
    put_number(thread,
               python.layout->minor == FIRST_MINOR ? CONTEXT_VERSION_IN_THREAD_3_11
                                                   : CONTEXT_VERSION_IN_THREAD,
               version);
}

static uint32_t insert(const char *thread, const struct runtime_frame *walked, struct runtime_frame *frames) {
    const struct python_futures futures = {.layout = python.layout, .types = &types};
    memcpy(frames, walked, 2 * sizeof *frames);
    return python_tasks_insert(&futures, thread, frames, 2, 8);
}

static void who_waits_is_looked_at_once_for_each_step(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const struct python_objects objects = {python.layout, code_type, text_type, text_type};
        const uint32_t version = 10 * (uint32_t)minor;
        struct runtime_frame walked[2];
        struct runtime_frame frames[8];
        const char *view = new_code(1);
        char *outer = new_object(gathering_type);
        char *task = new_task(NULL);
        char *thread = new_thread_of_task(task, walked);
        gather(task, outer);
        wait_for(outer, new_task(new_coroutine(coroutine_type, view, outer)));
        enter_context(thread, version);
        assert_true(python_tasks_expect(&futures, &objects, thread, walked, 2));
        assert_int_equal(insert(thread, walked, frames), 3);
        assert_ptr_equal(frames[1].code, view);
        assert_int_equal(frames[1].check & RUNTIME_FRAME_MARKS, RUNTIME_FRAME_ENTRY | RUNTIME_FRAME_TASKS);
        assert_int_equal(frames[0].check & RUNTIME_FRAME_MARKS, 0);
        put_pointer(outer, CALLBACK_IN_FUTURE, NULL);
        assert_int_equal(insert(thread, walked, frames), 3);
        assert_ptr_equal(frames[1].code, view);
        enter_context(thread, version + 1);
        assert_int_equal(insert(thread, walked, frames), 2);
    }
}

/* The handle is not even read then; a step in which somebody else waits is another. */
static void who_waits_stays_known_while_nothing_changes(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const struct python_objects objects = {python.layout, code_type, text_type, text_type};
        const uint32_t version = 1000 + 10 * (uint32_t)minor;
        const void *bad = (const void *)(uintptr_t)0x10000; // NOLINT(performance-no-int-to-ptr)
        struct runtime_frame walked[2];
        struct runtime_frame frames[8];
        char *outer = new_object(gathering_type);
        char *task = new_task(NULL);
        char *thread = new_thread_of_task(task, walked);
        const char *frame = python_frames_get(python.layout, thread, TASK_FRAME);
        put_pointer(task, COROUTINE_IN_TASK, frame - frame_in_coroutine());
        gather(task, outer);
        wait_for(outer, new_task(new_coroutine(coroutine_type, new_code(1), outer)));
        enter_context(thread, version);
        assert_true(python_tasks_expect(&futures, &objects, thread, walked, 2));
        assert_int_equal(insert(thread, walked, frames), 3);
        enter_context(thread, version + 1);
        put_pointer((char *)python_frames_get(python.layout, thread, HANDLE_FRAME), LOCALS_IN_FRAME, bad);
        assert_int_equal(insert(thread, walked, frames), 3);
        enter_context(thread, version + 2);
        put_pointer(outer, CALLBACK_IN_FUTURE, NULL);
        assert_int_equal(insert(thread, walked, frames), 2);
    }
}

/* A further callback, which goes on with a task, and its context. */
static char *new_pair(const char *task) {
    char *pair = new_object(other_type);
    char *method = new_object(builtin_type);
    put_pointer(method, SELF_IN_FUNCTION, task);
    put_pointer(pair, ITEMS_IN_TUPLE, method);
    return pair;
}

/* A callback that lies where another lay, while who waited then still does: for something else. */
static void who_waits_is_another_where_the_callback_is(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const struct python_objects objects = {python.layout, code_type, text_type, text_type};
        const uint32_t version = 1500 + 10 * (uint32_t)minor;
        const char *other = new_code(1);
        struct runtime_frame walked[2];
        struct runtime_frame frames[8];
        char *task = new_task(NULL);
        char *thread = new_thread_of_task(task, walked);
        const char *frame = python_frames_get(python.layout, thread, TASK_FRAME);
        put_pointer(task, COROUTINE_IN_TASK, frame - frame_in_coroutine());
        wait_for(task, new_task(new_coroutine(coroutine_type, new_code(1), task)));
        enter_context(thread, version);
        assert_true(python_tasks_expect(&futures, &objects, thread, walked, 2));
        assert_int_equal(insert(thread, walked, frames), 3);
        put_pointer((char *)pointer_at(task, CALLBACK_IN_FUTURE), SELF_IN_FUNCTION,
                    new_task(new_coroutine(coroutine_type, other, task)));
        enter_context(thread, version + 1);
        assert_int_equal(insert(thread, walked, frames), 3);
        assert_ptr_equal(frames[1].code, other);
    }
}

/* Of further callbacks one is removed and one added: there are as many, in the same list. */
static void who_waits_is_another_in_the_same_list(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const struct python_objects objects = {python.layout, code_type, text_type, text_type};
        const uint32_t version = 1700 + 10 * (uint32_t)minor;
        const char *other = new_code(1);
        struct runtime_frame walked[2];
        struct runtime_frame frames[8];
        char *task = new_task(NULL);
        char *thread = new_thread_of_task(task, walked);
        const char *frame = python_frames_get(python.layout, thread, TASK_FRAME);
        char *list = new_object(other_type);
        char *items = new_object(NULL);
        put_pointer(task, COROUTINE_IN_TASK, frame - frame_in_coroutine());
        put_pointer(task, CALLBACK_IN_FUTURE, new_object(other_type));
        put_pointer(task, MORE_CALLBACKS_IN_FUTURE, list);
        put_number(list, COUNT_IN_TUPLE, 1);
        put_pointer(list, ITEMS_IN_TUPLE, items);
        put_pointer(items, 0, new_pair(new_task(new_coroutine(coroutine_type, new_code(1), task))));
        enter_context(thread, version);
        assert_true(python_tasks_expect(&futures, &objects, thread, walked, 2));
        assert_int_equal(insert(thread, walked, frames), 3);
        put_pointer(items, 0, new_pair(new_task(new_coroutine(coroutine_type, other, task))));
        enter_context(thread, version + 1);
        assert_int_equal(insert(thread, walked, frames), 3);
        assert_ptr_equal(frames[1].code, other);
    }
}

/* Its address is used again: what its frames hold is no handle. */
static void other_code_where_the_handles_was_runs_no_handle(void **state) {
    (void)state;
    FOR_EACH_VERSION {
        const struct python_futures futures = {.layout = python.layout, .types = &types};
        const struct python_objects objects = {python.layout, code_type, text_type, text_type};
        struct runtime_frame walked[2];
        struct runtime_frame frames[8];
        char *task = new_task(NULL);
        char *thread = new_thread_of_task(task, walked);
        wait_for(task, new_task(new_coroutine(coroutine_type, new_code(1), task)));
        enter_context(thread, 10 * (uint32_t)minor + 5);
        assert_true(python_tasks_expect(&futures, &objects, thread, walked, 2));
        assert_int_equal(insert(thread, walked, frames), 3);
        walked[HANDLE_FRAME].check = CHECK + 1;
        assert_int_equal(insert(thread, walked, frames), 2);
        walked[HANDLE_FRAME].check = CHECK;
        enter_context(thread, 10 * (uint32_t)minor + 6);
        char *own = (char *)python_frames_get(python.layout, thread, HANDLE_FRAME);
        put_pointer(own, LOCALS_IN_FRAME,
                    (const void *)(uintptr_t)0x10000); // NOLINT(performance-no-int-to-ptr)
        assert_int_equal(insert(thread, walked, frames), 2);
    }
}

static void other_versions_are_not_looked_at(void **state) {
    struct runtime_frame frames[4];
    (void)state;
    for (int minor = 8; minor < FIRST_MINOR; minor++)
        assert_int_equal(walk_with(python_layout(minor), NULL, frames, 4), 0);
    struct python_layout told = *python_layout(LAST_MINOR);
    told.is_told = true;
    assert_int_equal(walk_with(&told, NULL, frames, 4), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_future_leads_to_the_coroutines),
        cmocka_unit_test(what_wraps_a_coroutine_stands_for_it),
        cmocka_unit_test(coroutines_that_wait_for_each_other_end),
        cmocka_unit_test(who_gathers_stands_outside_of_the_task),
        cmocka_unit_test(tasks_that_wait_for_each_other_end),
        cmocka_unit_test(nobody_waits_where_the_objects_are_others),
        cmocka_unit_test(what_is_not_mapped_ends_the_search),
        cmocka_unit_test(what_a_callback_refers_to_may_be_freed),
        cmocka_unit_test(who_waits_is_looked_at_once_for_each_step),
        cmocka_unit_test(who_waits_stays_known_while_nothing_changes),
        cmocka_unit_test(who_waits_is_another_where_the_callback_is),
        cmocka_unit_test(who_waits_is_another_in_the_same_list),
        cmocka_unit_test(other_code_where_the_handles_was_runs_no_handle),
        cmocka_unit_test(other_versions_are_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
