#include "hand_over.h"

__thread struct hand_over hand_over_taken;

static __thread uint32_t number __attribute__((tls_model("initial-exec")));

uint32_t thread_number(void) {
    static uint32_t latest;
    if (__builtin_expect(!number, 0))
        number = __atomic_add_fetch(&latest, 1, __ATOMIC_RELAXED);
    return number;
}

struct hand_over hand_over_here(void) {
    const struct hand_over *taken = &hand_over_taken;
    struct hand_over given = {
        .thread_count = 1, .threads = {thread_number()}, .boundaries = boundaries, .work = work_here()};
    for (uint32_t i = 0; i < taken->thread_count && given.thread_count < HAND_OVER_THREADS; i++)
        given.threads[given.thread_count++] = taken->threads[i];
    return given;
}

bool hand_over_came_through(const struct hand_over *taken, uint32_t thread) {
    for (uint32_t i = 0; i < taken->thread_count; i++)
        if (taken->threads[i] == thread)
            return true;
    return false;
}

uint64_t work_here(void) {
    if (hand_over_taken.thread_count)
        return hand_over_taken.work;
    return (uint64_t)thread_number() << 32 | boundaries.client_waits;
}

void hand_over_take(const struct hand_over *given) {
    const struct hand_over *before = &hand_over_taken;
    const bool goes_on = before->thread_count && before->threads[0] == given->threads[0];
    const bool is_same_work = given->work == work_here();
    if (is_same_work && !goes_on)
        boundaries.other_waits++;
    else if (!goes_on || before->boundaries.client_waits != given->boundaries.client_waits)
        boundaries.client_waits++;
    else if (before->boundaries.other_waits != given->boundaries.other_waits)
        boundaries.other_waits++;
    boundaries.hand_overs++;
    hand_over_taken = *given;
}

void hand_over_answered(void) {
    hand_over_taken.origin.answered = hand_over_taken.origin.handed_over_by != 0;
}

void hand_over_end(void) {
    hand_over_taken.thread_count = 0;
    hand_over_taken.origin = (struct stack_origin){0};
}
