/*
 * The library's life in a process: its constructor, forks, and ways out. The one place that knows all rooms
 * of the shim, and tells the lower ones whom to call.
 */
#include <errno.h>
#include <pthread.h>

#include "libc/functions.h"
#include "shim/loader/libraries.h"
#include "shim/postgresql/connection_records.h"
#include "shim/postgresql/pending_queries.h"
#include "shim/process/process.h"
#include "shim/recorder/recorder.h"
#include "shim/waits/descriptors.h"
#include "shim/waits/waits.h"

/* Not in any header: registers a handler that no library's unloading runs early (Itanium C++ ABI, 3.3.6). */
extern int __cxa_atexit(void (*function)(void *), void *argument, void *dso_handle);
extern int __cxa_at_quick_exit(void (*function)(void *), void *dso_handle);

static void forgotten(void) {
    descriptors_are_this_process();
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

static void fork_child(void) {
    const int saved = errno;
    recorder_forget();
    process_note_forked();
    errno = saved;
}

static void at_exit(void *unused) {
    (void)unused;
    recorder_finish();
}

/*
 * glibc passes argc, argv and envp to constructors (elf/dl-init.c, 2.36). Handlers registered here run after
 * all others, and those with no object behind them run even after destructors.
 */
static void start(int argc, char **argv, char **environment) {
    const int saved = errno;
    system_functions_find();
    recorder_listen(&recorder_listeners);
    waits_listen(&wait_listeners);
    if (process_set_up(argc, argv, environment)) {
        descriptors_are_this_process();
        pthread_atfork(NULL, NULL, fork_child);
        __cxa_atexit(at_exit, NULL, NULL);
        __cxa_at_quick_exit(at_exit, NULL);
        process_enable();
    }
    errno = saved;
}

/* Not by the attribute: gcc (12) joins several constructors at link time, and calls them without arguments.
 */
__attribute__((section(".init_array"), used)) static void (*start_entry)(int, char **, char **) = start;
