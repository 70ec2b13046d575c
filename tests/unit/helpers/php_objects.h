/*
 * PHP's objects as each version lays them out, in scripted memory: texts, classes, functions, frames.
 */
#ifndef LOOPLINE_TESTS_PHP_OBJECTS_H
#define LOOPLINE_TESTS_PHP_OBJECTS_H

#include "stack/php/layout.h"

enum { PHP_USER_FUNCTION = 2, PHP_NATIVE_FUNCTION = 1, PHP_EVAL_CODE = 4 };

/* Opcodes by their numbers, the same from 7.4 to 8.5 (Zend/zend_vm_opcodes.h). */
enum {
    ZEND_NOP = 0,
    ZEND_JMP = 42,
    ZEND_JMPNZ = 44,
    ZEND_DO_FCALL = 60,
    ZEND_FE_RESET_R = 77,
    ZEND_FE_FETCH_R = 78
};

/* Objects are made anew, in the version's layout; all that were made before are gone. */
void php_objects_start(const struct php_layout *layout);

char *php_text(const char *text);
char *php_text_of(const char *bytes, size_t length);
char *php_class(const char *name);

/* An instruction, as it lies in its function. */
struct php_instruction {
    uint8_t opcode;
    uint32_t line;
    int32_t jump; /* by how many instructions; 0: it is none */
};

/* Of PHP; `name` NULL: a file's own code. The instructions follow the function nowhere near. */
char *php_function(const char *file, const char *name, uint32_t line,
                   const struct php_instruction *instructions, uint32_t count);
char *php_native_function(const char *name);

/* A frame of `function` (NULL: none) at the instruction of that number, called by `previous`. */
char *php_frame(const char *function, uint32_t instruction, const char *previous);

void php_put(char *object, size_t offset, uint64_t value, size_t bytes);
void php_put_pointer(char *object, size_t offset, const void *pointer);

/* zend_get_opcode_flags of these opcodes. */
uint32_t php_opcode_flags_of(unsigned char opcode);

#endif
