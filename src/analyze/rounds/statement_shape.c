#include "statement_shape.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

bool shape_is_word_byte(char byte) {
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

const char *shape_find_word(const char *text, const char *word) {
    const size_t length = strlen(word);
    for (const char *found = strcasestr(text, word); found; found = strcasestr(found + 1, word)) {
        const bool starts = found == text || !shape_is_word_byte(found[-1]);
        if (starts && !shape_is_word_byte(found[length]))
            return found;
    }
    return NULL;
}

bool shape_is_page(const char *text) {
    if (!shape_find_word(text, "limit") && !shape_find_word(text, "fetch"))
        return false;
    const bool has_key = strstr(text, "> ?") || strstr(text, "< ?") || strstr(text, "> (?") ||
                         strstr(text, "< (?") || strstr(text, ">= ?") || strstr(text, "<= ?");
    return shape_find_word(text, "offset") || (has_key && shape_find_word(text, "order"));
}

bool shape_is_batch(const char *text) {
    return strcasestr(text, " in (?)") || strcasestr(text, "= any(?") || strcasestr(text, "= any (?") ||
           strcasestr(text, "= any (array[?") || strcasestr(text, "= any(array[?");
}

static bool ends_with_word(const char *text, const char *end, const char *word) {
    const size_t length = strlen(word);
    return (size_t)(end - text) > length && strncasecmp(end - length, word, length) == 0 &&
           !shape_is_word_byte(end[-(ptrdiff_t)length - 1]);
}

bool shape_counts_rows(const char *text, uint32_t parameter) {
    const char *place = strchr(text, '?');
    for (uint32_t number = 1; place && number < parameter; number++)
        place = strchr(place + 1, '?');
    if (!place || shape_is_batch(text) || place - text < 1)
        return false;
    static const char *const words[] = {"limit", "offset", "fetch first", "fetch next"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (ends_with_word(text, place - 1, words[i]))
            return true;
    }
    return false;
}

bool shape_only_quotes(const char *text) {
    static const char item[] = "quote(?)";
    const size_t length = sizeof(item) - 1;
    if (strncasecmp(text, "select ", 7) != 0)
        return false;
    for (text += 7; strncasecmp(text, item, length) == 0; text += 2) {
        text += length;
        if (!*text)
            return true;
        if (strncmp(text, ", ", 2) != 0)
            return false;
    }
    return false;
}
