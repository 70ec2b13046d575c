#include "forked.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "confined.h"
#include "status.h"
#include "system_call.h"

enum { PAGE_BYTES = 4096, LINKS_OF_ONE_THREAD = 3 };

/*
 * The module's state, written by the constructor and around forks. `ours` points to a page that the kernel
 * wipes in every child (Linux 4.14), or to `unwiped` where it does not know how: then fork handlers have to
 * do.
 */
static struct {
    uint32_t *ours; /* NULL: before the constructor */
    uint32_t unwiped;
    bool threads; /* there were others at the last fork */
    bool off;     /* this process is the child of such a fork, or descends from one */
} watch;

void fork_watch_start(void) {
    const long page =
        system_call6(SYS_mmap, 0, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const bool wiped = page > 0 && system_call4(SYS_madvise, page, PAGE_BYTES, MADV_WIPEONFORK, 0) == 0;
    watch.ours = wiped ? (uint32_t *)page : &watch.unwiped; // NOLINT(performance-no-int-to-ptr)
    *watch.ours = 1;
}

/* The kernel counts a process's threads as links of a directory (fs/proc/base.c, proc_task_getattr). */
static bool has_other_threads(void) {
    struct stat status;
    if (path_status("/proc/self/task", &status) != 0)
        return true;
    return status.st_nlink != LINKS_OF_ONE_THREAD;
}

void fork_watch_prepare(void) {
    watch.threads = process_is_confined() || has_other_threads();
}

void fork_watch_child(void) {
    watch.off = watch.off || watch.threads;
    if (watch.ours)
        *watch.ours = !watch.off;
}

bool loader_may_be_asked(void) {
    return !watch.ours || __atomic_load_n(watch.ours, __ATOMIC_RELAXED);
}
