/* Which range of addresses holds an address: a list that is filled, sorted once, then searched. */
#ifndef LOOPLINE_ANALYZE_LOOPS_ADDRESS_RANGES_H
#define LOOPLINE_ANALYZE_LOOPS_ADDRESS_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct address_range {
    uint64_t low;
    uint64_t high; /* the first address behind it */
    size_t value;  /* the caller's own */
};

struct address_ranges {
    struct address_range *items;
    size_t count;
    size_t capacity;
    uint64_t *highest; /* per item: the highest end among it and the items before it */
};

/* Adds a range; an empty one is passed over. Returns false out of memory. */
bool address_ranges_add(struct address_ranges *ranges, struct address_range range);
/* Has to be called once after the last range was added. Returns false out of memory. */
bool address_ranges_sort(struct address_ranges *ranges);
/* The range that holds `address`, the one that starts last where several do; NULL for none. */
const struct address_range *address_ranges_find(const struct address_ranges *ranges, uint64_t address);
void address_ranges_free(struct address_ranges *ranges);

#endif
