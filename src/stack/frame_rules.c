#include "frame_rules.h"

#include <stdbool.h>

#include "host/memory.h"
#include "host/own_stack.h"
#include "unwind_table.h"

/* The module's state, with frame_rule_slots: what the loader had loaded when the last rule was looked up, and
 * how often all was forgotten. Atomic. */
static struct {
    struct unwind_table_age age;
    uint32_t forgotten;
    uint32_t pushed_out;
} rules;

uint64_t *frame_rule_slots;

static uint64_t *slots(void) {
    uint64_t *known = __atomic_load_n(&frame_rule_slots, __ATOMIC_ACQUIRE);
    if (known)
        return known;
    uint64_t *fresh = memory_map(FRAME_RULE_SLOTS * sizeof *fresh);
    if (fresh && __atomic_compare_exchange_n(&frame_rule_slots, &known, fresh, false, __ATOMIC_ACQ_REL,
                                             __ATOMIC_ACQUIRE))
        return fresh;
    memory_unmap(fresh, FRAME_RULE_SLOTS * sizeof *fresh);
    return known;
}

void frame_rules_forget(void) {
    uint64_t *all = __atomic_load_n(&frame_rule_slots, __ATOMIC_ACQUIRE);
    __atomic_fetch_add(&rules.forgotten, 1, __ATOMIC_ACQ_REL);
    for (size_t i = 0; all && i < FRAME_RULE_SLOTS; i++)
        if (__atomic_load_n(&all[i], __ATOMIC_RELAXED))
            __atomic_store_n(&all[i], 0, __ATOMIC_RELAXED);
}

static uint64_t bits_of(int32_t offset, unsigned bits) {
    return (uint64_t)(offset / (int32_t)sizeof(uintptr_t)) & ((1ull << bits) - 1);
}

static bool fits(int32_t offset, unsigned bits) {
    const int32_t words = offset / (int32_t)sizeof(uintptr_t);
    return words >= -(1 << (bits - 1)) && words < 1 << (bits - 1);
}

static uint64_t packed(const struct frame_rule *rule) {
    unsigned shift = 0;
    uint64_t word = (uint64_t)rule->end;
    word |= (uint64_t)rule->pointer << (shift += FRAME_RULE_END_BITS);
    word |= bits_of(rule->end_offset, FRAME_RULE_OFFSET_BITS) << (shift += FRAME_RULE_POINTER_BITS);
    word |= bits_of(rule->pointer_offset, FRAME_RULE_POINTER_OFFSET_BITS) << (shift + FRAME_RULE_OFFSET_BITS);
    return word;
}

static uint64_t *slot_of(uint64_t *all, uintptr_t address, uint32_t way) {
    return &all[address % FRAME_RULE_SLOTS ^ way];
}

/* A free slot, or one that is taken in turn. */
static uint32_t way_for(uint64_t *all, uintptr_t address) {
    for (uint32_t way = 0; way < FRAME_RULE_WAYS; way++)
        if (!__atomic_load_n(slot_of(all, address, way), __ATOMIC_RELAXED))
            return way;
    return __atomic_fetch_add(&rules.pushed_out, 1, __ATOMIC_RELAXED) % FRAME_RULE_WAYS;
}

/* What cannot be packed (the upper half of the address space, frames without measure) is not kept. */
static bool is_kept(uintptr_t address, const struct frame_rule *rule) {
    return !(frame_rule_mark(address, 0) >> (64 - FRAME_RULE_BITS)) &&
           fits(rule->end_offset, FRAME_RULE_OFFSET_BITS) &&
           fits(rule->pointer_offset, FRAME_RULE_POINTER_OFFSET_BITS);
}

/* Also notices what was loaded or unloaded without our knowledge: the C library's own plug-ins. */
static void note_age(const struct unwind_table_age *age) {
    const bool more = __atomic_exchange_n(&rules.age.loads, age->loads, __ATOMIC_RELAXED) != age->loads;
    const bool fewer =
        __atomic_exchange_n(&rules.age.unloads, age->unloads, __ATOMIC_RELAXED) != age->unloads;
    if (more || fewer)
        frame_rules_forget();
}

static struct frame_rule look_up(uintptr_t address) {
    struct unwind_table_age age = {0};
    const uint32_t forgotten = __atomic_load_n(&rules.forgotten, __ATOMIC_ACQUIRE);
    const struct frame_rule rule = unwind_table_rule(address, &age);
    uint64_t *all = slots();
    note_age(&age);
    if (!all || !is_kept(address, &rule))
        return rule;
    const uint32_t way = way_for(all, address);
    const uint64_t word = frame_rule_mark(address, way) << FRAME_RULE_BITS | packed(&rule);
    __atomic_store_n(slot_of(all, address, way), word, __ATOMIC_RELEASE);
    if (__atomic_load_n(&rules.forgotten, __ATOMIC_ACQUIRE) != forgotten)
        __atomic_store_n(slot_of(all, address, way), 0, __ATOMIC_RELAXED);
    return rule;
}

/* An address whose rule is not known, and the rule. */
struct unknown_address {
    uintptr_t address;
    struct frame_rule rule;
};

static void look_up_apart(void *context) {
    struct unknown_address *unknown = context;
    unknown->rule = look_up(unknown->address);
}

struct frame_rule frame_rules_find(uintptr_t address) {
    struct unknown_address unknown = {.address = address};
    uint64_t *all = __atomic_load_n(&frame_rule_slots, __ATOMIC_ACQUIRE);
    for (uint32_t way = 0; all && way < FRAME_RULE_WAYS; way++) {
        const uint64_t word = __atomic_load_n(slot_of(all, address, way), __ATOMIC_RELAXED);
        if (word >> FRAME_RULE_BITS == frame_rule_mark(address, way))
            return frame_rule_unpack(word);
    }
    own_stack_run(look_up_apart, &unknown);
    return unknown.rule;
}
