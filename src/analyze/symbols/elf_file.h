/*
 * An ELF file on disk, opened with libdwfl and checked against what the capture says about it. Addresses are
 * in the file's own address space, as the linker assigned them.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_ELF_FILE_H
#define LOOPLINE_ANALYZE_SYMBOLS_ELF_FILE_H

#include "symbols.h"
#include <elfutils/libdwfl.h>
#include <gelf.h>

struct elf_file {
    enum symbols_state state;
    Dwfl_Callbacks callbacks; /* libdwfl keeps a pointer to them: the struct must not move */
    Dwfl *dwfl; /* NULL, like the fields below, if the state is SYMBOLS_REPLACED or SYMBOLS_MISSING */
    Dwfl_Module *module;
    Elf *elf;
    uint64_t bias;       /* libdwfl's addresses minus ours */
    Dwarf *dwarf;        /* NULL: no debug information */
    uint64_t dwarf_bias; /* our addresses minus those in the debug information */
    int machine;         /* ELF e_machine */
    const uint8_t *image;
    size_t image_bytes;
};

/*
 * Opens the file of `key` and looks for its debug information. `debug_directories` is a colon-separated list
 * as libdwfl takes it; NULL: its default (".debug" beside the file, /usr/lib/debug). Problems with the file
 * are not errors: `state` reports them. Call elf_file_close in any case.
 */
void elf_file_open(struct elf_file *file, const struct symbols_module_key *key, char **debug_directories);
void elf_file_close(struct elf_file *file);

/*
 * Returns the initialised bytes at `address` and sets `*size` to their number up to the end of the segment.
 * NULL if the file has none there.
 */
const uint8_t *elf_file_bytes(const struct elf_file *file, uint64_t address, size_t *size);

/* Returns the section `name` and sets its address; NULL if there is none or it has no contents. */
Elf_Data *elf_file_section(const struct elf_file *file, const char *name, uint64_t *address);

#endif
