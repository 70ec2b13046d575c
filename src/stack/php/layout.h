/* Where PHP keeps what a stack walk needs: byte offsets on 64-bit machines, by version of the Zend engine. */
#ifndef LOOPLINE_STACK_PHP_LAYOUT_H
#define LOOPLINE_STACK_PHP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* PHP 7.4 is engine 3.4, PHP 8.N is engine 4.N. */
#define PHP_ENGINE(major, minor) ((major)*100 + (minor))

/* What differs between versions. */
struct php_layout {
    uint16_t engine;       /* as PHP_ENGINE */
    uint16_t current;      /* executor_globals: the innermost frame */
    uint16_t instructions; /* zend_op_array: how many there are (u32) */
    uint16_t opcodes;      /* the instructions */
    uint16_t file;         /* the file's name */
    uint16_t first_line;   /* u32; the last line follows it */
};

/* Returns the layout of an engine, or NULL if it is unknown. Static; any thread. */
const struct php_layout *php_layout(int engine);

/*
 * The same in all versions from 7.4 to 8.5: zend_execute_data, zend_function, zend_op, zend_string and
 * zend_class_entry (Zend/zend_compile.h, zend_types.h, zend.h).
 */
enum {
    PHP_FRAME_INSTRUCTION = 0,
    PHP_FRAME_FUNCTION = 24,
    PHP_FRAME_PREVIOUS = 48,
    PHP_FRAME_BYTES = 80,

    PHP_FUNCTION_TYPE = 0, /* u8 */
    PHP_FUNCTION_NAME = 8,
    PHP_FUNCTION_CLASS = 16,
    PHP_FUNCTION_BYTES = 200, /* how many are read of the longest */

    PHP_INSTRUCTION_OPERAND_1 = 8,
    PHP_INSTRUCTION_OPERAND_2 = 12,
    PHP_INSTRUCTION_EXTENDED = 20,
    PHP_INSTRUCTION_LINE = 24,
    PHP_INSTRUCTION_OPCODE = 28, /* u8 */
    PHP_INSTRUCTION_BYTES = 32,

    PHP_TEXT_HASH = 8,
    PHP_TEXT_LENGTH = 16,
    PHP_TEXT_BYTES = 24,

    PHP_CLASS_NAME = 8,
};

/* Bit of a function's type: set for functions of the engine, clear for functions written in PHP. */
enum { PHP_FUNCTION_IS_NATIVE = 1 };

/*
 * Limits on a function's instructions, a line's number and the bytes of a name: anything larger is not
 * believed.
 */
enum { PHP_INSTRUCTION_LIMIT = 1 << 20, PHP_LINE_LIMIT = 100000000, PHP_TEXT_LIMIT = 1 << 16 };

#endif
