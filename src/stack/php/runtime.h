/*
 * PHP 7.4 to 8.5: the command line, FPM, the built-in server, Apache's module, and programs that embed it.
 */
#ifndef LOOPLINE_STACK_PHP_RUNTIME_H
#define LOOPLINE_STACK_PHP_RUNTIME_H

#include "stack/runtime.h"

extern const struct runtime php_runtime;

#endif
