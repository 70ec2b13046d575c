/* Finds the Zend engine among the loaded objects: `php`, `php-fpm`, libphp.so. */
#ifndef LOOPLINE_STACK_PHP_ENGINE_H
#define LOOPLINE_STACK_PHP_ENGINE_H

#include <stdbool.h>

#include "stack/code_segment.h"

struct php_engine {
    void *handle;             /* for looking up symbols; may be RTLD_DEFAULT */
    int number;               /* as PHP_ENGINE */
    char version[32];         /* of PHP: "8.2.36", or "7.4" if the engine tells no more */
    struct code_segment code; /* of the object that holds the engine; empty if it has none */
    bool is_program;          /* that object is the program itself */
};

/*
 * Returns false if there is no engine. Calls the loader, and the engine's function that returns its version.
 * Any thread.
 */
bool php_engine_find(struct php_engine *engine);

#endif
