/*
 * The loaded objects and the symbols they define. The loader is called, or its list read where it may not be
 * called (forked.h). Nothing here calls malloc, and nothing waits for any lock but the loader's.
 */
#ifndef LOOPLINE_LIBC_OBJECTS_H
#define LOOPLINE_LIBC_OBJECTS_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Like dl_iterate_phdr(3), which it calls wherever the loader may be called. Any thread. */
int objects_iterate(int (*callback)(struct dl_phdr_info *info, size_t size, void *context), void *context);

/* Where an object is mapped. */
struct object_place {
    uintptr_t bias;
    uintptr_t start; /* address of the file's first byte */
    uintptr_t end;
    const char *name; /* a path; "" for the main program. Valid while the object stays loaded. */
};

/* Finds the object that holds an address. Returns false if there is none. Any thread. */
bool object_find(const void *address, struct object_place *result);

/* A defined symbol, in the version that new programs are linked against. */
struct object_symbol {
    void *address; /* NULL: there is none */
    size_t bytes;
};

/*
 * Size of the symbol `name` in the object that holds `address`; 0 if the symbol is at another address or is
 * missing. Any thread.
 */
size_t object_symbol_bytes(const void *address, const char *name);
/* Finds a symbol in one object. Any thread. */
struct object_symbol object_symbol(const struct dl_phdr_info *object, const char *name);

/*
 * Address of the symbol in the first object after this library that defines it, of those loaded when the
 * process started. NULL if there is none.
 */
void *objects_next_symbol(const char *name);

/*
 * Stand in for dlopen(RTLD_NOLOAD) and dlsym where the loader may not be called. The first finds an object in
 * the loader's list by name, or returns NULL. The second finds a symbol that the object or one of its
 * dependencies defines; with `object` NULL it searches the whole list, in order.
 */
const struct link_map *listed_object(const char *name);
struct object_symbol listed_symbol(const struct link_map *object, const char *name);

/* Notes which objects are loaded. Call once, from the constructor. */
void objects_start(void);

#endif
