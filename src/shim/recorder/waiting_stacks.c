#include "waiting_stacks.h"

#include <errno.h>

#include "capture/writer/hand_over.h"
#include "capture/writer/stack_here.h"
#include "recorder.h"

/*
 * A loop shows in its first rounds where it waits, so a process need not look at all of its waits: a wait
 * costs a walk of the stack, and these some tens of milliseconds in all. With far fewer, a program that waits
 * a lot before it comes to its loop would show nothing of that.
 */
enum { MOST_WAITS = 1 << 14 };

static uint32_t waits; /* that were looked at in this process. Atomic */

/* One more than the statements that the thread record had when this thread forked last; 0: it has not. */
static __thread uint64_t forked_after __attribute__((tls_model("initial-exec")));

static bool has_forked_for_this(const struct thread_record *thread_record) {
    return forked_after == thread_record->record->statements + 1;
}

void waiting_stacks_note(bool unasked) {
    if (!recorder_has_run_statement() || hand_over_taken.thread_count ||
        __atomic_load_n(&waits, __ATOMIC_RELAXED) >= MOST_WAITS)
        return;
    const int saved = errno;
    struct thread_record *thread_record = recorder_watched_record();
    if (thread_record) {
        const bool is_asked = !unasked || has_forked_for_this(thread_record);
        __atomic_fetch_add(&waits, 1, __ATOMIC_RELAXED);
        stack_here(thread_record, (struct stack_origin){.waits = true, .unasked = !is_asked});
    }
    errno = saved;
}

void waiting_stacks_note_fork(void) {
    const struct thread_record *thread_record =
        recorder_has_run_statement() ? recorder_watched_record() : NULL;
    forked_after = thread_record ? thread_record->record->statements + 1 : 0;
}
