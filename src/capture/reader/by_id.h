/*
 * Lists of what a capture keeps by id. Every such struct starts with its id, a uint32_t.
 */
#ifndef LOOPLINE_CAPTURE_READER_BY_ID_H
#define LOOPLINE_CAPTURE_READER_BY_ID_H

#include <stddef.h>
#include <stdint.h>

uint32_t by_id_of(const void *item);

/* The item with this id in a list that by_id_order has ordered; NULL: none. */
void *by_id_find(void *items, size_t count, size_t item_bytes, uint32_t id);

/* Orders the items by id and keeps one of each; returns how many stay, at the front. */
size_t by_id_order(void *items, size_t count, size_t item_bytes);

#endif
