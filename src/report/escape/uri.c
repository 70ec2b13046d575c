#include "uri.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *uri_path(struct pool *pool, const char *path) {
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    char *uri = pool_allocate(pool, strlen(path) * 3 + 1, 1);
    char *to = uri;
    for (const unsigned char *from = (const unsigned char *)path; *from; from++) {
        const bool is_plain = *from < 0x80 && (isalnum(*from) || strchr("-._~/", *from));
        to += sprintf(to, is_plain ? "%c" : "%%%02X", *from);
    }
    return uri;
}
