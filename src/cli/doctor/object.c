#include "object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { NATIVE_MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { NATIVE_MACHINE = EM_AARCH64 };
#else
#error "Loopline does not support this architecture"
#endif

struct database_signs {
    const char *name;
    const char *symbols[8]; /* any of them tells the library; NULL-terminated */
    const char *text;       /* stands in every copy of it, stripped or not */
};

/*
 * The texts are error messages, seen in SQLite 3.40 and libpq 15. (SQLite's "SQLite format 3" would be in
 * programs that only recognise its files, too.)
 */
static const struct database_signs signs[DOCTOR_DATABASES] = {
    [DOCTOR_SQLITE] =
        {
            .name = "SQLite",
            .symbols = {"sqlite3_step", "sqlite3_prepare_v2", "sqlite3_prepare_v3", "sqlite3_exec"},
            .text = "unable to close due to unfinalized statements or unfinished backups",
        },
    [DOCTOR_LIBPQ] =
        {
            .name = "libpq",
            .symbols = {"PQexec", "PQexecParams", "PQexecPrepared", "PQsendQuery", "PQsendQueryParams",
                        "PQsendQueryPrepared", "PQprepare"},
            .text = "This probably means the server terminated abnormally",
        },
};

const char *doctor_database_name(enum doctor_database database) {
    return signs[database].name;
}

static bool is_sign(const struct database_signs *sign, const char *symbol) {
    for (size_t index = 0; sign->symbols[index]; index++) {
        if (strcmp(symbol, sign->symbols[index]) == 0)
            return true;
    }
    return false;
}

static void note_symbol(struct doctor_use *use, const GElf_Sym *symbol, bool is_dynamic) {
    if (symbol->st_shndx == SHN_UNDEF) {
        use->imports |= is_dynamic;
        return;
    }
    use->contains = true;
    use->exports |= is_dynamic;
}

static void read_symbols(struct doctor_object *object, Elf *elf, Elf_Scn *section, const GElf_Shdr *header) {
    Elf_Data *data = elf_getdata(section, NULL);
    const size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t index = 0; index < count; index++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)index, &symbol))
            return;
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        for (size_t database = 0; name && database < DOCTOR_DATABASES; database++) {
            if (is_sign(&signs[database], name))
                note_symbol(&object->uses[database], &symbol, header->sh_type == SHT_DYNSYM);
        }
    }
}

/* A relocation against a symbol that the file itself defines: the loader, and so the shim, may redirect it.
 */
static void note_relocation(struct doctor_object *object, Elf *elf, Elf_Scn *symbols, size_t index) {
    GElf_Shdr header;
    GElf_Sym symbol;
    if (!gelf_getshdr(symbols, &header) || !gelf_getsym(elf_getdata(symbols, NULL), (int)index, &symbol))
        return;
    const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (!name || symbol.st_shndx == SHN_UNDEF)
        return;
    for (size_t database = 0; database < DOCTOR_DATABASES; database++)
        object->uses[database].own_calls_visible |= is_sign(&signs[database], name);
}

static void read_relocations(struct doctor_object *object, Elf *elf, Elf_Scn *section,
                             const GElf_Shdr *header) {
    Elf_Data *data = elf_getdata(section, NULL);
    Elf_Scn *symbols = elf_getscn(elf, header->sh_link);
    if (!data || !symbols || !header->sh_entsize)
        return;
    const size_t count = header->sh_size / header->sh_entsize;
    for (size_t index = 0; index < count; index++) {
        GElf_Rela relocation;
        if (!gelf_getrela(data, (int)index, &relocation))
            return;
        if (GELF_R_SYM(relocation.r_info))
            note_relocation(object, elf, symbols, GELF_R_SYM(relocation.r_info));
    }
}

static void read_text(struct doctor_object *object, Elf_Scn *section) {
    const Elf_Data *data = elf_rawdata(section, NULL);
    if (!data || !data->d_buf)
        return;
    for (size_t database = 0; database < DOCTOR_DATABASES; database++) {
        struct doctor_use *use = &object->uses[database];
        const char *text = signs[database].text;
        if (!use->resembles)
            use->resembles = memmem(data->d_buf, data->d_size, text, strlen(text)) != NULL;
    }
}

static void read_section(struct doctor_object *object, Elf *elf, Elf_Scn *section, size_t names) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header))
        return;
    const char *name = elf_strptr(elf, names, header.sh_name);
    if (name && (strcmp(name, ".go.buildinfo") == 0 || strcmp(name, ".note.go.buildid") == 0))
        object->is_go = true;
    if (header.sh_type == SHT_DYNSYM || header.sh_type == SHT_SYMTAB)
        read_symbols(object, elf, section, &header);
    else if (header.sh_type == SHT_RELA)
        read_relocations(object, elf, section, &header);
    else if (name && strncmp(name, ".rodata", 7) == 0 && header.sh_type == SHT_PROGBITS)
        read_text(object, section);
}

static void read_sections(struct doctor_object *object, Elf *elf) {
    size_t names;
    if (elf_getshdrstrndx(elf, &names) != 0)
        return;
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(elf, section)))
        read_section(object, elf, section, names);
    for (size_t database = 0; database < DOCTOR_DATABASES; database++) {
        struct doctor_use *use = &object->uses[database];
        use->resembles &= !use->contains; /* the symbols say it better */
    }
}

static bool add_needed(struct doctor_object *object, const char *name) {
    char **grown = realloc(object->needed, (object->needed_count + 1) * sizeof *grown);
    if (!grown)
        return false;
    object->needed = grown;
    object->needed[object->needed_count] = strdup(name);
    return object->needed[object->needed_count++] != NULL;
}

static bool replace_text(char **text, const char *by) {
    free(*text);
    *text = strdup(by);
    return *text != NULL;
}

static bool read_dynamic_entry(struct doctor_object *object, const GElf_Dyn *entry, const char *text) {
    switch (entry->d_tag) {
    case DT_NEEDED:
        return add_needed(object, text);
    case DT_SONAME:
        return replace_text(&object->soname, text);
    case DT_RPATH:
        return replace_text(&object->rpath, text);
    case DT_RUNPATH:
        return replace_text(&object->runpath, text);
    default:
        return true;
    }
}

/*
 * Through the program headers, as the loader does it; the strings, however, through the section that
 * libelf names for them. A file without section headers shows no library it needs.
 */
static bool read_dynamic(struct doctor_object *object, Elf *elf, const GElf_Phdr *program_header) {
    object->is_dynamic = true;
    Elf_Scn *section = gelf_offscn(elf, program_header->p_offset);
    GElf_Shdr header;
    if (!section || !gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
        return true;
    Elf_Data *data = elf_getdata(section, NULL);
    const size_t count = data && header.sh_entsize ? header.sh_size / header.sh_entsize : 0;
    for (size_t index = 0; index < count; index++) {
        GElf_Dyn entry;
        if (!gelf_getdyn(data, (int)index, &entry) || entry.d_tag == DT_NULL)
            break;
        const char *text = elf_strptr(elf, header.sh_link, entry.d_un.d_val);
        if (text && !read_dynamic_entry(object, &entry, text))
            return false;
    }
    return true;
}

static bool read_interpreter(struct doctor_object *object, Elf *elf, const GElf_Phdr *header) {
    size_t file_bytes;
    const char *file = elf_rawfile(elf, &file_bytes);
    if (!file || header->p_offset >= file_bytes || header->p_filesz > file_bytes - header->p_offset)
        return true;
    free(object->interpreter);
    object->interpreter = strndup(file + header->p_offset, header->p_filesz);
    return object->interpreter != NULL;
}

static bool read_segments(struct doctor_object *object, Elf *elf) {
    size_t count;
    if (elf_getphdrnum(elf, &count) != 0)
        return true;
    for (size_t index = 0; index < count; index++) {
        GElf_Phdr header;
        if (!gelf_getphdr(elf, (int)index, &header))
            return true;
        if (header.p_type == PT_INTERP && !read_interpreter(object, elf, &header))
            return false;
        if (header.p_type == PT_DYNAMIC && !read_dynamic(object, elf, &header))
            return false;
    }
    return true;
}

/* NULL where it is no program or library, or memory ran out. */
static struct doctor_object *read_elf(const char *path, Elf *elf) {
    GElf_Ehdr header;
    if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header) ||
        (header.e_type != ET_EXEC && header.e_type != ET_DYN))
        return NULL;
    struct doctor_object *object = calloc(1, sizeof *object);
    if (!object)
        return NULL;
    object->path = strdup(path);
    object->machine = header.e_machine;
    object->elf_class = header.e_ident[EI_CLASS];
    if (!object->path || !read_segments(object, elf)) {
        doctor_object_free(object);
        return NULL;
    }
    read_sections(object, elf);
    return object;
}

enum doctor_object_status doctor_object_read(const char *path, struct doctor_object **object) {
    *object = NULL;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return DOCTOR_OBJECT_UNREADABLE;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(file, ELF_C_READ_MMAP, NULL);
    *object = read_elf(path, elf);
    elf_end(elf);
    close(file);
    return *object ? DOCTOR_OBJECT_READ : DOCTOR_OBJECT_FOREIGN;
}

void doctor_object_free(struct doctor_object *object) {
    if (!object)
        return;
    for (size_t index = 0; index < object->needed_count; index++)
        free(object->needed[index]);
    free(object->needed);
    free(object->runpath);
    free(object->rpath);
    free(object->soname);
    free(object->interpreter);
    free(object->path);
    free(object);
}

bool doctor_object_is_native(const struct doctor_object *object) {
    return object->machine == NATIVE_MACHINE && object->elf_class == ELFCLASS64;
}
