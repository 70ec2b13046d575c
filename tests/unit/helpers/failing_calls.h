/*
 * Calls of the C library that fail when a test wants it. The programs are linked so that what the sources
 * under test call goes through here (failing_calls in the Makefile): open, descriptor_status, ftruncate,
 * mkdir, mmap, munmap and posix_fallocate.
 *
 * While `counting`, each of them but munmap has a number, from 1; a test that lets call 1 fail, then
 * call 2 and so on until none is left has seen every place. One thread.
 */
#ifndef LOOPLINE_UNIT_HELPERS_FAILING_CALLS_H
#define LOOPLINE_UNIT_HELPERS_FAILING_CALLS_H

#include <stdbool.h>
#include <stdint.h>

struct failing_calls {
    bool counting;
    uint32_t made;        /* calls since `counting` was set */
    uint32_t fails;       /* number of the call that fails; 0: none */
    bool and_all_behind;  /* the later ones too: a limit, not a mishap */
    int error;            /* errno value of the failure */
    const char *only;     /* name of the function whose calls are counted; NULL: of all */
    int64_t mapped_bytes; /* mapped minus unmapped */
};

extern struct failing_calls failing_calls;

/* From now on call number `number` fails with `error`; 0: calls are only counted. */
void failing_calls_start(uint32_t number, int error);

/* No call fails any more. Returns whether the one that was to fail was made. */
bool failing_calls_stop(void);

#endif
