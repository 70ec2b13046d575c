/*
 * Whatever the bytes of a merged file are, it is read, judged and rendered without a fault.
 *
 * A checksum of zlib would refuse all that the fuzzer makes of a compressed section. So an input is what the
 * sections hold, and they are compressed here: for each a kind (1 byte), a length (32 bits) and its content.
 * The first byte of the input says what the file becomes: 0 one with these sections and an end, 1 one that
 * breaks off, else a file as the bytes are, behind a good header. Seeds: tests/fuzz/seeds/bundle.
 */
#include <string.h>
#include <zlib.h>

#include "bundle/format.h"
#include "files.h"
#include "rendering.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_BYTES = 5, MOST_BYTES = 1 << 20 };

struct text {
    uint8_t bytes[2 * MOST_BYTES];
    size_t used;
};

static struct text file;

static void add(const void *bytes, size_t count) {
    if (count > sizeof file.bytes - file.used)
        abort();
    memcpy(file.bytes + file.used, bytes, count);
    file.used += count;
}

static void add_section(uint32_t kind, const uint8_t *content, size_t bytes) {
    static uint8_t stored[2 * MOST_BYTES];
    uLongf stored_bytes = sizeof stored;
    if (bytes && compress2(stored, &stored_bytes, content, bytes, Z_BEST_SPEED) != Z_OK)
        abort();
    const struct bundle_section section = {
        .kind = kind, .stored_bytes = bytes ? stored_bytes : 0, .bytes = bytes};
    add(&section, sizeof section);
    add(stored, section.stored_bytes);
}

static void add_sections(const uint8_t *data, size_t size) {
    while (size >= HEAD_BYTES) {
        uint32_t bytes;
        const uint32_t kind = data[0];
        memcpy(&bytes, data + 1, sizeof bytes);
        data += HEAD_BYTES;
        size -= HEAD_BYTES;
        bytes = bytes < size ? bytes : (uint32_t)size;
        if (kind != BUNDLE_END)
            add_section(kind, data, bytes);
        data += bytes;
        size -= bytes;
    }
}

static void make_file(const uint8_t *data, size_t size) {
    const struct bundle_header header = {.magic = BUNDLE_MAGIC, .version = BUNDLE_VERSION};
    file.used = 0;
    add(&header, sizeof header);
    if (data[0] > 1) {
        add(data + 1, size - 1);
        return;
    }
    add_sections(data + 1, size - 1);
    if (data[0] == 0)
        add_section(BUNDLE_END, NULL, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char path[96];
    if (!size || size > MOST_BYTES)
        return 0;
    make_file(data, size);
    if (!path[0])
        snprintf(path, sizeof path, "%s/fuzz.loopline", fuzz_directory());
    fuzz_write_file(path, file.bytes, file.used);
    fuzz_render_file(path, NULL);
    return 0;
}
