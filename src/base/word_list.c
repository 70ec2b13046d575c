#include "word_list.h"

#include <string.h>

bool word_list_has(const char *list, const char *word, size_t length) {
    for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
        const size_t next = strcspn(at, " ");
        if (next == length && strncmp(at, word, length) == 0)
            return true;
        at += next;
    }
    return false;
}
