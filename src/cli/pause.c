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

static int run(int argc, char **argv, bool pause) {
    int status = EXIT_DONE;
    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        fprintf(argc < 2 ? stderr : stdout, "usage: loopline %s PID...\n\n%s\n", argv[0],
                pause ? "Pauses recording in running processes; `loopline resume` goes on with it."
                      : "Goes on recording in processes that `loopline pause` paused.");
        return argc < 2 ? EXIT_UNUSABLE : EXIT_DONE;
    }
    for (int i = 1; i < argc; i++) {
        char *end = NULL;
        const unsigned long pid = strtoul(argv[i], &end, 10);
        if (!argv[i][0] || *end || pid == 0 || pid > INT32_MAX) {
            fprintf(stderr, "loopline %s: '%s' is not a process id\n", argv[0], argv[i]);
            status = EXIT_UNUSABLE;
        } else if (switch_process((uint32_t)pid, pause) != EXIT_DONE) {
            status = EXIT_UNUSABLE;
        }
    }
    return status;
}

int command_pause(int argc, char **argv) {
    return run(argc, argv, true);
}

int command_resume(int argc, char **argv) {
    return run(argc, argv, false);
}
