/*
 * A cache of frame rules for all threads. With it a walk costs a few instructions per frame, no lock and no
 * system call. It takes at most 256 KiB of memory, as it fills.
 */
#ifndef LOOPLINE_STACK_FRAME_RULES_H
#define LOOPLINE_STACK_FRAME_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "frame_rule.h"

/*
 * A slot holds the address without the bits that choose the slot, which of its four slots this is, and the
 * rule. A slot is one word, so reads and writes are atomic.
 */
enum {
    FRAME_RULE_SLOT_BITS = 15,
    FRAME_RULE_SLOTS = 1 << FRAME_RULE_SLOT_BITS,
    FRAME_RULE_END_BITS = 3,
    FRAME_RULE_POINTER_BITS = 2,
    FRAME_RULE_OFFSET_BITS = 18, /* in words, signed: frames of up to 1 MiB */
    FRAME_RULE_POINTER_OFFSET_BITS = 7,
    FRAME_RULE_BITS = FRAME_RULE_END_BITS + FRAME_RULE_POINTER_BITS + FRAME_RULE_OFFSET_BITS +
                      FRAME_RULE_POINTER_OFFSET_BITS,
    FRAME_RULE_WAY_BITS = 2,
    FRAME_RULE_WAYS = 1 << FRAME_RULE_WAY_BITS,
};

/* The module's state; NULL before the first look-up. The pointer and each slot are atomic. */
extern uint64_t *frame_rule_slots __attribute__((visibility("hidden")));

/* frame_rule_at for an address that is not in its first slot. Any thread; may wait for the loader. */
struct frame_rule frame_rules_find(uintptr_t address);

/* Forgets all rules, because code was unloaded. Any thread. */
void frame_rules_forget(void);

static inline int32_t frame_rule_signed(uint64_t word, unsigned lowest, unsigned bits) {
    return (int32_t)((int64_t)(word << (64 - lowest - bits)) >> (64 - bits)) * (int32_t)sizeof(uintptr_t);
}

static inline struct frame_rule frame_rule_unpack(uint64_t word) {
    const unsigned end_offset = FRAME_RULE_END_BITS + FRAME_RULE_POINTER_BITS;
    const unsigned pointer_offset = end_offset + FRAME_RULE_OFFSET_BITS;
    return (struct frame_rule){
        .end = (enum frame_end)(word & ((1u << FRAME_RULE_END_BITS) - 1)),
        .pointer = (enum frame_pointer)(word >> FRAME_RULE_END_BITS & ((1u << FRAME_RULE_POINTER_BITS) - 1)),
        .end_offset = frame_rule_signed(word, end_offset, FRAME_RULE_OFFSET_BITS),
        .pointer_offset = frame_rule_signed(word, pointer_offset, FRAME_RULE_POINTER_OFFSET_BITS)};
}

/* The bits above the rule in a slot that holds this address. Never 0 for a code address. */
static inline uint64_t frame_rule_mark(uintptr_t address, uint32_t way) {
    return (uint64_t)address >> FRAME_RULE_SLOT_BITS << FRAME_RULE_WAY_BITS | way;
}

/*
 * Returns the rule at a code address: of the call instruction, not of the return address after it. Any
 * thread.
 */
static inline struct frame_rule frame_rule_at(uintptr_t address) {
    const uint64_t *slots = __atomic_load_n(&frame_rule_slots, __ATOMIC_ACQUIRE);
    if (__builtin_expect(slots == NULL, 0))
        return frame_rules_find(address);
    const uint64_t word = __atomic_load_n(&slots[address % FRAME_RULE_SLOTS], __ATOMIC_RELAXED);
    if (__builtin_expect(word >> FRAME_RULE_BITS != frame_rule_mark(address, 0), 0))
        return frame_rules_find(address);
    return frame_rule_unpack(word);
}

#endif
