/*
 * Frame rules against elfutils' own reading of the same tables (libdw, dwarf_cfi_addrframe), for libraries
 * whose code stands on the stacks of real programs. What elfutils finds by an expression that we do not
 * follow has to be given up here, never guessed.
 */
#include "helpers/unit.h"

#include <dlfcn.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <link.h>
#include <stdlib.h>
#include <unistd.h>

#include "stack/unwind_table.h"

/* Sanitizers look at our reading, which a part of the functions shows, and slow elfutils down as well. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ONE_FUNCTION_IN 32
#else
#define ONE_FUNCTION_IN 1
#endif

enum { DWARF_FRAME_POINTER = 6, DWARF_STACK_POINTER = 7, FEW = 500 };

struct counts {
    size_t compared;
    size_t given_up;
};

/* The value of one operation that adds to the frame's end: DW_OP_plus_uconst, or a constant and DW_OP_plus.
 */
static bool offset_of_end(const Dwarf_Op *ops, size_t count, int64_t *offset) {
    if (!count || ops[0].atom != DW_OP_call_frame_cfa)
        return false;
    if (count == 1)
        *offset = 0;
    else if (count == 2 && ops[1].atom == DW_OP_plus_uconst)
        *offset = (int64_t)ops[1].number;
    else
        return false;
    return true;
}

/* What elfutils says of the frame's end, in our words. */
static struct frame_rule end_by_elfutils(Dwarf_Frame *frame) {
    struct frame_rule rule = {.end = FRAME_UNREADABLE};
    Dwarf_Op *ops;
    size_t count;
    if (dwarf_frame_cfa(frame, &ops, &count) != 0 || !count)
        return rule;
    const bool by_stack = ops[0].atom == DW_OP_breg0 + DWARF_STACK_POINTER ||
                          (ops[0].atom == DW_OP_bregx && ops[0].number == DWARF_STACK_POINTER);
    const bool by_pointer = ops[0].atom == DW_OP_breg0 + DWARF_FRAME_POINTER ||
                            (ops[0].atom == DW_OP_bregx && ops[0].number == DWARF_FRAME_POINTER);
    rule.end_offset = (int32_t)(ops[0].atom == DW_OP_bregx ? ops[0].number2 : ops[0].number);
    if (count == 1 && by_stack)
        rule.end = FRAME_END_BY_STACK;
    else if (count == 1 && by_pointer)
        rule.end = FRAME_END_BY_FRAME_POINTER;
    else if (count == 2 && by_pointer && ops[1].atom == DW_OP_deref)
        rule.end = FRAME_END_STORED;
    return rule;
}

static void assert_same(const char *path, uint64_t address, const struct frame_rule *ours, Dwarf_Frame *frame,
                        struct counts *counts) {
    const struct frame_rule theirs = end_by_elfutils(frame);
    Dwarf_Op memory[3];
    Dwarf_Op *ops;
    size_t count;
    int64_t offset;
    counts->compared++;
    if (ours->end == FRAME_UNREADABLE) {
        counts->given_up++;
        return;
    }
    if (ours->end == FRAME_OUTERMOST || ours->end == FRAME_OF_SIGNAL)
        return;
    if (ours->end != theirs.end || ours->end_offset != theirs.end_offset)
        fail_msg("%s+0x%llx: end %d%+d, elfutils has %d%+d", path, (unsigned long long)address,
                 (int)ours->end, ours->end_offset, (int)theirs.end, theirs.end_offset);
    if (dwarf_frame_register(frame, DWARF_FRAME_POINTER, memory, &ops, &count) != 0)
        return;
    if (offset_of_end(ops, count, &offset) && ops == memory) {
        if (ours->pointer != FRAME_POINTER_AT_END || ours->pointer_offset != offset)
            fail_msg("%s+0x%llx: frame pointer %d%+d, elfutils has it at the end %+d", path,
                     (unsigned long long)address, (int)ours->pointer, ours->pointer_offset, (int)offset);
    } else if (!count && ours->pointer != FRAME_POINTER_KEPT) {
        fail_msg("%s+0x%llx: frame pointer %d, elfutils has it kept", path, (unsigned long long)address,
                 (int)ours->pointer);
    }
}

static void compare_function(Dwarf_CFI *table, const char *path, uint64_t bias, uint64_t start, uint64_t end,
                             struct counts *counts) {
    for (uint64_t address = start; address < end;) {
        Dwarf_Frame *frame;
        Dwarf_Addr row_start;
        Dwarf_Addr row_end;
        if (dwarf_cfi_addrframe(table, address, &frame) != 0)
            return;
        if (dwarf_frame_info(frame, &row_start, &row_end, NULL) < 0 || row_end <= address) {
            free(frame);
            return;
        }
        struct unwind_table_age age;
        const struct frame_rule ours = unwind_table_rule(bias + address, &age);
        assert_same(path, address, &ours, frame, counts);
        free(frame);
        address = row_end;
    }
}

/* Every function that the symbol tables name, row by row. */
static void compare_object(const char *path, uint64_t bias, struct counts *counts) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = file >= 0 ? elf_begin(file, ELF_C_READ_MMAP, NULL) : NULL;
    Dwarf_CFI *table = elf ? dwarf_getcfi_elf(elf) : NULL;
    for (Elf_Scn *section = NULL; table && (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNSYM)
            continue;
        Elf_Data *data = elf_getdata(section, NULL);
        for (int i = 0; data && i < (int)(header.sh_size / header.sh_entsize); i += ONE_FUNCTION_IN) {
            GElf_Sym symbol;
            if (gelf_getsym(data, i, &symbol) && GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_size &&
                symbol.st_shndx != SHN_UNDEF)
                compare_function(table, path, bias, symbol.st_value, symbol.st_value + symbol.st_size,
                                 counts);
        }
    }
    dwarf_cfi_end(table);
    elf_end(elf);
    if (file >= 0)
        close(file);
}

static int compare_loaded(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    if (info->dlpi_name[0] == '/')
        compare_object(info->dlpi_name, info->dlpi_addr, context);
    return 0;
}

/* Those that a machine has; libc, libdw and what they need are always there. */
static const char *const libraries[] = {"libsqlite3.so.0", "libpq.so.5",      "libpython3.11.so.1.0",
                                        "libstdc++.so.6",  "libperl.so.5.36", "libruby-3.1.so.3.1",
                                        "libcrypto.so.3",  "libgdal.so.32"};

static void every_row_says_what_elfutils_reads(void **state) {
    struct counts counts = {0};
    (void)state;
    elf_version(EV_CURRENT);
    for (size_t i = 0; i < COUNT_OF(libraries); i++)
        dlopen(libraries[i], RTLD_LAZY | RTLD_LOCAL);
    dl_iterate_phdr(compare_loaded, &counts);
    print_message("%zu rows compared, %zu given up\n", counts.compared, counts.given_up);
    assert_true(counts.compared > 10000 / ONE_FUNCTION_IN);
    /* Prologues in assembler that find the end by another register (libcrypto, libx265): nothing calls there.
     */
    assert_true(ONE_FUNCTION_IN > 1 || counts.given_up * FEW < counts.compared);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_says_what_elfutils_reads)};
    return cmocka_run_group_tests_name("unwind tables", tests, NULL, NULL);
}
