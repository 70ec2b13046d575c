/*
 * Shared by all files that define hooks. A hook has the name and type of the function it replaces. It is
 * exported, and calls from within the shim reach it directly.
 */
#ifndef LOOPLINE_SHIM_PROCESS_HOOK_H
#define LOOPLINE_SHIM_PROCESS_HOOK_H

#include "process.h"

#define HOOK __attribute__((visibility("protected")))

/* The return address of the hook. A macro, because it must be evaluated in the hook's own frame. */
#define CALLER __builtin_return_address(0)

#endif
