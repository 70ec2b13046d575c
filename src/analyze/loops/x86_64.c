/*
 * x86-64: which instructions move control, and where gcc and clang keep the targets of a switch.
 *
 * Seen with gcc 12 and clang 14, -O0 to -O3:
 *   position-independent  lea table(%rip),%t; movslq (%t,%i,4),%x; add %t,%x; [notrack] jmp *%x
 *                         (-O0 of gcc: mov (%d,%t),%eax; cltq; lea table(%rip),%rdx; add %rdx,%rax; jmp
 * *%rax) position-dependent    jmp *table(,%i,8), or mov table(,%i,8),%x; jmp *%x computed goto         jmp
 * *(%t,%i,8), %t from lea table(%rip) The lea may stand far away, outside the loop around the switch, and its
 * result on the stack.
 */
#include "disassembly.h"

#include <elf.h>

enum {
    TARGET_WINDOW = 48, /* instructions before a jump among which its target is made up */
    BOUND_WINDOW = 32,  /* instructions before a jump among which its index is checked */
    COMPARE_WINDOW = 4, /* instructions before the check's branch among which it compares */
    MAXIMUM_ENTRIES = 1 << 16,
    MAXIMUM_COPIES = 4, /* register copies that are followed */
};

static bool is_stop(unsigned id) {
    switch (id) {
    case X86_INS_RET:
    case X86_INS_RETF:
    case X86_INS_RETFQ:
    case X86_INS_IRET:
    case X86_INS_IRETD:
    case X86_INS_IRETQ:
    case X86_INS_LJMP:
    case X86_INS_HLT:
    case X86_INS_UD0:
    case X86_INS_UD2:
    case X86_INS_UD2B:
    case X86_INS_INT3:
        return true;
    default:
        return false;
    }
}

static bool is_counted_branch(unsigned id) {
    return id == X86_INS_LOOP || id == X86_INS_LOOPE || id == X86_INS_LOOPNE || id == X86_INS_JRCXZ ||
           id == X86_INS_JECXZ;
}

static bool has_group(const cs_insn *decoded, uint8_t group) {
    for (uint8_t i = 0; i < decoded->detail->groups_count; i++)
        if (decoded->detail->groups[i] == group)
            return true;
    return false;
}

static bool makes_constant(const cs_insn *decoded) {
    const cs_x86 *x86 = &decoded->detail->x86;
    if (x86->op_count != 2 || x86->operands[0].type != X86_OP_REG)
        return false;
    const cs_x86_op *source = &x86->operands[1];
    switch (decoded->id) {
    case X86_INS_MOV:
    case X86_INS_MOVABS:
        return source->type == X86_OP_IMM;
    case X86_INS_LEA:
        return source->mem.base == X86_REG_RIP;
    case X86_INS_XOR:
    case X86_INS_XORPS:
    case X86_INS_PXOR:
        return source->type == X86_OP_REG && source->reg == x86->operands[0].reg;
    default:
        return false;
    }
}

/* The 64-bit register that a 32-bit one is the lower half of; others as they are. */
static x86_reg whole_register(x86_reg part) {
    static const x86_reg halves[][2] = {
        {X86_REG_EAX, X86_REG_RAX},  {X86_REG_EBX, X86_REG_RBX},  {X86_REG_ECX, X86_REG_RCX},
        {X86_REG_EDX, X86_REG_RDX},  {X86_REG_ESI, X86_REG_RSI},  {X86_REG_EDI, X86_REG_RDI},
        {X86_REG_EBP, X86_REG_RBP},  {X86_REG_R8D, X86_REG_R8},   {X86_REG_R9D, X86_REG_R9},
        {X86_REG_R10D, X86_REG_R10}, {X86_REG_R11D, X86_REG_R11}, {X86_REG_R12D, X86_REG_R12},
        {X86_REG_R13D, X86_REG_R13}, {X86_REG_R14D, X86_REG_R14}, {X86_REG_R15D, X86_REG_R15},
    };
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        if (halves[i][0] == part)
            return halves[i][1];
    return part;
}

static uint16_t written_register(const cs_insn *decoded) {
    if (decoded->detail->x86.op_count == 0)
        return 0;
    const cs_x86_op *target = &decoded->detail->x86.operands[0];
    const bool is_written = target->type == X86_OP_REG && (target->access & CS_AC_WRITE);
    return is_written ? (uint16_t)whole_register(target->reg) : 0;
}

static void classify(const cs_insn *decoded, struct native_instruction *instruction) {
    const cs_x86 *x86 = &decoded->detail->x86;
    const bool direct = x86->op_count == 1 && x86->operands[0].type == X86_OP_IMM;
    if (direct)
        instruction->target = (uint64_t)x86->operands[0].imm;
    if (is_stop(decoded->id)) {
        instruction->flow = NATIVE_FLOW_STOP;
    } else if (decoded->id == X86_INS_JMP) {
        instruction->flow = direct ? NATIVE_FLOW_JUMP : NATIVE_FLOW_INDIRECT;
    } else if (has_group(decoded, X86_GRP_CALL)) {
        instruction->flow = NATIVE_FLOW_CALL;
        const bool by_pointer = x86->op_count == 1 && x86->operands[0].type == X86_OP_MEM &&
                                x86->operands[0].mem.base == X86_REG_RIP;
        if (by_pointer)
            instruction->target = decoded->address + decoded->size + (uint64_t)x86->operands[0].mem.disp;
    } else if (has_group(decoded, X86_GRP_JUMP) || is_counted_branch(decoded->id)) {
        instruction->flow = direct ? NATIVE_FLOW_BRANCH : NATIVE_FLOW_STOP;
    } else {
        instruction->target = 0;
        instruction->makes_constant = makes_constant(decoded);
        instruction->written_register = written_register(decoded);
    }
}

/* Decodes instruction `index` where it writes register `wanted`; else NULL. */
static const cs_insn *decode_write(const struct native_disassembly *disassembly, size_t index,
                                   x86_reg wanted) {
    if (disassembly->instructions[index].written_register != wanted)
        return NULL;
    return native_disassembly_decode(disassembly, index);
}

/* The address that an instruction puts into its target register, for `lea x(%rip),%r` and `mov $x,%r`. */
static bool loaded_address(const cs_insn *decoded, uint64_t *address) {
    const cs_x86 *x86 = &decoded->detail->x86;
    if (x86->op_count != 2)
        return false;
    const cs_x86_op *source = &x86->operands[1];
    if (decoded->id == X86_INS_LEA && source->mem.base == X86_REG_RIP &&
        source->mem.index == X86_REG_INVALID) {
        *address = decoded->address + decoded->size + (uint64_t)source->mem.disp;
        return true;
    }
    if ((decoded->id == X86_INS_MOV || decoded->id == X86_INS_MOVABS) && source->type == X86_OP_IMM &&
        source->imm > 0) {
        *address = (uint64_t)source->imm;
        return true;
    }
    return false;
}

/* A table is not among the function's instructions; what is loaded from there has another purpose. */
static bool is_data(const struct native_disassembly *disassembly, uint64_t address) {
    return native_disassembly_at(disassembly, address) == SIZE_MAX;
}

static bool is_same_slot(const x86_op_mem *left, const x86_op_mem *right) {
    return left->base == right->base && left->disp == right->disp && left->index == X86_REG_INVALID &&
           right->index == X86_REG_INVALID && left->segment == right->segment;
}

/* Finds `mov %r,slot`. Returns its index and register, or SIZE_MAX. */
static size_t find_store(const struct native_disassembly *disassembly, const x86_op_mem *slot,
                         x86_reg *stored) {
    for (size_t i = 0; i < disassembly->count; i++) {
        const struct native_instruction *instruction = &disassembly->instructions[i];
        if (instruction->flow != NATIVE_FLOW_NEXT || instruction->written_register != 0)
            continue;
        const cs_insn *decoded = native_disassembly_decode(disassembly, i);
        if (!decoded || decoded->id != X86_INS_MOV)
            continue;
        const cs_x86_op *operands = decoded->detail->x86.operands;
        if (operands[0].type != X86_OP_MEM || operands[1].type != X86_OP_REG ||
            !is_same_slot(&operands[0].mem, slot))
            continue;
        *stored = whole_register(operands[1].reg);
        return i;
    }
    return SIZE_MAX;
}

/*
 * Finds the address that register `wanted` holds at `index`: the nearest load of an address into it, looking
 * upwards and then round from the end, for the load may stand outside the loop that the switch is in.
 * Other writes are passed over: a wrong guess gives entries that are no instructions of the function.
 */
static bool find_address(const struct native_disassembly *disassembly, size_t index, x86_reg wanted,
                         uint64_t *address) {
    for (int copies = 0; copies < MAXIMUM_COPIES; copies++) {
        bool followed = false;
        for (size_t step = 1; step < disassembly->count && !followed; step++) {
            const size_t at = (index + disassembly->count - step) % disassembly->count;
            const cs_insn *decoded = decode_write(disassembly, at, wanted);
            if (!decoded)
                continue;
            if (loaded_address(decoded, address) && is_data(disassembly, *address))
                return true;
            if (decoded->id != X86_INS_MOV)
                continue;
            const cs_x86_op source = decoded->detail->x86.operands[1];
            if (source.type == X86_OP_REG) {
                wanted = whole_register(source.reg);
                index = at;
                followed = true;
            } else if (source.type == X86_OP_MEM && source.mem.index == X86_REG_INVALID) {
                x86_reg stored = X86_REG_INVALID;
                const size_t store = find_store(disassembly, &source.mem, &stored);
                if (store == SIZE_MAX)
                    continue;
                wanted = stored;
                index = store;
                followed = true;
            }
        }
        if (!followed)
            return false;
    }
    return false;
}

/* The table behind an operand `table(,%i,8)` or `disp(%t,%i,8)`. */
static bool table_of_operand(const struct native_disassembly *disassembly, size_t index,
                             const x86_op_mem *memory, struct native_jump_table *table) {
    if (memory->index == X86_REG_INVALID || memory->scale != 8)
        return false;
    uint64_t base = 0;
    if (memory->base != X86_REG_INVALID &&
        !find_address(disassembly, index, whole_register(memory->base), &base))
        return false;
    *table = (struct native_jump_table){.address = base + (uint64_t)memory->disp, .entry_size = 8};
    return true;
}

/* The table whose address is one of the two registers that are added up. */
static bool table_of_sum(const struct native_disassembly *disassembly, size_t index, x86_reg one,
                         x86_reg other, struct native_jump_table *table) {
    const x86_reg candidates[] = {whole_register(one), whole_register(other)};
    uint64_t address = 0;
    /* One was loaded from the table just before; looking for it as an address would go too far. */
    for (size_t i = 0; i < 2; i++) {
        bool is_entry = false;
        for (size_t step = 1; step <= index && step <= TARGET_WINDOW; step++) {
            const cs_insn *decoded = decode_write(disassembly, index - step, candidates[i]);
            if (!decoded)
                continue;
            is_entry = decoded->id == X86_INS_MOVSXD || decoded->id == X86_INS_CDQE;
            break;
        }
        if (is_entry || !find_address(disassembly, index, candidates[i], &address))
            continue;
        *table = (struct native_jump_table){
            .address = address, .base = address, .entry_size = 4, .is_signed = true};
        return true;
    }
    return false;
}

/* The table of `jmp *%target`, by the instruction that made up the target. */
static bool table_of_register(const struct native_disassembly *disassembly, size_t jump, x86_reg target,
                              struct native_jump_table *table) {
    x86_reg wanted = whole_register(target);
    for (size_t step = 1; step <= jump && step <= TARGET_WINDOW; step++) {
        const size_t index = jump - step;
        const cs_insn *decoded = decode_write(disassembly, index, wanted);
        if (!decoded)
            continue;
        const cs_x86_op one = decoded->detail->x86.operands[0];
        const cs_x86_op other = decoded->detail->x86.operands[1];
        if (decoded->id == X86_INS_ADD && other.type == X86_OP_REG)
            return table_of_sum(disassembly, index, one.reg, other.reg, table);
        if (decoded->id == X86_INS_LEA && other.mem.scale == 1 && other.mem.disp == 0)
            return table_of_sum(disassembly, index, other.mem.base, other.mem.index, table);
        if (decoded->id == X86_INS_MOV && other.type == X86_OP_MEM)
            return table_of_operand(disassembly, index, &other.mem, table);
        if (decoded->id != X86_INS_MOV || other.type != X86_OP_REG)
            return false;
        wanted = whole_register(other.reg);
    }
    return false;
}

/* The immediate that the comparison before instruction `branch` compares with, or -1. */
static int64_t compared_immediate(const struct native_disassembly *disassembly, size_t branch) {
    for (size_t step = 1; step <= branch && step <= COMPARE_WINDOW; step++) {
        const cs_insn *decoded = native_disassembly_decode(disassembly, branch - step);
        if (!decoded)
            return -1;
        if (decoded->id != X86_INS_CMP && decoded->id != X86_INS_SUB)
            continue;
        const cs_x86_op *limit = &decoded->detail->x86.operands[1];
        return limit->type == X86_OP_IMM ? limit->imm : -1;
    }
    return -1;
}

/* How many entries the check before the jump lets through; 0 where no check is to be seen. */
static size_t find_bound(const struct native_disassembly *disassembly, size_t jump) {
    for (size_t step = 1; step <= jump && step <= BOUND_WINDOW; step++) {
        const size_t index = jump - step;
        if (disassembly->instructions[index].flow != NATIVE_FLOW_BRANCH)
            continue;
        const cs_insn *decoded = native_disassembly_decode(disassembly, index);
        if (!decoded)
            return 0;
        const bool inclusive = decoded->id == X86_INS_JA || decoded->id == X86_INS_JBE;
        if (!inclusive && decoded->id != X86_INS_JAE && decoded->id != X86_INS_JB)
            continue;
        const int64_t limit = compared_immediate(disassembly, index);
        if (limit < 0 || limit >= MAXIMUM_ENTRIES)
            return 0;
        return (size_t)limit + (inclusive ? 1 : 0);
    }
    return 0;
}

static bool find_jump_table(const struct native_disassembly *disassembly, size_t jump,
                            struct native_jump_table *table) {
    const cs_insn *decoded = native_disassembly_decode(disassembly, jump);
    if (!decoded || decoded->detail->x86.op_count != 1)
        return false;
    const cs_x86_op target = decoded->detail->x86.operands[0];
    bool found = false;
    if (target.type == X86_OP_MEM)
        found = table_of_operand(disassembly, jump, &target.mem, table);
    else if (target.type == X86_OP_REG)
        found = table_of_register(disassembly, jump, target.reg, table);
    if (found)
        table->entries = find_bound(disassembly, jump);
    return found;
}

const struct native_machine native_machine_x86_64 = {
    .elf_machine = EM_X86_64,
    .architecture = CS_ARCH_X86,
    .mode = CS_MODE_64,
    .classify = classify,
    .find_jump_table = find_jump_table,
};
