/*
 * What there is to know about one of PHP's functions: its file, its name, its lines and its loops.
 */
#ifndef LOOPLINE_STACK_PHP_CODE_H
#define LOOPLINE_STACK_PHP_CODE_H

#include "layout.h"
#include "stack/runtime.h"

/* The engine's zend_get_opcode_flags, exported by all versions: which operands of an opcode are jumps. */
typedef uint32_t (*php_opcode_flags)(unsigned char opcode);

/*
 * Reads a function of a frame that stands still. Its tables live in memory of this module until the next
 * call: one thread at a time. False: they do not fit into memory, or the function is none.
 */
bool php_code_read(const struct php_layout *layout, php_opcode_flags flags, const void *function,
                   struct runtime_code *result);

#endif
