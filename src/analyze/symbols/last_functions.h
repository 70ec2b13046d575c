/*
 * Functions of a file that end the program, or hand control elsewhere for good: die(), usage(),
 * throw_error(). What follows a call of one is other code, which the call does not lead to.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_LAST_FUNCTIONS_H
#define LOOPLINE_ANALYZE_SYMBOLS_LAST_FUNCTIONS_H

#include "base/index.h"
#include "elf_file.h"
#include "unwind_table.h"

struct last_function;

/* Those that were looked at; all zero is none. */
struct last_functions {
    struct pool pool; /* freed by the owner: pool_free(&functions->pool) */
    struct last_function *functions;
    size_t count;
    size_t capacity;
    struct index index;
};

/*
 * Whether a function of the file never returns: it has no instruction that leaves it but calls. `unwind` has
 * the file's functions. False where nothing is known of the code at `address`.
 */
bool last_functions_has(struct last_functions *functions, const struct elf_file *file,
                        const struct unwind_table *unwind, uint64_t address);

#endif
