/*
 * Threads that are started for a piece of work: it is handed over by whoever starts them (wakes.h).
 */
#include "starts.h"

#include "host/own_stack.h"
#include "libc/optional.h"
#include "note.h"

/* More threads than that are hardly between pthread_create and their first instruction at one time. */
enum { STARTS = 64 };

/* The module's state: what a thread is to run, from its creation to its start. */
static struct start {
    bool taken; /* atomic */
    void *(*function)(void *);
    void *argument;
    struct hand_over given;
    size_t stack_bytes;
} starts[STARTS];

void starts_after_fork(void) {
    for (int i = 0; i < STARTS; i++)
        __atomic_clear(&starts[i].taken, __ATOMIC_RELAXED);
}

static struct start *take_start(void) {
    for (int i = 0; i < STARTS; i++)
        if (!__atomic_test_and_set(&starts[i].taken, __ATOMIC_ACQUIRE))
            return &starts[i];
    return NULL;
}

static void give_back(struct start *start) {
    __atomic_clear(&start->taken, __ATOMIC_RELEASE);
}

/* Apart, so that what runs the thread's own function has no frame of ours. */
static __attribute__((noinline)) void take_work(struct start *start) {
    struct hand_over given = start->given;
    give_back(start);
    recorder_take_hand_over(&given, false);
}

static void *begin_thread(void *context) {
    struct start *start = context;
    void *(*function)(void *) = start->function;
    void *argument = start->argument;
    own_stack_note_thread(start->stack_bytes);
    take_work(start);
    return function(argument);
}

/*
 * NULL: the thread is to be started as it is. Whose thread it is is told before any statement has run too:
 * else its first answer would be taken for work.
 */
static struct start *describe(const pthread_attr_t *attributes, void *(*function)(void *), void *argument) {
    struct hand_over given;
    if (!process_is_enabled())
        return NULL;
    if (!recorder_has_started() || !recorder_describe_hand_over(&given))
        given = hand_over_here();
    struct start *start = take_start();
    if (!start)
        return NULL;
    start->function = function;
    start->argument = argument;
    start->given = given;
    start->stack_bytes = thread_stack_bytes(attributes);
    return start;
}

HOOK int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                        void *argument) {
    if (!REAL_EXISTS(pthread_create))
        return EAGAIN;
    struct start *start = describe(attributes, function, argument);
    if (!start)
        return REAL(pthread_create)(thread, attributes, function, argument);
    const int error = REAL(pthread_create)(thread, attributes, begin_thread, start);
    if (error)
        give_back(start);
    return error;
}
