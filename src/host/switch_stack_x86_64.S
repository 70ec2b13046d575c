/*
 * What own_stack.c cannot say in C, for x86-64 (System V ABI). Another architecture gets a file beside this
 * one.
 */
#if defined(__x86_64__)
    .section .note.GNU-stack, "", @progbits
    .text

/*
 * void own_stack_call(void (*work)(void *), void *argument, void *top)
 * The caller's stack is found by the frame pointer, by those who look on (debuggers, profilers) too.
 */
    .globl own_stack_call
    .hidden own_stack_call
    .type own_stack_call, @function
own_stack_call:
    .cfi_startproc
    endbr64
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    movq %rdx, %rsp
    movq %rdi, %rax
    movq %rsi, %rdi
    call *%rax
    movq %rbp, %rsp
    popq %rbp
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size own_stack_call, . - own_stack_call

/*
 * uint64_t own_stack_tell_valgrind(const uint64_t request[6])
 * A client request (manual of valgrind 3.19, "The Client Request mechanism"): instructions that change nothing,
 * in an order that no compiler writes. 0 where no valgrind runs the program.
 */
    .globl own_stack_tell_valgrind
    .hidden own_stack_tell_valgrind
    .type own_stack_tell_valgrind, @function
own_stack_tell_valgrind:
    .cfi_startproc
    endbr64
    movq %rdi, %rax
    xorl %edx, %edx
    rolq $3, %rdi
    rolq $13, %rdi
    rolq $61, %rdi
    rolq $51, %rdi
    xchgq %rbx, %rbx
    movq %rdx, %rax
    ret
    .cfi_endproc
    .size own_stack_tell_valgrind, . - own_stack_tell_valgrind
#endif
