/*
 * Code that no unwind table describes, as just-in-time compilers make: a page with a function that calls on
 * with a number in %rbp.
 */
#ifndef LOOPLINE_CASE_FRAMELESS_H
#define LOOPLINE_CASE_FRAMELESS_H

#include <string.h>
#include <sys/mman.h>

#include "case.h"

typedef int (*call_function)(void *argument);
typedef int (*frameless_function)(call_function function, void *argument, unsigned long rbp);

static inline frameless_function make_frameless(void) {
    static const unsigned char code[] = {
        0x55,             /* push %rbp */
        0x48, 0x89, 0xd5, /* mov %rdx, %rbp */
        0x48, 0x89, 0xf8, /* mov %rdi, %rax */
        0x48, 0x89, 0xf7, /* mov %rsi, %rdi */
        0xff, 0xd0,       /* call *%rax */
        0x5d,             /* pop %rbp */
        0xc3,             /* ret */
    };
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(page != MAP_FAILED);
    memcpy(page, code, sizeof code);
    MUST(mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
    return (frameless_function)page;
}

#endif
