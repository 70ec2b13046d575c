#include "runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "frames.h"
#include "instructions.h"
#include "known_instructions.h"
#include "libc/definer.h"
#include "libc/loader.h"
#include "libc/objects.h"
#include "libc/optional.h"
#include "names.h"
#include "sequences.h"
#include "stack/host_memory.h"
#include "stack/program.h"

enum { MOST_KEYS = 1024, MOST_CODES = 64, MOST_NAMES = 16 };

/*
 * The module's state, written once by detect. `proof` moves on once, at the first frames that are seen;
 * `instructions`, `scratch`, `described` and `codes` are written under the recording's lock.
 */
static struct {
    const struct ruby_layout *layout;
    int (*is_thread)(void);
    uintptr_t (*thread)(void); /* the calling thread's object */
    size_t (*collections)(void);
    pthread_key_t key; /* of a version that has nothing better */
    bool key_is_known;
    struct ruby_name_functions names;
    struct ruby_instructions instructions;
    struct ruby_sequence_scratch scratch;
    struct runtime_frame described[MOST_CODES];
    struct ruby_code codes[MOST_CODES];
    enum ruby_proof proof;
} ruby;

/*
 * Ruby's thread at the last walk here. Ruby 2.7 to 3.1 keep a native thread when its thread has ended, and
 * let it wait for the next with all that leads to the last one's frames still in place.
 */
static __thread const void *thread_of_last_walk;

/* ---- finding the interpreter ---------------------------------------------------------------------------
 */

static void add_segment(uintptr_t start, const ElfW(Phdr) * segment) {
    struct ruby_instructions *instructions = &ruby.instructions;
    const struct code_segment memory = {start, start + segment->p_filesz};
    if (segment->p_flags & PF_X)
        instructions->code = (struct code_segment){start, start + segment->p_memsz};
    else if (instructions->data_count < sizeof instructions->data / sizeof *instructions->data)
        instructions->data[instructions->data_count++] = memory;
}

static bool holds(const struct dl_phdr_info *object, uintptr_t address) {
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && address - object->dlpi_addr - segment->p_vaddr < segment->p_memsz)
            return true;
    }
    return false;
}

/* The segments of the object that holds the address which `context` points to. */
static int find_segments(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    if (!holds(object, *(const uintptr_t *)context))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD)
            add_segment(object->dlpi_addr + segment->p_vaddr, segment);
    }
    return 1;
}

static void find_instructions(void *handle) {
    static const char lengths[] = "rb_vm_insn_len_info";
    struct ruby_instructions *instructions = &ruby.instructions;
    instructions->operands_at = real_dlsym(handle, "rb_vm_insn_op_offset");
    instructions->operands = real_dlsym(handle, "rb_vm_insn_op_base");
    instructions->names_at = real_dlsym(handle, "rb_vm_insn_name_offset");
    instructions->names = real_dlsym(handle, "rb_vm_insn_name_base");
    if (!instructions->operands_at || !instructions->operands || !instructions->names_at ||
        !instructions->names)
        return;
    instructions->lengths = real_dlsym(handle, lengths);
    if (instructions->lengths)
        instructions->count = (uint32_t)object_symbol_bytes(instructions->lengths, lengths);
}

static bool find_functions(void *handle) {
    ruby.is_thread = (int (*)(void))real_dlsym(handle, "ruby_native_thread_p");
    ruby.thread = (uintptr_t(*)(void))real_dlsym(handle, "rb_thread_current");
    ruby.names.name = (const char *(*)(uintptr_t))real_dlsym(handle, "rb_id2name");
    ruby.names.intern = (uintptr_t(*)(const char *))real_dlsym(handle, "rb_intern");
    ruby.names.has_lock = (int (*)(void))real_dlsym(handle, "ruby_thread_has_gvl_p");
    ruby.names.call_with_lock =
        (void *(*)(void *(*)(void *), void *))real_dlsym(handle, "rb_thread_call_with_gvl");
    ruby.collections = (size_t(*)(void))real_dlsym(handle, "rb_gc_count");
    return ruby.is_thread && ruby.thread && ruby.names.name && ruby.names.intern && ruby.names.has_lock &&
           ruby.names.call_with_lock;
}

static bool detect(struct runtime_identity *identity) {
    void *handle = NULL;
    if (!definer_open("ruby_version", "ruby", &handle))
        return false;
    const char *version = real_dlsym(handle, "ruby_version");
    if (!version)
        return false;
    memset(identity, 0, sizeof *identity);
    strncpy(identity->version, version, sizeof identity->version - 1);
    identity->is_program = program_is_called("ruby");
    identity->replaces_native = true;
    ruby.layout = ruby_layout_of(version);
    if (!find_functions(handle)) {
        identity->state = LOOPLINE_RUNTIME_UNKNOWN_VERSION;
        return true;
    }
    uintptr_t inside = (uintptr_t)ruby.thread;
    objects_iterate(find_segments, &inside);
    identity->evaluator = ruby.instructions.code.start;
    identity->evaluator_bytes = ruby.instructions.code.end - ruby.instructions.code.start;
    find_instructions(handle);
    if (ruby.layout && !ruby.instructions.lengths)
        ruby_instructions_know(ruby.layout->version, &ruby.instructions);
    if (!ruby.layout)
        identity->state = LOOPLINE_RUNTIME_UNKNOWN_VERSION;
    return true;
}

/* ---- threads -------------------------------------------------------------------------------------------
 */

/* Ruby 2.7 keeps a thread's own in a pthread key alone; what it exports is that of whoever has its lock. */
static const void *thread_by_key(void) {
    for (pthread_key_t key = 0; key < MOST_KEYS && !ruby.key_is_known; key++) {
        if (!ruby_is_thread(ruby.layout, thread_value(key)))
            continue;
        ruby.key = key;
        ruby.key_is_known = true;
    }
    return ruby.key_is_known ? thread_value(ruby.key) : NULL;
}

/* NULL: the calling thread is none of Ruby's. */
static const void *thread_here(void) {
    if (ruby.layout->thread_is_in_key)
        return thread_by_key();
    if (!ruby.is_thread())
        return NULL;
    const void *object = (const void *)ruby.thread(); // NOLINT(performance-no-int-to-ptr)
    return object ? pointer_at(object, RUBY_DATA_POINTER) : NULL;
}

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    const void *thread = thread_here();
    if (!thread)
        return 0;
    if (__builtin_expect(ruby.proof != RUBY_PROOF_GOOD, 0)) {
        ruby.proof = ruby_frames_prove(ruby.layout, thread);
        if (ruby.proof != RUBY_PROOF_GOOD)
            return ruby.proof == RUBY_PROOF_BAD ? RUNTIME_LAYOUT_WRONG : 0;
    }
    thread_of_last_walk = thread;
    const void *context = pointer_at(thread, ruby.layout->thread_ec);
    return context ? ruby_frames_walk(ruby.layout, context, frames, capacity) : 0;
}

/*
 * The code of a frame can be gone once garbage has been collected. A collection that was under way when the
 * words were noted is not told from none: it would have to free code that was running then, and new code that
 * is put where that was would have to be at the same instruction.
 */
static struct runtime_root root(void) {
    const void *thread = ruby.proof == RUBY_PROOF_GOOD && ruby.collections ? thread_here() : NULL;
    const void *context = thread ? pointer_at(thread, ruby.layout->thread_ec) : NULL;
    if (!context || !pointer_at(context, RUBY_EC_STACK))
        return (struct runtime_root){0};
    thread_of_last_walk = thread;
    return (struct runtime_root){thread, pointer_at(context, RUBY_EC_FRAME), ruby.collections()};
}

static uint32_t places(uint32_t limit, struct stack_word *words, uint32_t capacity) {
    return ruby_frames_places(ruby.layout, thread_here(), limit, words, capacity);
}

/* ---- code -----------------------------------------------------------------------------------------------
 */

static uintptr_t name_of(const struct runtime_frame *frame) {
    return (uintptr_t)pointer_at(frame->code, RUBY_DEFINITION_NAME);
}

/* The method that a frame's block is, by the number of its name; 0: it is none. */
static uintptr_t block_method_of(const struct runtime_frame *frame, uint32_t number) {
    if (ruby_frame_is_native(frame) || number_at(frame->code, RUBY_BODY_TYPE) != RUBY_BODY_TYPE_BLOCK)
        return 0;
    const void *context = pointer_at(thread_of_last_walk, ruby.layout->thread_ec);
    const char *definition = ruby_frames_block_method(ruby.layout, context, number);
    return definition ? (uintptr_t)pointer_at(definition, RUBY_DEFINITION_NAME) : 0;
}

/*
 * On the caller's stack, since Ruby may look at where it is called. That is a thread's or a fiber's of Ruby's
 * own, of at least 128 KiB (vm_core.h, 2.7 to 3.4: RUBY_VM_THREAD_MACHINE_STACK_SIZE_MIN).
 */
static bool read_ruby_names(const struct runtime_frame *frames, uint32_t count) {
    uintptr_t ids[MOST_NAMES];
    size_t id_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uintptr_t id =
            ruby_frame_is_native(&frames[i]) ? name_of(&frames[i]) : block_method_of(&frames[i], i);
        if (id)
            ids[id_count++] = id;
        if (id_count == MOST_NAMES || i + 1 == count) {
            ruby_names_read(&ruby.names, ids, id_count);
            id_count = 0;
        }
    }
    return false;
}

/* By all the code on the stack, which has been walked, so there is a thread. */
static void find_instruction_table(void) {
    size_t count = 0;
    if (ruby.instructions.addresses || !ruby.instructions.lengths)
        return;
    const void *context = pointer_at(thread_of_last_walk, ruby.layout->thread_ec);
    const uint32_t frames = ruby_frames_walk(ruby.layout, context, ruby.described, MOST_CODES);
    for (uint32_t i = 0; i < frames; i++)
        if (!ruby_frame_is_native(&ruby.described[i]))
            ruby.codes[count++] = ruby_sequence_code(ruby.described[i].code);
    ruby_instructions_find(&ruby.instructions, ruby.codes, count);
}

/*
 * A block that is a method has the label of a block, and may be several methods. A name that no program could
 * call is one for people, such as Sinatra's "GET /posts": it goes before the label.
 */
static void put_name_for_people(const struct runtime_frame *frame, uint32_t number,
                                struct runtime_code *code) {
    char name[RUBY_NAME_BYTES];
    size_t length = ruby_names_copy(block_method_of(frame, number), name, sizeof name - 2);
    if (!memchr(name, ' ', length) || length + 2 + code->name_bytes > sizeof code->name)
        return;
    name[length++] = ':';
    name[length++] = ' ';
    memmove(code->name + length, code->name, code->name_bytes);
    memcpy(code->name, name, length);
    code->name_bytes += length;
}

static bool describe(const struct runtime_frame *frame, uint32_t number, struct runtime_code *result) {
    if (ruby_frame_is_native(frame)) {
        result->flags = LOOPLINE_CODE_NATIVE;
        result->name_bytes = ruby_names_copy(name_of(frame), result->name, sizeof result->name);
        return true;
    }
    find_instruction_table();
    if (!ruby_sequence_describe(ruby.layout, &ruby.instructions, frame->code, &ruby.scratch, result))
        return false;
    put_name_for_people(frame, number, result);
    return true;
}

/* Since 3.2, what Queue does is written in Ruby, in a file of the interpreter's own. */
static bool waits_for_work(void) {
    struct runtime_frame innermost;
    if (!thread_of_last_walk || !ruby_frames_innermost(ruby.layout, thread_of_last_walk, &innermost))
        return false;
    if (ruby_frame_is_native(&innermost))
        return ruby_names_waits(name_of(&innermost));
    return ruby_sequence_path_begins(ruby.layout, innermost.code, "<internal:thread");
}

const struct runtime ruby_runtime = {
    .kind = LOOPLINE_RUNTIME_RUBY,
    .detect = detect,
    .walk = walk,
    .root = root,
    .places = places,
    .prepare = read_ruby_names,
    .describe = describe,
    .normalise_instruction = ruby_frame_instruction,
    .waits_for_work = waits_for_work,
};
