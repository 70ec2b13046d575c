#include "cli/live.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool live_parse_pid(const char *text, pid_t *pid) {
    char *end = NULL;
    const unsigned long number = strtoul(text, &end, 10);
    *pid = (pid_t)number;
    return text[0] >= '0' && text[0] <= '9' && !*end && number > 0 && number <= INT32_MAX;
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

bool live_visit_captures(pid_t pid, bool (*visit)(const char *path, void *context), void *context) {
    char line[PATH_MAX + 256];
    char through_root[PATH_MAX + 64];
    bool found = false;
    snprintf(line, sizeof line, "/proc/%d/maps", (int)pid);
    FILE *maps = fopen(line, "re");
    if (!maps)
        return false;
    while (!found && fgets(line, sizeof line, maps)) {
        const char *path = mapped_capture(line);
        if (!path)
            continue;
        snprintf(through_root, sizeof through_root, "/proc/%d/root%s", (int)pid, path);
        found = visit(through_root, context);
    }
    fclose(maps);
    errno = 0;
    return found;
}
