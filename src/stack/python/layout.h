/* Where CPython keeps what a stack walk needs: byte offsets on 64-bit machines, by version. */
#ifndef LOOPLINE_STACK_PYTHON_LAYOUT_H
#define LOOPLINE_STACK_PYTHON_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

enum python_instruction {
    PYTHON_LAST_INSTRUCTION_BYTES, /* f_lasti counts bytes */
    PYTHON_LAST_INSTRUCTION_UNITS, /* f_lasti counts code units of two bytes */
    PYTHON_INSTRUCTION_POINTER,    /* a pointer into the code object */
};

enum python_entry {
    PYTHON_ENTRY_EVERY,   /* each frame has a native frame of its own */
    PYTHON_ENTRY_FLAG,    /* a flag in the frame says whether it has one */
    PYTHON_ENTRY_C_STACK, /* frames owned by the C stack separate them */
};

/*
 * Owners with this number or a higher one stand for C code (3.12, 3.13: the C stack; 3.14: the interpreter,
 * the C stack).
 */
enum { PYTHON_ABSENT = 0xffff, PYTHON_OWNED_BY_C_STACK = 3 };

/* Longer bytecode and line tables are not read. */
enum { PYTHON_CODE_BYTES_LIMIT = 1 << 22 };

struct python_layout {
    uint8_t minor; /* of version 3 */
    bool is_told;  /* read from the interpreter itself (offsets.h) */
    enum python_instruction instruction_kind;
    enum python_entry entry_kind;
    /* From PyThreadState to the innermost frame, in one or two steps. */
    uint16_t thread_first;
    uint16_t thread_second; /* PYTHON_ABSENT: one step */
    uint16_t frame_code;
    uint16_t frame_previous;
    uint16_t frame_instruction;
    uint16_t frame_owner; /* PYTHON_ABSENT: none */
    uint16_t frame_entry; /* PYTHON_ABSENT: none */
    uint16_t code_file;
    uint16_t code_name; /* the qualified name if this version has one */
    uint16_t code_first_line;
    uint16_t code_line_table;
    uint16_t code_bytecode;  /* the bytes object, or with PYTHON_INSTRUCTION_POINTER the first code unit */
    uint16_t text_data;      /* of an ASCII str */
    uint16_t text_data_wide; /* of another compact str */
    uint16_t text_length;
    uint16_t text_state;
    uint16_t text_kind_bit; /* lowest bit of the kind in the state word; `compact` and `ascii` follow */
    uint16_t object_type;
    uint16_t object_size; /* number of items of a variable-size object */
    uint16_t bytes_data;
    /* Per-thread copies of the bytecode (free-threaded 3.14): the number of the one that the frame runs, and
       their table. */
    uint16_t frame_copy;  /* PYTHON_ABSENT: none */
    uint16_t code_copies; /* PYTHON_ABSENT: none */
};

/* Returns the layout of 3.`minor` built with a GIL, or NULL if it is unknown. Static; any thread. */
const struct python_layout *python_layout(int minor);

#endif
