#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "awaiting.h"
#include "evaluator.h"
#include "foreign_codes.h"
#include "frames.h"
#include "greenlets.h"
#include "host/own_stack.h"
#include "instruction.h"
#include "iterations.h"
#include "layout.h"
#include "libc/confined.h"
#include "libc/definer.h"
#include "libc/functions.h"
#include "libc/loader.h"
#include "libc/main_thread.h"
#include "libc/objects.h"
#include "names.h"
#include "objects.h"
#include "offsets.h"
#include "spawned.h"
#include "stack/host_memory.h"
#include "stack/program.h"
#include "tasks.h"
#include "template_lines.h"
#include "template_nodes.h"

enum { PROVED_FRAMES = 8, LINE_LIMIT = 10000000 };

enum python_proof { PROOF_NONE, PROOF_GOOD, PROOF_BAD };

/*
 * The module's state, written once by detect; `proof` moves on once, at the first frames that are seen. It
 * does not matter which thread's frames those are.
 */
static struct {
    struct python_objects objects;
    struct python_awaiting_types awaiting;
    struct python_futures futures;
    struct python_names names;           /* its layout is NULL where templates are not read */
    struct python_layout self_described; /* what objects.layout may point to */
    void *(*thread_state)(void);
    int (*is_initialised)(void);
    const void *call_iterator_type; /* NULL: unknown */
    struct code_segment evaluator_pieces[PYTHON_EVALUATOR_PIECES_LIMIT];
    enum python_proof proof;
    bool names_nodes;   /* atomic: templates were rendered whose nodes are to be named */
    bool has_greenlets; /* atomic: coroutines were seen that wait for greenlets */
    bool has_tasks;     /* atomic: asyncio's event loop was seen to run tasks */
    bool has_taking;    /* atomic: threads were seen that go over what a call gives them */
    bool has_spawned;   /* atomic: greenlets were seen that tell who spawned them */
} python;

/* ---- Finding the interpreter ---- */

static const char known_symbol[] = "Py_GetVersion";

/* "3.11.7 (main, …) [GCC …]" */
static int read_version(const char *text, struct runtime_identity *identity) {
    const size_t length = strcspn(text, " +");
    const size_t kept = length < sizeof identity->version ? length : sizeof identity->version - 1;
    memcpy(identity->version, text, kept);
    identity->version[kept] = '\0';
    if (strncmp(text, "3.", 2) != 0)
        return -1;
    int minor = 0;
    for (const char *digit = text + 2; *digit >= '0' && *digit <= '9'; digit++)
        minor = minor * 10 + (*digit - '0');
    return minor;
}

static void find_evaluator(void *handle, struct runtime_identity *identity) {
    void *evaluator = real_dlsym(handle, "_PyEval_EvalFrameDefault");
    if (!evaluator)
        return;
    identity->evaluator = (uintptr_t)evaluator;
    identity->evaluator_bytes = object_symbol_bytes(evaluator, "_PyEval_EvalFrameDefault");
    identity->evaluator_piece_count =
        python_evaluator_pieces(identity->evaluator, identity->evaluator_bytes, python.evaluator_pieces);
    identity->evaluator_pieces = python.evaluator_pieces;
}

static bool find_symbols(void *handle) {
    python.thread_state = (void *(*)(void))real_dlsym(handle, "PyGILState_GetThisThreadState");
    python.is_initialised = (int (*)(void))real_dlsym(handle, "Py_IsInitialized");
    python.call_iterator_type = real_dlsym(handle, "PyCallIter_Type");
    python.objects.code_type = real_dlsym(handle, "PyCode_Type");
    python.objects.text_type = real_dlsym(handle, "PyUnicode_Type");
    python.objects.bytes_type = real_dlsym(handle, "PyBytes_Type");
    python.awaiting = (struct python_awaiting_types){
        .code = python.objects.code_type,
        .coroutine = real_dlsym(handle, "PyCoro_Type"),
        .generator = real_dlsym(handle, "PyGen_Type"),
        .async_generator = real_dlsym(handle, "PyAsyncGen_Type"),
        .builtin = real_dlsym(handle, "PyCFunction_Type"),
        .function = real_dlsym(handle, "PyFunction_Type"),
        .method = real_dlsym(handle, "PyMethod_Type"),
        .cell = real_dlsym(handle, "PyCell_Type"),
        .greenlet = {.code = python.objects.code_type, .frame = real_dlsym(handle, "PyFrame_Type")}};
    return python.thread_state && python.is_initialised && python.objects.code_type &&
           python.objects.text_type && python.objects.bytes_type;
}

/*
 * What the interpreter tells itself is needed where versions do not settle it: 3.14 and all free-threaded
 * builds, which say in words that they are.
 */
static const struct python_layout *find_layout(void *handle, int minor, bool free_threaded) {
    const struct python_layout *fixed = free_threaded ? NULL : python_layout(minor);
    const void *runtime = fixed ? NULL : real_dlsym(handle, "_PyRuntime");
    if (runtime && python_offsets_read(runtime, minor, &python.self_described))
        return &python.self_described;
    return fixed;
}

/* Builds without a GIL keep instances and dictionaries in other ways, and change them meanwhile. */
static void find_names(void *handle, int minor, bool free_threaded) {
    python.names = (struct python_names){
        .layout = free_threaded ? NULL : python_names_layout(minor),
        .objects = &python.objects,
        .dictionary_type = real_dlsym(handle, "PyDict_Type"),
        .number_type = real_dlsym(handle, "PyLong_Type"),
    };
    python.futures = (struct python_futures){.layout = python.objects.layout,
                                             .types = &python.awaiting,
                                             .names = python.names.layout ? &python.names : NULL};
}

static bool detect(struct runtime_identity *identity) {
    void *handle = NULL;
    if (!definer_open(known_symbol, "python", &handle))
        return false;
    const char *(*version)(void) = (const char *(*)(void))real_dlsym(handle, known_symbol);
    if (!version)
        return false;
    memset(identity, 0, sizeof *identity);
    const char *text = version();
    const bool free_threaded = strstr(text, "free-threading") != NULL;
    const int minor = read_version(text, identity);
    python.objects.layout = find_layout(handle, minor, free_threaded);
    find_names(handle, minor, free_threaded);
    find_evaluator(handle, identity);
    identity->is_program = program_is_called("python");
    if (!python.objects.layout || !find_symbols(handle))
        identity->state = free_threaded ? LOOPLINE_RUNTIME_FREE_THREADED : LOOPLINE_RUNTIME_UNKNOWN_VERSION;
    return true;
}

/* ---- Proof that the layout is right, before anything is believed ---- */

/* Reads by way of a pipe: the kernel says EFAULT where this process would crash. */
static bool readable(int to, int from, const void *address, size_t bytes) {
    char drained[64];
    if (!address || REAL(write)(to, address, bytes) != (ssize_t)bytes)
        return false;
    return REAL(read)(from, drained, bytes) == (ssize_t)bytes;
}

static bool is_object(const int ends[2], const void *object, const void *type) {
    const struct python_layout *layout = python.objects.layout;
    return readable(ends[1], ends[0], object, layout->object_type + sizeof(void *)) &&
           python_type_of(layout, object) == type;
}

static bool proves_right(const int ends[2], const struct python_layout *layout, const void *frame) {
    const void *code = python_frame_code(layout, frame);
    if (!is_object(ends, code, python.objects.code_type))
        return false;
    const size_t last =
        layout->code_line_table > layout->code_bytecode ? layout->code_line_table : layout->code_bytecode;
    if (!readable(ends[1], ends[0], (const char *)code + last, 8))
        return false;
    const uint32_t line = number_at(code, layout->code_first_line);
    return line < LINE_LIMIT &&
           is_object(ends, pointer_at(code, layout->code_file), python.objects.text_type) &&
           is_object(ends, pointer_at(code, layout->code_name), python.objects.text_type) &&
           is_object(ends, pointer_at(code, layout->code_line_table), python.objects.bytes_type);
}

static enum python_proof prove_chain(const int ends[2], const struct python_layout *layout,
                                     const void *thread) {
    enum python_proof proof = PROOF_NONE;
    if (!readable(ends[1], ends[0], (const char *)thread + layout->thread_first, 8))
        return PROOF_BAD;
    const void *frame = pointer_at(thread, layout->thread_first);
    if (frame && layout->thread_second != PYTHON_ABSENT) {
        if (!readable(ends[1], ends[0], (const char *)frame + layout->thread_second, 8))
            return PROOF_BAD;
        frame = pointer_at(frame, layout->thread_second);
    }
    for (int i = 0; i < PROVED_FRAMES && frame; i++) {
        if (!readable(ends[1], ends[0], frame, 64) ||
            !readable(ends[1], ends[0], (const char *)frame + 64, 48))
            return PROOF_BAD;
        if (!python_frame_is_of_c_stack(layout, frame)) {
            if (!proves_right(ends, layout, frame))
                return PROOF_BAD;
            proof = PROOF_GOOD;
        }
        frame = pointer_at(frame, layout->frame_previous);
    }
    return proof;
}

static enum python_proof prove(const struct python_layout *layout, const void *thread) {
    int ends[2];
    if (process_is_confined() || REAL(pipe2)(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return PROOF_NONE;
    const enum python_proof proof = prove_chain(ends, layout, thread);
    REAL(close)(ends[0]);
    REAL(close)(ends[1]);
    return proof;
}

/*
 * While the interpreter shuts down, the state of a thread other than the main one may be freed under it.
 * PyGILState_GetThisThreadState may be called without the GIL (Python/pystate.c, all versions here).
 */
static const void *thread_state_here(void) {
    if (!python.is_initialised() && !thread_is_main())
        return NULL;
    return python.thread_state();
}

/* Before the first walk of a task ends, as all its statements are to have the same stack. */
static bool has_tasks(const void *thread, const struct runtime_frame *frames, uint32_t count) {
    if (__builtin_expect(__atomic_load_n(&python.has_tasks, __ATOMIC_RELAXED), 0))
        return true;
    if (!python.names.layout || !python_tasks_expect(&python.futures, &python.objects, thread, frames, count))
        return false;
    __atomic_store_n(&python.has_tasks, true, __ATOMIC_RELAXED);
    return true;
}

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    const void *thread = thread_state_here();
    if (!thread)
        return 0;
    if (__builtin_expect(python.proof != PROOF_GOOD, 0)) {
        python.proof = prove(python.objects.layout, thread);
        if (python.proof != PROOF_GOOD)
            return python.proof == PROOF_BAD ? RUNTIME_LAYOUT_WRONG : 0;
    }
    uint32_t count = python_frames_walk(python.objects.layout, thread, frames, capacity);
    const bool runs_tasks = has_tasks(thread, frames, count);
    if (__builtin_expect(__atomic_load_n(&python.has_taking, __ATOMIC_RELAXED), 0))
        python_iterations_mark(frames, count);
    if (__builtin_expect(__atomic_load_n(&python.names_nodes, __ATOMIC_RELAXED), 0))
        python_template_nodes_name(&python.names, thread, frames, count);
    if (__builtin_expect(__atomic_load_n(&python.has_greenlets, __ATOMIC_RELAXED), 0))
        count = python_greenlets_insert(python.objects.layout, &python.awaiting.greenlet, thread, frames,
                                        count, capacity);
    if (__builtin_expect(runs_tasks, 0))
        count = python_tasks_insert(&python.futures, thread, frames, count, capacity);
    if (__builtin_expect(__atomic_load_n(&python.has_spawned, __ATOMIC_RELAXED), 0))
        count =
            python_spawned_append(python.objects.layout, &python.awaiting.greenlet, frames, count, capacity);
    return count;
}

/* Frames that were walked, and whether they hold what `walk` looks for only once it has been seen. */
struct seen_frames {
    const struct runtime_frame *frames;
    uint32_t count;
    bool has_new;
};

static void note_seen(struct seen_frames *seen, bool *flag, bool expected) {
    if (!expected || __atomic_load_n(flag, __ATOMIC_RELAXED))
        return;
    __atomic_store_n(flag, true, __ATOMIC_RELAXED);
    seen->has_new = true;
}

/* A thread that takes jobs is not the first one, where a loop is one until it is known to be none. */
static bool expects_taking(const void *thread) {
    return !thread_is_main() &&
           python_iterations_expect(python.objects.layout, python.call_iterator_type, thread);
}

static void look_apart(void *context) {
    struct seen_frames *seen = context;
    const void *thread = python.names.layout ? thread_state_here() : NULL;
    if (!thread)
        return;
    note_seen(seen, &python.has_greenlets, python_greenlets_expect(python.objects.layout, thread));
    if (expects_taking(thread)) {
        __atomic_store_n(&python.has_taking, true, __ATOMIC_RELAXED);
        seen->has_new = true;
    }
    note_seen(seen, &python.has_spawned, python_spawned_expect(python.objects.layout));
    note_seen(seen, &python.names_nodes,
              python_template_nodes_expect(&python.names, thread, seen->frames, seen->count));
}

static bool prepare(const struct runtime_frame *frames, uint32_t count) {
    struct seen_frames seen = {.frames = frames, .count = count};
    own_stack_run(look_apart, &seen);
    return seen.has_new;
}

/* Of frames that are not the thread's own, what was found when they were walked may be gone by now. */
static bool describe(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result) {
    if (python_template_nodes_own(frame)) {
        python_template_nodes_describe(frame, result);
        return true;
    }
    const void *thread = thread_state_here();
    if (!thread || !python_frames_run(python.objects.layout, thread, frame->code)) {
        result->left_out = !python_foreign_codes_read(&python.names, frame, result);
        return true;
    }
    if (!python_objects_read_code(&python.objects, frame->code, result))
        return false;
    const void *own = python.names.layout ? python_frames_get(python.objects.layout, thread, number) : NULL;
    if (own && python_frame_code(python.objects.layout, own) == frame->code)
        python_template_lines_read(&python.names, own, result);
    return true;
}

static bool read_bytecode(const struct runtime_frame *frame, struct runtime_bytes *bytecode) {
    const void *thread = thread_state_here();
    return thread && python_frames_run(python.objects.layout, thread, frame->code)
               ? python_objects_read_bytecode(&python.objects, frame->code, bytecode)
               : python_foreign_codes_read_bytecode(&python.objects, frame, bytecode);
}

static uint32_t normalise_instruction(const struct runtime_frame *frame) {
    struct runtime_bytes bytecode;
    if (frame->instruction == LOOPLINE_FRAME_NOT_STARTED || frame->check & RUNTIME_FRAME_LINE ||
        !python_instruction_may_differ(python.objects.layout->minor) || python_template_nodes_own(frame) ||
        !read_bytecode(frame, &bytecode))
        return frame->instruction;
    return python_instruction_start(python.objects.layout->minor, (const uint8_t *)bytecode.bytes,
                                    bytecode.length, frame->instruction);
}

static uint32_t walk_awaiting(struct runtime_frame *frames, uint32_t capacity) {
    const void *thread = python.proof == PROOF_GOOD ? thread_state_here() : NULL;
    return thread ? python_awaiting_walk(&python.futures, thread, frames, capacity) : 0;
}

const struct runtime python_runtime = {
    .kind = LOOPLINE_RUNTIME_CPYTHON,
    .detect = detect,
    .walk = walk,
    .prepare = prepare,
    .describe = describe,
    .normalise_instruction = normalise_instruction,
    .walk_awaiting = walk_awaiting,
};
