/*
 * The files that the loader would map for a program before its main runs, found as ld.so(8) finds them:
 * DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, the directories of /etc/ld.so.conf, the built-in ones. Nothing is
 * executed. Subdirectories for processor variants (glibc-hwcaps) are not looked at: they hold other builds
 * of the same libraries.
 */
#ifndef LOOPLINE_CLI_DOCTOR_LOADER_H
#define LOOPLINE_CLI_DOCTOR_LOADER_H

#include "object.h"

struct doctor_objects {
    struct doctor_object **items; /* items[0] is the program */
    size_t count;
    char **missing; /* names that no directory holds */
    size_t missing_count;
};

/*
 * Adds what `program` needs, directly or not, breadth first as the loader does. Takes over `program`, which
 * becomes items[0]. Returns false out of memory; what was found by then is in `objects`.
 */
bool doctor_load(struct doctor_object *program, struct doctor_objects *objects);

/* Adds one object and takes it over. Returns false, with `object` freed, out of memory. */
bool doctor_objects_add(struct doctor_objects *objects, struct doctor_object *object);
void doctor_objects_free(struct doctor_objects *objects); /* what it holds, not the struct */

#endif
