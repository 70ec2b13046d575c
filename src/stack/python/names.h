/*
 * Looks up names in CPython's objects, in place: entries of dictionaries and attributes of instances.
 *
 * Used once for each new code object on a stack, and nothing relies on it: the kernel makes a copy of all
 * that is read (foreign.h), as another thread may free it meanwhile; each object's type is checked, and a
 * wrong layout finds nothing. All functions run on the thread whose frame it is, inside a database call.
 */
#ifndef LOOPLINE_STACK_PYTHON_NAMES_H
#define LOOPLINE_STACK_PYTHON_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects.h"

/* Where an instance keeps its attributes. */
enum python_instance {
    PYTHON_INSTANCE_DICTIONARY,     /* in a dictionary, at an offset given by its type */
    PYTHON_INSTANCE_VALUES_POINTER, /* in an array whose pointer is in front of the instance, or in a
                                       dictionary */
    PYTHON_INSTANCE_TAGGED_POINTER, /* the same, with one word for both */
    PYTHON_INSTANCE_INLINE_VALUES,  /* in the instance itself, or in a dictionary */
};

/* Byte offsets on 64-bit machines, for builds with a GIL. */
struct python_names_layout {
    uint8_t minor; /* of version 3 */
    enum python_instance instance_kind;
    uint16_t frame_globals;
    uint16_t frame_locals;     /* the first local variable: the first parameter */
    uint16_t type_shared_keys; /* the names of attributes that instances keep outside a dictionary */
    uint16_t keys_entries;     /* from a table of keys to its indexes, which precede its entries */
    uint16_t keys_count;
    uint16_t values_first; /* from a table of values to the first value */
};

/* Returns the layout of 3.`minor`, or NULL if it is unknown. Static; any thread. */
const struct python_names_layout *python_names_layout(int minor);

/* How to read names; the types are addresses in the interpreter. */
struct python_names {
    const struct python_names_layout *layout;
    const struct python_objects *objects;
    const void *dictionary_type;
    const void *number_type;
};

/* More words than the look-ups of a template's node need. */
enum { PYTHON_TRAIL_WORDS = 24 };

/*
 * The words of memory that a look-up read, in the order in which one led to the next. While they are
 * unchanged, the look-up would find the same. A word may be read if all words before it are unchanged.
 */
struct python_trail {
    uint32_t count; /* above PYTHON_TRAIL_WORDS: some were lost */
    struct python_trail_word {
        const void *place;
        uintptr_t value;
    } words[PYTHON_TRAIL_WORDS];
};

/* Returns the dictionary's value for a name (ASCII); NULL if there is none or it is not a dictionary. */
const void *python_names_entry(const struct python_names *names, const void *dictionary, const char *name);

/* Returns the dictionary's value number `place` (0: the first); NULL: it has fewer, or it is none. */
const void *python_names_value_at(const struct python_names *names, const void *dictionary, size_t place);

/* Returns true if the name was the first key ever put into the dictionary. */
bool python_names_is_first(const struct python_names *names, const void *dictionary, const char *name);

/* Returns an attribute of the instance itself, not of its class; NULL: none. Adds what it read to the trail,
 * unless that is NULL. */
const void *python_names_attribute(const struct python_names *names, const void *object, const char *name,
                                   struct python_trail *trail);

/*
 * Writes the values of an instance's own attributes, as far as there is room, and returns how many; NULL: an
 * attribute has none. Of versions before 3.11 none.
 */
size_t python_names_instance_values(const struct python_names *names, const void *object, const void **values,
                                    size_t capacity);

/*
 * Copies a str as UTF-8. Returns its length in bytes, or 0 if it is not a str or does not fit: there must be
 * room for four bytes a character.
 */
size_t python_names_copy_text(const struct python_names *names, const void *object, char *buffer,
                              size_t capacity);

/* Copies the end of a str as UTF-8, a fourth of the capacity at most. Returns its length; 0: none. */
size_t python_names_copy_end(const struct python_names *names, const void *object, char *buffer,
                             size_t capacity);

/*
 * Returns the value of a small int, or -1 if the object is not one or is negative. Adds what it read to the
 * trail, unless that is NULL.
 */
int64_t python_names_number(const struct python_names *names, const void *object, struct python_trail *trail);

/* Return the globals and the first local variable of a frame just walked; NULL: none. */
const void *python_names_globals(const struct python_names *names, const void *frame);
const void *python_names_first_local(const struct python_names *names, const void *frame);

#endif
