#include "recorder.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/writer/boundary.h"
#include "capture/writer/recording_records.h"
#include "capture/writer/stack_here.h"
#include "host/own_stack.h"
#include "host/text.h"
#include "keep.h"
#include "libc/confined.h"
#include "libc/optional.h"
#include "libc/trace.h"
#include "reporter.h"
#include "shim/process/process.h"
#include "stack/walk/runtimes.h"
#include "stack/walk/walk.h"

enum recorder_phase { PHASE_IDLE, PHASE_RECORDING, PHASE_REFUSED };

/*
 * The module's state. `alive` points to a page that the kernel wipes in a child of fork, also of one made by
 * a bare system call that runs no fork handlers: 0 there means that everything here is the parent's.
 */
static struct {
    const struct recorder_listeners *listeners; /* NULL before the constructor */
    pthread_mutex_t lock;
    enum recorder_phase phase;
    struct recording *recording;
    uint32_t generation;
    uint32_t *alive;
    pthread_key_t thread_key;
    bool has_thread_key;
    pid_t pid;
    int refusal; /* errno value of what could not be created */
    bool finished;
    char refused_path[CAPTURE_PATH_BYTES];
} recorder = {.lock = PTHREAD_MUTEX_INITIALIZER};

/*
 * The calling thread's: `current` once it has run a statement, `watched` already where it has handed over or
 * taken work.
 */
static __thread struct thread_record *current_thread_record __attribute__((tls_model("initial-exec")));
static __thread struct thread_record *watched_thread_record __attribute__((tls_model("initial-exec")));

void recorder_listen(const struct recorder_listeners *listeners) {
    recorder.listeners = listeners;
}

bool recorder_has_started(void) {
    return __atomic_load_n(&recorder.recording, __ATOMIC_ACQUIRE) != NULL;
}

bool recorder_has_run_statement(void) {
    return current_thread_record != NULL;
}

bool recorder_watches_thread(void) {
    return watched_thread_record != NULL;
}

uint32_t recorder_generation(void) {
    return recorder.generation;
}

static void thread_ends(void *value) {
    struct thread_record *thread_record = value;
    if (recorder.listeners && recorder.listeners->thread_ends)
        recorder.listeners->thread_ends();
    current_thread_record = watched_thread_record = NULL;
    if (thread_record->recording == recorder.recording)
        recording_detach(thread_record->recording, thread_record);
}

static bool make_wiped_page(void) {
    if (recorder.alive)
        return true;
    uint32_t *page = memory_map((size_t)sysconf(_SC_PAGESIZE));
    if (!page)
        return false;
    /* Before Linux 4.14 the page is copied as any other: then fork handlers alone have to do. */
    madvise(page, (size_t)sysconf(_SC_PAGESIZE), MADV_WIPEONFORK);
    recorder.alive = page;
    return true;
}

/* Without threads there are no ends of them; without a key their thread records are not given back. */
static void watch_ends_of_threads(void) {
    if (!recorder.has_thread_key)
        recorder.has_thread_key = thread_end_watch(&recorder.thread_key, thread_ends);
}

/* Paths of the beginning, in memory of their own: a thread with a small stack may run the first statement. */
struct beginning {
    char executable[sizeof((struct loopline_header *)0)->executable];
    char pattern[CAPTURE_PATH_BYTES];
    char expanded[CAPTURE_PATH_BYTES];
    char prefix[CAPTURE_PATH_BYTES];
    char directory[CAPTURE_PATH_BYTES];
    struct recording_description description;
};

static void read_executable(char *path, size_t capacity) {
    const ssize_t length = readlink("/proc/self/exe", path, capacity - 1);
    path[length > 0 ? length : 0] = '\0';
}

/* The expanded prefix as an absolute path: the program may change its directory before the capture has to
 * grow. */
static bool make_prefix(struct beginning *beginning) {
    const char *expanded = beginning->expanded;
    struct text text = text_start(beginning->prefix, sizeof beginning->prefix);
    if (expanded[0] != '/' && getcwd(beginning->directory, sizeof beginning->directory)) {
        text_add_string(&text, beginning->directory);
        text_add_string(&text, "/");
        while (strncmp(expanded, "./", 2) == 0)
            expanded += 2;
    }
    text_add_string(&text, expanded);
    return !text.cut;
}

static int start_at(const char *pattern, struct beginning *beginning) {
    if (!process_expand_prefix(pattern, beginning->executable, beginning->expanded,
                               sizeof beginning->expanded) ||
        !make_prefix(beginning))
        return ENAMETOOLONG;
    const int error = recording_start(&beginning->description, &recorder.recording);
    if (error)
        memcpy(recorder.refused_path, beginning->prefix, sizeof recorder.refused_path);
    return error;
}

static int start_somewhere(struct beginning *beginning) {
    const struct process_options *options = process_options();
    if (options->output_prefix[0])
        return start_at(options->output_prefix, beginning);
    if (start_at("loopline-%e-%p", beginning) == 0)
        return 0;
    struct text text = text_start(beginning->pattern, sizeof beginning->pattern);
    text_add_string(&text, options->temporary);
    text_add_string(&text, "/loopline-%e-%p");
    return start_at(beginning->pattern, beginning);
}

static int start_recording(void) {
    struct beginning *beginning = make_wiped_page() ? memory_map(sizeof *beginning) : NULL;
    if (!beginning)
        return ENOMEM;
    read_executable(beginning->executable, sizeof beginning->executable);
    beginning->description = (struct recording_description){.prefix = beginning->prefix,
                                                            .capacity = process_options()->capacity,
                                                            .run_id = process_options()->run_id,
                                                            .executable = beginning->executable,
                                                            .first = process_first_sample(),
                                                            .steady_ticks = process_has_steady_ticks()};
    const int error = start_somewhere(beginning);
    memory_unmap(beginning, sizeof *beginning);
    return error;
}

static void describe_program(struct loopline_header *header) {
    uint32_t bytes = 0;
    const char *arguments = process_arguments(&header->argument_count, &bytes);
    memcpy(header->arguments, arguments, bytes);
    if (!getcwd(header->directory, sizeof header->directory))
        header->directory[0] = '\0';
}

static void begin(void) {
    watch_ends_of_threads();
    recorder.pid = getpid();
    recorder.refusal = start_recording();
    trace_number("recording begun, error:", (uint64_t)recorder.refusal);
    if (!recorder.refusal) {
        describe_program(recorder.recording->file.header);
        const struct keep_rule rule = keep_rule_read(process_options()->keep);
        keep_apply(&rule, &recorder.recording->file, process_first_sample().realtime_ns / 1000000000u);
        if (process_options()->check_stacks)
            remembered_set_mode(REMEMBERED_CHECKED);
        recorder.generation++;
        *recorder.alive = 1;
    }
    /* Only now: a thread that comes meanwhile waits for the lock instead of losing its statement. */
    __atomic_store_n(&recorder.phase, recorder.refusal ? PHASE_REFUSED : PHASE_RECORDING, __ATOMIC_RELEASE);
}

/*
 * The loader is asked before the lock is taken: a constructor that runs a statement holds the loader's lock,
 * and may wait for ours.
 */
static void begin_once(void) {
    runtimes_detect();
    runtimes_await_detection();
    struct uninterrupted before;
    uninterrupted_begin(&before);
    pthread_mutex_lock(&recorder.lock);
    if (recorder.phase == PHASE_IDLE)
        begin();
    pthread_mutex_unlock(&recorder.lock);
    uninterrupted_end(&before);
}

/* The phase is read first: the page is marked before it, so a page without the mark has been wiped. */
static bool is_the_parents(void) {
    return __atomic_load_n(&recorder.phase, __ATOMIC_ACQUIRE) == PHASE_RECORDING &&
           !__atomic_load_n(recorder.alive, __ATOMIC_RELAXED);
}

/* What the thread record's sites have seen belongs to whoever had them before. */
static struct boundaries boundaries_after(const struct thread_record *thread_record) {
    return (struct boundaries){.client_waits = thread_record->boundaries.client_waits + 1,
                               .other_waits = thread_record->boundaries.other_waits};
}

static void watch(struct thread_record *thread_record) {
    boundaries = boundaries_after(thread_record);
    hand_over_publish();
    watched_thread_record = thread_record;
    if (recorder.has_thread_key)
        thread_end_set(recorder.thread_key, thread_record);
}

static void attach_apart(void *unused) {
    (void)unused;
    /* What it takes to begin, the filter may not have foreseen. */
    if (process_is_confined() && (recorder.phase != PHASE_RECORDING || is_the_parents()))
        return;
    if (is_the_parents())
        recorder_forget();
    if (__atomic_load_n(&recorder.phase, __ATOMIC_ACQUIRE) == PHASE_IDLE)
        begin_once();
    struct thread_record *thread_record = watched_thread_record;
    if (thread_record) {
        recording_count_thread(thread_record);
    } else if (recorder.phase == PHASE_RECORDING && (thread_record = recording_attach(recorder.recording))) {
        watch(thread_record);
    }
    current_thread_record = thread_record;
}

/* Apart: what is in line with it would save registers for it at each statement. */
static __attribute__((noinline, cold)) struct thread_record *attach(void) {
    const int saved = errno;
    current_thread_record = NULL;
    own_stack_run(attach_apart, NULL);
    errno = saved;
    return current_thread_record;
}

struct thread_record *recorder_thread_record(void) {
    struct thread_record *thread_record = current_thread_record;
    if (__builtin_expect(thread_record && *recorder.alive, 1))
        return thread_record;
    return attach();
}

/*
 * Threads that run no statement are watched for the sake of those that do; where there are this many, what
 * they hand over is known no more. A record takes 16 KiB of the capture.
 */
enum { WATCHED_RECORDS = 512 };

struct thread_record *recorder_watched_record(void) {
    if (__atomic_load_n(&recorder.phase, __ATOMIC_ACQUIRE) != PHASE_RECORDING ||
        !__atomic_load_n(recorder.alive, __ATOMIC_RELAXED) ||
        __atomic_load_n(&recorder.recording->file.header->paused, __ATOMIC_RELAXED) ||
        recording_is_locked_here)
        return NULL;
    if (watched_thread_record || recorder.recording->thread_record_count >= WATCHED_RECORDS)
        return watched_thread_record;
    struct thread_record *thread_record = recording_attach_connection_record(recorder.recording);
    if (thread_record)
        watch(thread_record);
    return thread_record;
}

bool recorder_describe_hand_over(struct hand_over *given) {
    const int saved = errno;
    struct thread_record *thread_record = recorder_watched_record();
    if (thread_record) {
        *given = hand_over_here();
        given->origin.handed_over_by = given->latest = stack_here(thread_record, hand_over_taken.origin);
    }
    errno = saved;
    return thread_record != NULL;
}

void recorder_take_hand_over(struct hand_over *given, bool waited) {
    const int saved = errno;
    struct thread_record *thread_record = waited ? recorder_watched_record() : NULL;
    if (thread_record && given->origin.handed_over_by)
        given->origin.taken_at = stack_here(thread_record, (struct stack_origin){0});
    if (waited && !given->origin.taken_at)
        given->origin = (struct stack_origin){0};
    given->looked = given->origin.taken_at != 0;
    hand_over_take(given);
    errno = saved;
}

void recorder_leave_out(void) {
    if (!current_thread_record && __atomic_load_n(&recorder.phase, __ATOMIC_ACQUIRE) == PHASE_RECORDING &&
        __atomic_load_n(recorder.alive, __ATOMIC_RELAXED))
        __atomic_fetch_add(&recorder.recording->file.header->dropped, 1, __ATOMIC_RELAXED);
}

struct thread_record *recorder_begin_statement(void) {
    struct thread_record *thread_record = recorder_thread_record();
    if (!thread_record || __builtin_expect(recording_is_locked_here, 0) ||
        __builtin_expect(__atomic_load_n(&recorder.recording->file.header->paused, __ATOMIC_RELAXED), 0))
        return NULL;
    if (__builtin_expect(thread_record->governor.paused_until != 0, 0) &&
        !governor_records(&thread_record->governor, recorder_ticks(thread_record)))
        return NULL;
    return thread_record;
}

/* A part of what Loopline does itself has ended: of the thread's, whatever record it counts in. */
static void note_own(uint64_t began) {
    struct thread_record *thread_record = current_thread_record;
    const uint64_t now = recorder_ticks(thread_record);
    governor_note(&thread_record->governor, &process_options()->governor, now - began, now,
                  thread_record->record);
}

static uint64_t begin_own(const struct thread_record *counted) {
    return current_thread_record && governor_measures(counted->record->statements) ? recorder_ticks(counted)
                                                                                   : 0;
}

struct thread_record *recorder_take_connection_record(struct boundaries *start) {
    const int saved = errno;
    struct thread_record *thread_record = recording_attach_connection_record(recorder.recording);
    if (thread_record)
        *start = boundaries_after(thread_record);
    errno = saved;
    return thread_record;
}

void recorder_give_back_connection_record(struct thread_record *thread_record) {
    const int saved = errno;
    if (thread_record->recording == recorder.recording)
        recording_detach(thread_record->recording, thread_record);
    errno = saved;
}

/* The copy's first statement in this recording. */
static __attribute__((noinline, cold)) uint32_t record_library(struct thread_record *thread_record,
                                                               const struct library *library) {
    char version[24];
    library_version(library, version, sizeof version);
    const uint32_t id = recording_library(thread_record->recording, library->driver, version, library->path);
    library_set_recorded(library, id);
    return id;
}

static uint32_t recorded_id(struct thread_record *thread_record, const struct library *library) {
    const uint32_t recorded = __atomic_load_n(&library->recorded, __ATOMIC_RELAXED);
    return __builtin_expect(recorded != 0, 1) ? recorded : record_library(thread_record, library);
}

/* Apart: it is rare. */
static __attribute__((noinline, cold)) void look_for_who_waits(struct thread_record *thread_record) {
    hand_over_found(stack_awaiting(thread_record, hand_over_taken.latest));
}

struct site_state *recorder_site(struct thread_record *thread_record, struct statement_reference statement,
                                 const struct library *library) {
    if (!statement.id)
        return NULL;
    const int saved = errno;
    const uint64_t began = begin_own(thread_record);
    if (__builtin_expect(hand_over_is_to_be_looked_for(), 0))
        look_for_who_waits(thread_record);
    stack_walk(&thread_record->walked, &thread_record->remembered);
    const struct site_request wanted = {.statement = statement,
                                        .library = recorded_id(thread_record, library)};
    struct site_state *state = recording_site(thread_record, &wanted);
    if (began)
        note_own(began);
    errno = saved;
    return state;
}

struct site_state *recorder_site_elsewhere(struct thread_record *thread_record,
                                           const struct site_state *begun, const struct library *library) {
    const int saved = errno;
    const struct site_request wanted = {.statement = {begun->site->statement, begun->statement_class},
                                        .library = recorded_id(thread_record, library)};
    struct site_state *state = recording_site_of_stack(thread_record, &wanted, begun->site->stack);
    errno = saved;
    return state;
}

void recorder_count(struct thread_record *thread_record, struct site_state *state,
                    const struct execution_facts *facts) {
    const int saved = errno;
    const uint64_t began = begin_own(thread_record);
    if (state) {
        thread_record_count(thread_record, state, facts);
    } else {
        counter_add(&thread_record->record->statements, 1);
        counter_add(&thread_record->record->dropped, 1);
    }
    /* A process that is killed leaves the sample of at most this many statements ago. */
    if ((thread_record->record->statements & 4095) == 0)
        recording_renew_clock(thread_record->recording);
    if (began)
        note_own(began);
    errno = saved;
}

/* For some hundred call sites with their stacks. */
enum { PROVISION_BYTES = 64 * 1024 };

void recorder_provide(void) {
    const int saved = errno;
    struct thread_record *thread_record = process_is_confined() ? NULL : current_thread_record;
    if (thread_record && *recorder.alive) {
        arena_reserve(&thread_record->arena, PROVISION_BYTES);
        arena_reserve(&thread_record->walks_arena, PROVISION_BYTES);
    }
    errno = saved;
}

void recorder_note_unload(void) {
    if (recorder_has_started())
        __atomic_fetch_add(&recorder.recording->modules_generation, 1, __ATOMIC_ACQ_REL);
}

void recorder_forget(void) {
    struct recording *parents = recorder.recording;
    pthread_mutex_init(&recorder.lock, NULL);
    recorder.recording = NULL;
    recorder.phase = PHASE_IDLE;
    recorder.finished = false;
    recorder.generation++;
    current_thread_record = watched_thread_record = NULL;
    hand_over_end();
    if (recorder.has_thread_key)
        thread_end_set(recorder.thread_key, NULL);
    if (recorder.listeners && recorder.listeners->forgotten)
        recorder.listeners->forgotten();
    runtimes_after_fork();
    if (parents) {
        recording_forget(parents);
        memory_forget_parents();
    }
}

void recorder_finish(void) {
    if (recorder.phase == PHASE_IDLE || !process_is_enabled())
        return;
    if (process_is_confined()) {
        if (recorder.phase == PHASE_RECORDING && *recorder.alive)
            recorder.recording->file.header->confined = recorder.recording->file.header->sealed = 1;
        return;
    }
    /* A child between vfork and exec: the memory is its parent's, which is not at an end at all. */
    if (recorder.pid != getpid())
        return;
    if (__atomic_exchange_n(&recorder.finished, true, __ATOMIC_ACQ_REL))
        return;
    if (recorder.phase == PHASE_REFUSED) {
        reporter_say_refused(recorder.refused_path, recorder.refusal);
        return;
    }
    recorder.recording->file.header->stacks_mistaken = remembered_mistakes();
    recording_seal(recorder.recording);
    if (process_options()->report_at_exit)
        reporter_run(recorder.recording->file.path);
}
