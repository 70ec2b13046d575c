#include "library.h"

#include <string.h>

/* "/lib/python3.11/", also of a virtual environment inside the application's folder. */
static bool is_below_library_directory(const char *file) {
    for (const char *at = strstr(file, "/lib"); at; at = strstr(at + 1, "/lib")) {
        const char *rest = at + 4;
        if (strncmp(rest, "64", 2) == 0)
            rest += 2;
        if (strncmp(rest, "/python3", 8) == 0 || strncmp(rest, "/pypy3", 6) == 0)
            return true;
    }
    return false;
}

bool python_file_is_library(const char *file) {
    if (file[0] == '<')
        return strcmp(file, "<string>") != 0 && strcmp(file, "<stdin>") != 0;
    return strstr(file, "/site-packages/") || strstr(file, "/dist-packages/") ||
           is_below_library_directory(file);
}
