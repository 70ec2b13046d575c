#include "python.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "python_frames.h"
#include "python_instruction.h"
#include "python_layout.h"
#include "python_memory.h"

enum { PROVED_FRAMES = 8, LINE_LIMIT = 10000000 };

enum python_proof { PROOF_NONE, PROOF_GOOD, PROOF_BAD };

/*
 * The module's state, written once by detect; `proof` moves on once, at the first frames that are seen. It
 * does not matter which thread's frames those are.
 */
static struct {
    const struct python_layout *layout; /* NULL: frames are not read */
    void *(*thread_state)(void);
    int (*is_initialised)(void);
    const void *code_type;
    const void *text_type;
    const void *bytes_type;
    enum python_proof proof;
} python;

/* ob_type follows ob_refcnt in every build that is not free-threaded (Include/object.h, 3.8 to 3.13). */
static const void *type_of(const void *object) {
    return pointer_at(object, 8);
}

/* ---- Finding the interpreter ---- */

static const char known_symbol[] = "Py_GetVersion";

struct object_search {
    uint32_t to_pass; /* objects before the one that is meant */
    char path[4096];
};

static int copy_object_path(struct dl_phdr_info *info, size_t size, void *context) {
    struct object_search *search = context;
    const size_t length = info->dlpi_name ? strlen(info->dlpi_name) : sizeof search->path;
    (void)size;
    if (length >= sizeof search->path || !strstr(info->dlpi_name, "python") || search->to_pass--)
        return 0;
    memcpy(search->path, info->dlpi_name, length + 1);
    return 1;
}

static void *open_with_symbol(const char *path) {
    void *handle = dlopen(path, RTLD_NOLOAD | RTLD_LAZY);
    if (!handle || dlsym(handle, known_symbol))
        return handle;
    dlclose(handle);
    return NULL;
}

/*
 * An embedded interpreter may have been opened with RTLD_LOCAL: its object is recognised by name. Each is
 * asked after dl_iterate_phdr has come back: its lock and dlopen's may not be nested.
 */
static void *find_by_name(void) {
    for (uint32_t i = 0;; i++) {
        struct object_search search = {.to_pass = i};
        if (!dl_iterate_phdr(copy_object_path, &search))
            return NULL;
        void *handle = open_with_symbol(search.path);
        if (handle)
            return handle;
    }
}

/*
 * A handle to look symbols up in; RTLD_DEFAULT is NULL, so success is told apart by `found`. An interpreter
 * that was opened stays open, whatever the host closes: every statement is going to call into it.
 */
static void *find_interpreter(bool *found) {
    void *symbol = dlsym(RTLD_DEFAULT, known_symbol);
    Dl_info info;
    *found = symbol != NULL;
    if (!*found) {
        void *handle = find_by_name();
        *found = handle != NULL;
        return handle;
    }
    if (dladdr(symbol, &info) && info.dli_fname)
        dlopen(info.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
    return RTLD_DEFAULT;
}

/* "3.11.7 (main, …) [GCC …]"; a free-threaded build says so in words. */
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
    void *evaluator = dlsym(handle, "_PyEval_EvalFrameDefault");
    const ElfW(Sym) *symbol = NULL;
    Dl_info info;
    if (!evaluator || !dladdr1(evaluator, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
        return;
    identity->evaluator = (uintptr_t)evaluator;
    identity->evaluator_bytes = symbol->st_size;
}

/* "python3.11" and its like; also for a link to it in a virtual environment. */
static bool program_is_python(void) {
    char path[1024];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    const char *slash = strrchr(path, '/');
    return strncmp(slash ? slash + 1 : path, "python", 6) == 0;
}

static bool find_symbols(void *handle) {
    python.thread_state = (void *(*)(void))dlsym(handle, "PyGILState_GetThisThreadState");
    python.is_initialised = (int (*)(void))dlsym(handle, "Py_IsInitialized");
    python.code_type = dlsym(handle, "PyCode_Type");
    python.text_type = dlsym(handle, "PyUnicode_Type");
    python.bytes_type = dlsym(handle, "PyBytes_Type");
    return python.thread_state && python.is_initialised && python.code_type && python.text_type &&
           python.bytes_type;
}

static bool detect(struct runtime_identity *identity) {
    bool found = false;
    void *handle = find_interpreter(&found);
    const char *(*version)(void) = found ? (const char *(*)(void))dlsym(handle, "Py_GetVersion") : NULL;
    if (!version)
        return false;
    memset(identity, 0, sizeof *identity);
    const char *text = version();
    const struct python_layout *layout = python_layout(read_version(text, identity));
    find_evaluator(handle, identity);
    identity->is_program = program_is_python();
    if (strstr(text, "free-threading"))
        identity->state = LOOPLINE_RUNTIME_FREE_THREADED;
    else if (!layout || !find_symbols(handle))
        identity->state = LOOPLINE_RUNTIME_UNKNOWN_VERSION;
    else
        python.layout = layout;
    return true;
}

/* ---- Proof that the layout is right, before anything is believed ---- */

/* Reads by way of a pipe: the kernel says EFAULT where this process would crash. */
static bool readable(int to, int from, const void *address, size_t bytes) {
    char drained[64];
    if (!address || write(to, address, bytes) != (ssize_t)bytes)
        return false;
    return read(from, drained, bytes) == (ssize_t)bytes;
}

static bool is_object(const int ends[2], const void *object, const void *type) {
    return readable(ends[1], ends[0], object, 16) && type_of(object) == type;
}

static bool proves_right(const int ends[2], const struct python_layout *layout, const void *frame) {
    const void *code = pointer_at(frame, layout->frame_code);
    if (!is_object(ends, code, python.code_type))
        return false;
    const size_t last =
        layout->code_line_table > layout->code_bytecode ? layout->code_line_table : layout->code_bytecode;
    if (!readable(ends[1], ends[0], (const char *)code + last, 8))
        return false;
    const uint32_t line = number_at(code, layout->code_first_line);
    return line < LINE_LIMIT && is_object(ends, pointer_at(code, layout->code_file), python.text_type) &&
           is_object(ends, pointer_at(code, layout->code_name), python.text_type) &&
           is_object(ends, pointer_at(code, layout->code_line_table), python.bytes_type);
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
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return PROOF_NONE;
    const enum python_proof proof = prove_chain(ends, layout, thread);
    close(ends[0]);
    close(ends[1]);
    return proof;
}

/*
 * While the interpreter shuts down, the state of a thread other than the main one may be freed under it.
 * PyGILState_GetThisThreadState may be called without the GIL (Python/pystate.c, all versions here).
 */
static const void *thread_state_here(void) {
    if (!python.is_initialised() && syscall(SYS_gettid) != getpid())
        return NULL;
    return python.thread_state();
}

static uint32_t walk(struct runtime_frame *frames, uint32_t capacity) {
    const void *thread = thread_state_here();
    if (!thread)
        return 0;
    if (__builtin_expect(python.proof != PROOF_GOOD, 0)) {
        python.proof = prove(python.layout, thread);
        if (python.proof != PROOF_GOOD)
            return python.proof == PROOF_BAD ? RUNTIME_LAYOUT_WRONG : 0;
    }
    return python_frames_walk(python.layout, thread, frames, capacity);
}

/* ---- Code objects ---- */

static size_t put_utf8(char *to, uint32_t point) {
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xc0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xe0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3f));
        to[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3f));
    to[2] = (char)(0x80 | (point >> 6 & 0x3f));
    to[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

static uint32_t point_at(const char *data, size_t index, uint32_t width) {
    if (width == 1)
        return ((const uint8_t *)data)[index];
    if (width == 2)
        return ((const uint16_t *)(const void *)data)[index];
    return ((const uint32_t *)(const void *)data)[index];
}

/*
 * A str as UTF-8, cut at the capacity. The bits of its state word: interned 2, kind 3, compact 1, ascii 1
 * (Include/cpython/unicodeobject.h, 3.8 to 3.13).
 */
static bool read_text(const void *text, char *buffer, size_t capacity, size_t *length) {
    *length = 0;
    if (!text || type_of(text) != python.text_type)
        return false;
    const uint32_t state = number_at(text, 32);
    const bool compact = state >> 5 & 1;
    const bool ascii = state >> 6 & 1;
    const uint32_t width = ascii ? 1 : state >> 2 & 7;
    const size_t points = (size_t)(uintptr_t)pointer_at(text, 16);
    if (!compact || (width != 1 && width != 2 && width != 4))
        return false;
    const char *data =
        (const char *)text + (ascii ? python.layout->text_data : python.layout->text_data_wide);
    for (size_t i = 0; i < points && *length + 4 <= capacity; i++)
        *length += put_utf8(buffer + *length, point_at(data, i, width));
    return true;
}

/* PyBytesObject: ob_size at 16, data at 32. */
static bool read_bytes(const void *object, struct runtime_bytes *result) {
    if (!object || type_of(object) != python.bytes_type)
        return false;
    result->bytes = (const char *)object + 32;
    result->length = (size_t)(uintptr_t)pointer_at(object, 16);
    return result->length < PYTHON_CODE_BYTES_LIMIT;
}

/* Since 3.11 the code units follow the code object, whose ob_size counts them. */
static bool read_bytecode(const void *code, struct runtime_bytes *result) {
    const struct python_layout *layout = python.layout;
    if (layout->instruction_kind != PYTHON_INSTRUCTION_POINTER)
        return read_bytes(pointer_at(code, layout->code_bytecode), result);
    result->bytes = (const char *)code + layout->code_bytecode;
    result->length = (size_t)(uintptr_t)pointer_at(code, 16) * 2;
    return result->length < PYTHON_CODE_BYTES_LIMIT;
}

/*
 * What a class that is called runs around its __init__ once the call is specialised: a code object of the
 * interpreter's own, whose file and name are both "__init__" (_Py_InitCleanup in Python/specialize.c, 3.12
 * and 3.13).
 */
static bool is_glue(const struct runtime_code *code) {
    static const char name[] = "__init__";
    return code->file_bytes == sizeof name - 1 && memcmp(code->file, name, sizeof name - 1) == 0 &&
           code->name_bytes == sizeof name - 1 && memcmp(code->name, name, sizeof name - 1) == 0;
}

static bool read_code(const void *code, struct runtime_code *result) {
    const struct python_layout *layout = python.layout;
    if (!code || type_of(code) != python.code_type)
        return false;
    result->first_line = number_at(code, layout->code_first_line);
    return read_text(pointer_at(code, layout->code_file), result->file, sizeof result->file,
                     &result->file_bytes) &&
           read_text(pointer_at(code, layout->code_name), result->name, sizeof result->name,
                     &result->name_bytes) &&
           read_bytes(pointer_at(code, layout->code_line_table), &result->line_table) &&
           read_bytecode(code, &result->bytecode);
}

static bool describe(const void *code, struct runtime_code *result) {
    const bool read = read_code(code, result);
    result->left_out = read && is_glue(result);
    return read;
}

static uint32_t settle(const struct runtime_frame *frame) {
    struct runtime_bytes bytecode;
    if (frame->instruction == LOOPLINE_FRAME_NOT_STARTED || !read_bytecode(frame->code, &bytecode))
        return frame->instruction;
    return python_instruction_start(python.layout->minor, (const uint8_t *)bytecode.bytes, bytecode.length,
                                    frame->instruction);
}

const struct runtime python_runtime = {LOOPLINE_RUNTIME_CPYTHON, detect, walk, describe, settle};
