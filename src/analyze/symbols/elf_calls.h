/* What a call leads to, by name: through the procedure linkage table, through a pointer, or directly. */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_ELF_CALLS_H
#define LOOPLINE_ANALYZE_SYMBOLS_ELF_CALLS_H

#include "elf_file.h"
#include "names.h"

struct elf_slot;

/* The places that the dynamic linker fills in with addresses of functions. */
struct elf_calls {
    const struct elf_file *file;
    const struct function_symbols *symbols;
    struct elf_slot *slots; /* in the order of addresses */
    size_t count;
    size_t capacity;
};

/*
 * Reads the relocations of `file`. It and `symbols`, its functions, have to outlive `calls`. Returns false
 * out of memory; free in any case.
 */
bool elf_calls_read(struct elf_calls *calls, const struct elf_file *file,
                    const struct function_symbols *symbols);
void elf_calls_free(struct elf_calls *calls);

/*
 * Whether a call may return; `target` is the function, its entry in the procedure linkage table, or the
 * place that holds its address. True where nothing is known of it.
 */
bool elf_calls_return(const struct elf_calls *calls, uint64_t target);

/* Whether the code at `address` is an entry of the procedure linkage table. */
bool elf_calls_has_entry(const struct elf_calls *calls, uint64_t address);

#endif
