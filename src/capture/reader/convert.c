#include "convert.h"

#include <string.h>

#include "capture/reader/by_id.h"

void *records_convert(struct parse *parse, enum loopline_record_type type, size_t item_bytes,
                      bool (*convert)(struct parse *, const void *record, void *item), size_t *item_count) {
    const struct record_list *list = &parse->records.of_type[type];
    char *items = pool_allocate(&parse->capture->pool, list->count, item_bytes);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        void *item = items + count * item_bytes;
        memset(item, 0, item_bytes);
        if (convert(parse, list->records[i], item) && by_id_of(item) != 0)
            count++;
        else
            parse->capture->damage.records++;
    }
    *item_count = by_id_order(items, count, item_bytes);
    parse->capture->damage.records += count - *item_count;
    return items;
}

const char *convert_tail(struct parse *parse, const struct loopline_record *record, const char *tail,
                         uint32_t tail_bytes) {
    const size_t offset = (size_t)(tail - (const char *)record);
    if (offset > record->bytes || tail_bytes > record->bytes - offset)
        return NULL;
    return pool_copy_text(&parse->capture->pool, tail, tail_bytes);
}
