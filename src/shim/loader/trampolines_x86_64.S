/*
 * What C cannot say, for x86-64 (System V ABI): calls passed on without a frame of ours, and entry points
 * that remember which library they stand for. Another architecture gets a file beside this one.
 */
#if defined(__x86_64__)
#include "hook_list.h"
#include "answer.h"

    .section .note.GNU-stack, "", @progbits
    .text

/*
 * void *dlopen(const char *file, int mode)
 * A tail call: glibc takes the return address for the caller, whose RUNPATH and scope count.
 */
    .globl dlopen
    .protected dlopen
    .type dlopen, @function
dlopen:
    .cfi_startproc
    endbr64
    subq $24, %rsp
    .cfi_adjust_cfa_offset 24
    movq %rdi, (%rsp)
    call loader_dlopen_mode
    movl %eax, %esi
    movq (%rsp), %rdi
    addq $24, %rsp
    .cfi_adjust_cfa_offset -24
    jmp *loader_real_dlopen(%rip)
    .cfi_endproc
    .size dlopen, . - dlopen

/*
 * void *dlsym(void *handle, const char *name)
 * Answers for a hooked name: through a handle with an entry, for a name that only we have with NULL; every
 * other call goes on as a tail call, for the sake of RTLD_NEXT and RTLD_DEFAULT.
 */
    .globl dlsym
    .protected dlsym
    .type dlsym, @function
dlsym:
    .cfi_startproc
    endbr64
    subq $24, %rsp
    .cfi_adjust_cfa_offset 24
    movq %rdi, (%rsp)
    movq %rsi, 8(%rsp)
    movq 24(%rsp), %rdx /* the return address */
    call loader_dlsym_answer
    movq (%rsp), %rdi
    movq 8(%rsp), %rsi
    addq $24, %rsp
    .cfi_adjust_cfa_offset -24
    testq %rax, %rax
    jne 1f
    jmp *loader_real_dlsym(%rip)
1:  xorl %edx, %edx
    cmpq $LOADER_ABSENT, %rax
    cmoveq %rdx, %rax
    ret
    .cfi_endproc
    .size dlsym, . - dlsym

/* One thunk per hook and slot: notes the slot in thread-local libraries_selected and goes to the hook. */
    .macro thunk name, slot
    .p2align 4
loopline_thunk_\name\()_\slot:
    .cfi_startproc
    endbr64
    movq libraries_selected@gottpoff(%rip), %r11
    movl $\slot, %fs:(%r11)
    jmp \name
    .cfi_endproc
    .endm

#define THUNKS(name) .irp slot, 1, 2, 3, 4; thunk name, \slot; .endr;
    SQLITE_HOOKS(THUNKS)
    POSTGRESQL_HOOKS(THUNKS)

/* Their addresses, in the order of the lists, THUNK_SLOTS to a hook. */
    .section .data.rel.ro, "aw"
    .p2align 3
    .globl libraries_thunks
    .hidden libraries_thunks
libraries_thunks:
    .macro thunk_address name, slot
    .quad loopline_thunk_\name\()_\slot
    .endm
#define THUNK_ADDRESSES(name) .irp slot, 1, 2, 3, 4; thunk_address name, \slot; .endr;
    SQLITE_HOOKS(THUNK_ADDRESSES)
    POSTGRESQL_HOOKS(THUNK_ADDRESSES)
    .size libraries_thunks, . - libraries_thunks
#endif
