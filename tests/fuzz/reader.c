/*
 * Whatever the bytes of a capture are, it is read, judged and rendered without a fault, and what is rendered
 * is what its format says: JSON is parsed again.
 *
 * A capture that is not whole is refused by its header alone, so what the fuzzer makes is put behind a good
 * one: half of the inputs fuzz the header, the others what follows it.
 */
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "files.h"
#include "loopline/capture.h"
#include "rendering.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void repair_header(uint8_t *bytes) {
    struct loopline_header *header = (struct loopline_header *)(void *)bytes;
    memcpy(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof(header->magic));
    header->version = LOOPLINE_CAPTURE_VERSION;
    header->architecture = LOOPLINE_X86_64;
    header->header_bytes = sizeof(*header);
    header->chunk_bytes = LOOPLINE_CHUNK_BYTES;
}

static bool is_json(const struct report_format *format) {
    static const char *const names[] = {"json", "sarif", "code-quality", "speedscope"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(format->name, names[i]) == 0)
            return true;
    return false;
}

static void check_json(const char *text, size_t length) {
    json_error_t error;
    json_t *const parsed = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!parsed)
        abort();
    json_decref(parsed);
}

/* No control character but line ends and tabs reaches a terminal, a page or a ticket. */
static void check_text(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t')
            abort();
}

static void check(const struct report_format *format, const char *text, size_t length) {
    check_text(text, length);
    if (is_json(format))
        check_json(text, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[96];
    if (size < sizeof(struct loopline_header) + 1)
        return 0;
    uint8_t *const bytes = malloc(size - 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size - 1);
    if (data[size - 1] & 1)
        repair_header(bytes);
    if (!path[0])
        snprintf(path, sizeof path, "%s/fuzz.capture", fuzz_directory());
    fuzz_write_file(path, bytes, size - 1);
    free(bytes);
    fuzz_render_file(path, check);
    return 0;
}
