#include "tasks.h"

#include "frames.h"
#include "host/memory.h"
#include "stack/host_memory.h"

enum {
    HANDLE_FIRST_WORD = 2, /* behind the object's header: its slots */
    HANDLE_WORDS = 10,
    MOST_REMEMBERED = 32, /* frames: they are the thread's */
};

/*
 * offsetof() on PyThreadState of CPython 3.11 to 3.13, x86-64: how often a context was entered or left, and a
 * number that no other thread's state of the process had.
 */
enum { CONTEXT_VERSION_3_11 = 232, CONTEXT_VERSION = 216, NUMBER_AFTER_VERSION = 8 };

/* The module's state, found once: the function that runs a handle, and where a handle keeps its callback. */
static const void *handle_code;
static uint32_t handle_check; /* of its frames: the code may die, and its address be another's */
static uint32_t callback_in_handle;

/*
 * And of tasks that ran lately, who waits for each: that is read by system calls. It holds until the event
 * loop goes on to another handle, which it runs in a context of its own; and further on, as long as the
 * task's own coroutine lies where it did and what was read is still the same. Tasks that share a place are
 * looked at anew.
 */
struct step {
    uintptr_t thread;
    uintptr_t context_version;
    const void *frame; /* of the task's own coroutine */
};
enum { PLACE_BITS = 7, PLACES = 1 << PLACE_BITS };
static struct known_task {
    bool taken; /* atomic; a thread that finds it taken does without */
    struct step step;
    uint32_t count;
    struct runtime_frame frames[MOST_REMEMBERED];
    struct foreign_proof proof;
} * known_tasks;

/* The version of its contexts, plus one, at which a thread's frames were looked at in vain. */
static __thread uintptr_t contexts_looked_at __attribute__((tls_model("initial-exec")));

/* Lib/asyncio/events.py, 3.8 to 3.14. A handle's slots are sorted by their names. */
static bool runs_handle(const struct python_objects *objects, const void *code) {
    return python_objects_text_ends_in(objects, pointer_at(code, objects->layout->code_name),
                                       "Handle._run") &&
           python_objects_text_ends_in(objects, pointer_at(code, objects->layout->code_file),
                                       "asyncio/events.py");
}

static size_t context_version_at(const struct python_futures *futures) {
    return futures->layout->minor == 11 ? CONTEXT_VERSION_3_11 : CONTEXT_VERSION;
}

/* Only programs with tasks pay for it. */
static void start_places(void) {
    struct known_task *none = NULL;
    struct known_task *made = memory_map_detail(PLACES * sizeof *made);
    if (made &&
        !__atomic_compare_exchange_n(&known_tasks, &none, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        memory_unmap(made, PLACES * sizeof *made);
}

static bool look_at_handle(const struct python_futures *futures, const struct runtime_frame *frame,
                           const void *handle) {
    for (uint32_t i = HANDLE_FIRST_WORD; i < HANDLE_WORDS; i++) {
        const void *callback = foreign_word(handle, i * sizeof(void *));
        if (!callback || !python_futures_task_of_callback(futures, callback, PYTHON_OTHERS))
            continue;
        start_places();
        __atomic_store_n(&callback_in_handle, i, __ATOMIC_RELAXED);
        __atomic_store_n(&handle_check, frame->check & ~RUNTIME_FRAME_MARKS, __ATOMIC_RELAXED);
        __atomic_store_n(&handle_code, frame->code, __ATOMIC_RELEASE);
        return true;
    }
    return false;
}

bool python_tasks_expect(const struct python_futures *futures, const struct python_objects *objects,
                         const void *thread, const struct runtime_frame *frames, uint32_t count) {
    if (!python_frames_have_locals(futures->layout))
        return false;
    const uintptr_t version = (uintptr_t)pointer_at(thread, context_version_at(futures));
    if (contexts_looked_at == version + 1)
        return false;
    contexts_looked_at = version + 1;
    for (uint32_t i = 1; i < count; i++) {
        /* What a handle runs, it calls by way of C. */
        if (!(frames[i - 1].check & RUNTIME_FRAME_ENTRY) || !runs_handle(objects, frames[i].code))
            continue;
        const void *own = python_frames_get(futures->layout, thread, i);
        if (own && look_at_handle(futures, &frames[i], python_frame_local(own, 0)))
            return true;
    }
    return false;
}

static struct step step_of(const struct python_futures *futures, const void *thread, const void *frame) {
    return (struct step){(uintptr_t)pointer_at(thread, context_version_at(futures) + NUMBER_AFTER_VERSION),
                         (uintptr_t)pointer_at(thread, context_version_at(futures)), frame};
}

static bool is_known(struct known_task *known, const struct step *step) {
    if (known->step.frame != step->frame || known->step.thread != step->thread)
        return false;
    if (known->step.context_version != step->context_version && !foreign_proof_holds(&known->proof))
        return false;
    known->step = *step;
    return true;
}

/* By the upper bits of the product: coroutines of one size (512 bytes, say) differ in few of the lower. */
static uint32_t place_of(const void *frame) {
    return (uint32_t)((uintptr_t)frame >> 4) * 0x9e3779b1u >> (32 - PLACE_BITS);
}

/* NULL: there is no room, or it is in use. */
static struct known_task *take_place(const struct step *step) {
    struct known_task *tasks = __atomic_load_n(&known_tasks, __ATOMIC_ACQUIRE);
    struct known_task *place = tasks ? &tasks[place_of(step->frame)] : NULL;
    return place && !__atomic_test_and_set(&place->taken, __ATOMIC_ACQUIRE) ? place : NULL;
}

static void give_back(struct known_task *place) {
    __atomic_clear(&place->taken, __ATOMIC_RELEASE);
}

static uint32_t walk_waiters(const struct python_futures *futures, const void *handle, const void *frame,
                             struct runtime_frame *frames, uint32_t capacity) {
    const uint32_t word = __atomic_load_n(&callback_in_handle, __ATOMIC_RELAXED);
    const void *task =
        python_futures_task_of_callback(futures, foreign_word(handle, word * sizeof(void *)), PYTHON_OTHERS);
    const void *coroutine = task ? python_futures_coroutine(futures, task, PYTHON_OWN) : NULL;
    /* Where that is not the task's, it is to be looked for in each step. */
    if (!coroutine || python_coroutine_frame(futures->layout, coroutine) != frame)
        foreign_proof_give_up(futures->proof);
    if (!task)
        return 0;
    return python_futures_walk_waiters(futures, task, PYTHON_OWN, frames, capacity);
}

/* Walks, and keeps what was found where that is not too much. */
static uint32_t look_anew(const struct python_futures *futures, struct known_task *known,
                          const struct step *step, const void *handle, struct runtime_frame *frames,
                          uint32_t capacity) {
    struct python_futures noting = *futures;
    noting.proof = &known->proof;
    known->step.frame = NULL;
    known->proof.count = 0;
    const uint32_t count = walk_waiters(&noting, handle, step->frame, frames, capacity);
    if (count > MOST_REMEMBERED || count == capacity)
        return count;
    memcpy(known->frames, frames, count * sizeof *frames);
    known->count = count;
    known->step = *step;
    return count;
}

/* The frames of who waits for the task that a handle runs; the innermost first. Returns how many. */
static uint32_t add_waiters(const struct python_futures *futures, const struct step *step, const void *handle,
                            struct runtime_frame *frames, uint32_t capacity) {
    struct known_task *known = take_place(step);
    if (!known)
        return walk_waiters(futures, handle, step->frame, frames, capacity);
    uint32_t count = known->count;
    if (is_known(known, step) && count <= capacity)
        memcpy(frames, known->frames, count * sizeof *frames);
    else
        count = look_anew(futures, known, step, handle, frames, capacity);
    give_back(known);
    return count;
}

/* The frames of who waits for the task that this frame of a handle runs, put before it: further in. */
static uint32_t insert(const struct python_futures *futures, const struct step *step, const void *handle,
                       struct runtime_frame *frames, uint32_t number, uint32_t count, uint32_t capacity) {
    struct runtime_frame *end = frames + count;
    const uint32_t added = add_waiters(futures, step, handle, end, capacity - count);
    if (!added)
        return 0;
    /* The frames of C between the task and the event loop are further out than who waits. */
    end[added - 1].check |= frames[number - 1].check & RUNTIME_FRAME_ENTRY;
    frames[number - 1].check &= ~RUNTIME_FRAME_ENTRY;
    python_frames_reverse(frames + number, count - number);
    python_frames_reverse(end, added);
    python_frames_reverse(frames + number, count - number + added);
    return added;
}

uint32_t python_tasks_insert(const struct python_futures *futures, const void *thread,
                             struct runtime_frame *frames, uint32_t count, uint32_t capacity) {
    const void *code = __atomic_load_n(&handle_code, __ATOMIC_ACQUIRE);
    const uint32_t check = __atomic_load_n(&handle_check, __ATOMIC_RELAXED);
    const void *own = python_frames_get(futures->layout, thread, 0);
    for (uint32_t number = 0; number < count; number++) {
        if (frames[number].code != code || (frames[number].check & ~RUNTIME_FRAME_MARKS) != check)
            continue;
        const void *inner = NULL;
        for (; own && python_frame_code(futures->layout, own) != code;
             own = python_frame_outer(futures->layout, own))
            inner = own;
        if (!own || !number)
            break;
        const struct step step = step_of(futures, thread, inner);
        const uint32_t added =
            insert(futures, &step, python_frame_local(own, 0), frames, number, count, capacity);
        count += added;
        number += added;
        own = python_frame_outer(futures->layout, own);
    }
    return count;
}
