#include "frames.h"

#include <string.h>

#include "libc/readable.h"
#include "stack/host_memory.h"
#include "stack/word_chain.h"

/*
 * offsetof() on the headers of PHP 7.4.33, 8.2.36 and 8.4.24 (Zend/zend_globals.h, zend_compile.h), those of
 * the other versions by the members that were added and removed; of builds with and without threads alike.
 */
static const struct php_layout layouts[] = {
    {PHP_ENGINE(3, 4), 488, 60, 64, 136, 144},  {PHP_ENGINE(4, 0), 488, 68, 72, 144, 152},
    {PHP_ENGINE(4, 1), 488, 68, 72, 144, 152},  {PHP_ENGINE(4, 2), 488, 80, 88, 152, 160},
    {PHP_ENGINE(4, 3), 488, 76, 80, 144, 152},  {PHP_ENGINE(4, 4), 488, 96, 104, 168, 176},
    {PHP_ENGINE(4, 5), 512, 96, 104, 168, 176},
};

const struct php_layout *php_layout(int engine) {
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].engine == engine)
            return &layouts[i];
    return NULL;
}

/*
 * What follows runs for every frame of every statement: it is inlined into a loop per version, where every
 * offset is a constant.
 */
#define PER_FRAME static inline __attribute__((always_inline))

PER_FRAME uint64_t word_at(const void *base, size_t offset) {
    uint64_t value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

PER_FRAME bool is_native(const void *function) {
    return ((const uint8_t *)function)[PHP_FUNCTION_TYPE] & PHP_FUNCTION_IS_NATIVE;
}

/*
 * Without opcache a request's functions end with it, and their addresses are used again by the next one's,
 * which may be another file's. In a file the first and last line tell functions apart; one multiplication
 * brings the differences of all into the upper bits (the multiplier is 2^64 divided by the golden ratio).
 */
PER_FRAME uint32_t check_of(const struct php_layout *layout, const void *function) {
    const uint64_t file = word_at(pointer_at(function, layout->file), PHP_TEXT_HASH);
    const uint64_t lines = word_at(function, layout->first_line);
    return (uint32_t)((file + lines) * 0x9e3779b97f4a7c15ull >> (64 - RUNTIME_FRAME_CHECK_BITS));
}

PER_FRAME void read_frame(const struct php_layout *layout, const void *frame, const void *function,
                          struct runtime_frame *result) {
    if (__builtin_expect(is_native(function), 0)) {
        const uintptr_t name = (uintptr_t)pointer_at(function, PHP_FUNCTION_NAME);
        const uintptr_t class = (uintptr_t)pointer_at(function, PHP_FUNCTION_CLASS);
        *result =
            (struct runtime_frame){function, 0, (uint32_t)(name + class) >> (32 - RUNTIME_FRAME_CHECK_BITS)};
        return;
    }
    const void *opcodes = pointer_at(function, layout->opcodes);
    result->code = opcodes;
    result->instruction =
        (uint32_t)((uintptr_t)pointer_at(frame, PHP_FRAME_INSTRUCTION) - (uintptr_t)opcodes);
    result->check = check_of(layout, function);
}

PER_FRAME uint32_t walk_frames(const struct php_layout *layout, const void *frame,
                               struct runtime_frame *frames, uint32_t capacity) {
    struct runtime_frame *next = frames;
    const struct runtime_frame *end = frames + capacity;
    for (; frame && next < end; frame = pointer_at(frame, PHP_FRAME_PREVIOUS)) {
        const void *function = pointer_at(frame, PHP_FRAME_FUNCTION);
        if (function)
            read_frame(layout, frame, function, next++);
    }
    return (uint32_t)(next - frames);
}

uint32_t php_frames_walk(const struct php_layout *layout, const void *innermost, struct runtime_frame *frames,
                         uint32_t capacity) {
    switch (layout->engine) {
    case PHP_ENGINE(4, 2):
        return walk_frames(&layouts[3], innermost, frames, capacity);
    case PHP_ENGINE(4, 4):
    case PHP_ENGINE(4, 5):
        return walk_frames(&layouts[5], innermost, frames, capacity);
    default:
        return walk_frames(layout, innermost, frames, capacity);
    }
}

/* What check_of() reads, and the name and class of a function of the engine's. */
static void add_function(struct word_chain *chain, const struct php_layout *layout, const void *function) {
    if (!function)
        return;
    if (is_native(function)) {
        word_chain_add_shared(chain, function, PHP_FUNCTION_NAME);
        word_chain_add_shared(chain, function, PHP_FUNCTION_CLASS);
        return;
    }
    word_chain_add_shared(chain, function, layout->file);
    word_chain_add_shared(chain, function, layout->first_line);
    word_chain_add_shared(chain, pointer_at(function, layout->file), PHP_TEXT_HASH);
}

/*
 * The instruction of one of the engine's own functions is what happens to be there. Of others it lies in the
 * function's instructions, so it says which they are, too.
 */
static const void *add_frame(struct word_chain *chain, const void *frame) {
    static const struct frame_words words = {PHP_FRAME_FUNCTION, PHP_FRAME_INSTRUCTION, PHP_FRAME_PREVIOUS};
    const void *function = pointer_at(frame, PHP_FRAME_FUNCTION);
    if (function && !is_native(function))
        return word_chain_add_linked(chain, frame, words);
    word_chain_add(chain, frame, PHP_FRAME_FUNCTION);
    return (const void *)word_chain_add(chain, frame,
                                        PHP_FRAME_PREVIOUS); // NOLINT(performance-no-int-to-ptr)
}

uint32_t php_frames_places(const struct php_layout *layout, const void *current, uint32_t limit,
                           struct stack_word *words, uint32_t capacity) {
    struct word_chain chain = {.words = words, .capacity = capacity};
    const void *innermost =
        (const void *)word_chain_add(&chain, current, 0); // NOLINT(performance-no-int-to-ptr)
    const void *end = innermost;
    for (uint32_t count = 0; end && count < limit && !chain.is_cut;) {
        count += pointer_at(end, PHP_FRAME_FUNCTION) != NULL;
        end = add_frame(&chain, end);
    }
    /* Behind all frames: words between them would end their row. */
    for (const void *frame = innermost; frame != end && !chain.is_cut;
         frame = pointer_at(frame, PHP_FRAME_PREVIOUS))
        add_function(&chain, layout, pointer_at(frame, PHP_FRAME_FUNCTION));
    return word_chain_length(&chain);
}

const void *php_frames_function(const struct php_layout *layout, const void *innermost,
                                const struct runtime_frame *frame) {
    for (; innermost; innermost = pointer_at(innermost, PHP_FRAME_PREVIOUS)) {
        const void *function = pointer_at(innermost, PHP_FRAME_FUNCTION);
        if (!function)
            continue;
        if (is_native(function) ? function == frame->code
                                : pointer_at(function, layout->opcodes) == frame->code)
            return function;
    }
    return NULL;
}

uint32_t php_frames_instruction(const struct php_layout *layout, const void *function,
                                const struct runtime_frame *frame) {
    const uint32_t number = frame->instruction / PHP_INSTRUCTION_BYTES;
    if (is_native(function))
        return 0;
    return number < number_at(function, layout->instructions) ? number : (uint32_t)LOOPLINE_FRAME_NOT_STARTED;
}

/* ---- Proof --------------------------------------------------------------------------------------------- */

/* Frames further out were proved by those further in, or end there. */
enum { PROVED_FRAMES = 32 };

/* Functions of the engine's, of PHP, and the text of a file or an eval (ZEND_*_FUNCTION, ZEND_EVAL_CODE). */
static bool is_function_type(uint8_t type) {
    return type == 1 || type == 2 || type == 4;
}

static bool is_name(const void *text) {
    if (!memory_is_readable(text, PHP_TEXT_BYTES))
        return false;
    const uintptr_t length = (uintptr_t)pointer_at(text, PHP_TEXT_LENGTH);
    const char *bytes = (const char *)text + PHP_TEXT_BYTES;
    return length > 0 && length < PHP_TEXT_LIMIT && memory_is_readable(bytes, length + 1) &&
           bytes[length] == '\0' && memchr(bytes, '\0', length) == NULL;
}

/* The frame stands in its function's instructions, and these in its lines. */
static bool is_at_instruction(const struct php_layout *layout, const void *function, const void *frame) {
    const uintptr_t opcodes = (uintptr_t)pointer_at(function, layout->opcodes);
    const uintptr_t offset = (uintptr_t)pointer_at(frame, PHP_FRAME_INSTRUCTION) - opcodes;
    const uintptr_t bytes = (uintptr_t)number_at(function, layout->instructions) * PHP_INSTRUCTION_BYTES;
    const uint32_t first = number_at(function, layout->first_line);
    const uint32_t last = number_at(function, layout->first_line + 4u);
    const char *instruction = (const char *)pointer_at(frame, PHP_FRAME_INSTRUCTION);
    return bytes <= (uintptr_t)PHP_INSTRUCTION_LIMIT * PHP_INSTRUCTION_BYTES && offset < bytes &&
           offset % PHP_INSTRUCTION_BYTES == 0 && first <= last && last < PHP_LINE_LIMIT &&
           memory_is_readable(instruction, PHP_INSTRUCTION_BYTES) &&
           number_at(instruction, PHP_INSTRUCTION_LINE) < PHP_LINE_LIMIT;
}

/* What looking at frames has found so far. */
struct evidence {
    bool wrong;  /* something is not what it would have to be */
    bool proved; /* a frame stands at an instruction of its function */
    bool adrift; /* or at one of the engine's own, as it does while an exception is on its way */
};

static void look_at_function(const struct php_layout *layout, const void *function, const void *frame,
                             struct evidence *evidence) {
    if (!memory_is_readable(function, PHP_FUNCTION_BYTES) ||
        !is_function_type(((const uint8_t *)function)[PHP_FUNCTION_TYPE])) {
        evidence->wrong = true;
    } else if (!is_native(function)) {
        const bool stands = is_at_instruction(layout, function, frame);
        evidence->wrong = !is_name(pointer_at(function, layout->file));
        evidence->proved = evidence->proved || stands;
        evidence->adrift = evidence->adrift || !stands;
    }
}

enum php_proof php_frames_prove(const struct php_layout *layout, const void *innermost) {
    struct evidence evidence = {0};
    const void *frame = innermost;
    for (int i = 0; frame && i < PROVED_FRAMES && !evidence.wrong; i++) {
        if (!memory_is_readable(frame, PHP_FRAME_BYTES))
            return PHP_PROOF_BAD;
        const void *function = pointer_at(frame, PHP_FRAME_FUNCTION);
        if (function)
            look_at_function(layout, function, frame, &evidence);
        frame = pointer_at(frame, PHP_FRAME_PREVIOUS);
    }
    if (evidence.wrong || (evidence.adrift && !evidence.proved))
        return PHP_PROOF_BAD;
    return evidence.proved ? PHP_PROOF_GOOD : PHP_PROOF_NONE;
}
