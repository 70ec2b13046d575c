/*
 * Hooks of the calls that wait for a child. A host that asks for any child, those without an exit signal
 * included (__WALL, __WCLONE), would be given the process that makes the report at exit.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "libc/functions.h"
#include "shim/process/hook.h"
#include "shim/recorder/reporter.h"

HOOK pid_t waitpid(pid_t process, int *status, int options) {
    pid_t ended = 0;
    do
        ended = REAL(waitpid)(process, status, options);
    while (reporter_is_process(ended));
    return ended;
}

HOOK pid_t wait3(int *status, int options, struct rusage *usage) {
    pid_t ended = 0;
    do
        ended = REAL(wait3)(status, options, usage);
    while (reporter_is_process(ended));
    return ended;
}

HOOK pid_t wait4(pid_t process, int *status, int options, struct rusage *usage) {
    pid_t ended = 0;
    do
        ended = REAL(wait4)(process, status, options, usage);
    while (reporter_is_process(ended));
    return ended;
}

/* With WNOWAIT the child stays: it is waited for here, or it would be found again and again. */
static bool is_ours(const siginfo_t *information, int options) {
    if (!information || !reporter_is_process(information->si_pid))
        return false;
    const int saved = errno;
    if (options & WNOWAIT)
        REAL(waitpid)(information->si_pid, NULL, __WALL | WNOHANG);
    errno = saved;
    return true;
}

/* POSIX wants `information`; Linux goes without, and tells nobody which child it was. */
HOOK int waitid(idtype_t kind, id_t id, siginfo_t *information, int options) {
    int result = 0;
    do
        result = REAL(waitid)(kind, id, information, options);
    while (result == 0 && is_ours(information, options));
    return result;
}
