/*
 * Lists what the process holds: "descriptors" with the kind of each but not its number in /proc, "threads",
 * and the files in the working directory; before and after its first statements ("before" alone: runs none).
 */
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "case_sqlite.h"

static void list_descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    MUST(directory);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char target[256] = "";
        const int descriptor = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || descriptor == dirfd(directory))
            continue;
        char link[300];
        snprintf(link, sizeof link, "/proc/self/fd/%s", entry->d_name);
        MUST(readlink(link, target, sizeof target - 1) > 0);
        printf("descriptor %d %s\n", descriptor, strncmp(target, "pipe:", 5) == 0 ? "pipe" : target);
    }
    closedir(directory);
}

static void count(const char *what, const char *path) {
    int entries = 0;
    DIR *directory = opendir(path);
    MUST(directory);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        entries += entry->d_name[0] != '.';
    closedir(directory);
    printf("%s %d\n", what, entries);
}

static void list(const char *moment) {
    printf("%s\n", moment);
    list_descriptors();
    count("threads", "/proc/self/task");
    count("files", ".");
}

int main(int argc, char **argv) {
    list("before");
    if (argc > 1 && strcmp(argv[1], "before") == 0)
        return 0;
    sqlite3 *db = open_items(":memory:");
    MUST(look_up(db, 5) == 1);
    list("after");
    return sqlite3_close(db);
}
