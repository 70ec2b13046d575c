/*
 * An interpreter as the shim sees it: objects and frames laid out as a free-threaded build of CPython 3.13 or
 * 3.14 (-DMINOR) has them, and its table of offsets. Offsets are offsetof() and sizeof() on the headers of
 * 3.13.18 and 3.14.10 with Py_GIL_DISABLED; bytecode and line tables are what 3.13.0 and 3.14.10 compile
 * free_threaded.py to. Two threads run names(), the second in a copy of the bytecode of its own (3.14).
 *
 *     free_threaded PATH_OF_free_threaded.py [unknown table | wrong offset]
 */
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "case_sqlite.h"

enum { LOOK_UPS = 20, COPIES = 2, TAG = MINOR >= 14 };

/* ---- Offsets ---- */

enum {
    OBJECT_TYPE = 24,
    OBJECT_SIZE = 32,
    BYTES_DATA = 48,
    TEXT_LENGTH = 32,
    TEXT_STATE = 48,
    TEXT_DATA = 56,
    THREAD_FRAME = 72,
    FRAME_CODE = 0,
    FRAME_PREVIOUS = 8,
    FRAME_INSTRUCTION = 56,
    FRAME_COPY = 72, /* 3.14 */
    FRAME_OWNER = MINOR >= 14 ? 78 : 70,
    CODE_FIRST_LINE = 84,
    CODE_FILE = 128,
    CODE_NAME = 136,
    CODE_QUALIFIED_NAME = 144,
    CODE_LINE_TABLE = 152,
    CODE_COPIES = 224, /* 3.14 */
    CODE_BYTECODE = MINOR >= 14 ? 232 : 216,
    /* Compact and ASCII, one byte a character: `interned` takes two bits in front, or eight. */
    TEXT_COMPACT_ASCII = 0x19 << (MINOR >= 14 ? 8 : 2),
};

/* The groups of _Py_DebugOffsets, in order, behind cookie, version and free_threaded. */
enum group {
    RUNTIME,
    INTERPRETER,
    THREAD,
    FRAME,
    CODE,
    OBJECT,
    TYPE,
    TUPLE,
    LIST,
    SET,
    DICT,
    FLOAT,
    LONG,
    BYTES,
    TEXT
};

static const int group_entries[] = {3,
                                    MINOR >= 14 ? 16 : 13,
                                    9,
                                    MINOR >= 14 ? 8 : 6,
                                    MINOR >= 14 ? 11 : 10,
                                    2,
                                    4,
                                    3,
                                    3,
                                    MINOR >= 14 ? 4 : 0,
                                    3,
                                    2,
                                    3,
                                    3,
                                    4};

uint64_t _PyRuntime[256];

static void tell(enum group group, int entry, uint64_t offset) {
    int place = 3 + entry;
    for (int before = 0; before < (int)group; before++)
        place += group_entries[before];
    _PyRuntime[place] = offset;
}

static void tell_offsets(void) {
    memcpy(_PyRuntime, "xdebugpy", 8);
    _PyRuntime[1] = 0x03000af0 | MINOR << 16;
    _PyRuntime[2] = 1;
    tell(THREAD, 4, THREAD_FRAME);
    tell(FRAME, 1, FRAME_PREVIOUS);
    tell(FRAME, 2, FRAME_CODE);
    tell(FRAME, 3, FRAME_INSTRUCTION);
    tell(FRAME, 5, FRAME_OWNER);
    tell(CODE, 1, CODE_FILE);
    tell(CODE, 2, CODE_NAME);
    tell(CODE, 3, CODE_QUALIFIED_NAME);
    tell(CODE, 4, CODE_LINE_TABLE);
    tell(CODE, 5, CODE_FIRST_LINE);
    tell(CODE, 9, CODE_BYTECODE);
    tell(OBJECT, 1, OBJECT_TYPE);
    tell(BYTES, 1, OBJECT_SIZE);
    tell(BYTES, 2, BYTES_DATA);
    tell(TEXT, 1, TEXT_STATE);
    tell(TEXT, 2, TEXT_LENGTH);
    tell(TEXT, 3, TEXT_DATA);
#if MINOR >= 14
    tell(FRAME, 7, FRAME_COPY);
    tell(CODE, 10, CODE_COPIES);
#endif
}

static void tell_wrong(const char *what) {
    if (strcmp(what, "unknown table") == 0)
        memcpy(_PyRuntime, "xdebugpz", 8);
    else
        tell(CODE, 1, CODE_FIRST_LINE);
}

/* ---- Objects ---- */

char PyCode_Type[64];
char PyUnicode_Type[64];
char PyBytes_Type[64];
static char none[64];

static void put_pointer(char *object, int offset, const void *value) {
    memcpy(object + offset, &value, sizeof value);
}

static void put_number(char *object, int offset, uint32_t value) {
    memcpy(object + offset, &value, sizeof value);
}

static char *new_object(size_t bytes, const void *type) {
    char *object = calloc(1, bytes);
    MUST(object);
    put_pointer(object, OBJECT_TYPE, type);
    return object;
}

static char *new_text(const char *text) {
    char *object = new_object(TEXT_DATA + strlen(text) + 1, PyUnicode_Type);
    put_number(object, TEXT_LENGTH, (uint32_t)strlen(text));
    put_number(object, TEXT_STATE, TEXT_COMPACT_ASCII);
    memcpy(object + TEXT_DATA, text, strlen(text) + 1);
    return object;
}

static char *new_bytes(const uint8_t *bytes, size_t length) {
    char *object = new_object(BYTES_DATA + length + 1, PyBytes_Type);
    put_number(object, OBJECT_SIZE, (uint32_t)length);
    memcpy(object + BYTES_DATA, bytes, length);
    return object;
}

/* A function of free_threaded.py. */
struct function {
    const char *name;
    uint32_t first_line;
    int call; /* byte offset of its CALL */
    uint8_t bytecode[64];
    size_t bytecode_bytes;
    uint8_t lines[64];
    size_t line_bytes;
};

#if MINOR >= 14
static const struct function look_up_function = {
    "look_up",
    4,
    26,
    {128, 0, 86, 0, 80, 1, 0,  0, 0, 0, 0, 0, 0, 0, 0,  0, 0,  0, 0,  0,
     0,   0, 0,  0, 86, 1, 52, 1, 0, 0, 0, 0, 0, 0, 31, 0, 82, 0, 35, 0},
    40,
    {128, 0, 216, 4, 12, 215, 4, 20, 209, 4, 20, 144, 86, 214, 4, 28},
    16,
};
static const struct function names_function = {
    "names",
    8,
    24,
    {128, 0,  86, 1, 16, 0, 70, 14, 0, 0,  112, 2,  92, 1, 0, 0, 0, 0,  0, 0,  0, 0,  87,
     2,   52, 2,  0, 0,  0, 0,  0,  0, 31, 0,   75, 16, 0, 0, 9, 0, 30, 0, 82, 0, 35, 0},
    46,
    {128, 0, 219, 18, 25, 136, 6, 220, 8, 15, 144, 8, 214, 8, 33, 243, 3, 0, 19, 26},
    20,
};
#else
static const struct function look_up_function = {
    "look_up",
    4,
    26,
    {149, 0, 85, 0, 82, 1,  0, 0,  0, 0, 0, 0, 0, 0, 0, 0,  0, 0,   0,
     0,   0, 0,  0, 0,  85, 1, 53, 1, 0, 0, 0, 0, 0, 0, 32, 0, 103, 0},
    38,
    {128, 0, 216, 4, 12, 215, 4, 20, 209, 4, 20, 144, 86, 213, 4, 28},
    16,
};
static const struct function names_function = {
    "names",
    8,
    24,
    {149, 0, 85, 1, 19, 0, 72, 14, 0, 0, 110, 2, 91, 1,  0, 0, 0,  0, 0,  0, 0,   0,
     88,  2, 53, 2, 0,  0, 0,  0,  0, 0, 32,  0, 77, 16, 0, 0, 11, 0, 32, 0, 103, 0},
    44,
    {128, 0, 219, 18, 25, 136, 6, 220, 8, 15, 144, 8, 214, 8, 33, 242, 3, 0, 19, 26},
    20,
};
#endif

/* Behind the number of copies, their addresses; the first is the code object's own bytecode. */
static void add_copies(char *code, const struct function *function) {
    uint64_t *copies = calloc(1 + COPIES, sizeof *copies);
    char *copy = calloc(1, function->bytecode_bytes);
    MUST(copies && copy);
    memcpy(copy, function->bytecode, function->bytecode_bytes);
    copies[0] = COPIES;
    copies[1] = (uint64_t)(uintptr_t)(code + CODE_BYTECODE);
    copies[2] = (uint64_t)(uintptr_t)copy;
    put_pointer(code, CODE_COPIES, copies);
}

static char *new_code(const struct function *function, const char *path) {
    char *code = new_object(CODE_BYTECODE + function->bytecode_bytes, PyCode_Type);
    put_number(code, OBJECT_SIZE, (uint32_t)function->bytecode_bytes / 2);
    put_number(code, CODE_FIRST_LINE, function->first_line);
    put_pointer(code, CODE_FILE, new_text(path));
    put_pointer(code, CODE_NAME, new_text(function->name));
    put_pointer(code, CODE_QUALIFIED_NAME, new_text(function->name));
    put_pointer(code, CODE_LINE_TABLE, new_bytes(function->lines, function->line_bytes));
    memcpy(code + CODE_BYTECODE, function->bytecode, function->bytecode_bytes);
    if (MINOR >= 14)
        add_copies(code, function);
    return code;
}

/* ---- Frames ---- */

static char *names_code;
static char *look_up_code;
static __thread char *thread_state;

struct frame {
    char bytes[128];
};

static const char *bytecode_of(char *code, int copy) {
    const char *const *copies;
    memcpy(&copies, code + CODE_COPIES, sizeof copies);
    return copy == 0 ? code + CODE_BYTECODE : copies[1 + copy];
}

static void put_frame(struct frame *frame, const struct frame *previous, char *code, int call, int copy) {
    memset(frame, 0, sizeof *frame);
    put_pointer(frame->bytes, FRAME_CODE, code + TAG);
    put_pointer(frame->bytes, FRAME_PREVIOUS, previous);
    put_pointer(frame->bytes, FRAME_INSTRUCTION, bytecode_of(code, copy) + call);
    if (MINOR >= 14)
        put_number(frame->bytes, FRAME_COPY, (uint32_t)copy);
}

/* The frame that an evaluator puts below those that it runs; of no code. */
static void put_entry(struct frame *frame) {
    memset(frame, 0, sizeof *frame);
    put_pointer(frame->bytes, FRAME_CODE, none + TAG);
    frame->bytes[FRAME_OWNER] = 3;
}

/* ---- The evaluator ---- */

/* What its instructions do that calls C; each is another function, and not called in last place. */
static volatile int last_instruction;

static NOINLINE int query(sqlite3 *db, int number, int instruction) {
    const int rows = look_up(db, number);
    last_instruction = instruction;
    return rows;
}

#if defined(JUMPS) || defined(CALLS)
#define INSTRUCTION(n)                                             \
    static NOINLINE int instruction_##n(sqlite3 *db, int number) { \
        return query(db, number, n) + (last_instruction != (n));   \
    }
// clang-format off
#define TEN(of, n) of(n##0) of(n##1) of(n##2) of(n##3) of(n##4) of(n##5) of(n##6) of(n##7) of(n##8) of(n##9)
#define FIFTY(of, n) TEN(of, n##1) TEN(of, n##2) TEN(of, n##3) TEN(of, n##4) TEN(of, n##5)
#define EACH(of) FIFTY(of, 1) FIFTY(of, 2) FIFTY(of, 3)
// clang-format on
#define NAME(n) instruction_##n,
EACH(INSTRUCTION)
static int unknown_instruction(sqlite3 *db, int number) {
    return number - number + (db == NULL);
}
static int (*const instructions[256])(sqlite3 *db,
                                      int number) = {EACH(NAME)[150 ... 255] = unknown_instruction};
#endif

/* As a whole; or by functions for its instructions, to which it jumps, or which it calls. */
NOINLINE int _PyEval_EvalFrameDefault(sqlite3 *db, int number) {
#if defined(JUMPS)
    return instructions[number](db, number);
#elif defined(CALLS)
    return instructions[number](db, number) + (last_instruction == 0);
#else
    return query(db, number, 1) + (last_instruction != 1);
#endif
}

static NOINLINE int run(sqlite3 *db, int copy) {
    struct frame entry;
    struct frame names;
    struct frame look_up_frame;
    int rows = 0;
    put_entry(&entry);
    put_frame(&names, &entry, names_code, names_function.call, copy);
    put_frame(&look_up_frame, &names, look_up_code, look_up_function.call, copy);
    put_pointer(thread_state, THREAD_FRAME, &look_up_frame);
    for (int number = 1; number <= LOOK_UPS; number++)
        rows += _PyEval_EvalFrameDefault(db, number);
    put_pointer(thread_state, THREAD_FRAME, NULL);
    return rows;
}

/* ---- The face of an interpreter ---- */

const char *Py_GetVersion(void) {
    return MINOR >= 14 ? "3.14.10 free-threading build (main) [GCC]"
                       : "3.13.18 experimental free-threading build (main) [GCC]";
}

int Py_IsInitialized(void) {
    return 1;
}

void *PyGILState_GetThisThreadState(void) {
    return thread_state;
}

static void *run_thread(void *copy) {
    static _Thread_local char state[256];
    sqlite3 *db = open_items(":memory:");
    thread_state = state;
    const int rows = run(db, *(const int *)copy);
    MUST(sqlite3_close(db) == SQLITE_OK);
    printf("%d rows\n", rows);
    return NULL;
}

int main(int count, char **arguments) {
    static const int copies[] = {0, MINOR >= 14 ? 1 : 0};
    MUST(count >= 2);
    tell_offsets();
    if (count > 2)
        tell_wrong(arguments[2]);
    names_code = new_code(&names_function, arguments[1]);
    look_up_code = new_code(&look_up_function, arguments[1]);
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        MUST(pthread_create(&thread, NULL, run_thread, (void *)&copies[i]) == 0);
        MUST(pthread_join(thread, NULL) == 0);
    }
    return 0;
}
