/*
 * libunwind's unw_backtrace, opened privately and kept off the host's descriptors.
 *
 * libunwind tells whether an address can be read by writing a byte from there into a pipe of its own, and
 * opens that pipe again when it finds it closed (src/x86_64/Ginit.c of 1.6.2). A daemon that closes every
 * descriptor it does not know, and then opens files, gets those numbers: libunwind would read from, write
 * into and close files of the host. So its calls of pipe2, read and write, which serve nothing else, are
 * bound to functions here that ask the kernel without a descriptor.
 */
#ifndef LOOPLINE_STACK_LIBUNWIND_H
#define LOOPLINE_STACK_LIBUNWIND_H

typedef int (*backtrace_function)(void **frames, int capacity);

/* NULL: libunwind.so.8 is not there, or could not be kept off descriptors. May call malloc. Any thread. */
backtrace_function libunwind_open(void);

#endif
