/*
 * Finds the address range that holds an address. The list is filled, sorted once, and then searched. Empty
 * when all zero; one thread at a time.
 */
#ifndef LOOPLINE_ANALYZE_LOOPS_ADDRESS_RANGES_H
#define LOOPLINE_ANALYZE_LOOPS_ADDRESS_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct address_range {
    uint64_t low;
    uint64_t high; /* the first address after it */
    size_t value;  /* the caller's own */
};

struct address_ranges {
    struct address_range *items;
    size_t count;
    size_t capacity;
    uint64_t *highest; /* per item: the highest end of this and all earlier items */
};

/* Adds a range; an empty one is ignored. Returns false if memory runs out. */
bool address_ranges_add(struct address_ranges *ranges, struct address_range range);
/* Call once after the last range was added. Returns false if memory runs out. */
bool address_ranges_sort(struct address_ranges *ranges);
/* Returns the range that holds `address`; of several, the one that starts last. NULL: none. */
const struct address_range *address_ranges_find(const struct address_ranges *ranges, uint64_t address);
void address_ranges_free(struct address_ranges *ranges);

#endif
