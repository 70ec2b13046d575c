#include "elf_calls.h"

#include <stdlib.h>
#include <string.h>

struct elf_slot {
    uint64_t address;
    const char *name; /* of the symbol; owned by libelf */
};

/* Functions that do not return, as far as compilers and C libraries put calls of them into programs. */
static const char *const last_calls[] = {
    "_Unwind_Resume",
    "__cxa_throw",
    "__cxa_rethrow",
    "__cxa_bad_cast",
    "__cxa_call_unexpected",
    "__clang_call_terminate",
    "_ZSt9terminatev",
    "abort",
    "exit",
    "_exit",
    "quick_exit",
    "_Exit",
    "pthread_exit",
    "__stack_chk_fail",
    "__assert_fail",
    "__assert",
    "__chk_fail",
    "__fortify_fail",
    "longjmp",
    "siglongjmp",
    "__longjmp_chk",
    "err",
    "errx",
    "verr",
    "verrx",
};

static bool is_last_call(const char *name) {
    /* std::__throw_length_error and its like, of libstdc++ */
    if (strncmp(name, "_ZSt", 4) == 0 && strstr(name, "__throw_"))
        return true;
    for (size_t i = 0; i < sizeof last_calls / sizeof *last_calls; i++)
        if (strcmp(name, last_calls[i]) == 0)
            return true;
    return false;
}

static bool add_slot(struct elf_calls *calls, uint64_t address, const char *name) {
    if (calls->count == calls->capacity) {
        const size_t capacity = calls->capacity ? calls->capacity * 2 : 64;
        struct elf_slot *grown = realloc(calls->slots, capacity * sizeof *grown);
        if (!grown)
            return false;
        calls->slots = grown;
        calls->capacity = capacity;
    }
    calls->slots[calls->count++] = (struct elf_slot){.address = address, .name = name};
    return true;
}

static const char *symbol_of(Elf *elf, Elf_Data *symbols, size_t names, size_t index) {
    GElf_Sym symbol;
    if (index == 0 || index > INT32_MAX || !gelf_getsym(symbols, (int)index, &symbol))
        return NULL;
    return elf_strptr(elf, names, symbol.st_name);
}

static bool read_relocations(struct elf_calls *calls, Elf *elf, Elf_Scn *section, const GElf_Shdr *header) {
    GElf_Shdr symbols_header;
    Elf_Scn *symbols_section = elf_getscn(elf, header->sh_link);
    Elf_Data *data = elf_getdata(section, NULL);
    Elf_Data *symbols = symbols_section ? elf_getdata(symbols_section, NULL) : NULL;
    if (!data || !symbols || !gelf_getshdr(symbols_section, &symbols_header) || header->sh_entsize == 0)
        return true;
    const size_t count = data->d_size / header->sh_entsize;
    for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
        GElf_Rela relocation;
        if (!gelf_getrela(data, (int)i, &relocation))
            break;
        const char *name = symbol_of(elf, symbols, symbols_header.sh_link, GELF_R_SYM(relocation.r_info));
        if (name && !add_slot(calls, relocation.r_offset, name))
            return false;
    }
    return true;
}

static int compare_slots(const void *left, const void *right) {
    const uint64_t a = ((const struct elf_slot *)left)->address;
    const uint64_t b = ((const struct elf_slot *)right)->address;
    return (a > b) - (a < b);
}

bool elf_calls_read(struct elf_calls *calls, const struct elf_file *file,
                    const struct function_symbols *symbols) {
    *calls = (struct elf_calls){.file = file, .symbols = symbols};
    for (Elf_Scn *section = elf_nextscn(file->elf, NULL); section;
         section = elf_nextscn(file->elf, section)) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA || !(header.sh_flags & SHF_ALLOC))
            continue;
        if (!read_relocations(calls, file->elf, section, &header))
            return false;
    }
    if (calls->count > 0)
        qsort(calls->slots, calls->count, sizeof *calls->slots, compare_slots);
    return true;
}

void elf_calls_free(struct elf_calls *calls) {
    free(calls->slots);
    *calls = (struct elf_calls){0};
}

static const char *name_at_slot(const struct elf_calls *calls, uint64_t address) {
    const struct elf_slot key = {.address = address};
    const struct elf_slot *found =
        calls->count > 0 ? bsearch(&key, calls->slots, calls->count, sizeof key, compare_slots) : NULL;
    return found ? found->name : NULL;
}

/* The place that an entry of x86-64's procedure linkage table jumps through: [endbr64] [bnd] jmp *x(%rip). */
static bool slot_of_entry(const struct elf_file *file, uint64_t entry, uint64_t *slot) {
    static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    size_t size = 0;
    size_t at = 0;
    const uint8_t *bytes = file->machine == EM_X86_64 ? elf_file_bytes(file, entry, &size) : NULL;
    if (!bytes || size < 16)
        return false;
    if (memcmp(bytes, endbr64, sizeof endbr64) == 0)
        at += sizeof endbr64;
    if (bytes[at] == 0xf2)
        at++;
    if (bytes[at] != 0xff || bytes[at + 1] != 0x25)
        return false;
    int32_t distance = 0;
    memcpy(&distance, bytes + at + 2, sizeof distance);
    *slot = entry + at + 6 + (uint64_t)(int64_t)distance;
    return true;
}

bool elf_calls_return(const struct elf_calls *calls, uint64_t target) {
    uint64_t slot = target;
    const char *name = name_at_slot(calls, slot);
    if (!name && slot_of_entry(calls->file, target, &slot))
        name = name_at_slot(calls, slot);
    /* a function of the file itself, as in a program that is linked statically */
    const struct function_symbol *function = name ? NULL : function_symbols_at(calls->symbols, target);
    if (function)
        name = function->name;
    return !name || !is_last_call(name);
}

bool elf_calls_has_entry(const struct elf_calls *calls, uint64_t address) {
    uint64_t slot = 0;
    return slot_of_entry(calls->file, address, &slot);
}
