/*
 * Functions of a file that never return: die(), usage(), throw_error(). Control does not reach the code after
 * a call of one.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_LAST_FUNCTIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_LAST_FUNCTIONS_H

#include "base/index.h"
#include "elf_file.h"
#include "unwind_table.h"

struct last_function;

/* The functions examined so far. Empty when all zero. */
struct last_functions {
    struct pool pool; /* owns the rest: pool_free(&functions->pool) */
    struct last_function *functions;
    size_t count;
    size_t capacity;
    struct index index;
};

/*
 * Returns true if the function at `address` never returns: no instruction except calls leaves it. `unwind`
 * holds the file's functions. False if nothing is known of the code at `address`.
 */
bool last_functions_has(struct last_functions *functions, const struct elf_file *file,
                        const struct unwind_table *unwind, uint64_t address);

#endif
