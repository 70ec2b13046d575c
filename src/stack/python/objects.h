/* Reads CPython's code objects, and the objects they consist of, in place. */
#ifndef LOOPLINE_STACK_PYTHON_OBJECTS_H
#define LOOPLINE_STACK_PYTHON_OBJECTS_H

#include <stdbool.h>

#include "layout.h"
#include "stack/host_memory.h"
#include "stack/runtime.h"

/* How to recognise and read them; the types are addresses in the interpreter. */
struct python_objects {
    const struct python_layout *layout;
    const void *code_type;
    const void *text_type;
    const void *bytes_type;
};

static inline const void *python_type_of(const struct python_layout *layout, const void *object) {
    return pointer_at(object, layout->object_type);
}

/* The characters of a str. */
struct python_characters {
    const char *data;
    size_t points;
    uint32_t width; /* bytes of each */
};

/* Finds the characters of an object known to be a str or of a subclass. Returns false if it has none. */
bool python_objects_characters(const struct python_objects *objects, const void *text,
                               struct python_characters *characters);

/* Copies characters as UTF-8, cut at the capacity. Returns the number of bytes. */
size_t python_characters_copy(const struct python_characters *characters, char *buffer, size_t capacity);

/* Returns true if the object is a str that ends in this text (ASCII). */
bool python_objects_text_ends_in(const struct python_objects *objects, const void *text, const char *ending);

/* Like `describe` of struct runtime. `code` is the code object of a frame just walked. */
bool python_objects_read_code(const struct python_objects *objects, const void *code,
                              struct runtime_code *result);

/* Returns true for a code object of the interpreter's own, by the names that were read. */
bool python_objects_is_glue(const struct runtime_code *code);

/*
 * Reads only the bytecode of a code object that python_objects_read_code has read before. Returns false if it
 * is not plausible.
 */
bool python_objects_read_bytecode(const struct python_objects *objects, const void *code,
                                  struct runtime_bytes *result);

#endif
