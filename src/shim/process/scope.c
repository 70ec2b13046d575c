#include "scope.h"

#include <fnmatch.h>
#include <string.h>

#include "loopline/scope.h"

enum { ENTRY_BYTES = 1024 }; /* a longer entry names nothing */

static bool matches_folder(const char *entry, const char *executable) {
    const size_t length = strlen(entry);
    return strncmp(entry, executable, length) == 0 && (executable[length] == '/' || entry[length - 1] == '/');
}

static bool matches(const char *entry, const char *executable) {
    const char *slash = strrchr(executable, '/');
    if (!entry[0])
        return false;
    if (strchr(entry, '/'))
        return matches_folder(entry, executable) || fnmatch(entry, executable, 0) == 0;
    return fnmatch(entry, slash ? slash + 1 : executable, 0) == 0;
}

static bool is_listed(const char *list, const char *executable) {
    char entry[ENTRY_BYTES];
    while (list && *list) {
        const size_t length = strcspn(list, ",");
        if (length < sizeof entry) {
            memcpy(entry, list, length);
            entry[length] = '\0';
            if (matches(entry, executable))
                return true;
        }
        list += length + (list[length] != '\0');
    }
    return false;
}

bool scope_includes(const char *executable, const char *only, const char *except, bool is_asked_for) {
    if (is_listed(except, executable))
        return false;
    if (only && only[0])
        return is_listed(only, executable);
    return is_asked_for || !is_listed(LOOPLINE_LEFT_OUT, executable);
}
