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

/* Returns true if the type is `*known`, the first that was found to have this name, which it then becomes. */
static inline bool foreign_is_type(const void **known, const void *type, const char *name, size_t bytes) {
    const void *first = __atomic_load_n(known, __ATOMIC_RELAXED);
    if (!type || first)
        return type && first == type;
    if (!foreign_type_is_called(type, name, bytes))
        return false;
    __atomic_store_n(known, type, __ATOMIC_RELAXED);
    return true;
}

/*
 * Words that others' objects held when something was found out about them: while they hold the same, it is
 * still so, and one system call tells.
 */
struct foreign_proof {
    uint32_t count; /* 0, or more than MEMORY_MOST_WORDS: nothing is proved */
    const void *places[MEMORY_MOST_WORDS];
    uintptr_t values[MEMORY_MOST_WORDS];
};

/* `proof` may be NULL. */
static inline void foreign_proof_add(struct foreign_proof *proof, const void *object, size_t offset,
                                     uintptr_t value) {
    if (!proof)
        return;
    if (proof->count < MEMORY_MOST_WORDS) {
        proof->places[proof->count] = (const char *)object + offset;
        proof->values[proof->count] = value;
    }
    proof->count += proof->count <= MEMORY_MOST_WORDS;
}

static inline void foreign_proof_give_up(struct foreign_proof *proof) {
    if (proof)
        proof->count = MEMORY_MOST_WORDS + 1;
}

static inline bool foreign_proof_holds(const struct foreign_proof *proof) {
    uintptr_t found[MEMORY_MOST_WORDS];
    return proof->count && proof->count <= MEMORY_MOST_WORDS &&
           memory_copy_words(found, proof->places, proof->count) &&
           memcmp(found, proof->values, proof->count * sizeof *found) == 0;
}

/*
 * Whose objects are read. What the calling thread's own frames lead to, nobody else lets go of meanwhile: it
 * is read in place, where the layout says that there is an object.
 */
enum python_ownership { PYTHON_OWN, PYTHON_OTHERS };

/* As foreign_copy, foreign_word and foreign_type. */
static inline bool owned_copy(enum python_ownership whose, void *to, const void *from, size_t bytes) {
    if (whose == PYTHON_OTHERS)
        return foreign_copy(to, from, bytes);
    if (from)
        memcpy(to, from, bytes);
    return from != NULL;
}

static inline const void *owned_word(enum python_ownership whose, const void *object, size_t offset) {
    const void *value = NULL;
    return object && owned_copy(whose, &value, (const char *)object + offset, sizeof value) ? value : NULL;
}

static inline const void *owned_type(enum python_ownership whose, const struct python_layout *layout,
                                     const void *object) {
    return (uintptr_t)object % sizeof(void *) ? NULL : owned_word(whose, object, layout->object_type);
}

#define FOREIGN_IS_TYPE(known, type, name) foreign_is_type(&(known), type, name, sizeof(name))

#endif
