#include "elf_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* libdwfl asks for a module's file only where none was given to it. */
static int find_no_elf(Dwfl_Module *module, void **user_data, const char *name, Dwarf_Addr base,
                       char **file_name, Elf **elf) {
    (void)module, (void)user_data, (void)name, (void)base, (void)file_name, (void)elf;
    return -1;
}

static bool is_same_file(const struct symbols_module_key *key, const struct stat *status) {
    const uint64_t mtime_ns =
        (uint64_t)status->st_mtim.tv_sec * 1000000000u + (uint64_t)status->st_mtim.tv_nsec;
    return key->file_bytes == (uint64_t)status->st_size && key->file_mtime_ns == mtime_ns;
}

static bool has_build_id(Dwfl_Module *module, const struct symbols_module_key *key) {
    const unsigned char *bits = NULL;
    GElf_Addr address = 0;
    const int bytes = dwfl_module_build_id(module, &bits, &address);
    return bytes > 0 && (size_t)bytes == key->build_id_bytes &&
           memcmp(bits, key->build_id, (size_t)bytes) == 0;
}

static Elf_Scn *find_section(Elf *elf, const char *name, GElf_Shdr *header) {
    size_t names = 0;
    if (elf_getshdrstrndx(elf, &names) != 0)
        return NULL;
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
        if (!gelf_getshdr(section, header))
            continue;
        const char *found = elf_strptr(elf, names, header->sh_name);
        if (found && strcmp(found, name) == 0)
            return section;
    }
    return NULL;
}

/* Whether there are names beyond the exported ones. */
static bool has_symbol_table(Elf *elf) {
    GElf_Shdr header;
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section))
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
            return true;
    return find_section(elf, ".gnu_debugdata", &header) != NULL;
}

static bool has_units(Dwarf *dwarf) {
    Dwarf_CU *unit = NULL;
    return dwarf_get_units(dwarf, NULL, &unit, NULL, NULL, NULL, NULL) == 0;
}

static enum symbols_state read_module(struct elf_file *file, bool names_only) {
    file->elf = dwfl_module_getelf(file->module, &file->bias);
    GElf_Ehdr header;
    if (!file->elf || !gelf_getehdr(file->elf, &header))
        return SYMBOLS_MISSING;
    if (header.e_type != ET_EXEC && header.e_type != ET_DYN) /* what no process has mapped to run */
        return SYMBOLS_REPLACED;
    file->machine = header.e_machine;
    file->image = (const uint8_t *)elf_rawfile(file->elf, &file->image_bytes);
    Dwarf_Addr bias = 0;
    file->dwarf = names_only ? NULL : dwfl_module_getdwarf(file->module, &bias);
    if (file->dwarf && !has_units(file->dwarf))
        file->dwarf = NULL;
    if (file->dwarf) {
        file->dwarf_bias = bias - file->bias;
        return SYMBOLS_LINES;
    }
    return has_symbol_table(file->elf) ? SYMBOLS_NAMES : SYMBOLS_NONE;
}

/*
 * A debug file that is found and cannot be read is looked for once more when symbols are asked for, and
 * libdwfl then forgets the name that it allocated (find_debuginfo in libdwfl/dwfl_module_getdwarf.c, elfutils
 * 0.188).
 */
static int find_debug_file(Dwfl_Module *module, void **user_data, const char *name, Dwarf_Addr base,
                           const char *file, const char *linked, GElf_Word checksum, char **found) {
    free(*found);
    *found = NULL;
    return dwfl_standard_find_debuginfo(module, user_data, name, base, file, linked, checksum, found);
}

static enum symbols_state open_descriptor(struct elf_file *file, const struct symbols_module_key *key,
                                          char **debug_directories, int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return SYMBOLS_MISSING;
    if (key->build_id_bytes == 0 && !is_same_file(key, &status))
        return SYMBOLS_REPLACED;

    const Dwfl_Callbacks callbacks = {
        .find_elf = find_no_elf,
        .find_debuginfo = find_debug_file,
        .section_address = dwfl_offline_section_address,
        .debuginfo_path = debug_directories,
    };
    file->callbacks = callbacks;
    file->dwfl = dwfl_begin(&file->callbacks);
    if (!file->dwfl)
        return SYMBOLS_MISSING;
    dwfl_report_begin(file->dwfl);
    const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    file->module = own < 0 ? NULL : dwfl_report_elf(file->dwfl, key->path, key->path, own, 0, true);
    if (!file->module && own >= 0)
        close(own);
    if (dwfl_report_end(file->dwfl, NULL, NULL) != 0 || !file->module)
        return SYMBOLS_MISSING;
    if (key->build_id_bytes > 0 && !has_build_id(file->module, key))
        return SYMBOLS_REPLACED;
    return read_module(file, key->names_only);
}

void elf_file_open(struct elf_file *file, const struct symbols_module_key *key, char **debug_directories) {
    *file = (struct elf_file){.state = SYMBOLS_MISSING};
    /* O_NONBLOCK: the path may lead to a FIFO by now */
    const int descriptor = open(key->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return;
    file->state = open_descriptor(file, key, debug_directories, descriptor);
    close(descriptor);
    if (file->state != SYMBOLS_REPLACED && file->state != SYMBOLS_MISSING)
        return;
    const enum symbols_state state = file->state;
    elf_file_close(file);
    file->state = state;
}

void elf_file_close(struct elf_file *file) {
    if (file->dwfl)
        dwfl_end(file->dwfl);
    *file = (struct elf_file){.state = SYMBOLS_MISSING};
}

const uint8_t *elf_file_bytes(const struct elf_file *file, uint64_t address, size_t *size) {
    size_t count = 0;
    if (!file->image || elf_getphdrnum(file->elf, &count) != 0)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
            address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz)
            continue;
        const uint64_t into = address - segment.p_vaddr;
        if (segment.p_offset > file->image_bytes || into >= file->image_bytes - segment.p_offset)
            return NULL;
        const uint64_t in_file = file->image_bytes - segment.p_offset - into;
        const uint64_t in_segment = segment.p_filesz - into;
        *size = (size_t)(in_file < in_segment ? in_file : in_segment);
        return file->image + segment.p_offset + into;
    }
    return NULL;
}

Elf_Data *elf_file_section(const struct elf_file *file, const char *name, uint64_t *address) {
    GElf_Shdr header;
    Elf_Scn *section = file->elf ? find_section(file->elf, name, &header) : NULL;
    if (!section || header.sh_type == SHT_NOBITS)
        return NULL;
    *address = header.sh_addr;
    return elf_rawdata(section, NULL);
}
