#include "frames.h"

#include "stack/host_memory.h"

/* Up to 3.13, of builds with a GIL. */
#define OBJECTS_WITH_GIL                                                                          \
    .text_length = 16, .text_state = 32, .text_kind_bit = 2, .object_type = 8, .object_size = 16, \
    .bytes_data = 32, .frame_copy = PYTHON_ABSENT, .code_copies = PYTHON_ABSENT

/*
 * offsetof() on the headers of CPython 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1 and 3.13.0, x86-64:
 * PyThreadState, _PyCFrame, PyFrameObject or _PyInterpreterFrame, PyCodeObject, PyASCIIObject,
 * PyCompactUnicodeObject. All members are naturally aligned, so other 64-bit machines agree.
 */
static const struct python_layout layouts[] = {
    {8, false, PYTHON_LAST_INSTRUCTION_BYTES, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 104,
     PYTHON_ABSENT, PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72, OBJECTS_WITH_GIL},
    {9, false, PYTHON_LAST_INSTRUCTION_BYTES, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 104,
     PYTHON_ABSENT, PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72, OBJECTS_WITH_GIL},
    {10, false, PYTHON_LAST_INSTRUCTION_UNITS, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 96,
     PYTHON_ABSENT, PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72, OBJECTS_WITH_GIL},
    {11, false, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_FLAG, 56, 8, 32, 48, 56, 69, 68, 112, 128, 72, 136,
     184, 48, 72, OBJECTS_WITH_GIL},
    {12, false, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_C_STACK, 56, 0, 0, 8, 56, 70, PYTHON_ABSENT, 112,
     128, 68, 136, 192, 40, 56, OBJECTS_WITH_GIL},
    {13, false, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_C_STACK, 72, PYTHON_ABSENT, 0, 8, 56, 70,
     PYTHON_ABSENT, 112, 128, 68, 136, 200, 40, 56, OBJECTS_WITH_GIL},
};

const struct python_layout *python_layout(int minor) {
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].minor == minor)
            return &layouts[i];
    return NULL;
}

/*
 * What follows runs for every frame of every statement: it is inlined into a loop per version, where every
 * offset is a constant.
 */
#define PER_FRAME static inline __attribute__((always_inline))

PER_FRAME const void *innermost_frame(const struct python_layout *layout, const void *thread) {
    const void *first = pointer_at(thread, layout->thread_first);
    if (layout->thread_second == PYTHON_ABSENT || !first)
        return first;
    return pointer_at(first, layout->thread_second);
}

PER_FRAME bool is_of_c_stack(const struct python_layout *layout, const void *frame) {
    return layout->entry_kind == PYTHON_ENTRY_C_STACK &&
           ((const char *)frame)[layout->frame_owner] >= PYTHON_OWNED_BY_C_STACK;
}

/*
 * The lowest bits of a reference to the code object say who counts it (_PyStackRef, 3.14); objects are
 * aligned.
 */
PER_FRAME const void *code_of(const struct python_layout *layout, const void *frame) {
    return (const void *)((uintptr_t)pointer_at(frame, layout->frame_code) & ~(uintptr_t)3);
}

/*
 * The first code unit of the copy of the bytecode that a frame runs; 0: none. The copies' addresses stand
 * behind their number (_PyCodeArray in Include/cpython/code.h, 3.14). Another thread may put a longer array
 * in this one's place and have this one freed later on: it is read at once, and not kept.
 */
PER_FRAME uintptr_t bytecode_of(const struct python_layout *layout, const void *frame, const void *code) {
    const uintptr_t own = (uintptr_t)code + layout->code_bytecode;
    const uint32_t copy = layout->frame_copy == PYTHON_ABSENT ? 0 : number_at(frame, layout->frame_copy);
    if (copy == 0)
        return own;
    const void *copies = pointer_at(code, layout->code_copies);
    if (!copies || copy >= (uintptr_t)pointer_at(copies, 0))
        return 0;
    return (uintptr_t)pointer_at(copies, sizeof(void *) * (1 + (size_t)copy));
}

PER_FRAME uint32_t instruction_of(const struct python_layout *layout, const void *frame, const void *code) {
    int64_t offset = 0;
    if (layout->instruction_kind == PYTHON_INSTRUCTION_POINTER)
        offset = (int64_t)((uintptr_t)pointer_at(frame, layout->frame_instruction) -
                           bytecode_of(layout, frame, code));
    else
        offset = (int32_t)number_at(frame, layout->frame_instruction) *
                 (layout->instruction_kind == PYTHON_LAST_INSTRUCTION_UNITS ? 2 : 1);
    return offset >= 0 && offset < PYTHON_CODE_BYTES_LIMIT ? (uint32_t)offset
                                                           : (uint32_t)LOOPLINE_FRAME_NOT_STARTED;
}

PER_FRAME bool is_entry(const struct python_layout *layout, const void *frame) {
    if (layout->entry_kind == PYTHON_ENTRY_FLAG)
        return ((const char *)frame)[layout->frame_entry] != 0;
    return layout->entry_kind == PYTHON_ENTRY_EVERY;
}

/*
 * Code objects die and their addresses are used again. What an interpreter that compiles the same over and
 * over (exec, templates) makes there differs at least in one of these.
 */
PER_FRAME uint32_t check_of(const struct python_layout *layout, const void *code) {
    const uintptr_t table = (uintptr_t)pointer_at(code, layout->code_line_table);
    const uintptr_t name = (uintptr_t)pointer_at(code, layout->code_name);
    const uint32_t line = number_at(code, layout->code_first_line);
    return ((uint32_t)(table >> 4) ^ (uint32_t)(name << 3) ^ (line << 15)) & ~RUNTIME_FRAME_MARKS;
}

/* `readable`: the code object, or a copy of it. */
PER_FRAME void read_frame_of(const struct python_layout *layout, const void *frame, const void *readable,
                             struct runtime_frame *result) {
    const void *code = code_of(layout, frame);
    result->code = code;
    result->instruction = instruction_of(layout, frame, code);
    result->check = check_of(layout, readable) | (is_entry(layout, frame) ? RUNTIME_FRAME_ENTRY : 0);
}

PER_FRAME void read_frame(const struct python_layout *layout, const void *frame,
                          struct runtime_frame *result) {
    read_frame_of(layout, frame, code_of(layout, frame), result);
}

PER_FRAME uint32_t walk_frames(const struct python_layout *layout, const void *thread,
                               struct runtime_frame *frames, uint32_t capacity) {
    uint32_t count = 0;
    for (const void *frame = innermost_frame(layout, thread); frame && count < capacity;
         frame = pointer_at(frame, layout->frame_previous)) {
        if (!is_of_c_stack(layout, frame))
            read_frame(layout, frame, &frames[count++]);
        else if (count)
            frames[count - 1].check |= RUNTIME_FRAME_ENTRY;
    }
    return count;
}

uint32_t python_frames_walk(const struct python_layout *layout, const void *thread,
                            struct runtime_frame *frames, uint32_t capacity) {
    switch (layout->is_told ? 0 : layout->minor) {
    case 8:
    case 9:
        return walk_frames(&layouts[0], thread, frames, capacity);
    case 10:
        return walk_frames(&layouts[2], thread, frames, capacity);
    case 11:
        return walk_frames(&layouts[3], thread, frames, capacity);
    case 12:
        return walk_frames(&layouts[4], thread, frames, capacity);
    case 13:
        return walk_frames(&layouts[5], thread, frames, capacity);
    default:
        return walk_frames(layout, thread, frames, capacity);
    }
}

const void *python_frame_outer(const struct python_layout *layout, const void *frame) {
    do {
        frame = pointer_at(frame, layout->frame_previous);
    } while (frame && is_of_c_stack(layout, frame));
    return frame;
}

const void *python_frames_get(const struct python_layout *layout, const void *thread, uint32_t number) {
    const void *frame = innermost_frame(layout, thread);
    for (; frame; frame = pointer_at(frame, layout->frame_previous))
        if (!is_of_c_stack(layout, frame) && number-- == 0)
            break;
    return frame;
}

bool python_frames_run(const struct python_layout *layout, const void *thread, const void *code) {
    const void *frame = innermost_frame(layout, thread);
    for (; frame; frame = pointer_at(frame, layout->frame_previous))
        if (!is_of_c_stack(layout, frame) && code_of(layout, frame) == code)
            return true;
    return false;
}

void python_frame_read(const struct python_layout *layout, const void *frame, struct runtime_frame *result) {
    read_frame(layout, frame, result);
}

void python_frame_read_copied(const struct python_layout *layout, const void *frame,
                              const char code[PYTHON_CODE_BYTES], struct runtime_frame *result) {
    read_frame_of(layout, frame, code, result);
}

void python_frame_at_line(const struct python_layout *layout, const void *code,
                          const char copied[PYTHON_CODE_BYTES], uint32_t line, struct runtime_frame *result) {
    *result = (struct runtime_frame){code, line, check_of(layout, copied) | RUNTIME_FRAME_LINE};
}

bool python_frame_is_of_code(const struct python_layout *layout, const struct runtime_frame *frame,
                             const char copied[PYTHON_CODE_BYTES]) {
    return check_of(layout, copied) == (frame->check & ~RUNTIME_FRAME_MARKS);
}

const void *python_frame_code(const struct python_layout *layout, const void *frame) {
    return code_of(layout, frame);
}

bool python_frame_is_of_c_stack(const struct python_layout *layout, const void *frame) {
    return is_of_c_stack(layout, frame);
}

void python_frames_reverse(struct runtime_frame *frames, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        const struct runtime_frame other = frames[i];
        frames[i] = frames[count - 1 - i];
        frames[count - 1 - i] = other;
    }
}
