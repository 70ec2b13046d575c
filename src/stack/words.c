#include "words.h"

#include <string.h>

#include "libc/confined.h"
#include "libc/readable.h"

enum { PAGE_BYTES = 4096, STACK_BYTES = 8 << 20 };

/* The thread's state: addresses around its stack pointer that have been found readable; empty at first. */
static __thread struct {
    uintptr_t start;
    uintptr_t end;
} known __attribute__((tls_model("initial-exec")));

void stack_words_begin(void) {
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here - known.start < known.end - known.start)
        return;
    known.start = here / PAGE_BYTES * PAGE_BYTES;
    known.end = known.start + PAGE_BYTES;
}

static bool is_known(uintptr_t address) {
    return address >= known.start && address < known.end && known.end - address >= sizeof(uintptr_t);
}

/* Stacks are walked upwards: the page behind what is known comes next. */
static void note_readable(uintptr_t address) {
    const uintptr_t last = address + sizeof(uintptr_t) - 1;
    if (address >= known.start && address <= known.end)
        known.end = last / PAGE_BYTES * PAGE_BYTES + PAGE_BYTES;
    else if (address < known.start && known.start - address <= PAGE_BYTES)
        known.start = address / PAGE_BYTES * PAGE_BYTES;
}

/*
 * Where the kernel may not be asked any more: what unwind tables lead to lies on the stack that the thread is
 * on, further out.
 */
static bool is_taken_for_readable(uintptr_t address) {
    return process_is_confined() && address % sizeof address == 0 && address - known.start < STACK_BYTES;
}

bool stack_word_read(uintptr_t address, uintptr_t *value) {
    if (__builtin_expect(!is_known(address), 0) && !is_taken_for_readable(address)) {
        if (!memory_is_readable((const void *)address, sizeof *value)) // NOLINT(performance-no-int-to-ptr)
            return false;
        note_readable(address);
    }
    memcpy(value, (const void *)address, sizeof *value); // NOLINT(performance-no-int-to-ptr)
    return true;
}
