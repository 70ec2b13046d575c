/* Where CRuby keeps what a stack walk needs: byte offsets on 64-bit machines, by version. */
#ifndef LOOPLINE_STACK_RUBY_LAYOUT_H
#define LOOPLINE_STACK_RUBY_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

/* The same in all versions; words have 8 bytes. */
enum {
    RUBY_THREAD_SELF = 16,
    RUBY_DATA_POINTER = 32, /* of a typed T_DATA object */
    RUBY_EC_STACK = 0,
    RUBY_EC_STACK_WORDS = 8,
    RUBY_EC_FRAME = 16,
    RUBY_FRAME_PC = 0,
    RUBY_FRAME_ISEQ = 16,
    RUBY_FRAME_EP = 32,
    RUBY_ISEQ_BODY = 16,
    RUBY_BODY_TYPE = 0,
    RUBY_BODY_WORDS = 4,
    RUBY_BODY_CODE = 8,
    RUBY_BODY_PATH = 64,
    RUBY_BODY_LABEL = 80,
    RUBY_BODY_FIRST_LINE = 88,
    RUBY_BODY_TYPE_BLOCK = 2,
    RUBY_METHOD_DEFINITION = 16,
    RUBY_DEFINITION_TYPE = 0,  /* in the lowest four bits */
    RUBY_DEFINITION_NAME = 32, /* the ID that the method was defined with */
    RUBY_STRING_LENGTH = 16,
    RUBY_STRING_POINTER = 24,
    RUBY_ARRAY_EMBEDDED = 16,
    RUBY_ARRAY_POINTER = 32,
};

/* Bits of the flags word at the start of every object (include/ruby/internal/fl_type.h and others). */
enum {
    RUBY_TYPE_MASK = 0x1f,
    RUBY_TYPE_STRING = 0x05,
    RUBY_TYPE_ARRAY = 0x07,
    RUBY_TYPE_DATA = 0x0c,
    RUBY_FLAG_1 = 1 << 13, /* set: a string is not embedded; an array is */
    RUBY_STRING_EMBEDDED_SHIFT = 14,
    RUBY_STRING_EMBEDDED_MASK = 0x1f,
};

/* Of a frame's environment and of a method's definition, 2.7 to 3.4 (vm_core.h, method.h). */
enum { RUBY_FRAME_OF_METHOD_BLOCK = 0x40, RUBY_DEFINITION_TYPE_MASK = 15, RUBY_DEFINITION_OF_BLOCK = 4 };

enum { RUBY_BODY_TYPES = 9, RUBY_FRAME_MAGIC_MASK = 0x7fff0001, RUBY_FRAME_OF_C = 0x55550001 };

struct ruby_layout {
    uint16_t version; /* 301: 3.1 */
    uint16_t thread_ec;
    uint16_t ec_thread;
    uint16_t frame_bytes;
    uint16_t body_lines; /* insns_info: body, positions, size, succ_index_table */
    uint16_t line_bytes; /* of an entry of insns_info.body */
    uint16_t string_embedded;
    bool string_length_in_flags; /* of an embedded string */
    bool first_line_is_value;    /* a Fixnum */
    bool thread_is_in_key;       /* a thread can find its rb_thread_t only through a pthread key */
};

/* Returns the layout of a version such as "3.1.2", or NULL if it is unknown. Static; any thread. */
const struct ruby_layout *ruby_layout_of(const char *version);

#endif
