#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text_character text_decode(const unsigned char *text) {
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (text[0] < 0x80)
        return (struct text_character){text[0], 1};
    const size_t bytes = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return (struct text_character){0, 0};
    uint32_t code = text[0] & (0x7fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80) /* also the NUL at the end */
            return (struct text_character){0, 0};
        code = code << 6 | (text[i] & 0x3fu);
    }
    const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < smallest[bytes] || code > 0x10ffff || is_surrogate)
        return (struct text_character){0, 0};
    return (struct text_character){code, bytes};
}

static bool is_control(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* Marks that reorder or hide what is around them. */
static bool is_direction_mark(uint32_t code) {
    return code == 0x061c || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

#define LONGEST_ESCAPE 12

const char *escape_text(struct pool *pool, const char *text) {
    if (!text)
        return NULL;
    size_t room = strlen(text) + 1;
    for (const char *byte = text; *byte; byte++) {
        if ((unsigned char)*byte < 0x20 || (unsigned char)*byte >= 0x7f)
            room += LONGEST_ESCAPE;
    }
    char *escaped = pool_allocate(pool, room, 1);
    char *to = escaped;
    const unsigned char *from = (const unsigned char *)text;
    while (*from) {
        const struct text_character character = text_decode(from);
        if (character.bytes == 0 || (character.bytes == 1 && is_control(character.code))) {
            to += sprintf(to, "\\x%02x", *from);
            from++;
            continue;
        }
        if (is_control(character.code) || is_direction_mark(character.code)) {
            to += sprintf(to, "\\u{%04x}", (unsigned)character.code);
        } else {
            memcpy(to, from, character.bytes);
            to += character.bytes;
        }
        from += character.bytes;
    }
    return escaped;
}

size_t text_columns(const char *text) {
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}
