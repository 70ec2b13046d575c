#include "unwind_table.h"

#include "encoded_bytes.h"
#include <dwarf.h>
#include <stdlib.h>

/* What a CIE says of the form of its FDEs. */
struct fde_form {
    Dwarf_Off cie;
    bool is_known;
    bool has_length; /* of the augmentation data */
    uint8_t address_encoding;
    uint8_t table_encoding; /* of the exception table's address */
};

struct reading {
    const struct elf_file *file;
    Elf_Data *data;
    uint64_t address;
    struct unwind_table *table;
    struct fde_form form; /* of the last CIE that was looked at */
};

static struct encoded_bytes bytes_between(const struct reading *reading, const uint8_t *start,
                                          const uint8_t *end) {
    const size_t offset = (size_t)(start - (const uint8_t *)reading->data->d_buf);
    return (struct encoded_bytes){
        .next = start, .left = (size_t)(end - start), .address = reading->address + offset};
}

/* Goes through the letters of the augmentation; each may have data. */
static void read_augmentation(struct reading *reading, const Dwarf_CIE *cie) {
    struct fde_form *form = &reading->form;
    const uint8_t *end = cie->augmentation_data + cie->augmentation_data_size;
    struct encoded_bytes bytes = bytes_between(reading, cie->augmentation_data, end);
    form->address_encoding = DW_EH_PE_absptr;
    form->table_encoding = DW_EH_PE_omit;
    form->has_length = cie->augmentation[0] == 'z';
    for (const char *letter = cie->augmentation; *letter; letter++) {
        uint64_t value = 0;
        uint64_t personality = 0;
        const bool has_data = *letter == 'R' || *letter == 'L' || *letter == 'P';
        if (has_data && !encoded_bytes_number(&bytes, 1, false, &value))
            return;
        if (*letter == 'R')
            form->address_encoding = (uint8_t)value;
        if (*letter == 'L')
            form->table_encoding = (uint8_t)value;
        if (*letter == 'P' && !encoded_bytes_pointer(&bytes, (uint8_t)value & 0x7f, &personality))
            return;
    }
    form->is_known = true;
}

static bool find_form(struct reading *reading, Dwarf_Off cie) {
    if (reading->form.cie == cie && reading->form.is_known)
        return true;
    reading->form = (struct fde_form){.cie = cie};
    const unsigned char *identification = (const unsigned char *)elf_getident(reading->file->elf, NULL);
    Dwarf_Off next = 0;
    Dwarf_CFI_Entry entry;
    if (dwarf_next_cfi(identification, reading->data, true, cie, &next, &entry) == 0 &&
        dwarf_cfi_cie_p(&entry))
        read_augmentation(reading, &entry.cie);
    return reading->form.is_known;
}

static bool add_function(struct reading *reading, const Dwarf_FDE *fde) {
    struct encoded_bytes bytes = bytes_between(reading, fde->start, fde->end);
    uint64_t start = 0;
    uint64_t size = 0;
    uint64_t length = 0;
    uint64_t exceptions = 0;
    if (!find_form(reading, fde->CIE_pointer))
        return true;
    const uint8_t format = reading->form.address_encoding & 0x0f;
    if (!encoded_bytes_pointer(&bytes, reading->form.address_encoding, &start) || start == 0 ||
        !encoded_bytes_pointer(&bytes, format, &size) || size > UINT64_MAX - start)
        return true;
    if (reading->form.has_length && encoded_bytes_uleb(&bytes, &length) && length > 0)
        encoded_bytes_pointer(&bytes, reading->form.table_encoding, &exceptions);
    const struct address_range range = {.low = start, .high = start + size, .value = (size_t)exceptions};
    return address_ranges_add(&reading->table->functions, range);
}

bool unwind_table_read(struct unwind_table *table, const struct elf_file *file) {
    *table = (struct unwind_table){0};
    struct reading reading = {.file = file, .table = table};
    reading.data = elf_file_section(file, ".eh_frame", &reading.address);
    if (!reading.data || !reading.data->d_buf)
        return true;
    const unsigned char *identification = (const unsigned char *)elf_getident(file->elf, NULL);
    Dwarf_Off offset = 0;
    Dwarf_Off next = 0;
    Dwarf_CFI_Entry entry;
    while (dwarf_next_cfi(identification, reading.data, true, offset, &next, &entry) == 0) {
        if (!dwarf_cfi_cie_p(&entry) && !add_function(&reading, &entry.fde))
            return false;
        if (next <= offset || next == (Dwarf_Off)-1)
            break;
        offset = next;
    }
    return address_ranges_sort(&table->functions);
}

void unwind_table_free(struct unwind_table *table) {
    address_ranges_free(&table->functions);
}

static bool add_handler(struct native_handler **handlers, size_t *count, struct native_handler handler) {
    struct native_handler *grown = realloc(*handlers, (*count + 1) * sizeof *grown);
    if (!grown)
        return false;
    grown[*count] = handler;
    *handlers = grown;
    ++*count;
    return true;
}

/* Where the pads are counted from, and how the call sites are written. */
static bool read_header(struct encoded_bytes *bytes, uint64_t *pad_base, uint8_t *encoding,
                        uint64_t *length) {
    uint64_t byte = 0;
    uint64_t ignored = 0;
    if (!encoded_bytes_number(bytes, 1, false, &byte))
        return false;
    if (byte != DW_EH_PE_omit && !encoded_bytes_pointer(bytes, (uint8_t)byte, pad_base))
        return false;
    if (!encoded_bytes_number(bytes, 1, false, &byte))
        return false;
    if (byte != DW_EH_PE_omit && !encoded_bytes_uleb(bytes, &ignored))
        return false;
    if (!encoded_bytes_number(bytes, 1, false, &byte) || !encoded_bytes_uleb(bytes, length))
        return false;
    *encoding = (uint8_t)byte & 0x0f;
    return true;
}

bool unwind_table_handlers(const struct elf_file *file, const struct address_range *function,
                           struct native_handler **handlers, size_t *count) {
    struct encoded_bytes bytes = {.address = function->value};
    uint64_t pad_base = function->low;
    uint64_t length = 0;
    uint8_t encoding = 0;
    if (function->value == 0)
        return true;
    bytes.next = elf_file_bytes(file, function->value, &bytes.left);
    if (!bytes.next || !read_header(&bytes, &pad_base, &encoding, &length))
        return true;
    if (length < bytes.left)
        bytes.left = (size_t)length;
    while (bytes.left > 0) {
        uint64_t start = 0;
        uint64_t size = 0;
        uint64_t pad = 0;
        uint64_t action = 0;
        if (!encoded_bytes_pointer(&bytes, encoding, &start) ||
            !encoded_bytes_pointer(&bytes, encoding, &size) ||
            !encoded_bytes_pointer(&bytes, encoding, &pad) || !encoded_bytes_uleb(&bytes, &action))
            break;
        const struct native_handler handler = {
            .start = function->low + start, .end = function->low + start + size, .pad = pad_base + pad};
        if (pad != 0 && !add_handler(handlers, count, handler))
            return false;
    }
    return true;
}
