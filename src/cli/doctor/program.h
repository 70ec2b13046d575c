/*
 * Can a program, as a file, be intercepted? Judges privileges, the ELF file and all that it would load.
 */
#ifndef LOOPLINE_CLI_DOCTOR_PROGRAM_H
#define LOOPLINE_CLI_DOCTOR_PROGRAM_H

#include <stdbool.h>

#include "diagnosis.h"
#include "loader.h"

/*
 * Adds what is to be said of starting the program at `path`. Returns false where it cannot be read, with the
 * reason said on standard error.
 */
bool doctor_examine_program(const char *path, struct doctor_diagnosis *diagnosis);

/*
 * Would the loader, or the running process, keep the shim out of this program? Adds what does; returns true
 * if nothing does.
 */
bool doctor_examine_loading(const struct doctor_object *program, struct doctor_diagnosis *diagnosis);

/* Adds every way to a database among objects that are mapped together; items[0] is the program. */
void doctor_examine_databases(const struct doctor_objects *objects, struct doctor_diagnosis *diagnosis);

/* Adds what is known of the language's database drivers, by the name of the program that runs it. */
void doctor_note_runtime(const char *path, struct doctor_diagnosis *diagnosis);

#endif
