#include "names.h"

#include <string.h>

#include "libc/readable.h"
#include "stack/host_memory.h"

enum { NAME_LIMIT = 512 };

/* A name as Perl shares them; `length` is set. NULL: there is none. */
static const char *read_shared_name(const void *name, size_t *length) {
    if (!name || !memory_is_readable(name, PERL_HEK_BYTES))
        return NULL;
    *length = number_at(name, PERL_HEK_LENGTH);
    const char *bytes = (const char *)name + PERL_HEK_BYTES;
    return *length && *length < NAME_LIMIT && memory_is_readable(bytes, *length) ? bytes : NULL;
}

/* Where a package's hash has its name or names; NULL: it has none. */
static const void *name_place(const struct perl_layout *layout, const void *stash, const void *body) {
    if (layout->hv_name_in_body)
        return (const char *)body + PERL_HV_BODY_BYTES;
    const char *buckets = pointer_at(stash, PERL_SV_ARRAY);
    const size_t last = (size_t)(uintptr_t)pointer_at(body, PERL_HV_MAXIMUM);
    if (!buckets || last > UINT32_MAX)
        return NULL;
    return buckets + (last + 1) * sizeof(void *);
}

static const char *read_package(const struct perl_layout *layout, const void *stash, size_t *length) {
    if (!stash || !memory_is_readable(stash, PERL_SV_ARRAY + sizeof(void *)) ||
        !(number_at(stash, PERL_SV_FLAGS) & PERL_HV_HAS_NAME))
        return NULL;
    const void *body = pointer_at(stash, PERL_SV_BODY);
    if (!memory_is_readable(body, PERL_HV_BODY_BYTES))
        return NULL;
    const void *place = name_place(layout, stash, body);
    if (!place || !memory_is_readable(place, PERL_HV_NAME_COUNT + sizeof(uint32_t)))
        return NULL;
    const void *name = pointer_at(place, 0);
    if (number_at(place, PERL_HV_NAME_COUNT))
        name = name && memory_is_readable(name, sizeof(void *)) ? pointer_at(name, 0) : NULL;
    return read_shared_name(name, length);
}

static void add(struct runtime_code *result, const char *text, size_t length) {
    if (result->name_bytes + length > sizeof result->name)
        return;
    memcpy(result->name + result->name_bytes, text, length);
    result->name_bytes += length;
}

static bool name_in_package(const struct perl_layout *layout, const void *stash, const void *shared_name,
                            struct runtime_code *result) {
    size_t length = 0;
    const char *package = read_package(layout, stash, &length);
    if (package) {
        add(result, package, length);
        add(result, "::", 2);
    }
    const char *name = read_shared_name(shared_name, &length);
    if (name)
        add(result, name, length);
    return name != NULL;
}

bool perl_name_of_sub(const struct perl_layout *layout, const void *cv, struct runtime_code *result) {
    result->name_bytes = 0;
    if (!cv || !memory_is_readable(cv, PERL_SV_ARRAY))
        return false;
    const void *body = pointer_at(cv, PERL_SV_BODY);
    if (!body || !memory_is_readable(body, PERL_CV_FLAGS + sizeof(uint32_t)))
        return false;
    const void *name = pointer_at(body, PERL_CV_NAME);
    if (number_at(body, PERL_CV_FLAGS) & PERL_CV_IS_NAMED)
        return name_in_package(layout, pointer_at(body, PERL_CV_STASH), name, result);
    if (!name || !memory_is_readable(name, PERL_SV_ARRAY))
        return false;
    const void *glob = pointer_at(name, PERL_SV_BODY);
    return glob && memory_is_readable(glob, PERL_GV_STASH + sizeof(void *)) &&
           name_in_package(layout, pointer_at(glob, PERL_GV_STASH), pointer_at(glob, PERL_GV_NAME), result);
}

/* ---- Files ---- */

/* Byte for byte: where a text ends is not known before. */
static size_t text_length(const char *text, size_t limit) {
    size_t length = 0;
    for (size_t readable = 0; length < limit; length++) {
        if (length == readable) {
            readable += 64 - ((uintptr_t)text + length) % 64;
            if (!memory_is_readable(text + length, 1))
                return 0;
        }
        if (!text[length])
            return length;
    }
    return limit;
}

/* The name of the glob that stands for a file begins with "_<". */
static const char *file_of_glob(const void *glob, size_t *length) {
    if (!glob || !memory_is_readable(glob, PERL_SV_ARRAY))
        return NULL;
    const void *body = pointer_at(glob, PERL_SV_BODY);
    if (!body || !memory_is_readable(body, PERL_GV_STASH))
        return NULL;
    const char *name = read_shared_name(pointer_at(body, PERL_GV_NAME), length);
    if (!name || *length <= 2)
        return NULL;
    *length -= 2;
    return name + 2;
}

bool perl_file_of_statement(const void *cop, bool threaded, struct runtime_code *result) {
    static const char evaluated[] = "(eval ";
    const char *file = pointer_at(cop, PERL_COP_FILE);
    size_t length = 0;
    if (threaded)
        length = file ? text_length(file, sizeof result->file) : 0;
    else
        file = file_of_glob(file, &length);
    result->file_bytes = 0;
    if (!file || !length)
        return false;
    if (length > sizeof evaluated && memcmp(file, evaluated, sizeof evaluated - 1) == 0) {
        file = "(eval)";
        length = strlen(file);
    }
    memcpy(result->file, file, length);
    result->file_bytes = length;
    return true;
}
