/*
 * A breakpoint (int3) at each watched function's first byte. Its signal handler notes that the frame
 * beginning here is a new activation, and then does what the first instruction does: most are a push, which
 * is done by hand; any other is put back, stepped over, and replaced again.
 */
#include "entries.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { FUNCTIONS = 1 << 14, FRAMES = 1 << 20, BREAKPOINT = 0xcc, TRAP_FLAG = 0x100, PAGE = 4096 };

static struct {
    uintptr_t function;
    unsigned char first[16]; /* its first bytes as they were */
} watched[FUNCTIONS];

static struct {
    uintptr_t function;
    uintptr_t frame_end;
    uint64_t activation;
} frames[FRAMES];

static uint64_t activations;
static __thread uintptr_t stepping; /* the function whose first instruction is being stepped over */

static size_t hash(uintptr_t one, uintptr_t other, size_t size) {
    uint64_t mixed = (one * 0x9e3779b97f4a7c15u) ^ (other * 0xc2b2ae3d27d4eb4fu);
    return (size_t)((mixed ^ (mixed >> 29)) % size);
}

static size_t watched_slot(uintptr_t function) {
    size_t slot = hash(function, 0, FUNCTIONS);
    while (watched[slot].function && watched[slot].function != function) {
        slot = (slot + 1) % FUNCTIONS;
    }
    return slot;
}

static size_t frame_slot(uintptr_t function, uintptr_t frame_end) {
    size_t slot = hash(function, frame_end, FRAMES);
    while (frames[slot].function &&
           (frames[slot].function != function || frames[slot].frame_end != frame_end)) {
        slot = (slot + 1) % FRAMES;
    }
    return slot;
}

static void put_first_byte(uintptr_t function, unsigned char byte) {
    void *page = (void *)(function / PAGE * PAGE);
    mprotect(page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
    *(volatile unsigned char *)function = byte;
    mprotect(page, PAGE, PROT_READ | PROT_EXEC);
}

/* Where the kernel keeps the register that a push names by its three bits and the prefix 0x41. */
static greg_t pushed_register(const greg_t *registers, int number) {
    static const int order[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return registers[order[number]];
}

static void push(greg_t *registers, int number, int length) {
    greg_t value = pushed_register(registers, number);
    registers[REG_RSP] -= 8;
    *(greg_t *)registers[REG_RSP] = value;
    registers[REG_RIP] += length - 1;
}

static void entered(greg_t *registers, size_t slot) {
    uintptr_t function = watched[slot].function;
    uintptr_t frame_end = (uintptr_t)registers[REG_RSP] + 8;
    size_t frame = frame_slot(function, frame_end);
    frames[frame].frame_end = frame_end;
    frames[frame].function = function;
    frames[frame].activation = __atomic_add_fetch(&activations, 1, __ATOMIC_RELAXED);

    const unsigned char *first = watched[slot].first;
    if ((first[0] & 0xf8) == 0x50) {
        push(registers, first[0] & 7, 1);
    } else if (first[0] == 0x41 && (first[1] & 0xf8) == 0x50) {
        push(registers, 8 + (first[1] & 7), 2);
    } else if (!memcmp(first, "\xf3\x0f\x1e\xfa", 4)) {
        registers[REG_RIP] += 3;
    } else {
        stepping = function;
        put_first_byte(function, first[0]);
        registers[REG_RIP] = (greg_t)function;
        registers[REG_EFL] |= TRAP_FLAG;
    }
}

static void trapped(int number, siginfo_t *information, void *context) {
    (void)number;
    (void)information;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    if (stepping) {
        put_first_byte(stepping, BREAKPOINT);
        stepping = 0;
        registers[REG_EFL] &= ~TRAP_FLAG;
        return;
    }
    size_t slot = watched_slot((uintptr_t)registers[REG_RIP] - 1);
    if (watched[slot].function) {
        entered(registers, slot);
    }
}

void entries_watch(uintptr_t function) {
    size_t slot = watched_slot(function);
    if (watched[slot].function) {
        return;
    }
    struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};
    sigaction(SIGTRAP, &action, NULL);
    memcpy(watched[slot].first, (const void *)function, sizeof watched[slot].first);
    watched[slot].function = function;
    put_first_byte(function, BREAKPOINT);
}

uint64_t entries_activation(uintptr_t function, uintptr_t frame_end) {
    size_t slot = frame_slot(function, frame_end);
    if (!frames[slot].function) {
        frames[slot].frame_end = frame_end;
        frames[slot].function = function;
        frames[slot].activation = __atomic_add_fetch(&activations, 1, __ATOMIC_RELAXED);
    }
    return frames[slot].activation;
}

/* A thread that blocked the signal would be killed by it. */
static int without_trap(int (*mask)(int, const sigset_t *, sigset_t *), int how, const sigset_t *set,
                        sigset_t *old) {
    sigset_t kept;
    if (set && how != SIG_UNBLOCK) {
        kept = *set;
        sigdelset(&kept, SIGTRAP);
        set = &kept;
    }
    return mask(how, set, old);
}

int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) {
    static int (*real)(int, const sigset_t *, sigset_t *);
    if (!real) {
        real = (int (*)(int, const sigset_t *, sigset_t *))dlsym(RTLD_NEXT, "pthread_sigmask");
    }
    return without_trap(real, how, set, old);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old) {
    static int (*real)(int, const sigset_t *, sigset_t *);
    if (!real) {
        real = (int (*)(int, const sigset_t *, sigset_t *))dlsym(RTLD_NEXT, "sigprocmask");
    }
    return without_trap(real, how, set, old);
}
