/*
 * What names lead to in objects of CPython: entries of dictionaries, attributes of instances, read in place.
 *
 * All of it is asked once for what is new on a stack, and never counted on: each address is asked of the
 * kernel before it is read, each object is held against its type, and a layout that is wrong finds nothing.
 */
#ifndef LOOPLINE_STACK_PYTHON_NAMES_H
#define LOOPLINE_STACK_PYTHON_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects.h"

/* Where an instance keeps its attributes. */
enum python_instance {
    PYTHON_INSTANCE_DICTIONARY,     /* in a dictionary, at an offset that its type tells */
    PYTHON_INSTANCE_VALUES_POINTER, /* in an array, a pointer to which is in front of it, or a dictionary */
    PYTHON_INSTANCE_TAGGED_POINTER, /* the same, and one word for both */
    PYTHON_INSTANCE_INLINE_VALUES,  /* in itself, or in a dictionary */
};

/* Offsets in bytes on 64-bit machines, of builds with a GIL. */
struct python_names_layout {
    uint8_t minor; /* of version 3 */
    enum python_instance instance_kind;
    uint16_t frame_globals;
    uint16_t frame_locals;     /* the first local variable, which is the first parameter */
    uint16_t type_shared_keys; /* names of the attributes that instances keep without a dictionary */
    uint16_t keys_entries;     /* from a table of keys to what is in front of its entries: indexes */
    uint16_t keys_count;
    uint16_t values_first; /* from a table of values to the first of them */
};

/* The layout of 3.`minor`, or NULL where it is not known. Static. */
const struct python_names_layout *python_names_layout(int minor);

/* How to read names; the types are addresses in the interpreter. */
struct python_names {
    const struct python_names_layout *layout;
    const struct python_objects *objects;
    const void *dictionary_type;
    const void *number_type;
};

/* What a dictionary has under a name, a text of ASCII; NULL: nothing, or no dictionary. */
const void *python_names_entry(const struct python_names *names, const void *dictionary, const char *name);

/* True where the name is the first that was ever put into a dictionary. */
bool python_names_is_first(const struct python_names *names, const void *dictionary, const char *name);

/* An attribute that the instance has itself, and not its class; NULL: none. */
const void *python_names_attribute(const struct python_names *names, const void *object, const char *name);

/* The characters of a str of ASCII; `bytes` is NULL where it is none. They live as long as the object. */
struct runtime_bytes python_names_text(const struct python_names *names, const void *object);

/* A small int that is not negative, or -1. */
int64_t python_names_number(const struct python_names *names, const void *object);

/* An object that a frame refers to; NULL: none. `frame` is one that was just walked. */
const void *python_names_globals(const struct python_names *names, const void *frame);
const void *python_names_first_local(const struct python_names *names, const void *frame);

#endif
