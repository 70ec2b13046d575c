/*
 * A rule says how to get from a frame to its caller's frame. It is what an unwind table says of one code
 * address (DWARF 5, 6.4), as far as return addresses need it. The frame's end is the caller's stack pointer;
 * on x86-64 the return address is always the word before it.
 */
#ifndef LOOPLINE_STACK_FRAME_RULE_H
#define LOOPLINE_STACK_FRAME_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* How to find the frame's end. */
enum frame_end {
    FRAME_END_UNKNOWN,          /* not looked up yet */
    FRAME_END_BY_STACK,         /* stack pointer + end_offset */
    FRAME_END_BY_FRAME_POINTER, /* frame pointer + end_offset */
    FRAME_END_STORED,    /* the word at frame pointer + end_offset (functions that align their stack) */
    FRAME_OUTERMOST,     /* it has no caller */
    FRAME_OF_SIGNAL,     /* the kernel's signal frame; the interrupted code comes next */
    FRAME_WITHOUT_TABLE, /* no unwind table: by the frame pointer, if it is plausible */
    FRAME_UNREADABLE,    /* needs registers that are not tracked here */
};

/* Where the caller's frame pointer is. */
enum frame_pointer {
    FRAME_POINTER_KEPT,     /* still in its register */
    FRAME_POINTER_AT_END,   /* at the frame's end + pointer_offset */
    FRAME_POINTER_AT_ITSELF /* at frame pointer + pointer_offset */
};

struct frame_rule {
    enum frame_end end;
    enum frame_pointer pointer;
    int32_t end_offset; /* bytes, a multiple of 8 */
    int32_t pointer_offset;
};

/* Returns true if the frame's end depends on the frame pointer. */
static inline bool frame_rule_needs_pointer(const struct frame_rule *rule) {
    return rule->end == FRAME_END_BY_FRAME_POINTER || rule->end == FRAME_END_STORED;
}

#endif
