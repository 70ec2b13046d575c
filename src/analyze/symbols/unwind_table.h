/*
 * What .eh_frame and .gcc_except_table say about code. Stripped files have them too. They give the start and
 * end of functions (or of their hot and cold parts), and where an exception thrown by a call continues.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_UNWIND_TABLE_H
#define LOOPLINE_ANALYZE_SYMBOLS_UNWIND_TABLE_H

#include "analyze/loops/address_ranges.h"
#include "analyze/loops/native.h"
#include "elf_file.h"

struct unwind_table {
    struct address_ranges functions; /* value: address of the function's exception table; 0: none */
};

/* Reads the table of `file`; damaged parts are left out. Returns false if memory runs out. */
bool unwind_table_read(struct unwind_table *table, const struct elf_file *file);
void unwind_table_free(struct unwind_table *table);

/*
 * Appends the handlers of the code in `function`, an item of the table, to `*handlers`, an array of `*count`
 * items that realloc may move. Returns false if memory runs out.
 */
bool unwind_table_handlers(const struct elf_file *file, const struct address_range *function,
                           struct native_handler **handlers, size_t *count);

#endif
