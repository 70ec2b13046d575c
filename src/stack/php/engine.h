/*
 * The Zend engine among the loaded objects: `php`, `php-fpm`, libphp.so.
 */
#ifndef LOOPLINE_STACK_PHP_ENGINE_H
#define LOOPLINE_STACK_PHP_ENGINE_H

#include <stdbool.h>

#include "stack/code_segment.h"

struct php_engine {
    void *handle;             /* to look symbols up in; may be RTLD_DEFAULT */
    int number;               /* as PHP_ENGINE */
    char version[32];         /* of PHP: "8.2.36"; "7.4" where that is all that the engine tells */
    struct code_segment code; /* of the object that holds it; empty where it has none */
    bool is_program;          /* which is the program itself */
};

/* Calls the loader, and the engine's function that tells its version. False: there is none. Any thread. */
bool php_engine_find(struct php_engine *engine);

#endif
