#include "calls.h"

#include "stack/native.h"

/* SQLite calls itself through few functions; a stack with more of them is no such call's. */
enum { MOST_FRAMES = 256 };

/* The linker's: where this library's own headers begin, and where its code ends. */
extern const char __ehdr_start[]
    __attribute__((visibility("hidden"))); // NOLINT(bugprone-reserved-identifier)
extern const char etext[] __attribute__((visibility("hidden")));

/* The hooks that SQLite's own calls pass through. */
static bool is_in_hooks(uintptr_t instruction) {
    return instruction >= (uintptr_t)__ehdr_start && instruction <= (uintptr_t)etext;
}

static bool is_in(const struct library *library, uintptr_t instruction) {
    return instruction >= library->start && instruction <= library->end;
}

bool sqlite_call_leaves_library(const struct library *library, uintptr_t frame) {
    struct stack_position position = native_stack_caller(frame);
    for (uint32_t i = 0; i < MOST_FRAMES && position.stack < sqlite_call_frame; i++) {
        if (!is_in(library, position.instruction) && !is_in_hooks(position.instruction))
            return true;
        const struct frame_rule rule = native_stack_rule(&position);
        if (!native_stack_step(&position, &rule))
            return false;
    }
    return false;
}
