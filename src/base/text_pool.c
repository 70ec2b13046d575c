#include "text_pool.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *left, const void *right) {
    return strcmp(left, right);
}

const char *text_pool_add(struct text_pool *pool, const char *text) {
    if (!text)
        return NULL;
    char *const *known = tfind(text, &pool->root, compare_texts);
    if (known)
        return *known;
    char *copy = strdup(text);
    if (copy && !tsearch(copy, &pool->root, compare_texts)) {
        free(copy);
        return NULL;
    }
    return copy;
}

void text_pool_free(struct text_pool *pool) {
    tdestroy(pool->root, free);
    pool->root = NULL;
}
