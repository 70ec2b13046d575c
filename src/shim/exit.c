/*
 * Ways out of a process that run no exit handlers: Python's os._exit, Ruby's exit!, the children of
 * multiprocessing. quick_exit runs handlers and is met by one (process.c).
 */
#include <unistd.h>

#include "libc/system_call.h"
#include "shim/recorder/recorder.h"

/* The same system call that glibc's _exit makes; ours cannot return either. */
static _Noreturn void leave(int status) {
    recorder_finish();
    for (;;)
        system_call4(SYS_exit_group, status, 0, 0, 0);
}

__attribute__((visibility("protected"))) void _exit(int status) {
    leave(status);
}

__attribute__((visibility("protected"))) void _Exit(int status) {
    leave(status);
}
