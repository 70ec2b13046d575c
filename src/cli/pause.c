/*
 * loopline pause PID...
 * loopline resume PID...
 *
 * Switches recording in running processes off and on: one word in the capture, which a process looks at when
 * it begins a statement. The capture is found among what the process has mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "live.h"
#include "loopline/capture.h"
#include "options.h"

static struct loopline_header *map_header(const char *path) {
    const int descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    struct stat status;
    void *address = MAP_FAILED;
    if (descriptor < 0)
        return NULL;
    if (fstat(descriptor, &status) == 0 && status.st_size >= (off_t)sizeof(struct loopline_header))
        address =
            mmap(NULL, sizeof(struct loopline_header), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    return address == MAP_FAILED ? NULL : address;
}

static bool is_capture_of(const struct loopline_header *header, uint32_t pid) {
    return memcmp(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof(header->magic)) == 0 &&
           header->version == LOOPLINE_CAPTURE_VERSION && header->pid == pid;
}

/* One writer at a time is meant: two that pause the same process at once count one pause. */
static void write_switch(struct loopline_header *header, bool pause) {
    if (pause && !header->paused)
        header->pauses++;
    __atomic_store_n(&header->paused, pause, __ATOMIC_RELEASE);
}

struct wanted_switch {
    pid_t pid;
    bool pause;
};

static bool switch_capture(const char *path, void *context) {
    const struct wanted_switch *wanted = context;
    struct loopline_header *header = map_header(path);
    if (!header)
        return false;
    const bool found = is_capture_of(header, (uint32_t)wanted->pid);
    if (found)
        write_switch(header, wanted->pause);
    munmap(header, sizeof *header);
    return found;
}

static int switch_process(pid_t pid, bool pause) {
    struct wanted_switch wanted = {pid, pause};
    if (live_visit_captures(pid, switch_capture, &wanted))
        return EXIT_DONE;
    if (errno)
        fprintf(stderr, "loopline: process %d: %s\n", (int)pid, strerror(errno));
    else
        fprintf(stderr,
                "loopline: process %d: no capture that can be written is mapped there; it records none, has "
                "run no statement yet, or belongs to another user\n",
                (int)pid);
    return EXIT_FAULT;
}

static int run(const char *command, const char *help, int argc, char **argv, bool pause) {
    static const struct option_row rows[] = {{0}};
    const struct command_line line = {command, help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    status = first < argc ? EXIT_DONE : EXIT_USAGE;
    if (first == argc)
        fprintf(stderr, "%s: no process given; name the numbers of running processes\n", command);
    for (int i = first; i < argc; i++) {
        pid_t pid;
        if (!live_parse_pid(argv[i], &pid)) {
            fprintf(stderr, "%s: '%s' is not a process id\n", command, argv[i]);
            status = EXIT_USAGE;
        } else if (switch_process(pid, pause) != EXIT_DONE) {
            status = EXIT_FAULT;
        }
    }
    return status;
}

int command_pause(int argc, char **argv) {
    return run("loopline pause",
               "Usage: loopline pause PID...\n"
               "\n"
               "Pauses recording in running processes. `loopline resume` continues it.\n"
               "\n"
               "Exit status: 0 done, 2 wrong usage, 4 a process has no capture that can be written.\n",
               argc, argv, true);
}

int command_resume(int argc, char **argv) {
    return run("loopline resume",
               "Usage: loopline resume PID...\n"
               "\n"
               "Continues recording in processes that `loopline pause` paused.\n"
               "\n"
               "Exit status: 0 done, 2 wrong usage, 4 a process has no capture that can be written.\n",
               argc, argv, false);
}
