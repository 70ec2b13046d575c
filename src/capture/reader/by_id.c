#include "by_id.h"

#include <stdlib.h>
#include <string.h>

uint32_t by_id_of(const void *item) {
    uint32_t id;
    memcpy(&id, item, sizeof(id));
    return id;
}

static int compare_ids(const void *left, const void *right) {
    const uint32_t a = by_id_of(left);
    const uint32_t b = by_id_of(right);
    return (a > b) - (a < b);
}

void *by_id_find(void *items, size_t count, size_t item_bytes, uint32_t id) {
    if (!count)
        return NULL;
    return bsearch(&id, items, count, item_bytes, compare_ids);
}

size_t by_id_order(void *items, size_t count, size_t item_bytes) {
    char *const base = items;
    if (count < 2)
        return count;
    qsort(items, count, item_bytes, compare_ids);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (by_id_of(base + i * item_bytes) == by_id_of(base + (kept - 1) * item_bytes))
            continue;
        if (i != kept)
            memcpy(base + kept * item_bytes, base + i * item_bytes, item_bytes);
        kept++;
    }
    return kept;
}
