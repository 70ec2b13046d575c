#include "native.h"

#include <stddef.h>
#include <ucontext.h>

#include "frame_rules.h"
#include "libc/confined.h"
#include "words.h"

/* All here is x86-64: words, the frame that the kernel makes for a signal, and who keeps what. */
enum { WORD = sizeof(uintptr_t) };

/* A frame pointer that lies further out than this is a number that something else keeps in that register. */
enum { GUESSED_FRAME_BYTES = 16384 };

/* The module's state. Atomic. */
static uint32_t unloads;

struct stack_position native_stack_caller(uintptr_t frame) {
    const uintptr_t *words = (const uintptr_t *)frame; // NOLINT(performance-no-int-to-ptr)
    stack_words_begin();
    return (struct stack_position){.stack = frame + 2 * WORD,
                                   .frame_pointer = words[0],
                                   .pointer_place = frame,
                                   .instruction = words[1]};
}

struct frame_rule native_stack_rule(const struct stack_position *position) {
    /* A call may be the last instruction of its function: the return address lies behind it. */
    return frame_rule_at(position->instruction - !position->interrupted);
}

/* What the kernel has put on the stack for sigreturn: a ucontext (arch/x86/include/asm/sigframe.h). */
static bool step_over_signal(struct stack_position *position) {
    const uintptr_t registers = position->stack + offsetof(ucontext_t, uc_mcontext.gregs);
    const uintptr_t pointer_place = registers + REG_RBP * sizeof(greg_t);
    uintptr_t stack = 0;
    uintptr_t pointer = 0;
    uintptr_t instruction = 0;
    if (!stack_word_read(registers + REG_RSP * sizeof(greg_t), &stack) ||
        !stack_word_read(pointer_place, &pointer) ||
        !stack_word_read(registers + REG_RIP * sizeof(greg_t), &instruction))
        return false;
    *position = (struct stack_position){.stack = stack,
                                        .frame_pointer = pointer,
                                        .pointer_place = pointer_place,
                                        .instruction = instruction,
                                        .interrupted = true};
    return instruction != 0;
}

/* To the caller's frame, which begins at `end`, with the frame pointer kept at `place`; 0: in its register.
 */
static bool step_to(struct stack_position *position, uintptr_t end, uintptr_t place) {
    uintptr_t instruction = 0;
    if (!stack_word_read(end - WORD, &instruction) || !instruction)
        return false;
    if (place) {
        if (!stack_word_read(place, &position->frame_pointer))
            return false;
        position->pointer_place = place;
    }
    position->stack = end;
    position->instruction = instruction;
    position->interrupted = false;
    return true;
}

/* Code that says nothing about its frames: where it keeps a frame pointer, that leads on. */
static bool step_by_guess(struct stack_position *position) {
    const uintptr_t pointer = position->frame_pointer;
    if (process_is_confined() || pointer % WORD || pointer - position->stack > GUESSED_FRAME_BYTES)
        return false;
    return step_to(position, pointer + 2 * WORD, pointer);
}

static bool end_of(const struct stack_position *position, const struct frame_rule *rule, uintptr_t *end) {
    const uintptr_t offset = (uintptr_t)(intptr_t)rule->end_offset;
    if (rule->end == FRAME_END_BY_STACK)
        *end = position->stack + offset;
    else if (rule->end == FRAME_END_BY_FRAME_POINTER)
        *end = position->frame_pointer + offset;
    else
        return rule->end == FRAME_END_STORED && stack_word_read(position->frame_pointer + offset, end);
    return true;
}

bool native_stack_step(struct stack_position *position, const struct frame_rule *rule) {
    uintptr_t end = 0;
    if (__builtin_expect(!end_of(position, rule, &end), 0)) {
        if (rule->end == FRAME_OF_SIGNAL)
            return step_over_signal(position);
        return rule->end == FRAME_WITHOUT_TABLE && step_by_guess(position);
    }
    const uintptr_t offset = (uintptr_t)(intptr_t)rule->pointer_offset;
    uintptr_t place = 0;
    if (rule->pointer == FRAME_POINTER_AT_END)
        place = end + offset;
    else if (rule->pointer == FRAME_POINTER_AT_ITSELF)
        place = position->frame_pointer + offset;
    return end != position->stack && step_to(position, end, place);
}

uint32_t native_stack_walk(uintptr_t frame, void **frames, uint32_t capacity) {
    struct stack_position position = native_stack_caller(frame);
    uint32_t count = 0;
    while (count < capacity) {
        frames[count++] = (void *)position.instruction; // NOLINT(performance-no-int-to-ptr)
        const struct frame_rule rule = native_stack_rule(&position);
        if (!native_stack_step(&position, &rule))
            break;
    }
    return count;
}

void native_stack_unloaded(void) {
    frame_rules_forget();
    __atomic_fetch_add(&unloads, 1, __ATOMIC_ACQ_REL);
}

uint32_t native_stack_unloads(void) {
    return __atomic_load_n(&unloads, __ATOMIC_ACQUIRE);
}
