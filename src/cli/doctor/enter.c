#include "enter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static bool write_file(const char *path, const char *text) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool is_written = write(file, text, strlen(text)) == (ssize_t)strlen(text);
    close(file);
    return is_written;
}

/* The user and group stay who they are: whether a program is set-user-ID to another depends on it. */
static bool enter_user_namespace(void) {
    char users[64];
    char groups[64];
    snprintf(users, sizeof users, "%u %u 1", (unsigned)getuid(), (unsigned)getuid());
    snprintf(groups, sizeof groups, "%u %u 1", (unsigned)getgid(), (unsigned)getgid());
    return unshare(CLONE_NEWUSER) == 0 && write_file("/proc/self/uid_map", users) &&
           write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/gid_map", groups);
}

bool doctor_enter_root(const char *root) {
    if (chdir(root) != 0) {
        fprintf(stderr, "loopline doctor: %s: %s\n", root, strerror(errno));
        return false;
    }
    if (chroot(".") != 0 && !(errno == EPERM && enter_user_namespace() && chroot(".") == 0)) {
        fprintf(stderr,
                "loopline doctor: cannot enter %s (%s); run it as root, or without COMMAND to examine the "
                "files alone\n",
                root, strerror(errno));
        return false;
    }
    return setenv("PATH", usual_path, 1) == 0 && unsetenv("LD_LIBRARY_PATH") == 0;
}
