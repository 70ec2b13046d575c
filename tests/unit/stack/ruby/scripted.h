/*
 * A thread of Ruby of any version in scripted memory: frames, instruction sequences and texts, laid out by
 * the table of offsets that they are read back with. Objects are cut off one behind the other.
 */
#ifndef LOOPLINE_TESTS_UNIT_STACK_RUBY_SCRIPTED_H
#define LOOPLINE_TESTS_UNIT_STACK_RUBY_SCRIPTED_H

#include "helpers/unit.h"

#include <string.h>

#include "stack/ruby/layout.h"

enum { MEMORY_BYTES = 1 << 17, BODY_BYTES = 256, STACK_WORDS = 512, BLOCK_FRAME = 0x22220001 };

static const char *const versions[] = {"2.7.4", "3.0.7", "3.1.2", "3.2.3", "3.3.8", "3.4.1", "4.0.0"};

static struct {
    const struct ruby_layout *layout;
    char *thread;
    char *context;
    char *frame; /* the innermost */
    size_t used;
    _Alignas(16) char memory[MEMORY_BYTES];
} ruby;

static inline void put(char *object, size_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

static inline void put_pointer(char *object, size_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

static inline char *new_object(size_t bytes) {
    char *object = ruby.memory + ruby.used;
    ruby.used += (bytes + 15) / 16 * 16;
    assert_in_range(ruby.used, 0, sizeof ruby.memory);
    return object;
}

/* A thread that runs nothing yet. */
static inline const struct ruby_layout *start(size_t version) {
    memset(&ruby, 0, sizeof ruby);
    ruby.layout = ruby_layout_of(versions[version]);
    assert_non_null(ruby.layout);
    ruby.thread = new_object(64);
    ruby.context = new_object(64);
    char *self = new_object(40);
    put(self, 0, RUBY_TYPE_DATA, 4);
    put_pointer(self, RUBY_DATA_POINTER, ruby.thread);
    put_pointer(ruby.thread, RUBY_THREAD_SELF, self);
    put_pointer(ruby.thread, ruby.layout->thread_ec, ruby.context);
    put_pointer(ruby.context, ruby.layout->ec_thread, ruby.thread);
    char *stack = new_object(STACK_WORDS * 8);
    put_pointer(ruby.context, RUBY_EC_STACK, stack);
    put(ruby.context, RUBY_EC_STACK_WORDS, STACK_WORDS, 8);
    ruby.frame = stack + STACK_WORDS * 8 - ruby.layout->frame_bytes;
    put_pointer(ruby.context, RUBY_EC_FRAME, ruby.frame);
    return ruby.layout;
}

#define FOR_EACH_VERSION                     \
    const struct ruby_layout *layout = NULL; \
    for (size_t version = 0; version < COUNT_OF(versions) && (layout = start(version)); version++)

/* Short ones lie in the object, where its version keeps them. */
static inline char *new_text(const char *text) {
    const size_t length = strlen(text);
    char *string = new_object(40);
    const bool is_embedded = length < 16;
    const bool in_flags = is_embedded && ruby.layout->string_length_in_flags;
    uint32_t flags = RUBY_TYPE_STRING | (is_embedded ? 0 : RUBY_FLAG_1);
    if (in_flags)
        flags |= (uint32_t)length << RUBY_STRING_EMBEDDED_SHIFT;
    else
        put(string, RUBY_STRING_LENGTH, length, 8);
    put(string, 0, flags, 4);
    char *bytes = is_embedded ? string + ruby.layout->string_embedded : new_object(length);
    memcpy(bytes, text, length); // NOLINT(bugprone-not-null-terminated-result): no terminator
    if (!is_embedded)
        put_pointer(string, RUBY_STRING_POINTER, bytes);
    return string;
}

/* Of code that does nothing, `words` long, all on its first line. */
static inline char *new_body(const char *file, const char *name, int line, uint32_t words) {
    char *body = new_object(BODY_BYTES);
    char *entry = new_object(16);
    put(body, RUBY_BODY_TYPE, 1, 4);
    put(body, RUBY_BODY_WORDS, words, 4);
    put_pointer(body, RUBY_BODY_CODE, new_object((size_t)words * 8));
    put_pointer(body, RUBY_BODY_PATH, new_text(file));
    put_pointer(body, RUBY_BODY_LABEL, new_text(name));
    if (ruby.layout->first_line_is_value)
        put(body, RUBY_BODY_FIRST_LINE, (uint64_t)(int64_t)line << 1 | 1, 8);
    else
        put(body, RUBY_BODY_FIRST_LINE, (uint32_t)line, 4);
    put(entry, 0, (uint32_t)line, 4);
    put_pointer(body, ruby.layout->body_lines, entry);
    put(body, ruby.layout->body_lines + 16, 1, 4);
    return body;
}

static inline char *push_frame(uint32_t kind) {
    char *environment = new_object(24) + 16;
    put(environment, 0, kind, 8);
    ruby.frame -= ruby.layout->frame_bytes;
    put_pointer(ruby.frame, RUBY_FRAME_EP, environment);
    put_pointer(ruby.context, RUBY_EC_FRAME, ruby.frame);
    return ruby.frame;
}

/* A frame of code, whose next instruction is at this word. */
static inline char *push(const char *body, uint32_t next) {
    char *frame = push_frame(BLOCK_FRAME);
    char *sequence = new_object(32);
    const char *code;
    memcpy(&code, body + RUBY_BODY_CODE, sizeof code);
    put_pointer(sequence, RUBY_ISEQ_BODY, body);
    put_pointer(frame, RUBY_FRAME_ISEQ, sequence);
    put_pointer(frame, RUBY_FRAME_PC, code + (size_t)next * 8);
    return frame;
}

/* A frame of a method in C; what the method is defined as. */
static inline char *push_native(uint64_t name) {
    char *frame = push_frame(RUBY_FRAME_OF_C);
    char *environment;
    memcpy(&environment, frame + RUBY_FRAME_EP, sizeof environment);
    char *method = new_object(40);
    char *definition = new_object(40);
    put_pointer(environment - 16, 0, method);
    put_pointer(method, RUBY_METHOD_DEFINITION, definition);
    put(definition, RUBY_DEFINITION_NAME, name, 8);
    return definition;
}

#endif
