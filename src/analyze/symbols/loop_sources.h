/* Finds the source-level function that a loop of the machine code belongs to, and the line it starts on. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_LOOP_SOURCES_H
#define LOOPLINE_ANALYZE_SYMBOLS_LOOP_SOURCES_H

#include "analyze/loops/native.h"
#include "scopes.h"

/* A function and what is needed to examine its loops. The caller owns everything. */
struct loop_setting {
    const struct native_loops *loops;
    const struct scopes *scopes;
    Dwarf_Die *unit;
    uint64_t dwarf_bias; /* addresses of `loops` minus those of the debug information */
};

struct loop_source {
    size_t scope;    /* the scope that the loop belongs to */
    int header_line; /* 0: unknown */
};

/* Never fails; scope 0 and line 0 if unknown. */
struct loop_source loop_source_find(const struct loop_setting *setting, size_t loop);

#endif
