/*
 * libunwind, opened privately and kept off the host's descriptors.
 *
 * libunwind tells whether an address can be read by writing a byte from there into a pipe of its own, and
 * opens that pipe again when it finds it closed (src/x86_64/Ginit.c of 1.6.2). A daemon that closes every
 * descriptor it does not know, and then opens files, gets those numbers: libunwind would read from, write
 * into and close files of the host. So its calls of pipe2, read and write, which serve nothing else, are
 * bound to functions here that ask the kernel without a descriptor.
 */
#ifndef LOOPLINE_STACK_LIBUNWIND_H
#define LOOPLINE_STACK_LIBUNWIND_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers of registers (include/libunwind-x86_64.h of 1.6.2), the DWARF ones on this architecture. */
enum { LIBUNWIND_FRAME_POINTER = 6, LIBUNWIND_STACK_POINTER = 7, LIBUNWIND_INSTRUCTION = 16 };

/* unw_cursor_t has 127 words there (UNW_TDEP_CURSOR_LEN): with room for more. */
enum { LIBUNWIND_CURSOR_WORDS = 256 };

/* Where the value of a register is kept (unw_save_loc_t). */
enum { LIBUNWIND_IN_MEMORY = 1 };
struct libunwind_place {
    int kind;
    uintptr_t address;
    uintptr_t reserved[2];
};

/* unw_proc_info_t of libunwind 1.6.2 as far as it is read; it is 72 bytes, and later ones may be longer. */
struct libunwind_function {
    uintptr_t start;
    uintptr_t end; /* start + 1 where the code has no unwind table (src/x86_64/Gget_proc_info.c) */
    uintptr_t rest[30];
};

struct libunwind {
    int (*backtrace)(void **frames, int capacity);
    /* The frame-by-frame way; all NULL where it is not to be had. */
    int (*get_context)(void *context);
    int (*start)(void *cursor, void *context);
    int (*step)(void *cursor); /* above 0: there was a frame to go to */
    int (*get_register)(void *cursor, int name, uintptr_t *value);
    int (*get_place)(void *cursor, int name, struct libunwind_place *place);
    int (*get_function)(void *cursor, struct libunwind_function *function);
};

/*
 * Fills in `unwind`. False: libunwind.so.8 is not there, or could not be kept off descriptors. May call
 * malloc. Any thread.
 */
bool libunwind_open(struct libunwind *unwind);

/* In the child of a fork: the locks are free, and the caches empty. */
void libunwind_after_fork(void);

#endif
