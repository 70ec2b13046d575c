#include "frames.h"

#include "libc/readable.h"
#include "stack/host_memory.h"
#include "stack/word_chain.h"

enum { PROVED_FRAMES = 16, MOST_WORDS = 1 << 22, BODY_BYTES_READ = 192, WORD = sizeof(void *) };

/* Where the frames of a context end: the outermost one, at the end of its stack, belongs to nobody. */
static const char *frames_end(const struct ruby_layout *layout, const void *context) {
    const uintptr_t stack = (uintptr_t)pointer_at(context, RUBY_EC_STACK);
    const uintptr_t words = (uintptr_t)pointer_at(context, RUBY_EC_STACK_WORDS);
    /* A thread that has ended has no stack: callers ask for that first. */
    return (const char *)(stack + words * WORD - layout->frame_bytes); // NOLINT(performance-no-int-to-ptr)
}

static bool is_native(const char *environment) {
    return (number_at(environment, 0) & RUBY_FRAME_MAGIC_MASK) == RUBY_FRAME_OF_C;
}

static const char *native_definition(const char *environment) {
    return pointer_at(pointer_at(environment - 2 * WORD, 0), RUBY_METHOD_DEFINITION);
}

/* Bit 0 tells code from functions in C, the highest ones are marks (runtime.h). */
static uint32_t check_of_native(const char *definition) {
    return (number_at(definition, RUBY_DEFINITION_NAME) & ~RUNTIME_FRAME_MARKS) | 1;
}

static uint32_t check_of_body(const char *body, const char *code, uint32_t words) {
    const uint32_t place = (uint32_t)((uintptr_t)code >> 4);
    const uint32_t sum = place ^ words * 0x9e3779b9u ^ number_at(body, RUBY_BODY_FIRST_LINE) << 8;
    return sum & ~(RUNTIME_FRAME_MARKS | 1);
}

/* False where the frame is neither: a block in C, or one that has not begun. */
static inline bool take(const char *frame, struct runtime_frame *taken) {
    const char *counter = pointer_at(frame, RUBY_FRAME_PC);
    const char *sequence = pointer_at(frame, RUBY_FRAME_ISEQ);
    if (sequence && counter) {
        const char *body = pointer_at(sequence, RUBY_ISEQ_BODY);
        const char *code = pointer_at(body, RUBY_BODY_CODE);
        const uint32_t words = number_at(body, RUBY_BODY_WORDS);
        const uintptr_t offset = (uintptr_t)(counter - code);
        if (offset > (uintptr_t)words * WORD)
            return false;
        *taken = (struct runtime_frame){body, (uint32_t)offset, check_of_body(body, code, words)};
        return true;
    }
    const char *environment = pointer_at(frame, RUBY_FRAME_EP);
    if (!is_native(environment))
        return false;
    const char *definition = native_definition(environment);
    *taken = (struct runtime_frame){definition, 0, check_of_native(definition)};
    return true;
}

uint32_t ruby_frame_instruction(const struct runtime_frame *frame) {
    const uint32_t word = frame->instruction / WORD;
    return word ? word - 1 : 0;
}

/* One end for both, the frames that there are and those that are asked for: this runs at every statement. */
uint32_t ruby_frames_walk(const struct ruby_layout *layout, const void *context, struct runtime_frame *frames,
                          uint32_t capacity) {
    struct runtime_frame *next = frames;
    const size_t bytes = layout->frame_bytes;
    const char *frame = pointer_at(context, RUBY_EC_FRAME);
    const char *end = frames_end(layout, context);
    if (!pointer_at(context, RUBY_EC_STACK))
        return 0;
    if (frame < end && (size_t)(end - frame) > bytes * capacity)
        end = frame + bytes * capacity;
    for (; frame < end; frame += bytes)
        next += take(frame, next);
    return (uint32_t)(next - frames);
}

static bool is_native_method(const char *environment) {
    const char *method = pointer_at(environment - 2 * WORD, 0);
    if (!method || !memory_is_readable(method, 40))
        return false;
    return memory_is_readable(pointer_at(method, RUBY_METHOD_DEFINITION), 40);
}

/* The control frame that gave frame number `number` of a walk; NULL: there are fewer. */
static const char *control_frame(const struct ruby_layout *layout, const void *context, uint32_t number) {
    const char *frame = pointer_at(context, RUBY_EC_FRAME);
    const char *end = frames_end(layout, context);
    struct runtime_frame taken;
    if (!pointer_at(context, RUBY_EC_STACK))
        return NULL;
    for (; frame < end; frame += layout->frame_bytes)
        if (take(frame, &taken) && number-- == 0)
            return frame;
    return NULL;
}

const char *ruby_frames_block_method(const struct ruby_layout *layout, const void *context, uint32_t number) {
    const char *frame = control_frame(layout, context, number);
    const char *environment = frame ? pointer_at(frame, RUBY_FRAME_EP) : NULL;
    if (!environment || !memory_is_readable(environment - 2 * WORD, 3 * WORD) ||
        !(number_at(environment, 0) & RUBY_FRAME_OF_METHOD_BLOCK) || !is_native_method(environment))
        return NULL;
    const char *definition = native_definition(environment);
    const uint32_t type = number_at(definition, RUBY_DEFINITION_TYPE) & RUBY_DEFINITION_TYPE_MASK;
    return type == RUBY_DEFINITION_OF_BLOCK ? definition : NULL;
}

/* All that take() decides by, where that lies on the stack of Ruby's machine. */
static void add_frame(struct word_chain *chain, const char *frame) {
    if (word_chain_add(chain, frame, RUBY_FRAME_ISEQ) && word_chain_add(chain, frame, RUBY_FRAME_PC))
        return;
    const char *environment =
        (const char *)word_chain_add(chain, frame, RUBY_FRAME_EP); // NOLINT(performance-no-int-to-ptr)
    if (chain->is_cut)
        return;
    word_chain_add(chain, environment, 0);
    if (is_native(environment))
        word_chain_add(chain, environment - 2 * WORD, 0);
}

uint32_t ruby_frames_places(const struct ruby_layout *layout, const void *thread, uint32_t limit,
                            struct stack_word *words, uint32_t capacity) {
    struct word_chain chain = {.words = words, .capacity = capacity};
    const void *context = pointer_at(thread, layout->thread_ec);
    const char *frame = pointer_at(context, RUBY_EC_FRAME);
    const char *end = frames_end(layout, context);
    word_chain_add(&chain, thread, layout->thread_ec);
    word_chain_add(&chain, context, RUBY_EC_STACK);
    word_chain_add(&chain, context, RUBY_EC_STACK_WORDS);
    word_chain_add(&chain, context, RUBY_EC_FRAME);
    for (uint32_t i = 0; frame < end && i < limit && !chain.is_cut; i++, frame += layout->frame_bytes)
        add_frame(&chain, frame);
    return word_chain_length(&chain);
}

/* ---- proof ----------------------------------------------------------------------------------------------
 */

static bool is_object(const void *object, uint32_t type) {
    return object && (uintptr_t)object % WORD == 0 && memory_is_readable(object, 40) &&
           (number_at(object, 0) & RUBY_TYPE_MASK) == type;
}

bool ruby_is_thread(const struct ruby_layout *layout, const void *thread) {
    if (!thread || !memory_is_readable(thread, 64))
        return false;
    const void *self = pointer_at(thread, RUBY_THREAD_SELF);
    const void *context = pointer_at(thread, layout->thread_ec);
    return is_object(self, RUBY_TYPE_DATA) && pointer_at(self, RUBY_DATA_POINTER) == thread && context &&
           memory_is_readable(context, 64) && pointer_at(context, layout->ec_thread) == thread;
}

static bool is_path(const void *object) {
    return is_object(object, RUBY_TYPE_STRING) || is_object(object, RUBY_TYPE_ARRAY);
}

static bool is_body(const struct ruby_layout *layout, const char *body, const char *counter) {
    if (!body || !memory_is_readable(body, BODY_BYTES_READ))
        return false;
    const char *code = pointer_at(body, RUBY_BODY_CODE);
    const uint32_t words = number_at(body, RUBY_BODY_WORDS);
    const uint32_t lines = number_at(body, layout->body_lines + 16);
    return number_at(body, RUBY_BODY_TYPE) < RUBY_BODY_TYPES && words < MOST_WORDS && lines <= words &&
           memory_is_readable(code, (size_t)words * WORD) && counter >= code &&
           counter <= code + (size_t)words * WORD && is_path(pointer_at(body, RUBY_BODY_PATH)) &&
           is_object(pointer_at(body, RUBY_BODY_LABEL), RUBY_TYPE_STRING) &&
           (!lines ||
            memory_is_readable(pointer_at(body, layout->body_lines), (size_t)lines * layout->line_bytes));
}

static enum ruby_proof prove_frame(const struct ruby_layout *layout, const char *frame) {
    if (!memory_is_readable(frame, layout->frame_bytes))
        return RUBY_PROOF_BAD;
    const char *counter = pointer_at(frame, RUBY_FRAME_PC);
    const char *sequence = pointer_at(frame, RUBY_FRAME_ISEQ);
    const char *environment = pointer_at(frame, RUBY_FRAME_EP);
    if (!environment || !memory_is_readable(environment - 2 * WORD, 3 * WORD))
        return RUBY_PROOF_BAD;
    if (!sequence || !counter)
        return !is_native(environment) || is_native_method(environment) ? RUBY_PROOF_NONE : RUBY_PROOF_BAD;
    if (!memory_is_readable(sequence, 32) || !is_body(layout, pointer_at(sequence, RUBY_ISEQ_BODY), counter))
        return RUBY_PROOF_BAD;
    return RUBY_PROOF_GOOD;
}

enum ruby_proof ruby_frames_prove(const struct ruby_layout *layout, const void *thread) {
    if (!ruby_is_thread(layout, thread))
        return RUBY_PROOF_BAD;
    const void *context = pointer_at(thread, layout->thread_ec);
    const char *start = pointer_at(context, RUBY_EC_STACK);
    const char *end = frames_end(layout, context);
    const char *frame = pointer_at(context, RUBY_EC_FRAME);
    if (!start || frame < start || frame > end)
        return RUBY_PROOF_BAD;
    enum ruby_proof proof = RUBY_PROOF_NONE;
    for (int i = 0; i < PROVED_FRAMES && frame < end; i++, frame += layout->frame_bytes) {
        const enum ruby_proof of_frame = prove_frame(layout, frame);
        if (of_frame == RUBY_PROOF_BAD)
            return RUBY_PROOF_BAD;
        proof = of_frame == RUBY_PROOF_GOOD ? RUBY_PROOF_GOOD : proof;
    }
    return proof;
}

bool ruby_frames_innermost(const struct ruby_layout *layout, const void *thread,
                           struct runtime_frame *innermost) {
    if (!ruby_is_thread(layout, thread))
        return false;
    const void *context = pointer_at(thread, layout->thread_ec);
    const char *start = pointer_at(context, RUBY_EC_STACK);
    const char *frame = pointer_at(context, RUBY_EC_FRAME);
    if (!start || frame < start || frame >= frames_end(layout, context))
        return false;
    return prove_frame(layout, frame) != RUBY_PROOF_BAD && take(frame, innermost);
}
