/*
 * The objects that are loaded, and the symbols that they define: asked of the loader, or read from its list
 * where it may not be asked (forked.h). Nothing here calls malloc; nothing waits for a lock but the loader's.
 */
#ifndef LOOPLINE_LIBC_OBJECTS_H
#define LOOPLINE_LIBC_OBJECTS_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As dl_iterate_phdr(3), which is what it is wherever the loader may be asked. Any thread. */
int objects_iterate(int (*callback)(struct dl_phdr_info *info, size_t size, void *context), void *context);

/* An object by an address in it. */
struct object_place {
    uintptr_t bias;
    uintptr_t start; /* what the file's first byte is mapped to */
    uintptr_t end;
    const char *name; /* a path; of the main program "". Valid while the object stays loaded. */
};

/* False where the address lies in none. Any thread. */
bool object_find(const void *address, struct object_place *result);

/* A defined symbol, by the version that new programs are bound to. */
struct object_symbol {
    void *address; /* NULL: there is none */
    size_t bytes;
};

/* Of one object; `name` in the object that holds `address`, and 0 bytes where it means another address. */
size_t object_symbol_bytes(const void *address, const char *name);
struct object_symbol object_symbol(const struct dl_phdr_info *object, const char *name);

/* The first object behind this library that defines the name, and has since the process started. */
void *objects_next_symbol(const char *name);

/*
 * dlopen(RTLD_NOLOAD) and dlsym for where the loader may not be asked: an object of the loader's list, by
 * name, and a symbol that it or what it needs defines; `object` NULL: the whole list, as it lies. NULL: none.
 */
const struct link_map *listed_object(const char *name);
struct object_symbol listed_symbol(const struct link_map *object, const char *name);

/* Notes what has been loaded by now. From the constructor. */
void objects_start(void);

#endif
