/*
 * Lines and loops in the normal form of runtimes, from any bytes at all, with libFuzzer (`make fuzz`).
 *
 * Input: two bytes that say where the loops start in what follows; the lines before them.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "analyze/flow/flow.h"

enum { PREFIX_BYTES = 2, MOST_LOOPS = 16, MOST_ASKED = 256 };

/* Called by libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_loops(const struct flow_code *code, uint32_t instruction) {
    struct code_loop loops[MOST_LOOPS];
    struct code_loop loop;
    const size_t count = flow_code_loops(code, instruction, loops, MOST_LOOPS);
    for (size_t i = 0; i < count && i < MOST_LOOPS; i++) {
        if (loops[i].start > instruction || loops[i].end <= instruction || loops[i].header_line < 0)
            abort();
        if (i && loops[i].end - loops[i].start > loops[i - 1].end - loops[i - 1].start)
            abort();
    }
    if (flow_code_separating_loop(code, instruction, instruction, &loop))
        abort();
    if (flow_code_separating_loop(code, instruction, UINT32_MAX, &loop) != (count > 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < PREFIX_BYTES)
        return 0;
    const uint8_t *rest = data + PREFIX_BYTES;
    const size_t left = size - PREFIX_BYTES;
    const size_t split = ((size_t)data[0] << 8 | data[1]) % (left + 1);
    struct flow_code *code = flow_code_read(rest, split, rest + split, left - split);
    for (uint32_t instruction = 0; code && instruction < MOST_ASKED; instruction++) {
        if (flow_code_line(code, instruction) < 0)
            abort();
        (void)flow_code_fetches_item(code, instruction);
        check_loops(code, instruction);
    }
    flow_code_free(code);
    return 0;
}
