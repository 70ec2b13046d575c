/*
 * What every file of hooks needs. A hook has the name and type of the function that it replaces; it is
 * exported, and calls from within this library reach it directly.
 */
#ifndef LOOPLINE_SHIM_PROCESS_HOOK_H
#define LOOPLINE_SHIM_PROCESS_HOOK_H

#include "process.h"

#define HOOK __attribute__((visibility("protected")))

/* The hook's caller. A macro, since it means the frame in which it is written. */
#define CALLER __builtin_return_address(0)

#endif
