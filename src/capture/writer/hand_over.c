#include "hand_over.h"

/* Threads that share a place are taken for each other: then work of one of them begins anew once more. */
enum { PUBLISHED = 256 };

/* Client waits of threads, and answers to them, by their numbers. Atomic. */
static uint32_t published[PUBLISHED];
static uint32_t answers[PUBLISHED];

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
    const uint32_t here = thread_number();
    struct hand_over given = {.thread_count = 1,
                              .threads = {here},
                              .boundaries = boundaries,
                              .work = work_here(),
                              .answers = __atomic_load_n(&answers[here % PUBLISHED], __ATOMIC_RELAXED)};
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

static void take(const struct hand_over *given, bool is_awaited) {
    const struct hand_over *before = &hand_over_taken;
    const bool goes_on = before->thread_count && before->threads[0] == given->threads[0];
    const bool is_other_part = given->work == work_here() && !goes_on;
    const bool is_job = !is_awaited && before->answers == given->answers;
    if (!is_other_part && (!goes_on || before->boundaries.client_waits != given->boundaries.client_waits))
        boundaries.client_waits++;
    else if (is_other_part || is_job || before->boundaries.other_waits != given->boundaries.other_waits)
        boundaries.other_waits++;
    boundaries.hand_overs++;
    hand_over_taken = *given;
}

void hand_over_take(const struct hand_over *given) {
    take(given, false);
}

void hand_over_answer(uint32_t thread) {
    __atomic_fetch_add(&answers[thread % PUBLISHED], 1, __ATOMIC_RELAXED);
}

void hand_over_answered(void) {
    hand_over_taken.origin.answered = hand_over_taken.origin.handed_over_by != 0;
    hand_over_taken.looked = false;
}

void hand_over_publish(void) {
    __atomic_store_n(&published[thread_number() % PUBLISHED], boundaries.client_waits, __ATOMIC_RELAXED);
}

void hand_over_found(uint32_t stack) {
    struct hand_over given = hand_over_taken;
    hand_over_taken.looked = given.looked = true;
    if (!stack)
        return;
    const uint32_t giver = given.threads[0];
    given.origin = (struct stack_origin){.handed_over_by = stack, .taken_at = given.origin.taken_at};
    given.boundaries.client_waits = __atomic_load_n(&published[giver % PUBLISHED], __ATOMIC_RELAXED);
    if (given.thread_count == 1)
        given.work = (uint64_t)giver << 32 | given.boundaries.client_waits;
    take(&given, true);
}

void hand_over_end(void) {
    hand_over_taken.thread_count = 0;
    hand_over_taken.origin = (struct stack_origin){0};
}
