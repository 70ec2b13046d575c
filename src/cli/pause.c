/*
 * loopline pause PID...
 * loopline resume PID...
 *
 * Switches recording in running processes off and on: one word in the capture, which a process looks at when
 * it begins a statement. The capture is found among what the process has mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "loopline/capture.h"
#include "options.h"

enum { PATH_BYTES = 4096 };

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

/* The path of a line of /proc/PID/maps that may be a capture, as the process sees it; NULL: it is none. */
static const char *mapped_capture(char *line) {
    static const char ending[] = ".capture";
    char *path = strchr(line, '/');
    if (!path)
        return NULL;
    path[strcspn(path, "\n")] = '\0';
    const size_t length = strlen(path);
    return length > sizeof ending && strcmp(path + length - (sizeof ending - 1), ending) == 0 ? path : NULL;
}

static bool switch_capture(uint32_t pid, const char *path, bool pause) {
    char through_root[PATH_BYTES + 64]; /* a process in a container has another root */
    snprintf(through_root, sizeof through_root, "/proc/%" PRIu32 "/root%s", pid, path);
    struct loopline_header *header = map_header(through_root);
    if (!header)
        return false;
    const bool found = is_capture_of(header, pid);
    if (found)
        write_switch(header, pause);
    munmap(header, sizeof *header);
    return found;
}

static int switch_process(uint32_t pid, bool pause) {
    char maps_path[64];
    char line[PATH_BYTES + 256];
    bool found = false;
    snprintf(maps_path, sizeof maps_path, "/proc/%" PRIu32 "/maps", pid);
    FILE *maps = fopen(maps_path, "r");
    if (!maps) {
        fprintf(stderr, "loopline: process %" PRIu32 ": %s: %s\n", pid, maps_path, strerror(errno));
        return EXIT_UNUSABLE;
    }
    while (!found && fgets(line, sizeof line, maps)) {
        const char *path = mapped_capture(line);
        found = path && switch_capture(pid, path, pause);
    }
    fclose(maps);
    if (found)
        return EXIT_DONE;
    fprintf(stderr,
            "loopline: process %" PRIu32
            ": no capture that can be written is mapped there; it records none, has "
            "run no statement yet, or belongs to another user\n",
            pid);
    return EXIT_UNUSABLE;
}

static int run(const char *command, const char *help, int argc, char **argv, bool pause) {
    static const struct option_row rows[] = {{0}};
    const struct command_line line = {command, help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    status = first < argc ? EXIT_DONE : EXIT_UNUSABLE;
    if (first == argc)
        fprintf(stderr, "%s: no process given; name the numbers of running processes\n", command);
    for (int i = first; i < argc; i++) {
        char *end = NULL;
        const unsigned long pid = strtoul(argv[i], &end, 10);
        if (!argv[i][0] || *end || pid == 0 || pid > INT32_MAX) {
            fprintf(stderr, "%s: '%s' is not a process id\n", command, argv[i]);
            status = EXIT_UNUSABLE;
        } else if (switch_process((uint32_t)pid, pause) != EXIT_DONE) {
            status = EXIT_UNUSABLE;
        }
    }
    return status;
}

int command_pause(int argc, char **argv) {
    return run("loopline pause",
               "Usage: loopline pause PID...\n"
               "\n"
               "Pauses recording in running processes. `loopline resume` goes on with it.\n",
               argc, argv, true);
}

int command_resume(int argc, char **argv) {
    return run("loopline resume",
               "Usage: loopline resume PID...\n"
               "\n"
               "Goes on recording in processes that `loopline pause` paused.\n",
               argc, argv, false);
}
