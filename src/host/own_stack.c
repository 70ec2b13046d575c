#include "own_stack.h"

#include <stdint.h>
#include <string.h>

#include "scratch.h"
#include "uninterrupted.h"

/*
 * The deepest work takes 1.5 KiB of ours (make lint-stack: at most 8), and may call the C library's functions
 * for files and the loader, of which some keep a path. Pages that nothing reaches take no memory.
 */
enum { OWN_STACK_BYTES = 64 * 1024 };

/*
 * A stack with this much left is one on which work of a few KiB goes unnoticed. Much more than the work
 * takes, because the size of a thread's stack includes what the loader keeps there for the thread's
 * variables.
 */
enum { ROOM_BYTES = 256 * 1024 };

/* The process's first thread calls from nearer to the beginning of its stack than our constructor was. */
enum { FURTHER_OUT = 4096 };

static struct scratch_pool stacks = {.bytes = OWN_STACK_BYTES};

/* System V ABI for x86-64, 3.2.2: of the stack where a function is called; of every known ABI. */
enum { STACK_ALIGNMENT = 16 };

/*
 * Where a stack begins and where, growing down, little is left; both 0: unknown. The calling thread's own or,
 * for as long as that takes, the one it was lent.
 */
static __thread struct bounds { uintptr_t start, scarce; } own __attribute__((tls_model("initial-exec")));

/* Calls work(argument) with the stack that ends, as stacks grow, at `top`: switch_stack_ARCH.S. */
void own_stack_call(void (*work)(void *argument), void *argument, void *top);

static uintptr_t here(void) {
    return (uintptr_t)__builtin_frame_address(0);
}

void own_stack_note_thread(size_t bytes) {
    own.start = own.scarce = 0;
    if (bytes <= ROOM_BYTES || here() <= bytes)
        return;
    own.start = here() + FURTHER_OUT;
    own.scarce = here() - bytes + ROOM_BYTES;
}

static bool has_room(void) {
    return here() > own.scarce && here() <= own.start;
}

/* At the top of a stack that is lent. */
struct loan {
    struct uninterrupted before;
    struct bounds callers;
    uint64_t number;     /* valgrind's, of the stack */
    uint64_t request[6]; /* to valgrind */
};

enum { LOAN_BYTES = (sizeof(struct loan) + STACK_ALIGNMENT - 1) / STACK_ALIGNMENT * STACK_ALIGNMENT };

/* Requests of valgrind.h (3.19): a stack, from its lowest to its highest byte, and its number. */
enum { STACK_REGISTER = 0x1501, STACK_DEREGISTER = 0x1502 };

/* Returns what valgrind answers; 0 where there is none: switch_stack_ARCH.S. */
uint64_t own_stack_tell_valgrind(const uint64_t request[6]);

/* Valgrind would take the way to another stack for a very large frame, and what lies between for unused. */
static __attribute__((noinline)) uint64_t tell_valgrind(struct loan *loan, uint64_t request, uint64_t first,
                                                        uint64_t second) {
    const uint64_t all[] = {request, first, second, 0, 0, 0};
    memcpy(loan->request, all, sizeof all);
    return own_stack_tell_valgrind(loan->request);
}

static __attribute__((noinline)) void run_on(char *stack, void (*work)(void *argument), void *argument) {
    struct loan *loan = (struct loan *)(void *)(stack + OWN_STACK_BYTES - LOAN_BYTES);
    uninterrupted_begin(&loan->before);
    loan->callers = own;
    own = (struct bounds){.start = (uintptr_t)loan, .scarce = (uintptr_t)stack};
    loan->number = tell_valgrind(loan, STACK_REGISTER, (uintptr_t)stack, (uintptr_t)loan - 1);
    own_stack_call(work, argument, loan);
    tell_valgrind(loan, STACK_DEREGISTER, loan->number, 0);
    own = loan->callers;
    uninterrupted_end(&loan->before);
}

void own_stack_run(void (*work)(void *argument), void *argument) {
    char *stack = has_room() || process_is_confined() ? NULL : scratch_take(&stacks);
    if (!stack) {
        work(argument);
        return;
    }
    run_on(stack, work, argument);
    scratch_give_back(&stacks, stack);
}
