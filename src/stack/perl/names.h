/*
 * What Perl calls a sub, and the file of a statement. All that is read may be anything: only the layout is
 * proved, and these are not part of the proof.
 */
#ifndef LOOPLINE_STACK_PERL_NAMES_H
#define LOOPLINE_STACK_PERL_NAMES_H

#include <stdbool.h>

#include "layout.h"
#include "stack/runtime.h"

/* "Package::name" of a CV into the result's name; false: it has none. */
bool perl_name_of_sub(const struct perl_layout *layout, const void *cv, struct runtime_code *result);

/*
 * The file of a COP into the result's file, as Perl tells it; `threaded`: as builds with threads keep it.
 * Texts that were evaluated are numbered, and are all "(eval)" here.
 */
bool perl_file_of_statement(const void *cop, bool threaded, struct runtime_code *result);

#endif
