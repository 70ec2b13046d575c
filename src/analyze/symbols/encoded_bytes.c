#include "encoded_bytes.h"

#include <dwarf.h>
#include <string.h>

static void move_on(struct encoded_bytes *bytes, size_t size) {
    bytes->next += size;
    bytes->left -= size;
    bytes->address += size;
}

bool encoded_bytes_number(struct encoded_bytes *bytes, size_t size, bool is_signed, uint64_t *value) {
    if (size == 0 || size > sizeof *value || bytes->left < size)
        return false;
    uint64_t number = 0; /* little-endian, as x86-64 and aarch64 are */
    memcpy(&number, bytes->next, size);
    const unsigned unused_bits = 64 - 8 * (unsigned)size;
    if (is_signed)
        number = (uint64_t)((int64_t)(number << unused_bits) >> unused_bits);
    move_on(bytes, size);
    *value = number;
    return true;
}

static bool read_leb(struct encoded_bytes *bytes, bool is_signed, uint64_t *value) {
    uint64_t number = 0;
    unsigned shift = 0;
    while (bytes->left > 0 && shift < 64) {
        const uint8_t byte = *bytes->next;
        move_on(bytes, 1);
        number |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        if (byte & 0x80)
            continue;
        if (is_signed && (byte & 0x40) && shift < 64)
            number |= ~0ull << shift;
        *value = number;
        return true;
    }
    return false;
}

bool encoded_bytes_uleb(struct encoded_bytes *bytes, uint64_t *value) {
    return read_leb(bytes, false, value);
}

static bool read_format(struct encoded_bytes *bytes, uint8_t encoding, uint64_t *value) {
    switch (encoding & 0x0f) {
    case DW_EH_PE_absptr:
    case DW_EH_PE_udata8:
    case DW_EH_PE_sdata8:
        return encoded_bytes_number(bytes, 8, false, value);
    case DW_EH_PE_udata2:
        return encoded_bytes_number(bytes, 2, false, value);
    case DW_EH_PE_sdata2:
        return encoded_bytes_number(bytes, 2, true, value);
    case DW_EH_PE_udata4:
        return encoded_bytes_number(bytes, 4, false, value);
    case DW_EH_PE_sdata4:
        return encoded_bytes_number(bytes, 4, true, value);
    case DW_EH_PE_uleb128:
        return read_leb(bytes, false, value);
    case DW_EH_PE_sleb128:
        return read_leb(bytes, true, value);
    default:
        return false;
    }
}

bool encoded_bytes_pointer(struct encoded_bytes *bytes, uint8_t encoding, uint64_t *value) {
    const uint64_t address = bytes->address;
    const uint8_t application = encoding & 0x70;
    if (encoding == DW_EH_PE_omit || (application != DW_EH_PE_absptr && application != DW_EH_PE_pcrel))
        return false;
    if (!read_format(bytes, encoding, value))
        return false;
    if (application == DW_EH_PE_pcrel && *value != 0)
        *value += address;
    return true;
}
