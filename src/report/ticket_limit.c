#include "report/ticket_limit.h"

#include <stdint.h>
#include <stdlib.h>

#include "report/escape/text.h"
#include "report/numbers.h"

struct site {
    const char *name;
    size_t characters; /* SIZE_MAX: no limit */
    size_t bytes;
};

/* A little below what the sites take, so that a line can be added by hand. */
static const struct site sites[] = {
    [REPORT_LIMIT_NONE] = {"", SIZE_MAX, SIZE_MAX},
    [REPORT_LIMIT_GITHUB] = {"GitHub", 60000, 240000},
    [REPORT_LIMIT_GITLAB] = {"GitLab", 1000000, 1000000},
    [REPORT_LIMIT_JIRA] = {"Jira", 32000, SIZE_MAX},
};

/* What the last line and the head's end may take. */
enum { RESERVE = 400 };

struct ticket_room ticket_room_of(enum report_limit limit) {
    const struct site *site = &sites[limit];
    return (struct ticket_room){
        .limit = limit,
        .characters = site->characters == SIZE_MAX ? SIZE_MAX : site->characters - RESERVE,
        .bytes = site->bytes == SIZE_MAX ? SIZE_MAX : site->bytes - RESERVE,
    };
}

const char *ticket_cut(struct pool *pool, const char *text, size_t columns) {
    size_t bytes = 0;
    for (size_t count = 0; text[bytes]; bytes++) {
        if (((unsigned char)text[bytes] & 0xc0) != 0x80 && count++ == columns)
            return pool_format(pool, "%.*s...", (int)bytes, text);
    }
    return text;
}

/* Freed by the caller; NULL: out of memory. */
static char *render(struct markup *markup, enum markup_dialect dialect, ticket_part *write, void *ticket,
                    const void *part, size_t *bytes) {
    const struct markup before = *markup;
    char *text = NULL;
    markup->dialect = dialect;
    markup->file = open_memstream(&text, bytes);
    if (markup->file) {
        write(ticket, part);
        fclose(markup->file);
    }
    *markup = before;
    return text;
}

/* Jira counts what Markdown is converted to. */
static size_t converted_characters(struct markup *markup, ticket_part *write, void *ticket,
                                   const void *part) {
    size_t bytes = 0;
    char *text = render(markup, MARKUP_JIRA, write, ticket, part, &bytes);
    const size_t characters = text ? text_columns(text) : 0;
    free(text);
    return characters;
}

bool ticket_write_within(struct ticket_room *room, struct markup *markup, ticket_part *write, void *ticket,
                         const void *part) {
    if (room->limit == REPORT_LIMIT_NONE) {
        write(ticket, part);
        return true;
    }
    size_t bytes = 0;
    char *text = render(markup, markup->dialect, write, ticket, part, &bytes);
    size_t characters = text ? text_columns(text) : 0;
    if (room->limit == REPORT_LIMIT_JIRA && markup->dialect != MARKUP_JIRA) {
        const size_t converted = converted_characters(markup, write, ticket, part);
        characters = converted > characters ? converted : characters;
    }
    const bool fits = text && characters <= room->characters && bytes <= room->bytes;
    if (fits) {
        fwrite(text, 1, bytes, markup->file);
        room->characters -= characters;
        room->bytes -= room->bytes == SIZE_MAX ? 0 : bytes;
    }
    free(text);
    return fits;
}

void ticket_write_left_out(const struct ticket_room *room, const struct markup *markup, struct pool *pool,
                           size_t count, size_t all) {
    const struct site *site = &sites[room->limit];
    markup_strong(markup, pool_format(pool, "%s of %s left out", number_count(pool, count),
                                      number_counted(pool, all, "loop")));
    markup_text(markup, pool_format(pool, " to stay below the %s characters that %s takes.",
                                    number_count(pool, site->characters), site->name));
    markup_end_paragraph(markup);
}
