/*
 * Lines and loops of Python code from any bytes at all, with libFuzzer (`make fuzz`).
 *
 * Input: the minor version, the low byte of the first line, two bytes that say where the line table starts in
 * what follows; the bytecode before it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "analyze/python/code.h"

enum { PREFIX_BYTES = 4, MOST_LOOPS = 16 };

/* Called by libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_loops(const struct python_code *code, uint32_t offset, uint32_t size) {
    struct code_loop loops[MOST_LOOPS];
    struct code_loop loop;
    const size_t count = python_code_loops(code, offset, loops, MOST_LOOPS);
    for (size_t i = 0; i < count && i < MOST_LOOPS; i++)
        if (loops[i].start >= loops[i].end || loops[i].end > size || loops[i].header_line < 0)
            abort();
    const bool apart = python_code_separating_loop(code, offset, size, &loop);
    if (apart != (count > 0) || (apart && loop.start != loops[0].start))
        abort();
    if (python_code_separating_loop(code, offset, offset, &loop))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < PREFIX_BYTES)
        return 0;
    const uint8_t *rest = data + PREFIX_BYTES;
    const size_t left = size - PREFIX_BYTES;
    const size_t split = left == 0 ? 0 : ((size_t)data[2] << 8 | data[3]) % (left + 1);
    const struct python_code_bytes bytes = {
        .minor = 8 + data[0] % 6,
        .first_line = data[1],
        .bytecode = rest,
        .bytecode_bytes = split,
        .line_table = rest + split,
        .line_table_bytes = left - split,
    };
    struct python_code *code = python_code_read(&bytes);
    if (!code)
        abort();
    for (uint32_t offset = 0; offset < split + 2; offset++) {
        if (python_code_line(code, offset) < 0)
            abort();
        check_loops(code, offset, (uint32_t)split);
    }
    python_code_free(code);
    return 0;
}
