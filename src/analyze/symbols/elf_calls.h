/*
 * Finds what a call leads to, by name: through the procedure linkage table, through a pointer, or directly.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_ELF_CALLS_H
#define LOOPLINE_ANALYZE_SYMBOLS_ELF_CALLS_H

#include "elf_file.h"
#include "names.h"

struct elf_slot;

/* The slots that the dynamic linker fills with addresses of functions. */
struct elf_calls {
    const struct elf_file *file;
    const struct function_symbols *symbols;
    struct elf_slot *slots; /* in the order of addresses */
    size_t count;
    size_t capacity;
};

/*
 * Reads the relocations of `file`. `file` and `symbols`, its functions, must outlive `calls`. Returns false
 * if memory runs out; call elf_calls_free in any case.
 */
bool elf_calls_read(struct elf_calls *calls, const struct elf_file *file,
                    const struct function_symbols *symbols);
void elf_calls_free(struct elf_calls *calls);

/*
 * Returns true if a call may return, or nothing is known of its target. `target` is the function, its entry
 * in the procedure linkage table, or the slot that holds its address.
 */
bool elf_calls_return(const struct elf_calls *calls, uint64_t target);

/* Returns true if the code at `address` is an entry of the procedure linkage table. */
bool elf_calls_has_entry(const struct elf_calls *calls, uint64_t address);

#endif
