/*
 * Notices code that goes away: everything keyed by addresses has to know.
 */
#ifndef LOOPLINE_SHIM_UNLOAD_H
#define LOOPLINE_SHIM_UNLOAD_H

#include <stdint.h>

struct unload_watch {
    uint64_t unloads_before;             /* of the loader, dlpi_subs */
    struct loaded_ranges *ranges_before; /* NULL where nothing has been recorded yet */
};

/* Around one call of the real dlclose; errno is kept. Any thread. */
void unload_watch_start(struct unload_watch *watch);
void unload_watch_end(struct unload_watch *watch);

#endif
