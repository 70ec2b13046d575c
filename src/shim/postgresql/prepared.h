/*
 * From the name of a prepared statement to its text, per connection.
 */
#ifndef LOOPLINE_SHIM_POSTGRESQL_PREPARED_H
#define LOOPLINE_SHIM_POSTGRESQL_PREPARED_H

#include "shim/recorder/statement_cache.h"

struct prepared_names;

/* One setting of a name, to be known again when its answer comes; all zero: none. */
struct name_setting {
    uint64_t hash;
    uint32_t number; /* of the settings of this name */
};

/*
 * Notes the statement that a name was sent to stand for, in place of an earlier one, which is kept until the
 * answer is noted. `*names` is made where it is NULL.
 */
struct name_setting prepared_names_set(struct prepared_names **names, const char *name,
                                       struct statement_reading reading);

/* The server took a setting, or refused it, and the name stands for what it stood for. `names` may be NULL.
 */
void prepared_names_answered(struct prepared_names *names, struct name_setting setting, bool taken);

/* False: the name is not known. `names` may be NULL here and below. */
bool prepared_names_get(const struct prepared_names *names, const char *name,
                        struct statement_reading *reading);

void prepared_names_remove(struct prepared_names *names, const char *name);
void prepared_names_release(struct prepared_names *names);

#endif
