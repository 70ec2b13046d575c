#include "disassembly.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static const struct native_machine *const machines[] = {&native_machine_x86_64};

static const struct native_machine *find_machine(int elf_machine) {
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (machines[i]->elf_machine == elf_machine)
            return machines[i];
    return NULL;
}

static struct native_instruction *append(struct native_disassembly *disassembly) {
    if (disassembly->count == disassembly->capacity) {
        const size_t capacity = disassembly->capacity ? disassembly->capacity * 2 : 256;
        struct native_instruction *grown =
            realloc(disassembly->instructions, capacity * sizeof *disassembly->instructions);
        if (!grown)
            return NULL;
        disassembly->instructions = grown;
        disassembly->capacity = capacity;
    }
    struct native_instruction *instruction = &disassembly->instructions[disassembly->count++];
    *instruction = (struct native_instruction){0};
    return instruction;
}

static bool disassemble_part(struct native_disassembly *disassembly, const struct native_code *part) {
    const uint8_t *bytes = part->bytes;
    size_t left = part->size;
    uint64_t address = part->address;
    while (left > 0) {
        const bool decoded =
            cs_disasm_iter(disassembly->capstone, &bytes, &left, &address, disassembly->scratch);
        struct native_instruction *instruction = append(disassembly);
        if (!instruction)
            return false;
        if (decoded) {
            instruction->address = disassembly->scratch->address;
            instruction->size = (uint8_t)disassembly->scratch->size;
            disassembly->machine->classify(disassembly->scratch, instruction);
            continue;
        }
        instruction->address = address;
        instruction->size = 1;
        instruction->flow = NATIVE_FLOW_STOP;
        bytes++;
        left--;
        address++;
    }
    return true;
}

static int compare_addresses(const void *left, const void *right) {
    const uint64_t a = ((const struct native_instruction *)left)->address;
    const uint64_t b = ((const struct native_instruction *)right)->address;
    return (a > b) - (a < b);
}

static bool is_in_order(const struct native_disassembly *disassembly) {
    for (size_t i = 1; i < disassembly->count; i++)
        if (disassembly->instructions[i - 1].address > disassembly->instructions[i].address)
            return false;
    return true;
}

bool native_disassembly_begin(struct native_disassembly *disassembly, const struct native_code *code) {
    *disassembly = (struct native_disassembly){.code = code, .machine = find_machine(code->machine)};
    if (!disassembly->machine)
        return false;
    if (cs_open(disassembly->machine->architecture, disassembly->machine->mode, &disassembly->capstone) !=
        CS_ERR_OK) {
        disassembly->capstone = 0;
        return false;
    }
    bool done = cs_option(disassembly->capstone, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK;
    disassembly->scratch = done ? cs_malloc(disassembly->capstone) : NULL;
    done = disassembly->scratch && disassemble_part(disassembly, code);
    for (size_t i = 0; done && i < code->part_count; i++)
        done = disassemble_part(disassembly, &code->parts[i]);
    if (!done || disassembly->count == 0) {
        native_disassembly_end(disassembly);
        return false;
    }
    if (!is_in_order(disassembly))
        qsort(disassembly->instructions, disassembly->count, sizeof *disassembly->instructions,
              compare_addresses);
    return true;
}

void native_disassembly_end(struct native_disassembly *disassembly) {
    if (disassembly->scratch)
        cs_free(disassembly->scratch, 1);
    if (disassembly->capstone)
        cs_close(&disassembly->capstone);
    free(disassembly->instructions);
    *disassembly = (struct native_disassembly){0};
}

size_t native_disassembly_at(const struct native_disassembly *disassembly, uint64_t address) {
    const struct native_instruction key = {.address = address};
    const struct native_instruction *found =
        bsearch(&key, disassembly->instructions, disassembly->count, sizeof key, compare_addresses);
    return found ? (size_t)(found - disassembly->instructions) : SIZE_MAX;
}

static const uint8_t *bytes_at(const struct native_code *code, uint64_t address, size_t size) {
    if (address >= code->address && address - code->address < code->size &&
        size <= code->size - (address - code->address))
        return code->bytes + (address - code->address);
    for (size_t i = 0; i < code->part_count; i++) {
        const uint8_t *found = bytes_at(&code->parts[i], address, size);
        if (found)
            return found;
    }
    return NULL;
}

const cs_insn *native_disassembly_decode(const struct native_disassembly *disassembly, size_t index) {
    uint64_t address = disassembly->instructions[index].address;
    size_t size = disassembly->instructions[index].size;
    const uint8_t *bytes = bytes_at(disassembly->code, address, size);
    if (!bytes || !cs_disasm_iter(disassembly->capstone, &bytes, &size, &address, disassembly->scratch))
        return NULL;
    return disassembly->scratch;
}
