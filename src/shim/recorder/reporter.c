#include "reporter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "capture/interned/file.h"
#include "host/memory.h"
#include "host/text.h"
#include "host/uninterrupted.h"
#include "libc/functions.h"
#include "libc/objects.h"
#include "libc/optional.h"
#include "libc/system_call.h"
#include "shim/process/process.h"

enum {
    CHILD_STACK_BYTES = 64 * 1024,
    USUAL_STACK_BYTES = 8 * 1024 * 1024,
    ENVIRONMENT_LIMIT = 4096,
    ARGUMENT_LIMIT = 12,
    STILL_RUNNING = 126,
    NOT_EXECUTED = 127
};

/* In memory of its own, stacks of the two processes included: of the host's stack little may be left. */
struct reporter_call {
    uint64_t milliseconds; /* that the host waits at most */
    char *arguments[ARGUMENT_LIMIT];
    char *environment[ENVIRONMENT_LIMIT];
    char command[CAPTURE_PATH_BYTES];
    char prefix[CAPTURE_PATH_BYTES];
    char path[CAPTURE_PATH_BYTES];
    char formats[sizeof((struct process_options *)0)->formats];
    _Alignas(16) char command_stack[CHILD_STACK_BYTES];
    char intermediary_stack[CHILD_STACK_BYTES];
};

/*
 * The module's state: the latest process between the host and the command, 0 before the first. It stays: a
 * thread that was given it by the kernel may look only when it is gone.
 */
static pid_t intermediary_process;

bool reporter_is_process(pid_t process) {
    return process > 0 && process == __atomic_load_n(&intermediary_process, __ATOMIC_ACQUIRE);
}

/* Where nobody reads the other end of standard error, SIGPIPE would end the host: it is taken back. */
static void say(const char *message) {
    const struct timespec at_once = {0};
    sigset_t pipe;
    if (!process_owns_stderr())
        return;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    struct uninterrupted before;
    uninterrupted_begin(&before);
    if (REAL(write)(STDERR_FILENO, message, strlen(message)) < 0 && errno == EPIPE)
        REAL(sigtimedwait)(&pipe, NULL, &at_once);
    uninterrupted_end(&before);
}

enum { MESSAGE_BYTES = CAPTURE_PATH_BYTES + 512 };

/* The message is put together in memory of its own: _exit may be called on a signal's small stack. */
static void say_about(const char *before, const char *path, const char *after) {
    char *message = memory_map_at_end(MESSAGE_BYTES);
    if (!message)
        return;
    struct text text = text_start(message, MESSAGE_BYTES);
    text_add_string(&text, before);
    text_add_string(&text, path);
    text_add_string(&text, after);
    say(message);
    memory_unmap(message, MESSAGE_BYTES);
}

void reporter_say_refused(const char *path, int error) {
    char reason[256];
    struct text text = text_start(reason, sizeof reason);
    text_add_string(&text, ".capture: cannot create it: ");
    const char *name = error_name(error);
    const char *description = error_description(error);
    text_add_string(&text, description ? description : "unknown error");
    text_add_string(&text, name ? " (" : "");
    text_add_string(&text, name ? name : "");
    text_add_string(&text, name ? ")" : "");
    text_add_string(&text, "; set LOOPLINE_OUT to a writable prefix\n");
    say_about("loopline: nothing was recorded: ", path, reason);
}

/* Beside this library in a build tree, in ../../bin of an installation, one further up in a Debian package.
 */
static bool find_command(char *path, size_t capacity) {
    static const char *const places[] = {"/loopline", "/../../bin/loopline", "/../../../bin/loopline"};
    struct object_place own;
    if (!object_find(places, &own))
        return false;
    const char *slash = strrchr(own.name, '/');
    const size_t directory = slash ? (size_t)(slash - own.name) : 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct text text = text_start(path, capacity);
        text_add(&text, slash ? own.name : ".", slash ? directory : 1);
        text_add_string(&text, places[i]);
        if (!text.cut && faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
            return true;
    }
    return false;
}

/* The command must not run under this library, nor with the host's own libraries, nor wait for a server. */
static void copy_environment(char **copy) {
    size_t count = 0;
    for (char **variable = environ; variable && *variable && count < ENVIRONMENT_LIMIT - 1; variable++)
        if (strncmp(*variable, "LD_", 3) != 0 && strncmp(*variable, "DEBUGINFOD_URLS=", 16) != 0)
            copy[count++] = *variable;
    copy[count] = NULL;
}

static void reset_signal(int signal) {
    const struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal, &standard, NULL);
}

static void reset_signals(void) {
    sigset_t none;
    for (int signal = 1; signal < NSIG; signal++)
        reset_signal(signal);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * A program may have set limits that fit itself: as far as it could raise them again, they are not the
 * command's. No more stack than usual, since without a limit the kernel lays out memory differently.
 */
static void raise_limits(void) {
    static const struct {
        int resource;
        rlim_t enough;
    } limits[] = {{RLIMIT_STACK, USUAL_STACK_BYTES},
                  {RLIMIT_AS, RLIM_INFINITY},
                  {RLIMIT_DATA, RLIM_INFINITY},
                  {RLIMIT_FSIZE, RLIM_INFINITY},
                  {RLIMIT_CPU, RLIM_INFINITY}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rlimit limit = {0};
        if (system_call4(SYS_prlimit64, 0, limits[i].resource, 0, (long)&limit) != 0 ||
            limit.rlim_cur >= limits[i].enough)
            continue;
        limit.rlim_cur = limit.rlim_max < limits[i].enough ? limit.rlim_max : limits[i].enough;
        system_call4(SYS_prlimit64, 0, limits[i].resource, (long)&limit, 0);
    }
}

/* Runs on memory shared with the host, so system calls alone; signals come in blocked. */
static int become_command(void *context) {
    const struct reporter_call *call = context;
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0) {
        REAL(dup2)(nothing, STDIN_FILENO);
        REAL(dup2)(nothing, STDOUT_FILENO);
    }
    /* Linux 5.9; before, the command inherits what the host left open, and closes it by ending. */
    system_call4(SYS_close_range, 3, UINT32_MAX, 0, 0);
    reset_signals();
    raise_limits();
    execve(call->command, call->arguments, call->environment);
    system_call4(SYS_exit, NOT_EXECUTED, 0, 0, 0);
    return NOT_EXECUTED;
}

/* Somebody else may have waited for it (__WALL): then how it ended is not known, and nothing is complained
 * of. */
static int wait_for(pid_t pid) {
    int status = 0;
    while (REAL(waitpid)(pid, &status, __WALL) < 0)
        if (errno != EINTR)
            return 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

static uint64_t milliseconds_now(void) {
    struct timespec now = {0};
    system_call4(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* In the intermediary, where signals are blocked: looks again and again, a little less often each time. */
static int wait_until(pid_t pid, uint64_t milliseconds) {
    const uint64_t start = milliseconds_now();
    struct timespec pause = {.tv_nsec = 200000};
    int status = 0;
    for (;;) {
        const pid_t ended = REAL(waitpid)(pid, &status, WNOHANG);
        if (ended == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_EXECUTED; /* killed: a limit, most likely */
        if (ended < 0 && errno != EINTR)
            return NOT_EXECUTED;
        if (milliseconds_now() - start >= milliseconds)
            return STILL_RUNNING;
        system_call4(SYS_nanosleep, (long)&pause, 0, 0, 0);
        if (pause.tv_nsec < 10000000)
            pause.tv_nsec += pause.tv_nsec / 4;
    }
}

/*
 * A process between the host and the command. It was made with no exit signal, so the host gets no SIGCHLD
 * and its wait() does not see it (clone(2)); execve would give a process its exit signal back (begin_new_exec
 * in fs/exec.c of Linux), so it is not the one that becomes the command. A host that ignores SIGCHLD has left
 * it no way to wait for the command; its handlers are its own.
 */
static int intermediary(void *context) {
    struct reporter_call *call = context;
    reset_signal(SIGCHLD);
    const pid_t pid = clone(become_command, call->command_stack + CHILD_STACK_BYTES,
                            CLONE_VM | CLONE_VFORK | SIGCHLD, call);
    const int result = pid > 0 ? wait_until(pid, call->milliseconds) : NOT_EXECUTED;
    system_call4(SYS_exit, result, 0, 0, 0);
    return result;
}

/*
 * With CLONE_VM alone valgrind ends the host: of clone it knows what makes a thread, a fork or a vfork. The
 * kernel notes the process's number before it runs: another thread may wait for it before clone returns.
 */
static int run(struct reporter_call *call) {
    struct uninterrupted before;
    uninterrupted_begin(&before);
    const pid_t pid = clone(intermediary, call->intermediary_stack + CHILD_STACK_BYTES,
                            CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID, call, &intermediary_process);
    const int result = pid > 0 ? wait_for(pid) : NOT_EXECUTED;
    uninterrupted_end(&before);
    return result;
}

static void copy_text(const char *from, size_t length, char *to, size_t capacity) {
    struct text text = text_start(to, capacity);
    text_add(&text, from, length);
}

static void describe_call(struct reporter_call *call, const char *capture_path) {
    static const char ending[] = ".capture";
    const size_t length = strlen(capture_path);
    const char *formats = process_options()->formats;
    const char *detail = !process_owns_stderr() ? "none" : isatty(STDERR_FILENO) ? "full" : "line";
    copy_text(capture_path, length, call->path, sizeof call->path);
    copy_text(capture_path, length - (sizeof ending - 1), call->prefix, sizeof call->prefix);
    copy_text(formats, strlen(formats), call->formats, sizeof call->formats);
    const char *const arguments[ARGUMENT_LIMIT] = {"loopline",  "report",      "--at-exit", call->prefix,
                                                   "--formats", call->formats, "--stderr",  detail,
                                                   "--",        call->path,    NULL};
    memcpy(call->arguments, arguments, sizeof call->arguments);
    copy_environment(call->environment);
    call->milliseconds = process_options()->wait_milliseconds;
}

void reporter_run(const char *capture_path) {
    struct reporter_call *call = memory_map_at_end(sizeof *call);
    if (!call)
        return;
    describe_call(call, capture_path);
    const int result = find_command(call->command, sizeof call->command) ? run(call) : NOT_EXECUTED;
    if (result == STILL_RUNNING && call->milliseconds)
        say_about("loopline: the report takes longer and will be at ", call->prefix, "\n");
    if (result == NOT_EXECUTED)
        say_about("loopline: could not make the report here; run `loopline report ", call->path, "`\n");
    memory_unmap(call, sizeof *call);
}
