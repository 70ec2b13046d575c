/* Reads a PHP function: its file, name, lines and loops. */
#ifndef LOOPLINE_STACK_PHP_CODE_H
#define LOOPLINE_STACK_PHP_CODE_H

#include "layout.h"
#include "stack/runtime.h"

/*
 * The engine's zend_get_opcode_flags, which all versions export: it tells which operands of an opcode are
 * jump targets.
 */
typedef uint32_t (*php_opcode_flags)(unsigned char opcode);

/*
 * Reads the function of a frame that does not change meanwhile. The result's tables belong to this module and
 * are valid until the next call. Returns false if memory is short or `function` is not a function. One thread
 * at a time.
 */
bool php_code_read(const struct php_layout *layout, php_opcode_flags flags, const void *function,
                   struct runtime_code *result);

#endif
