/*
 * Code objects of CPython, and the objects that they are made of, read in place.
 */
#ifndef LOOPLINE_STACK_PYTHON_OBJECTS_H
#define LOOPLINE_STACK_PYTHON_OBJECTS_H

#include <stdbool.h>

#include "layout.h"
#include "stack/host_memory.h"
#include "stack/runtime.h"

/* How to tell and to read them; the types are addresses in the interpreter. */
struct python_objects {
    const struct python_layout *layout;
    const void *code_type;
    const void *text_type;
    const void *bytes_type;
};

static inline const void *python_type_of(const struct python_layout *layout, const void *object) {
    return pointer_at(object, layout->object_type);
}

/* As `describe` of struct runtime; `code` is that of a frame just walked. */
bool python_objects_read_code(const struct python_objects *objects, const void *code,
                              struct runtime_code *result);

/* The bytecode alone of a code object that has been read before. False: none that can be believed. */
bool python_objects_read_bytecode(const struct python_objects *objects, const void *code,
                                  struct runtime_bytes *result);

#endif
