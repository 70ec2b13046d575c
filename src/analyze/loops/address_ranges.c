#include "address_ranges.h"

#include <stdlib.h>

bool address_ranges_add(struct address_ranges *ranges, struct address_range range) {
    if (range.low >= range.high)
        return true;
    if (ranges->count == ranges->capacity) {
        const size_t capacity = ranges->capacity ? ranges->capacity * 2 : 16;
        struct address_range *grown = realloc(ranges->items, capacity * sizeof *grown);
        if (!grown)
            return false;
        ranges->items = grown;
        ranges->capacity = capacity;
    }
    ranges->items[ranges->count++] = range;
    return true;
}

static int compare_ranges(const void *left, const void *right) {
    const struct address_range *a = left;
    const struct address_range *b = right;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return (a->high < b->high) - (a->high > b->high); /* the wider first: the narrower is found */
}

bool address_ranges_sort(struct address_ranges *ranges) {
    if (ranges->count == 0)
        return true;
    ranges->highest = malloc(ranges->count * sizeof *ranges->highest);
    if (!ranges->highest)
        return false;
    qsort(ranges->items, ranges->count, sizeof *ranges->items, compare_ranges);
    uint64_t highest = 0;
    for (size_t i = 0; i < ranges->count; i++) {
        if (ranges->items[i].high > highest)
            highest = ranges->items[i].high;
        ranges->highest[i] = highest;
    }
    return true;
}

const struct address_range *address_ranges_find(const struct address_ranges *ranges, uint64_t address) {
    size_t low = 0;
    size_t high = ranges->highest ? ranges->count : 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ranges->items[middle].low <= address)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i > 0 && ranges->highest[i - 1] > address; i--)
        if (ranges->items[i - 1].high > address)
            return &ranges->items[i - 1];
    return NULL;
}

void address_ranges_free(struct address_ranges *ranges) {
    free(ranges->items);
    free(ranges->highest);
    *ranges = (struct address_ranges){0};
}
