/*
 * The library's life in a process: its constructor, forks, and ways out. The one place that knows all rooms
 * of the shim, and tells the lower ones whom to call.
 */
#include <errno.h>
#include <sys/resource.h>

#include "host/own_stack.h"
#include "libc/confined.h"
#include "libc/forked.h"
#include "libc/functions.h"
#include "libc/loader.h"
#include "libc/locked.h"
#include "libc/objects.h"
#include "libc/optional.h"
#include "shim/loader/callers.h"
#include "shim/loader/libraries.h"
#include "shim/postgresql/connection_records.h"
#include "shim/postgresql/pending_queries.h"
#include "shim/process/process.h"
#include "shim/recorder/recorder.h"
#include "shim/recorder/waiting_stacks.h"
#include "shim/waits/descriptors.h"
#include "shim/waits/note.h"
#include "shim/waits/starts.h"
#include "shim/waits/wake_sets.h"
#include "shim/waits/wakes.h"

static void forgotten(void) {
    descriptors_are_this_process();
    wakes_after_fork();
    wake_sets_after_fork();
    starts_after_fork();
    libraries_after_fork();
}

/* A driver whose statements a thread sends and waits for apart is a line here. */
static const struct recorder_listeners recorder_listeners = {
    .thread_ends = connection_records_end_thread,
    .forgotten = forgotten,
};
static const struct wait_listeners wait_listeners = {
    .is_under_way = pending_query_is_under_way,
    .note_wait = connection_records_note_wait,
    .note_message = connection_records_note_message,
};

static void descriptor_closed(int descriptor) {
    wakes_forget(wakes_key_of_descriptor(descriptor));
}

static const struct descriptor_listeners descriptor_listeners = {
    .closed = descriptor_closed,
    .added = wake_sets_add,
};

static void fork_prepare(void) {
    const int saved = errno;
    fork_watch_prepare();
    descriptors_before_fork();
    waiting_stacks_note_fork();
    errno = saved;
}

static void fork_child(void) {
    const int saved = errno;
    fork_watch_child();
    memory_locked = false;
    recorder_forget();
    process_note_forked();
    errno = saved;
}

/* ThreadSanitizer's runtime: it sees what this library takes from the kernel and not how it is used, so it
 * would report races that are none, and end the program with a status of its own. */
extern void __tsan_init(void) __attribute__((weak)); // NOLINT(bugprone-reserved-identifier)

static void at_exit(void *unused) {
    (void)unused;
    recorder_finish();
}

/* Of a stack without a limit, or with a large one, a host uses a part. */
enum { MOST_STACK = 8 << 20 };

/* The process's first thread. */
static void note_main_stack(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) == 0)
        own_stack_note_thread(limit.rlim_cur < MOST_STACK ? (size_t)limit.rlim_cur : MOST_STACK);
}

/*
 * glibc passes argc, argv and envp to constructors (elf/dl-init.c, 2.36), others pass nothing: there Loopline
 * is off, and all it does is to call the real functions. Exit handlers registered here run after all others.
 */
static void start(int argc, char **argv, char **environment) {
    const int saved = errno;
    note_main_stack();
    objects_start();
    fork_watch_start();
    real_loader_find();
    system_functions_find();
    optional_functions_find();
    recorder_listen(&recorder_listeners);
    process_before_confinement(recorder_provide);
    descriptors_listen(&descriptor_listeners);
    note_listen(&wait_listeners);
    fork_handlers_register(fork_prepare, fork_child);
    if (libc_is_glibc(0) && !__tsan_init && process_set_up(argc, argv, environment)) {
        descriptors_are_this_process();
        exit_handler_register(at_exit);
        callers_switch_on();
        process_enable();
    }
    errno = saved;
}

/* Not by the attribute: gcc (12) joins several constructors at link time, and calls them without arguments.
 */
__attribute__((section(".init_array"), used)) static void (*start_entry)(int, char **, char **) = start;
