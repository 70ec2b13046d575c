#include "runtime.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "code.h"
#include "engine.h"
#include "frames.h"
#include "jit.h"
#include "libc/loader.h"
#include "libc/main_thread.h"
#include "libc/readable.h"
#include "stack/host_memory.h"

enum { JIT_SEGMENTS = 8 };

/*
 * The module's state, written once by detect; `proof` moves on once, at the first frames that are seen, and
 * `thread` at the first walk on the process's main thread.
 */
static struct {
    const struct php_layout *layout;
    php_opcode_flags opcode_flags;
    const char *globals;             /* executor_globals; NULL: each thread has its own */
    void *(*thread_memory)(void);    /* tsrm_get_ls_cache */
    const size_t *globals_in_thread; /* executor_globals_offset */
    struct code_segment jit[JIT_SEGMENTS];
    enum php_proof proof;
    pthread_t thread; /* without threads of its own PHP runs on this one alone; 0: not seen yet */
} php;

/* ---- Finding the engine ---- */

static bool find_symbols(void *handle) {
    php.opcode_flags = (php_opcode_flags)real_dlsym(handle, "zend_get_opcode_flags");
    php.globals = real_dlsym(handle, "executor_globals");
    php.thread_memory = (void *(*)(void))real_dlsym(handle, "tsrm_get_ls_cache");
    php.globals_in_thread = real_dlsym(handle, "executor_globals_offset");
    return php.opcode_flags && (php.globals || (php.thread_memory && php.globals_in_thread));
}

static void describe_engine(const struct php_engine *engine, struct runtime_identity *identity) {
    identity->evaluator = engine->code.start;
    identity->evaluator_bytes = engine->code.end - engine->code.start;
    identity->evaluator_pieces = php.jit;
    identity->evaluator_piece_count = php_jit_find(php.jit, JIT_SEGMENTS);
    identity->is_program = engine->is_program;
    identity->replaces_native = true;
    memcpy(identity->version, engine->version, sizeof identity->version);
}

static bool detect(struct runtime_identity *identity) {
    struct php_engine engine;
    if (!php_engine_find(&engine))
        return false;
    memset(identity, 0, sizeof *identity);
    describe_engine(&engine, identity);
    php.layout = php_layout(engine.number);
    if (!find_symbols(engine.handle) || !php.layout)
        identity->state = LOOPLINE_RUNTIME_UNKNOWN_VERSION;
    return true;
}

/* ---- Walking ---- */

/* After a fork the thread that forked is the main one, and is still called what it was. */
static bool is_thread_of_php(void) {
    const pthread_t here = pthread_self();
    if (__builtin_expect(!php.thread, 0) && thread_is_main())
        php.thread = here;
    return here == php.thread;
}

static const char *globals_here(void) {
    if (php.globals)
        return is_thread_of_php() ? php.globals : NULL;
    const char *memory = php.thread_memory();
    return memory && *php.globals_in_thread ? memory + *php.globals_in_thread : NULL;
}

static bool is_proved(const char *globals) {
    const char *current = globals + php.layout->current;
    php.proof = memory_is_readable(current, sizeof(void *))
                    ? php_frames_prove(php.layout, pointer_at(current, 0))
                    : PHP_PROOF_BAD;
    return php.proof == PHP_PROOF_GOOD;
}

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    const char *globals = globals_here();
    if (!globals)
        return 0;
    if (__builtin_expect(php.proof != PHP_PROOF_GOOD, 0) && !is_proved(globals))
        return php.proof == PHP_PROOF_BAD ? RUNTIME_LAYOUT_WRONG : 0;
    return php_frames_walk(php.layout, pointer_at(globals, php.layout->current), frames, capacity);
}

static struct runtime_root root(void) {
    const char *globals = php.proof == PHP_PROOF_GOOD ? globals_here() : NULL;
    if (!globals)
        return (struct runtime_root){0};
    return (struct runtime_root){globals, pointer_at(globals, php.layout->current), 0};
}

static uint32_t places(uint32_t limit, struct stack_word *words, uint32_t capacity) {
    return php_frames_places(php.layout, globals_here() + php.layout->current, limit, words, capacity);
}

/* The function of a frame just walked: its identity is not enough to find it by. */
static const void *function_of(const struct runtime_frame *frame) {
    const char *globals = globals_here();
    return globals ? php_frames_function(php.layout, pointer_at(globals, php.layout->current), frame) : NULL;
}

static bool describe(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result) {
    (void)number;
    const void *function = function_of(frame);
    return function && php_code_read(php.layout, php.opcode_flags, function, result);
}

static uint32_t normalise_instruction(const struct runtime_frame *frame) {
    const void *function = function_of(frame);
    return function ? php_frames_instruction(php.layout, function, frame)
                    : (uint32_t)LOOPLINE_FRAME_NOT_STARTED;
}

const struct runtime php_runtime = {
    .kind = LOOPLINE_RUNTIME_PHP,
    .detect = detect,
    .walk = walk,
    .root = root,
    .places = places,
    .describe = describe,
    .normalise_instruction = normalise_instruction,
};
