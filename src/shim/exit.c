/*
 * Ways out of a process that run no exit handlers: Python's os._exit, Ruby's exit!, the children of
 * multiprocessing. quick_exit runs handlers and is met by one (process.c).
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "shim/recorder/recorder.h"

/* The same system call that glibc's _exit makes; ours cannot return either. */
static _Noreturn void leave(int status) {
    recorder_finish();
    for (;;)
        syscall(SYS_exit_group, status);
}

__attribute__((visibility("protected"))) void _exit(int status) {
    leave(status);
}

__attribute__((visibility("protected"))) void _Exit(int status) {
    leave(status);
}
