#include "runtime.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "code.h"
#include "frames.h"
#include "host/text.h"
#include "libc/definer.h"
#include "libc/loader.h"
#include "libc/main_thread.h"
#include "libc/objects.h"
#include "libc/optional.h"
#include "proof.h"
#include "stack/host_memory.h"
#include "stack/program.h"

/*
 * The module's state, written once by detect; `proved` moves on once, at the first contexts that are seen. It
 * does not matter which thread's contexts those are.
 */
static struct {
    struct perl_reader reader;
    const pthread_key_t *key; /* of a thread's interpreter, in a build with threads */
    /* Where a build without threads keeps what is the interpreter's. */
    const void *const *op;
    const void *const *cop;
    const void *const *stackinfo;
    const void *const *savestack;
    const int32_t *savestack_limit;
    bool proved;
} perl;

/* ---- Finding the interpreter ---- */

static const char known_symbol[] = "Perl_runops_standard";

static uint8_t read_byte(void *handle, const char *name) {
    const uint8_t *byte = real_dlsym(handle, name);
    return byte ? *byte : 0;
}

/* Returns the minor version, 0 where it is not of version 5. */
static int read_version(void *handle, struct runtime_identity *identity) {
    const uint8_t numbers[] = {read_byte(handle, "PL_revision"), read_byte(handle, "PL_version"),
                               read_byte(handle, "PL_subversion")};
    struct text text = text_start(identity->version, sizeof identity->version);
    for (size_t i = 0; i < sizeof numbers; i++) {
        text_add_string(&text, i ? "." : "");
        text_add_number(&text, numbers[i]);
    }
    return numbers[0] == 5 ? numbers[1] : 0;
}

static bool find_types(int minor, void *handle) {
    const char *const *names = real_dlsym(handle, "PL_op_name");
    const size_t bytes = names ? object_symbol_bytes(names, "PL_op_name") : 0;
    return perl_op_types_find(minor, names, bytes / sizeof *names, &perl.reader.types);
}

static bool find_thread(void *handle) {
    perl.key = real_dlsym(handle, "PL_thr_key");
    perl.op = real_dlsym(handle, "PL_op");
    perl.cop = real_dlsym(handle, "PL_curcop");
    perl.stackinfo = real_dlsym(handle, "PL_curstackinfo");
    perl.savestack = real_dlsym(handle, "PL_savestack");
    perl.savestack_limit = real_dlsym(handle, "PL_savestack_max");
    perl.reader.threaded = !perl.stackinfo;
    return perl.reader.threaded ? perl.key != NULL : perl.op && perl.cop;
}

/* Perl has no function that runs all: ops call ops. What lies in its object is its own. */
static void find_code(void *handle, struct runtime_identity *identity) {
    struct code_segment code = {0};
    code_segment_find(real_dlsym(handle, known_symbol), &code);
    identity->evaluator = code.start;
    identity->evaluator_bytes = code.end - code.start;
}

static bool detect(struct runtime_identity *identity) {
    void *handle = NULL;
    if (!definer_open(known_symbol, "perl", &handle))
        return false;
    memset(identity, 0, sizeof *identity);
    const int minor = read_version(handle, identity);
    perl.reader.layout = perl_layout(minor);
    find_code(handle, identity);
    identity->replaces_native = true;
    identity->is_program = program_is_called("perl");
    if (!perl.reader.layout || !find_thread(handle) || !find_types(minor, handle))
        identity->state = LOOPLINE_RUNTIME_UNKNOWN_VERSION;
    return true;
}

/* ---- The calling thread ---- */

/* Without threads there is one interpreter, which C code may be beside in threads of its own. */
static bool is_main_thread(void) {
    static __thread int8_t known; /* 0: not yet asked */
    if (!known)
        known = thread_is_main() ? 1 : -1;
    return known > 0;
}

static bool unthreaded_here(struct perl_thread *thread) {
    if (!is_main_thread())
        return false;
    *thread = (struct perl_thread){.op = *perl.op, .cop = *perl.cop, .stackinfo = *perl.stackinfo};
    if (perl.savestack && perl.savestack_limit) {
        thread->savestack = *perl.savestack;
        thread->savestack_limit = (uint32_t)*perl.savestack_limit;
    }
    return true;
}

/* False where the thread runs no Perl. */
static bool thread_here(struct perl_thread *thread) {
    if (!perl.reader.threaded)
        return unthreaded_here(thread) && thread->cop && thread->stackinfo;
    const void *interpreter = thread_value(*perl.key);
    if (!interpreter)
        return false;
    const struct perl_layout *layout = perl.reader.layout;
    *thread = (struct perl_thread){.op = pointer_at(interpreter, PERL_THREAD_OP),
                                   .cop = pointer_at(interpreter, layout->thread_cop),
                                   .stackinfo = pointer_at(interpreter, layout->thread_stackinfo),
                                   .savestack = pointer_at(interpreter, PERL_THREAD_SAVESTACK),
                                   .savestack_limit = number_at(interpreter, PERL_THREAD_SAVESTACK_LIMIT)};
    return thread->cop && thread->stackinfo;
}

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    struct perl_thread thread;
    if (!thread_here(&thread))
        return 0;
    if (__builtin_expect(!perl.proved, 0)) {
        if (!perl_proves_right(perl.reader.layout, &perl.reader.types, &thread))
            return RUNTIME_LAYOUT_WRONG;
        perl.proved = true;
    }
    return perl_frames_walk(perl.reader.layout, &thread, frames, capacity);
}

static bool places_here(struct perl_thread_places *result) {
    struct perl_thread thread;
    if (!perl.proved || !thread_here(&thread))
        return false;
    if (!perl.reader.threaded) {
        *result = (struct perl_thread_places){perl.op, perl.cop, perl.stackinfo, perl.savestack,
                                              thread.savestack_limit};
        return true;
    }
    const char *interpreter = thread_value(*perl.key);
    const struct perl_layout *layout = perl.reader.layout;
    *result = (struct perl_thread_places){interpreter + PERL_THREAD_OP, interpreter + layout->thread_cop,
                                          interpreter + layout->thread_stackinfo,
                                          interpreter + PERL_THREAD_SAVESTACK, thread.savestack_limit};
    return true;
}

static struct runtime_root root(void) {
    struct perl_thread thread;
    if (!perl.proved || !thread_here(&thread))
        return (struct runtime_root){0};
    const void *interpreter = perl.reader.threaded ? thread_value(*perl.key) : (const void *)perl.stackinfo;
    return (struct runtime_root){interpreter, perl_frames_innermost(perl.reader.layout, &thread), 0};
}

static uint32_t places(uint32_t limit, struct stack_word *words, uint32_t capacity) {
    struct perl_thread_places thread;
    return places_here(&thread) ? perl_frames_places(perl.reader.layout, &thread, limit, words, capacity) : 0;
}

static bool describe(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result) {
    struct perl_thread thread;
    (void)number;
    return thread_here(&thread) && perl_code_read(&perl.reader, &thread, frame, result);
}

/* A code object is one place in the program: it has one instruction. */
static uint32_t normalise_instruction(const struct runtime_frame *frame) {
    (void)frame;
    return 0;
}

const struct runtime perl_runtime = {
    .kind = LOOPLINE_RUNTIME_PERL,
    .detect = detect,
    .walk = walk,
    .root = root,
    .places = places,
    .describe = describe,
    .normalise_instruction = normalise_instruction,
};
