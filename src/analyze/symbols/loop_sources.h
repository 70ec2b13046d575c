/*
 * To which source-level function a loop of the machine code belongs, and on which line it starts.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_LOOP_SOURCES_H
#define LOOPLINE_ANALYZE_SYMBOLS_LOOP_SOURCES_H

#include "analyze/loops/native.h"
#include "scopes.h"

/* A function with all that is needed to look at its loops; everything is the caller's. */
struct loop_setting {
    const struct native_loops *loops;
    const struct scopes *scopes;
    Dwarf_Die *unit;
    uint64_t dwarf_bias; /* addresses of `loops` minus those of the debug information */
};

struct loop_source {
    size_t scope;    /* the scope whose code makes up the loop */
    int header_line; /* 0: unknown */
};

/* Never fails; what is unknown stays scope 0 and line 0. */
struct loop_source loop_source_find(const struct loop_setting *setting, size_t loop);

#endif
