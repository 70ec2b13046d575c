#include "objects.h"

#include <string.h>

#include "stack/host_memory.h"
#include "stack/utf8.h"

static uint32_t point_at(const char *data, size_t index, uint32_t width) {
    if (width == 1)
        return ((const uint8_t *)data)[index];
    if (width == 2)
        return ((const uint16_t *)(const void *)data)[index];
    return ((const uint32_t *)(const void *)data)[index];
}

/*
 * The bits of the state word, from the kind's on: kind 3, compact 1, ascii 1
 * (Include/cpython/unicodeobject.h, 3.8 to 3.14). What is not compact, an instance of a subclass, has a
 * pointer where others begin.
 */
bool python_objects_characters(const struct python_objects *objects, const void *text,
                               struct python_characters *characters) {
    const struct python_layout *layout = objects->layout;
    const uint32_t state = number_at(text, layout->text_state) >> layout->text_kind_bit;
    const bool compact = state >> 3 & 1;
    const bool ascii = state >> 4 & 1;
    characters->width = compact && ascii ? 1 : state & 7;
    characters->points = (size_t)(uintptr_t)pointer_at(text, layout->text_length);
    characters->data = (const char *)text + (ascii ? layout->text_data : layout->text_data_wide);
    if (!compact)
        characters->data = pointer_at(text, layout->text_data_wide);
    return characters->data && (characters->width == 1 || characters->width == 2 || characters->width == 4);
}

size_t python_characters_copy(const struct python_characters *characters, char *buffer, size_t capacity) {
    size_t length = 0;
    for (size_t i = 0; i < characters->points && length + 4 <= capacity; i++)
        length += utf8_put(buffer + length, point_at(characters->data, i, characters->width));
    return length;
}

static bool find_characters(const struct python_objects *objects, const void *text,
                            struct python_characters *characters) {
    return text && python_type_of(objects->layout, text) == objects->text_type &&
           python_objects_characters(objects, text, characters);
}

static bool read_text(const struct python_objects *objects, const void *text, char *buffer, size_t capacity,
                      size_t *length) {
    struct python_characters characters;
    *length = 0;
    if (!find_characters(objects, text, &characters))
        return false;
    *length = python_characters_copy(&characters, buffer, capacity);
    return true;
}

bool python_objects_text_ends_in(const struct python_objects *objects, const void *text, const char *ending) {
    struct python_characters characters;
    const size_t length = strlen(ending);
    if (!find_characters(objects, text, &characters) || characters.points < length)
        return false;
    for (size_t i = length; i-- > 0;)
        if (point_at(characters.data, characters.points - length + i, characters.width) != (uint8_t)ending[i])
            return false;
    return true;
}

static bool read_bytes(const struct python_objects *objects, const void *object,
                       struct runtime_bytes *result) {
    if (!object || python_type_of(objects->layout, object) != objects->bytes_type)
        return false;
    result->bytes = (const char *)object + objects->layout->bytes_data;
    result->length = (size_t)(uintptr_t)pointer_at(object, objects->layout->object_size);
    return result->length < PYTHON_CODE_BYTES_LIMIT;
}

/*
 * Since 3.11 the code units follow the code object, whose ob_size counts them. Where each thread has a copy
 * of its own, these are the main thread's.
 */
bool python_objects_read_bytecode(const struct python_objects *objects, const void *code,
                                  struct runtime_bytes *result) {
    const struct python_layout *layout = objects->layout;
    if (layout->instruction_kind != PYTHON_INSTRUCTION_POINTER)
        return read_bytes(objects, pointer_at(code, layout->code_bytecode), result);
    result->bytes = (const char *)code + layout->code_bytecode;
    result->length = (size_t)(uintptr_t)pointer_at(code, layout->object_size) * 2;
    return result->length < PYTHON_CODE_BYTES_LIMIT;
}

/*
 * What a class that is called runs around its __init__ once the call is specialised: a code object of the
 * interpreter's own, whose file and name are both "__init__" (_Py_InitCleanup in Python/specialize.c, 3.12
 * to 3.14).
 */
bool python_objects_is_glue(const struct runtime_code *code) {
    static const char name[] = "__init__";
    return code->file_bytes == sizeof name - 1 && memcmp(code->file, name, sizeof name - 1) == 0 &&
           code->name_bytes == sizeof name - 1 && memcmp(code->name, name, sizeof name - 1) == 0;
}

bool python_objects_read_code(const struct python_objects *objects, const void *code,
                              struct runtime_code *result) {
    const struct python_layout *layout = objects->layout;
    if (!code || python_type_of(layout, code) != objects->code_type)
        return false;
    result->first_line = number_at(code, layout->code_first_line);
    const bool read = read_text(objects, pointer_at(code, layout->code_file), result->file,
                                sizeof result->file, &result->file_bytes) &&
                      read_text(objects, pointer_at(code, layout->code_name), result->name,
                                sizeof result->name, &result->name_bytes) &&
                      read_bytes(objects, pointer_at(code, layout->code_line_table), &result->line_table) &&
                      python_objects_read_bytecode(objects, code, &result->bytecode);
    result->left_out = read && python_objects_is_glue(result);
    return read;
}
