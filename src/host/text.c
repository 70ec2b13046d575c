#include "text.h"

#include <string.h>

struct text text_start(char *buffer, size_t capacity) {
    buffer[0] = '\0';
    return (struct text){.buffer = buffer, .capacity = capacity};
}

void text_add(struct text *text, const char *bytes, size_t length) {
    const size_t room = text->capacity - text->length - 1;
    if (length > room) {
        length = room;
        text->cut = true;
    }
    memcpy(text->buffer + text->length, bytes, length);
    text->length += length;
    text->buffer[text->length] = '\0';
}

void text_add_string(struct text *text, const char *string) {
    text_add(text, string, strlen(string));
}

void text_add_number(struct text *text, uint64_t number) {
    char digits[20];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    text_add(text, digits + first, sizeof digits - first);
}
