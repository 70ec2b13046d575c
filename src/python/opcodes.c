#include "opcodes.h"

#include <stddef.h>

#define OPCODE(number, name, base, inline_caches, flow, role) \
    [number] = {inline_caches, PYTHON_FLOW_##flow, PYTHON_ROLE_##role},

static const struct python_opcode opcodes_3_8[256] = {
#include "opcodes_3_8.def"
};

static const struct python_opcode opcodes_3_9[256] = {
#include "opcodes_3_9.def"
};

static const struct python_opcode opcodes_3_10[256] = {
#include "opcodes_3_10.def"
};

static const struct python_opcode opcodes_3_11[256] = {
#include "opcodes_3_11.def"
};

static const struct python_opcode opcodes_3_12[256] = {
#include "opcodes_3_12.def"
};

static const struct python_opcode opcodes_3_13[256] = {
#include "opcodes_3_13.def"
};

static const struct python_opcode opcodes_3_14[256] = {
#include "opcodes_3_14.def"
};

const struct python_opcode *python_opcodes(int minor) {
    static const struct python_opcode *const versions[] = {
        opcodes_3_8, opcodes_3_9, opcodes_3_10, opcodes_3_11, opcodes_3_12, opcodes_3_13, opcodes_3_14};
    const size_t count = sizeof versions / sizeof *versions;
    return minor >= 8 && (size_t)minor < 8 + count ? versions[minor - 8] : NULL;
}
