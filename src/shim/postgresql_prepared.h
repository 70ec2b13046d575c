/*
 * From the name of a prepared statement to its text, per connection.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_PREPARED_H
#define LOOPLINE_SHIM_POSTGRESQL_PREPARED_H

#include "statement_cache.h"

struct prepared_names;

/* Notes the statement of a name, in place of an earlier one. `*names` is made where it is NULL. */
void prepared_names_set(struct prepared_names **names, const char *name, struct statement_reading reading);

/* False: the name is not known. `names` may be NULL here and below. */
bool prepared_names_get(const struct prepared_names *names, const char *name,
                        struct statement_reading *reading);

void prepared_names_remove(struct prepared_names *names, const char *name);
void prepared_names_release(struct prepared_names *names);

#endif
