/* Whether the calling thread is the process's first thread. */
#ifndef LOOPLINE_LIBC_MAIN_THREAD_H
#define LOOPLINE_LIBC_MAIN_THREAD_H

#include <stdbool.h>

#include "confined.h"
#include "system_call.h"

/* Also false where no system call may be made (confined.h). Makes two system calls. Any thread. */
static inline bool thread_is_main(void) {
    return !process_is_confined() &&
           system_call4(SYS_gettid, 0, 0, 0, 0) == system_call4(SYS_getpid, 0, 0, 0, 0);
}

#endif
