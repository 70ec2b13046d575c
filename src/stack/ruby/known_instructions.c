#include "known_instructions.h"

#include <string.h>

/*
 * RubyVM::INSTRUCTION_NAMES of 2.7.4 in its order, and a character for each operand, as the instructions of
 * the standard library have them: O is a jump's distance. Every instruction comes again, traced, in the same
 * order.
 */
static const struct {
    char name[36];
    char operands[4];
} instructions_2_7[] = {
    {"nop", ""},
    {"getlocal", ".."},
    {"setlocal", ".."},
    {"getblockparam", ".."},
    {"setblockparam", ".."},
    {"getblockparamproxy", ".."},
    {"getspecial", ".."},
    {"setspecial", "."},
    {"getinstancevariable", ".."},
    {"setinstancevariable", ".."},
    {"getclassvariable", "."},
    {"setclassvariable", "."},
    {"getconstant", "."},
    {"setconstant", "."},
    {"getglobal", "."},
    {"setglobal", "."},
    {"putnil", ""},
    {"putself", ""},
    {"putobject", "."},
    {"putspecialobject", "."},
    {"putstring", "."},
    {"concatstrings", "."},
    {"tostring", ""},
    {"freezestring", "."},
    {"toregexp", ".."},
    {"intern", ""},
    {"newarray", "."},
    {"newarraykwsplat", "."},
    {"duparray", "."},
    {"duphash", "."},
    {"expandarray", ".."},
    {"concatarray", ""},
    {"splatarray", "."},
    {"newhash", "."},
    {"newrange", "."},
    {"pop", ""},
    {"dup", ""},
    {"dupn", "."},
    {"swap", ""},
    {"reverse", "."},
    {"topn", "."},
    {"setn", "."},
    {"adjuststack", "."},
    {"defined", "..."},
    {"checkmatch", "."},
    {"checkkeyword", ".."},
    {"checktype", "."},
    {"defineclass", "..."},
    {"definemethod", ".."},
    {"definesmethod", ".."},
    {"send", ".."},
    {"opt_send_without_block", "."},
    {"opt_str_freeze", ".."},
    {"opt_nil_p", "."},
    {"opt_str_uminus", ".."},
    {"opt_newarray_max", "."},
    {"opt_newarray_min", "."},
    {"invokesuper", ".."},
    {"invokeblock", "."},
    {"leave", ""},
    {"throw", "."},
    {"jump", "O"},
    {"branchif", "O"},
    {"branchunless", "O"},
    {"branchnil", "O"},
    {"opt_getinlinecache", "O."},
    {"opt_setinlinecache", "."},
    {"once", ".."},
    {"opt_case_dispatch", ".O"},
    {"opt_plus", "."},
    {"opt_minus", "."},
    {"opt_mult", "."},
    {"opt_div", "."},
    {"opt_mod", "."},
    {"opt_eq", "."},
    {"opt_neq", ".."},
    {"opt_lt", "."},
    {"opt_le", "."},
    {"opt_gt", "."},
    {"opt_ge", "."},
    {"opt_ltlt", "."},
    {"opt_and", "."},
    {"opt_or", "."},
    {"opt_aref", "."},
    {"opt_aset", "."},
    {"opt_aset_with", ".."},
    {"opt_aref_with", ".."},
    {"opt_length", "."},
    {"opt_size", "."},
    {"opt_empty_p", "."},
    {"opt_succ", "."},
    {"opt_not", "."},
    {"opt_regexpmatch2", "."},
    {"opt_call_c_function", "."},
    {"invokebuiltin", "."},
    {"opt_invokebuiltin_delegate", ".."},
    {"opt_invokebuiltin_delegate_leave", ".."},
    {"getlocal_WC_0", "."},
    {"getlocal_WC_1", "."},
    {"setlocal_WC_0", "."},
    {"setlocal_WC_1", "."},
    {"putobject_INT2FIX_0_", ""},
    {"putobject_INT2FIX_1_", ""},
};

enum { COUNT = sizeof instructions_2_7 / sizeof *instructions_2_7, ALL = 2 * COUNT };

/* The module's state, written once: the same in the form of what later versions export. */
static struct {
    uint8_t lengths[ALL];
    uint16_t operands_at[ALL];
    uint16_t names_at[ALL];
} tables;

void ruby_instructions_know(uint16_t version, struct ruby_instructions *instructions) {
    if (version != 207)
        return;
    for (uint32_t i = 0; i < ALL; i++) {
        const size_t place = i % COUNT * sizeof *instructions_2_7;
        tables.names_at[i] = (uint16_t)place;
        tables.operands_at[i] = (uint16_t)(place + sizeof instructions_2_7->name);
        tables.lengths[i] = (uint8_t)(1 + strlen(instructions_2_7[i % COUNT].operands));
    }
    instructions->names = instructions->operands = (const char *)instructions_2_7;
    instructions->names_at = tables.names_at;
    instructions->operands_at = tables.operands_at;
    instructions->lengths = tables.lengths;
    instructions->count = ALL;
}
