#include "helpers/php_objects.h"

#include "helpers/unit.h"

#include <string.h>

#include "stack/host_memory.h"

enum { MEMORY_BYTES = 1 << 20, OBJECT_BYTES = 256 };

/* Objects are cut off one behind the other. */
static struct {
    const struct php_layout *layout;
    size_t used;
    _Alignas(16) char bytes[MEMORY_BYTES];
} memory;

void php_objects_start(const struct php_layout *layout) {
    memset(&memory, 0, sizeof memory);
    memory.layout = layout;
}

static char *new_object(size_t bytes) {
    char *object = memory.bytes + memory.used;
    memory.used += (bytes + OBJECT_BYTES - 1) / OBJECT_BYTES * OBJECT_BYTES;
    assert_in_range(memory.used, 0, MEMORY_BYTES);
    return object;
}

void php_put(char *object, size_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

void php_put_pointer(char *object, size_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

char *php_text_of(const char *bytes, size_t length) {
    char *text = new_object(PHP_TEXT_BYTES + length + 1);
    uint64_t hash = 5381;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (unsigned char)bytes[i];
    php_put(text, PHP_TEXT_HASH, hash, 8);
    php_put(text, PHP_TEXT_LENGTH, length, 8);
    memcpy(text + PHP_TEXT_BYTES, bytes, length);
    return text;
}

char *php_text(const char *text) {
    return php_text_of(text, strlen(text));
}

char *php_class(const char *name) {
    char *class = new_object(OBJECT_BYTES);
    php_put_pointer(class, PHP_CLASS_NAME, php_text(name));
    return class;
}

static size_t operand_of_jump(uint8_t opcode) {
    if (opcode == ZEND_JMP)
        return PHP_INSTRUCTION_OPERAND_1;
    return opcode == ZEND_FE_FETCH_R ? PHP_INSTRUCTION_EXTENDED : PHP_INSTRUCTION_OPERAND_2;
}

static char *new_instructions(const struct php_instruction *instructions, uint32_t count) {
    char *list = new_object((size_t)count * PHP_INSTRUCTION_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        char *at = list + (size_t)i * PHP_INSTRUCTION_BYTES;
        const int32_t jump = instructions[i].jump * PHP_INSTRUCTION_BYTES;
        php_put(at, PHP_INSTRUCTION_LINE, instructions[i].line, 4);
        php_put(at, PHP_INSTRUCTION_OPCODE, instructions[i].opcode, 1);
        if (jump)
            php_put(at, operand_of_jump(instructions[i].opcode), (uint32_t)jump, 4);
    }
    return list;
}

char *php_function(const char *file, const char *name, uint32_t line,
                   const struct php_instruction *instructions, uint32_t count) {
    const struct php_layout *layout = memory.layout;
    char *function = new_object(OBJECT_BYTES);
    function[PHP_FUNCTION_TYPE] = PHP_USER_FUNCTION;
    php_put_pointer(function, PHP_FUNCTION_NAME, name ? php_text(name) : NULL);
    php_put(function, layout->instructions, count, 4);
    php_put_pointer(function, layout->opcodes, new_instructions(instructions, count));
    php_put_pointer(function, layout->file, php_text(file));
    php_put(function, layout->first_line, line, 4);
    php_put(function, layout->first_line + 4u, count ? instructions[count - 1].line : line, 4);
    return function;
}

char *php_native_function(const char *name) {
    char *function = new_object(OBJECT_BYTES);
    function[PHP_FUNCTION_TYPE] = PHP_NATIVE_FUNCTION;
    php_put_pointer(function, PHP_FUNCTION_NAME, name ? php_text(name) : NULL);
    return function;
}

char *php_frame(const char *function, uint32_t instruction, const char *previous) {
    char *frame = new_object(PHP_FRAME_BYTES);
    php_put_pointer(frame, PHP_FRAME_FUNCTION, function);
    php_put_pointer(frame, PHP_FRAME_PREVIOUS, previous);
    if (function && function[PHP_FUNCTION_TYPE] != PHP_NATIVE_FUNCTION)
        php_put_pointer(frame, PHP_FRAME_INSTRUCTION,
                        (const char *)pointer_at(function, memory.layout->opcodes) +
                            (size_t)instruction * PHP_INSTRUCTION_BYTES);
    return frame;
}

/* Zend/zend_vm_opcodes.c, 8.2: of these alone. */
uint32_t php_opcode_flags_of(unsigned char opcode) {
    switch (opcode) {
    case ZEND_JMP:
        return 0x20;
    case ZEND_JMPNZ:
        return 0x2000;
    case ZEND_FE_FETCH_R:
        return 0x03000000;
    default:
        return 0;
    }
}
