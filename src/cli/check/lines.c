#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *trim(char *text) {
    char *line = text + strspn(text, " \t");
    size_t length = strlen(line);
    while (length && strchr(" \t\r\n", line[length - 1]))
        line[--length] = '\0';
    return line;
}

bool lines_read(const char *path, const char *advice,
                bool (*take)(const struct lines_place *place, char *line), void *context) {
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(stderr, "loopline check: %s: %s%s\n", path, strerror(errno), advice);
        return false;
    }
    char *text = NULL;
    size_t room = 0;
    bool is_right = true;
    struct lines_place place = {.path = path, .context = context};
    while (getline(&text, &room, file) >= 0) {
        char *line = trim(text);
        place.line++;
        if (*line && *line != '#')
            is_right = take(&place, line) && is_right;
    }
    free(text);
    fclose(file);
    return is_right;
}
