/* The prepared statements of one connection, by name. Used by one thread at a time, like the connection. */
#ifndef LOOPLINE_SHIM_POSTGRESQL_PREPARED_H
#define LOOPLINE_SHIM_POSTGRESQL_PREPARED_H

#include "shim/recorder/statement_cache.h"

struct prepared_names;

/* One assignment of a statement to a name, recognised when its answer arrives. All zero: none. */
struct name_setting {
    uint64_t hash;
    uint32_t number; /* counts the settings of this name */
};

/*
 * Notes that a name was sent to stand for a statement. An earlier statement of that name is kept until the
 * answer is noted. Creates `*names` if it is NULL. Returns all zero if memory is short.
 */
struct name_setting prepared_names_set(struct prepared_names **names, const char *name,
                                       const struct statement_reading *reading);

/*
 * Notes the server's answer: it accepted the setting (`taken`), or refused it and the name keeps its earlier
 * statement. `names` may be NULL.
 */
void prepared_names_answered(struct prepared_names *names, struct name_setting setting, bool taken);

/*
 * Returns what a name stands for until the next setting, or NULL if it is unknown. `names` may be NULL here
 * and below.
 */
const struct statement_reading *prepared_names_get(const struct prepared_names *names, const char *name);

void prepared_names_remove(struct prepared_names *names, const char *name);
/* Frees all of it. */
void prepared_names_release(struct prepared_names *names);

#endif
