#include "optional.h"

#include <stdlib.h>

#include "objects.h"

/*
 * In no header: glibc's version; what pthread_atfork of its static part calls; handlers that no library's
 * unloading runs early (Itanium C++ ABI, 3.3.6). Weak: musl lacks them, but for the last.
 */
extern const char *gnu_get_libc_version(void) __attribute__((weak));
extern int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                             void *dso_handle) __attribute__((weak));
extern int __cxa_at_quick_exit(void (*function)(void *), void *dso_handle) __attribute__((weak));
extern int __cxa_atexit(void (*function)(void *), void *argument, void *dso_handle);

/* The module's state, written by the constructor; each may be NULL. */
static struct {
    int (*once)(pthread_once_t *, void (*)(void));
    int (*key_create)(pthread_key_t *, void (*)(void *));
    int (*set)(pthread_key_t, const void *);
    void *(*get)(pthread_key_t);
    int (*attributes)(pthread_attr_t *);
    int (*stack_bytes)(const pthread_attr_t *, size_t *);
    const char *(*name)(int);
    const char *(*description)(int);
} found;

void optional_functions_find(void) {
    found.once = (int (*)(pthread_once_t *, void (*)(void)))objects_next_symbol("pthread_once");
    found.key_create = (int (*)(pthread_key_t *, void (*)(void *)))objects_next_symbol("pthread_key_create");
    found.set = (int (*)(pthread_key_t, const void *))objects_next_symbol("pthread_setspecific");
    found.get = (void *(*)(pthread_key_t))objects_next_symbol("pthread_getspecific");
    found.attributes = (int (*)(pthread_attr_t *))objects_next_symbol("pthread_attr_init");
    found.stack_bytes =
        (int (*)(const pthread_attr_t *, size_t *))objects_next_symbol("pthread_attr_getstacksize");
    found.name = (const char *(*)(int))objects_next_symbol("strerrorname_np");
    found.description = (const char *(*)(int))objects_next_symbol("strerrordesc_np");
}

bool libc_is_glibc(int minor) {
    const char *version = gnu_get_libc_version ? gnu_get_libc_version() : NULL;
    if (!version || version[0] != '2' || version[1] != '.')
        return version && version[0] > '2';
    return strtol(version + 2, NULL, 10) >= minor;
}

/* Without it there is one thread, and a number is all that it takes. */
void run_once(pthread_once_t *once, void (*function)(void)) {
    if (found.once) {
        found.once(once, function);
    } else if (*once == PTHREAD_ONCE_INIT) {
        *once = PTHREAD_ONCE_INIT + 1;
        function();
    }
}

bool thread_end_watch(pthread_key_t *key, void (*ends)(void *value)) {
    return found.key_create && found.set && found.key_create(key, ends) == 0;
}

void thread_end_set(pthread_key_t key, void *value) {
    if (found.set)
        found.set(key, value);
}

void *thread_value(pthread_key_t key) {
    return found.get ? found.get(key) : NULL;
}

/* Attributes are plain data in glibc and musl: without what takes memory (processors) there is nothing to
 * free. */
size_t thread_stack_bytes(const pthread_attr_t *attributes) {
    pthread_attr_t usual;
    size_t bytes = 0;
    if (!found.attributes || !found.stack_bytes || (!attributes && found.attributes(&usual) != 0))
        return 0;
    return found.stack_bytes(attributes ? attributes : &usual, &bytes) == 0 ? bytes : 0;
}

const char *error_name(int error) {
    return found.name ? found.name(error) : NULL;
}

const char *error_description(int error) {
    return found.description ? found.description(error) : NULL;
}

/* With no object behind them they stay for good, and exit handlers run even after destructors. */
void fork_handlers_register(void (*prepare)(void), void (*child)(void)) {
    if (__register_atfork)
        __register_atfork(prepare, NULL, child, NULL);
}

void exit_handler_register(void (*function)(void *unused)) {
    __cxa_atexit(function, NULL, NULL);
    if (__cxa_at_quick_exit)
        __cxa_at_quick_exit(function, NULL);
}
