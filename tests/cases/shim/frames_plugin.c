/*
 * Two plug-ins from one source, of the same size and with `visit` at the same place, whose frames differ: the
 * first keeps a frame pointer, the second (-DSECOND) has another size of frame and puts a number into %rbp.
 * What an unwinder remembers of the first leads astray, or to a fault, in the second.
 */
#include "case_sqlite.h"

int visit(sqlite3 *db, int id);
int visit_all(sqlite3 *db);
int query(sqlite3 *db, int id);

#ifdef SECOND
__asm__(".text\n"
        ".globl visit\n"
        ".type visit, @function\n"
        "visit:\n"
        ".cfi_startproc\n"
        "push %rbp\n"
        ".cfi_def_cfa_offset 16\n"
        ".cfi_offset %rbp, -16\n"
        "sub $32, %rsp\n"
        ".cfi_def_cfa_offset 48\n"
        "mov $5, %ebp\n"
        "call query@PLT\n"
        "add $32, %rsp\n"
        ".cfi_def_cfa_offset 16\n"
        "pop %rbp\n"
        ".cfi_def_cfa_offset 8\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size visit, . - visit\n");
#else
__asm__(".text\n"
        ".globl visit\n"
        ".type visit, @function\n"
        "visit:\n"
        ".cfi_startproc\n"
        "push %rbp\n"
        ".cfi_def_cfa_offset 16\n"
        ".cfi_offset %rbp, -16\n"
        "mov %rsp, %rbp\n"
        ".cfi_def_cfa_register %rbp\n"
        "nop; nop; nop; nop; nop; nop\n"
        "call query@PLT\n"
        "nop; nop; nop; nop\n"
        "pop %rbp\n"
        ".cfi_def_cfa %rsp, 8\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size visit, . - visit\n");
#endif

int query(sqlite3 *db, int id) {
    return look_up(db, id);
}

int visit_all(sqlite3 *db) {
    int rows = 0;
#ifdef SECOND
    for (int id = 1; id <= 70; id++)
        rows += visit(db, id); /* second loop line */
#else
    for (int id = 1; id <= 30; id++)
        rows += visit(db, id); /* first loop line */
#endif
    return rows;
}
