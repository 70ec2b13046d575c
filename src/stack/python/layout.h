/*
 * Where CPython keeps what a stack needs: offsets in bytes on 64-bit machines, by version.
 */
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
    PYTHON_ENTRY_FLAG,    /* the frame says so */
    PYTHON_ENTRY_C_STACK, /* frames owned by the C stack stand between */
};

/* Owners from this one on stand for C code (3.12, 3.13: the C stack; 3.14: the interpreter, the C stack). */
enum { PYTHON_ABSENT = 0xffff, PYTHON_OWNED_BY_C_STACK = 3 };

/* No code object has more bytecode, nor a longer line table, that is read. */
enum { PYTHON_CODE_BYTES_LIMIT = 1 << 22 };

struct python_layout {
    uint8_t minor; /* of version 3 */
    bool is_told;  /* by the interpreter itself (python_offsets.h) */
    enum python_instruction instruction_kind;
    enum python_entry entry_kind;
    /* PyThreadState to the innermost frame: one or two steps. */
    uint16_t thread_first;
    uint16_t thread_second; /* PYTHON_ABSENT: one step */
    uint16_t frame_code;
    uint16_t frame_previous;
    uint16_t frame_instruction;
    uint16_t frame_owner; /* PYTHON_ABSENT: none */
    uint16_t frame_entry; /* PYTHON_ABSENT: none */
    uint16_t code_file;
    uint16_t code_name; /* the qualified name where there is one */
    uint16_t code_first_line;
    uint16_t code_line_table;
    uint16_t code_bytecode;  /* the bytes object, or with PYTHON_INSTRUCTION_POINTER the first code unit */
    uint16_t text_data;      /* of an ASCII str */
    uint16_t text_data_wide; /* of another compact str */
    uint16_t text_length;
    uint16_t text_state;
    uint16_t text_kind_bit; /* where in the state word its kind begins, which `compact` and `ascii` follow */
    uint16_t object_type;
    uint16_t object_size; /* items of an object of variable size */
    uint16_t bytes_data;
    /* Copies of the bytecode, one a thread (free-threaded 3.14): which of them the frame runs, all of them.
     */
    uint16_t frame_copy;  /* PYTHON_ABSENT: none */
    uint16_t code_copies; /* PYTHON_ABSENT: none */
};

/* The layout of 3.`minor`, or NULL where it is not known; of builds with a GIL. Static. */
const struct python_layout *python_layout(int minor);

#endif
