/* Arrays of items that have ids. Each item is a struct that starts with its id, a uint32_t. */
#ifndef LOOPLINE_CAPTURE_READER_BY_ID_H
#define LOOPLINE_CAPTURE_READER_BY_ID_H

#include <stddef.h>
#include <stdint.h>

/* Returns the item's id. */
uint32_t by_id_of(const void *item);

/* Returns the item with this id in an array that by_id_order has ordered; NULL: none. */
void *by_id_find(void *items, size_t count, size_t item_bytes, uint32_t id);

/* Sorts the items by id, keeps one of each id at the front, and returns how many. */
size_t by_id_order(void *items, size_t count, size_t item_bytes);

#endif
