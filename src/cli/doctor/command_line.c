#include "command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SCRIPT_DEPTH = 5,      /* a script's interpreter may be a script; Linux follows this many */
    FIRST_LINE_BYTES = 256 /* BINPRM_BUF_SIZE of Linux: the kernel reads no more of a script */
};

static bool is_program(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    if (S_ISREG(status.st_mode) && access(path, X_OK) == 0)
        return true;
    errno = EACCES;
    return false;
}

static char *find_in_directories(const char *name, char *directories) {
    bool is_forbidden = false;
    const char *directory;
    while ((directory = strsep(&directories, ":"))) {
        char path[PATH_MAX];
        const int length = snprintf(path, sizeof path, "%s/%s", *directory ? directory : ".", name);
        if (length >= (int)sizeof path)
            continue;
        if (is_program(path))
            return strdup(path);
        is_forbidden |= errno == EACCES;
    }
    errno = is_forbidden ? EACCES : ENOENT;
    return NULL;
}

char *doctor_find_in_path(const char *name) {
    if (strchr(name, '/'))
        return is_program(name) ? strdup(name) : NULL;
    const char *path = getenv("PATH");
    char *directories = strdup(path ? path : "/bin:/usr/bin");
    if (!directories)
        return NULL;
    char *found = find_in_directories(name, directories);
    free(directories);
    return found;
}

/* The program among the arguments of env(1): past its options and assignments. NULL: there is none. */
static const char *program_of_env(char *arguments) {
    const char *word;
    while (arguments && (word = strsep(&arguments, " \t"))) {
        if (*word && *word != '-' && !strchr(word, '='))
            return word;
    }
    return NULL;
}

static bool read_first_line(const char *path, char line[FIRST_LINE_BYTES + 1]) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const ssize_t length = read(file, line, FIRST_LINE_BYTES);
    close(file);
    line[length > 0 ? length : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return true;
}

char *doctor_interpreter_of(const char *path) {
    char line[FIRST_LINE_BYTES + 1];
    if (!read_first_line(path, line))
        return NULL;
    errno = 0;
    if (strncmp(line, "#!", 2) != 0)
        return NULL;
    char *arguments = line + 2 + strspn(line + 2, " \t");
    const char *interpreter = strsep(&arguments, " \t");
    const char *slash = strrchr(interpreter, '/');
    const char *by_env = slash && strcmp(slash, "/env") == 0 ? program_of_env(arguments) : NULL;
    return doctor_find_in_path(by_env ? by_env : interpreter);
}

static void say_not_found(const char *name, const char *needed_by) {
    const char *why = errno == EACCES   ? "you may not execute it; use chmod +x, or ask its owner"
                      : errno == ENOENT ? "no such program; check the spelling, the path and PATH"
                                        : strerror(errno);
    if (needed_by)
        fprintf(stderr, "loopline doctor: the interpreter of %s: %s\n", needed_by, why);
    else
        fprintf(stderr, "loopline doctor: %s: %s\n", name, why);
}

char *doctor_resolve(const char *name, struct doctor_diagnosis *diagnosis) {
    char *path = doctor_find_in_path(name);
    if (!path) {
        say_not_found(name, NULL);
        return NULL;
    }
    for (int depth = 0; depth < SCRIPT_DEPTH; depth++) {
        char *interpreter = doctor_interpreter_of(path);
        if (!interpreter && errno == 0)
            break;
        if (!interpreter) {
            say_not_found(name, path);
            free(path);
            return NULL;
        }
        doctor_add(diagnosis, DOCTOR_NOTE, NULL, "%s is a script, run by %s.", path, interpreter);
        free(path);
        path = interpreter;
    }
    return path;
}
