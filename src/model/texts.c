#include <string.h>

#include "builder.h"
#include "report/escape/text.h"

const char *model_text(struct report_builder *builder, const char *text) {
    if (!text)
        return NULL;
    void **slot = memo_slot(&builder->texts, &builder->scratch, text);
    if (!*slot)
        *slot = (void *)escape_text(&builder->report->pool, text);
    return *slot;
}

const char *model_fresh_text(struct report_builder *builder, const char *text) {
    return escape_text(&builder->report->pool, text);
}

const char *report_basename(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
