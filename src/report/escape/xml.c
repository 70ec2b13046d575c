#include "xml.h"

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

static const char *entity_of(uint32_t code) {
    switch (code) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* XML 1.0 holds neither most control characters nor the two last codes of the first plane. */
static bool is_forbidden(const struct text_character *character) {
    const uint32_t code = character->code;
    if (character->bytes == 0)
        return true;
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0) || code == 0xfffe ||
           code == 0xffff;
}

void xml_text(FILE *file, const char *text) {
    for (const unsigned char *from = (const unsigned char *)text; *from;) {
        const struct text_character character = text_decode(from);
        const char *entity = character.bytes ? entity_of(character.code) : NULL;
        if (entity)
            fputs(entity, file);
        else if (is_forbidden(&character))
            fputs("\xef\xbf\xbd", file);
        else
            fwrite(from, 1, character.bytes, file);
        from += character.bytes ? character.bytes : 1;
    }
}

void xml_attribute(FILE *file, const char *name, const char *text) {
    fprintf(file, " %s=\"", name);
    xml_text(file, text);
    fputc('"', file);
}
