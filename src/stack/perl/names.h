/*
 * Reads the name of a sub and the file of a statement. The proof of the layout does not cover them, so all
 * memory is checked before it is read.
 */
#ifndef LOOPLINE_STACK_PERL_NAMES_H
#define LOOPLINE_STACK_PERL_NAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/* Writes "Package::name" of a CV into the result's name. Returns false if it has none. */
bool perl_name_of_sub(const struct perl_layout *layout, const void *cv, struct runtime_code *result);

/*
 * Writes the file of a COP into the result's file. `threaded`: Perl was built with threads, which keeps it
 * differently. Perl numbers string evals; here all of them are "(eval)".
 */
bool perl_file_of_statement(const void *cop, bool threaded, struct runtime_code *result);

#endif
