#include "code.h"

#include <string.h>

#include "host/memory.h"
#include "stack/host_memory.h"

/* ---- Names --------------------------------------------------------------------------------------------- */

/* Up to the first NUL: what follows one in the name of an anonymous class tells where it was written. */
static size_t copy_text(const void *text, char *to, size_t capacity) {
    if (!text)
        return 0;
    const size_t length = (size_t)(uintptr_t)pointer_at(text, PHP_TEXT_LENGTH);
    const char *bytes = (const char *)text + PHP_TEXT_BYTES;
    const size_t kept = strnlen(bytes, length < capacity ? length : capacity);
    memcpy(to, bytes, kept);
    return kept;
}

static size_t copy_constant(const char *text, char *to) {
    size_t length = 0;
    for (; text[length]; length++)
        to[length] = text[length];
    return length;
}

/* A file's own code has no name; included by a method it has that one's class. */
static void read_name(const void *function, struct runtime_code *result) {
    const void *name = pointer_at(function, PHP_FUNCTION_NAME);
    const void *class = pointer_at(function, PHP_FUNCTION_CLASS);
    if (!name) {
        result->name_bytes = copy_constant("{main}", result->name);
        return;
    }
    size_t length = 0;
    if (class) {
        length = copy_text(pointer_at(class, PHP_CLASS_NAME), result->name, sizeof result->name / 2);
        length += copy_constant("::", result->name + length);
    }
    length += copy_text(name, result->name + length, sizeof result->name - length);
    result->name_bytes = length;
}

/* ---- Lines and loops ----------------------------------------------------------------------------------- */

/* ZEND_JMP, ZEND_FE_FETCH_R and _RW, by which `foreach` takes its next item (zend_vm_opcodes.h, 7.4 to 8.5).
 */
enum { OPCODE_JUMP = 42, OPCODE_FETCH = 78, OPCODE_FETCH_BY_REFERENCE = 126 };

/* Bits of zend_get_opcode_flags: what an operand is (Zend/zend_vm_opcodes.h, ZEND_VM_*). */
enum {
    OPERAND_KIND = 0xf0,
    OPERAND_IS_JUMP = 0x20,
    SECOND_OPERAND = 8, /* bits further up */
    EXTENDED_KIND = 0x0f000000,
    EXTENDED_IS_JUMP = 0x03000000,
};

/* The module's state: tables of the function read last, under the recording's lock. */
static struct {
    void *memory;
    size_t bytes;
} tables;

struct function {
    const char *opcodes;
    uint32_t count;
    php_opcode_flags flags;
    struct loopline_code_line *lines;
    uint32_t line_count;
    struct loopline_code_loop *loops;
    uint32_t loop_count;
};

static const char *instruction_at(const struct function *function, uint32_t number) {
    return function->opcodes + (size_t)number * PHP_INSTRUCTION_BYTES;
}

static uint32_t line_of(const struct function *function, uint32_t number) {
    return number_at(instruction_at(function, number), PHP_INSTRUCTION_LINE);
}

static uint8_t opcode_of(const struct function *function, uint32_t number) {
    return (uint8_t)instruction_at(function, number)[PHP_INSTRUCTION_OPCODE];
}

static bool fetches_item(const struct function *function, uint32_t number) {
    const uint8_t opcode = opcode_of(function, number);
    return opcode == OPCODE_FETCH || opcode == OPCODE_FETCH_BY_REFERENCE;
}

/* A jump is in bytes from its own instruction on (ZEND_USE_ABS_JMP_ADDR is 0 on 64 bits). */
static int64_t target_of(const struct function *function, uint32_t number, size_t operand) {
    const int32_t jump = (int32_t)number_at(instruction_at(function, number), operand);
    return (int64_t)number + jump / PHP_INSTRUCTION_BYTES;
}

/*
 * A loop's header: `foreach` fetches at its start, `for` and `while` test at their end, which stands at the
 * line of the test; each of them is the lesser line of the two.
 */
static uint32_t header_line(const struct function *function, uint32_t first, uint32_t last) {
    const uint32_t start = line_of(function, first);
    const uint32_t end = line_of(function, last);
    return start < end ? start : end;
}

/*
 * Where a loop begins. Its first instruction is taken for the one that fetches its next item, as it is in
 * `foreach`. `for` and `while` begin with their body, and behind a jump to their test, which is never at work
 * when something is called: with it they begin one instruction earlier.
 */
static uint32_t beginning(const struct function *function, uint32_t first) {
    const bool has_jump = first > 0 && opcode_of(function, first - 1) == OPCODE_JUMP;
    return has_jump && !fetches_item(function, first) ? first - 1 : first;
}

static void add_jump(struct function *function, uint32_t number, size_t operand) {
    const int64_t target = target_of(function, number, operand);
    if (target < 0 || target > (int64_t)number)
        return;
    const uint32_t first = (uint32_t)target;
    const uint32_t items = fetches_item(function, first) ? LOOPLINE_CODE_LOOP_ITEMS : 0;
    function->loops[function->loop_count++] = (struct loopline_code_loop){
        beginning(function, first), number, header_line(function, first, number) | items};
}

static void read_instruction(struct function *function, uint32_t number) {
    const uint32_t line = line_of(function, number);
    if (!function->line_count || function->lines[function->line_count - 1].line != line)
        function->lines[function->line_count++] = (struct loopline_code_line){number, line};
    const uint32_t flags = function->flags(opcode_of(function, number));
    if ((flags & OPERAND_KIND) == OPERAND_IS_JUMP)
        add_jump(function, number, PHP_INSTRUCTION_OPERAND_1);
    if ((flags >> SECOND_OPERAND & OPERAND_KIND) == OPERAND_IS_JUMP)
        add_jump(function, number, PHP_INSTRUCTION_OPERAND_2);
    if ((flags & EXTENDED_KIND) == EXTENDED_IS_JUMP)
        add_jump(function, number, PHP_INSTRUCTION_EXTENDED);
}

/* No instruction jumps to more than two places that are told by its operands. */
enum { MOST_JUMPS = 2 };

/* Room for a line of each instruction and a loop for each of its jumps. */
static bool make_room(struct function *function) {
    const size_t bytes = function->count * (sizeof *function->lines + MOST_JUMPS * sizeof *function->loops);
    if (bytes > tables.bytes) {
        memory_unmap(tables.memory, tables.bytes);
        tables.memory = memory_map(bytes);
        tables.bytes = tables.memory ? bytes : 0;
    }
    if (!tables.memory)
        return false;
    function->lines = tables.memory;
    function->loops = (void *)(function->lines + function->count);
    return true;
}

static bool read_tables(const struct php_layout *layout, php_opcode_flags flags, const void *function,
                        struct runtime_code *result) {
    struct function reading = {
        .opcodes = pointer_at(function, layout->opcodes),
        .count = number_at(function, layout->instructions),
        .flags = flags,
    };
    if (reading.count > PHP_INSTRUCTION_LIMIT || (reading.count && !make_room(&reading)))
        return false;
    for (uint32_t i = 0; i < reading.count; i++)
        read_instruction(&reading, i);
    result->bytecode =
        (struct runtime_bytes){(const char *)reading.lines, reading.line_count * sizeof *reading.lines};
    result->line_table =
        (struct runtime_bytes){(const char *)reading.loops, reading.loop_count * sizeof *reading.loops};
    return true;
}

bool php_code_read(const struct php_layout *layout, php_opcode_flags flags, const void *function,
                   struct runtime_code *result) {
    result->file_bytes = 0;
    result->first_line = 0;
    result->bytecode = result->line_table = (struct runtime_bytes){0};
    result->left_out = false;
    read_name(function, result);
    if (((const uint8_t *)function)[PHP_FUNCTION_TYPE] & PHP_FUNCTION_IS_NATIVE) {
        result->flags = LOOPLINE_CODE_NATIVE;
        return true;
    }
    result->flags = 0;
    result->file_bytes = copy_text(pointer_at(function, layout->file), result->file, sizeof result->file);
    result->first_line = number_at(function, layout->first_line);
    return read_tables(layout, flags, function, result);
}
