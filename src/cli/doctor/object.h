/*
 * One ELF file, as far as `loopline doctor` needs to know it: who loads it, what it needs, and how it gets at
 * SQLite and libpq.
 */
#ifndef LOOPLINE_CLI_DOCTOR_OBJECT_H
#define LOOPLINE_CLI_DOCTOR_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

enum doctor_database { DOCTOR_SQLITE = 0, DOCTOR_LIBPQ = 1, DOCTOR_DATABASES = 2 };

/* "SQLite" and "libpq". */
const char *doctor_database_name(enum doctor_database database);

/* How one file stands to one database library. */
struct doctor_use {
    bool imports;           /* calls it in another file: the shim sees these calls */
    bool exports;           /* is it, or holds a copy that others can call */
    bool contains;          /* holds a copy, by its symbol table, whether exported or not */
    bool resembles;         /* no symbol tells, but a text that only the library holds is in there */
    bool own_calls_visible; /* holds a copy, and calls it by the loader's tables: the shim sees these calls */
};

struct doctor_object {
    char *path;
    int machine;       /* ELF e_machine */
    int elf_class;     /* ELFCLASS32 or ELFCLASS64 */
    bool is_dynamic;   /* has a dynamic section */
    bool is_go;        /* made by the Go compiler */
    char *interpreter; /* the loader that it asks for; NULL: none */
    char *soname;      /* NULL: none */
    char *rpath;       /* DT_RPATH, NULL: none */
    char *runpath;     /* DT_RUNPATH, NULL: none */
    char **needed;     /* DT_NEEDED, in order */
    size_t needed_count;
    struct doctor_use uses[DOCTOR_DATABASES];
};

enum doctor_object_status {
    DOCTOR_OBJECT_READ = 0,
    DOCTOR_OBJECT_UNREADABLE, /* cannot be opened; errno says why */
    DOCTOR_OBJECT_FOREIGN,    /* no ELF program or library, or a damaged one */
};

/*
 * Reads `path`. On DOCTOR_OBJECT_READ the caller owns *object and frees it with doctor_object_free; otherwise
 * *object is NULL.
 */
enum doctor_object_status doctor_object_read(const char *path, struct doctor_object **object);
void doctor_object_free(struct doctor_object *object); /* NULL is fine */

/* Is a file of this machine and class what the shim, which is built like this program, can be loaded into? */
bool doctor_object_is_native(const struct doctor_object *object);

#endif
