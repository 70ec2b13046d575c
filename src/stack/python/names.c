#include "names.h"

#include <string.h>

#include "foreign.h"
#include "stack/host_memory.h"

/*
 * offsetof() on the headers of CPython 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1 and 3.13.0, x86-64, and by
 * those of 3.14: PyFrameObject or _PyInterpreterFrame, PyHeapTypeObject, PyDictKeysObject, PyDictValues.
 */
static const struct python_names_layout layouts[] = {
    {8, PYTHON_INSTANCE_DICTIONARY, 48, 360, 872, 40, 32, 0},
    {9, PYTHON_INSTANCE_DICTIONARY, 48, 360, 864, 40, 32, 0},
    {10, PYTHON_INSTANCE_DICTIONARY, 48, 352, 872, 40, 32, 0},
    {11, PYTHON_INSTANCE_VALUES_POINTER, 8, 72, 872, 32, 24, 0},
    {12, PYTHON_INSTANCE_TAGGED_POINTER, 24, 72, 880, 32, 24, 0},
    {13, PYTHON_INSTANCE_INLINE_VALUES, 24, 72, 880, 32, 24, 8},
    {14, PYTHON_INSTANCE_INLINE_VALUES, 24, 80, 880, 32, 24, 8},
};

/* The same in all of them: PyDictObject, PyTypeObject, PyLongObject, and the words in front of an instance.
 */
enum {
    DICTIONARY_KEYS = 32,
    DICTIONARY_VALUES = 40,
    TYPE_INSTANCE_BYTES = 32,
    TYPE_FLAGS = 168,
    TYPE_DICTIONARY_OFFSET = 288,
    NUMBER_SIZE = 16, /* up to 3.11 the count of digits, later on shifted by three */
    NUMBER_DIGIT = 24,
    POINTER_TO_VALUES = -32,
    POINTER_TO_DICTIONARY = -24,
    FLAG_INLINE_VALUES = 1 << 2,
    FLAG_MANAGED_DICTIONARY = 1 << 4,
    FLAG_SUBCLASS_OF_TEXT = 1 << 28,
};

/* Tables of keys: the number of indexes up to 3.10; later on how many bytes they take, and of what kind it
 * is.
 */
enum { KEYS_SIZE = 8, KEYS_INDEX_BYTES_LOG2 = 9, KEYS_KIND = 10, KIND_GENERAL = 0, LAST_MINOR_OF_SIZES = 10 };

/* Of a dictionary's entries, where all values are asked for: each is a read. */
enum { MOST_SEARCHED = 64 };

/* No table of a template's module or of an instance has more. */
enum { MOST_ENTRIES = 1 << 12, MOST_TEXT = 1 << 24, LAST_MINOR_OF_PLAIN_COUNT = 11 };

/* Room for copies, on the caller's stack: of objects' first bytes, of a name, of characters. */
enum { MOST_TEXT_HEADER = 64, MOST_KEYS_HEADER = 64, MOST_NAME = 64, COPIED_BYTES = 256 };

const struct python_names_layout *python_names_layout(int minor) {
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].minor == minor)
            return &layouts[i];
    return NULL;
}

/* ---- one object ----
 */

/* What may be no pointer at all is not reckoned with as one. */
static const void *at(const void *object, ptrdiff_t offset) {
    return (const void *)((uintptr_t)object + (uintptr_t)offset); // NOLINT(performance-no-int-to-ptr)
}

/* A pointer of the host's, NULL where it cannot be read. */
static const void *follow(const void *object, ptrdiff_t offset) {
    return foreign_word(at(object, offset), 0);
}

static void note(struct python_trail *trail, const void *place, uintptr_t value) {
    if (!trail)
        return;
    for (uint32_t i = 0; i < trail->count && i < PYTHON_TRAIL_WORDS; i++)
        if (trail->words[i].place == place)
            return;
    if (trail->count < PYTHON_TRAIL_WORDS)
        trail->words[trail->count] = (struct python_trail_word){place, value};
    trail->count++;
}

static const void *follow_noting(struct python_trail *trail, const void *object, ptrdiff_t offset) {
    const void *value = follow(object, offset);
    note(trail, at(object, offset), (uintptr_t)value);
    return value;
}

static bool is_of_type(const struct python_names *names, const void *object, const void *type) {
    return object && type && follow(object, names->objects->layout->object_type) == type;
}

/* Of the type, or of one that was made from it. */
static bool is_text_of_any_class(const struct python_names *names, const void *object) {
    const void *type = object ? follow(object, (ptrdiff_t)names->objects->layout->object_type) : NULL;
    return type &&
           (type == names->objects->text_type || (uintptr_t)follow(type, TYPE_FLAGS) & FLAG_SUBCLASS_OF_TEXT);
}

/* Where the characters of a str are; they have not been read. */
static bool find_characters(const struct python_names *names, const void *object,
                            struct python_characters *characters) {
    const struct python_layout *layout = names->objects->layout;
    char header[MOST_TEXT_HEADER];
    if (!is_text_of_any_class(names, object) || layout->text_data > sizeof header ||
        !foreign_copy(header, object, layout->text_data))
        return false;
    const uint32_t state = number_at(header, layout->text_state) >> layout->text_kind_bit;
    const bool compact = state >> 3 & 1;
    const bool ascii = state >> 4 & 1;
    characters->width = compact && ascii ? 1 : state & 7;
    characters->points = (size_t)(uintptr_t)pointer_at(header, layout->text_length);
    characters->data = at(object, ascii ? layout->text_data : layout->text_data_wide);
    if (!compact)
        characters->data = follow(object, layout->text_data_wide);
    return characters->data && characters->points <= MOST_TEXT &&
           (characters->width == 1 || characters->width == 2 || characters->width == 4);
}

/* Copies some of them, as UTF-8. Returns false where they cannot be read or do not fit. */
static bool copy_characters(const struct python_characters *characters, char *buffer, size_t capacity,
                            size_t *length) {
    char copied[COPIED_BYTES];
    const size_t step = sizeof copied / characters->width;
    *length = 0;
    for (size_t first = 0; first < characters->points; first += step) {
        const size_t left = characters->points - first;
        const struct python_characters part = {copied, left < step ? left : step, characters->width};
        if (!foreign_copy(copied, characters->data + first * part.width, part.points * part.width) ||
            capacity - *length < 4 * part.points)
            return false;
        *length += python_characters_copy(&part, buffer + *length, capacity - *length);
    }
    return true;
}

size_t python_names_copy_text(const struct python_names *names, const void *object, char *buffer,
                              size_t capacity) {
    struct python_characters characters;
    size_t length = 0;
    return find_characters(names, object, &characters) &&
                   copy_characters(&characters, buffer, capacity, &length)
               ? length
               : 0;
}

size_t python_names_copy_end(const struct python_names *names, const void *object, char *buffer,
                             size_t capacity) {
    struct python_characters characters;
    size_t length = 0;
    if (!find_characters(names, object, &characters))
        return 0;
    const size_t kept = capacity / 4 < characters.points ? capacity / 4 : characters.points;
    characters.data += (characters.points - kept) * characters.width;
    characters.points = kept;
    return copy_characters(&characters, buffer, capacity, &length) ? length : 0;
}

int64_t python_names_number(const struct python_names *names, const void *object,
                            struct python_trail *trail) {
    char number[NUMBER_DIGIT + sizeof(uint32_t)];
    if (!is_of_type(names, object, names->number_type) || !foreign_copy(number, object, sizeof number))
        return -1;
    const uintptr_t size = (uintptr_t)pointer_at(number, NUMBER_SIZE);
    const bool is_plain = names->layout->minor <= LAST_MINOR_OF_PLAIN_COUNT;
    if (is_plain ? size > 1 : (size >> 3 > 1 || (size & 2)))
        return -1;
    if (trail)
        note(trail, at(object, NUMBER_DIGIT), (uintptr_t)follow(object, NUMBER_DIGIT));
    return (is_plain ? size : size >> 3) ? number_at(number, NUMBER_DIGIT) : 0;
}

/* ---- tables ----
 */

struct entries {
    const char *first;
    size_t count;
    size_t bytes; /* of one */
    size_t key;   /* offsets in it */
    size_t value;
};

/* `header` is a copy of what precedes the indexes. */
static size_t index_bytes_of(const struct python_names_layout *layout, const char *header) {
    if (layout->minor > LAST_MINOR_OF_SIZES) {
        const unsigned log2 = (uint8_t)header[KEYS_INDEX_BYTES_LOG2];
        return log2 < 32 ? (size_t)1 << log2 : SIZE_MAX;
    }
    const uintptr_t size = (uintptr_t)pointer_at(header, KEYS_SIZE);
    return size <= 0xff ? size : size <= 0xffff ? 2 * size : SIZE_MAX;
}

static bool read_entries(const struct python_names *names, const void *keys, struct entries *entries) {
    const struct python_names_layout *layout = names->layout;
    char header[MOST_KEYS_HEADER];
    if (layout->keys_entries > sizeof header || !foreign_copy(header, keys, layout->keys_entries))
        return false;
    const bool is_general = layout->minor <= LAST_MINOR_OF_SIZES || header[KEYS_KIND] == KIND_GENERAL;
    const size_t before = index_bytes_of(layout, header);
    *entries = (struct entries){
        .first = at(keys, (ptrdiff_t)(layout->keys_entries + before)),
        .count = (size_t)(uintptr_t)pointer_at(header, layout->keys_count),
        .bytes = is_general ? 24 : 16,
        .key = is_general ? 8 : 0,
        .value = is_general ? 16 : 8,
    };
    return before <= MOST_ENTRIES * 4 && entries->count <= MOST_ENTRIES;
}

static bool is_text(const struct python_names *names, const void *object, const char *text) {
    struct python_characters characters;
    char copied[MOST_NAME];
    const size_t length = strlen(text);
    return length <= sizeof copied && find_characters(names, object, &characters) && characters.width == 1 &&
           characters.points == length && foreign_copy(copied, characters.data, length) &&
           memcmp(copied, text, length) == 0;
}

static bool find_key(const struct python_names *names, const struct entries *entries, const char *name,
                     size_t *place) {
    for (size_t i = 0; i < entries->count; i++) {
        if (!is_text(names, follow(entries->first, (ptrdiff_t)(i * entries->bytes + entries->key)), name))
            continue;
        *place = i;
        return true;
    }
    return false;
}

/* The value of a name in a table of keys; `values` stand apart from them, or are NULL. */
static const void *find_value(const struct python_names *names, const void *keys, const void *values,
                              const char *name, struct python_trail *trail) {
    struct entries entries;
    size_t place = 0;
    if (!read_entries(names, keys, &entries) || !find_key(names, &entries, name, &place))
        return NULL;
    if (!values)
        return follow_noting(trail, entries.first, (ptrdiff_t)(place * entries.bytes + entries.value));
    return follow_noting(trail, values, (ptrdiff_t)(names->layout->values_first + place * sizeof(void *)));
}

static bool is_dictionary(const struct python_names *names, const void *object) {
    return is_of_type(names, object, names->dictionary_type);
}

static const void *find_entry(const struct python_names *names, const void *dictionary, const char *name,
                              struct python_trail *trail) {
    if (!is_dictionary(names, dictionary))
        return NULL;
    const void *keys = follow_noting(trail, dictionary, DICTIONARY_KEYS);
    return find_value(names, keys, follow_noting(trail, dictionary, DICTIONARY_VALUES), name, trail);
}

const void *python_names_entry(const struct python_names *names, const void *dictionary, const char *name) {
    return find_entry(names, dictionary, name, NULL);
}

const void *python_names_value_at(const struct python_names *names, const void *dictionary, size_t place) {
    struct entries entries;
    if (!is_dictionary(names, dictionary) || follow(dictionary, DICTIONARY_VALUES) ||
        !read_entries(names, follow(dictionary, DICTIONARY_KEYS), &entries) || place >= entries.count)
        return NULL;
    return follow(entries.first, (ptrdiff_t)(place * entries.bytes + entries.value));
}

bool python_names_is_first(const struct python_names *names, const void *dictionary, const char *name) {
    struct entries entries;
    return is_dictionary(names, dictionary) &&
           read_entries(names, follow(dictionary, DICTIONARY_KEYS), &entries) && entries.count &&
           is_text(names, follow(entries.first, (ptrdiff_t)entries.key), name);
}

/* ---- instances ----
 */

/* `values` is NULL where they are in `dictionary`, or nowhere. */
struct instance {
    const char *values;
    const void *dictionary;
};

/* Include/internal/pycore_object.h of each version. */
static struct instance read_managed(const struct python_names *names, const char *object, const char *type,
                                    uintptr_t flags, struct python_trail *trail) {
    struct instance instance = {NULL, follow_noting(trail, object, POINTER_TO_DICTIONARY)};
    const char *own = at(object, (ptrdiff_t)(uintptr_t)follow(type, TYPE_INSTANCE_BYTES));
    switch (names->layout->instance_kind) {
    case PYTHON_INSTANCE_VALUES_POINTER:
        instance.values = follow_noting(trail, object, POINTER_TO_VALUES);
        break;
    case PYTHON_INSTANCE_TAGGED_POINTER:
        if ((uintptr_t)instance.dictionary & 1)
            instance = (struct instance){(const char *)instance.dictionary + 1, NULL};
        break;
    case PYTHON_INSTANCE_INLINE_VALUES:
        if (!instance.dictionary && flags & FLAG_INLINE_VALUES)
            instance.values = own;
        break;
    default:
        break;
    }
    return instance;
}

const void *python_names_attribute(const struct python_names *names, const void *object, const char *name,
                                   struct python_trail *trail) {
    const char *type = object ? follow_noting(trail, object, names->objects->layout->object_type) : NULL;
    if (!type)
        return NULL;
    const uintptr_t flags = (uintptr_t)follow(type, TYPE_FLAGS);
    if (names->layout->instance_kind != PYTHON_INSTANCE_DICTIONARY && flags & FLAG_MANAGED_DICTIONARY) {
        const struct instance instance = read_managed(names, object, type, flags, trail);
        if (instance.values)
            return find_value(names, follow(type, names->layout->type_shared_keys), instance.values, name,
                              trail);
        return find_entry(names, instance.dictionary, name, trail);
    }
    const ptrdiff_t offset = (ptrdiff_t)(uintptr_t)follow(type, TYPE_DICTIONARY_OFFSET);
    if (offset <= 0 || offset >= MOST_ENTRIES)
        return NULL;
    return find_entry(names, follow_noting(trail, object, offset), name, trail);
}

static size_t copy_values(const struct python_names *names, const void *keys, const char *from,
                          const void **values, size_t capacity) {
    struct entries entries;
    if (!read_entries(names, keys, &entries))
        return 0;
    const size_t count = entries.count < capacity ? entries.count : capacity;
    return foreign_copy(values, from + names->layout->values_first, count * sizeof *values) ? count : 0;
}

/* Of a dictionary: entries without a value were deleted. */
static size_t copy_entries(const struct python_names *names, const void *dictionary, const void **values,
                           size_t capacity) {
    const void *keys = follow(dictionary, DICTIONARY_KEYS);
    const char *apart = follow(dictionary, DICTIONARY_VALUES);
    struct entries entries;
    size_t count = 0;
    if (apart)
        return copy_values(names, keys, apart, values, capacity);
    if (!read_entries(names, keys, &entries))
        return 0;
    for (size_t i = 0; i < entries.count && i < MOST_SEARCHED && count < capacity; i++) {
        values[count] = follow(entries.first, (ptrdiff_t)(i * entries.bytes + entries.value));
        count += values[count] != NULL;
    }
    return count;
}

size_t python_names_instance_values(const struct python_names *names, const void *object, const void **values,
                                    size_t capacity) {
    const char *type = object ? follow(object, (ptrdiff_t)names->objects->layout->object_type) : NULL;
    const uintptr_t flags = type ? (uintptr_t)follow(type, TYPE_FLAGS) : 0;
    if (names->layout->instance_kind == PYTHON_INSTANCE_DICTIONARY || !(flags & FLAG_MANAGED_DICTIONARY))
        return 0;
    const struct instance instance = read_managed(names, object, type, flags, NULL);
    if (instance.values)
        return copy_values(names, follow(type, names->layout->type_shared_keys), instance.values, values,
                           capacity);
    return is_dictionary(names, instance.dictionary)
               ? copy_entries(names, instance.dictionary, values, capacity)
               : 0;
}

/* ---- frames ----
 */

const void *python_names_globals(const struct python_names *names, const void *frame) {
    return follow(frame, names->layout->frame_globals);
}

/* The lowest bits of a reference say who counts it (_PyStackRef, 3.14). */
const void *python_names_first_local(const struct python_names *names, const void *frame) {
    const void *local = follow(frame, names->layout->frame_locals);
    return (const void *)((uintptr_t)local & ~(uintptr_t)3); // NOLINT(performance-no-int-to-ptr)
}
