/*
 * Reads objects of CPython that other threads may free meanwhile: each read is a copy by the kernel, which
 * answers where nothing is mapped. What was freed and used again reads as something else, so types are
 * checked. Any thread; NULL is no object.
 */
#ifndef LOOPLINE_STACK_PYTHON_FOREIGN_H
#define LOOPLINE_STACK_PYTHON_FOREIGN_H

#include <stdbool.h>
#include <string.h>

#include "layout.h"
#include "libc/readable.h"

/* PyTypeObject, x86-64, CPython 3.8 to 3.14. */
enum { FOREIGN_TYPE_NAME = 24, FOREIGN_TYPE_BASE = 256 };

static inline bool foreign_copy(void *to, const void *from, size_t bytes) {
    return from && memory_copy(to, from, bytes);
}

/* Returns the pointer at an offset of an object; NULL: it cannot be read. */
static inline const void *foreign_word(const void *object, size_t offset) {
    const void *value = NULL;
    return object && foreign_copy(&value, (const char *)object + offset, sizeof value) ? value : NULL;
}

/* Returns the type of what may be no object at all; NULL: it is none. */
static inline const void *foreign_type(const struct python_layout *layout, const void *object) {
    return (uintptr_t)object % sizeof(void *) ? NULL : foreign_word(object, layout->object_type);
}

/* Returns true if the type has this name; `bytes` is the name's size with its NUL, at most 32. */
static inline bool foreign_type_is_called(const void *type, const char *name, size_t bytes) {
    char found[32];
    return bytes <= sizeof found && foreign_copy(found, foreign_word(type, FOREIGN_TYPE_NAME), bytes) &&
           memcmp(found, name, bytes) == 0;
}

/*
 * Returns true if the type has this name, or is `*known`, the type that was found to have it the last time.
 * Found twice at one time, it is the same.
 */
static inline bool foreign_is_type(const void **known, const void *type, const char *name, size_t bytes) {
    if (!type)
        return false;
    if (__atomic_load_n(known, __ATOMIC_RELAXED) == type)
        return true;
    if (!foreign_type_is_called(type, name, bytes))
        return false;
    __atomic_store_n(known, type, __ATOMIC_RELAXED);
    return true;
}

#define FOREIGN_IS_TYPE(known, type, name) foreign_is_type(&(known), type, name, sizeof(name))

#endif
