/*
 * From a module and an offset to files, lines, functions, inlined frames and loops, by libdw.
 *
 * A module is opened once, checked against the build-id (or, without one, size and time) that the capture
 * holds, and never guessed at: a file that was replaced since gives no lines. Separate debug files are
 * found by build-id (/usr/lib/debug/.build-id), by debug link, and by debuginfod where DEBUGINFOD_URLS is
 * set. Not thread-safe: one thread uses a symbols object.
 */
#ifndef LOOPLINE_ANALYZE_SYMBOLS_SYMBOLS_H
#define LOOPLINE_ANALYZE_SYMBOLS_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum symbols_state {
    SYMBOLS_LINES = 0, /* debug information found */
    SYMBOLS_NAMES,     /* symbol table only: functions, no lines */
    SYMBOLS_NONE,      /* stripped: exported names at most */
    SYMBOLS_REPLACED,  /* the file at the path is another one by now */
    SYMBOLS_MISSING,   /* no file at the path, or it cannot be read */
};

struct symbols_module_key {
    const char *path;
    const uint8_t *build_id;
    size_t build_id_bytes;
    uint64_t file_bytes;
    uint64_t file_mtime_ns;
    bool names_only; /* debug information is not read: for libraries whose lines nobody can change */
};

struct symbols;        /* everything that has been opened */
struct symbols_module; /* one file, owned by the symbols object */

struct symbols *symbols_new(void);          /* NULL out of memory */
void symbols_free(struct symbols *symbols); /* NULL is fine */

/*
 * Where separate debug files are looked for, for modules opened from now on: a colon-separated list in the
 * manner of libdwfl (a relative entry is taken from the module's own directory). The default is
 * ".debug:/usr/lib/debug". Returns false out of memory.
 */
bool symbols_set_debug_directories(struct symbols *symbols, const char *directories);

/* The module for a key, opened at first use; NULL only out of memory. */
struct symbols_module *symbols_module(struct symbols *symbols, const struct symbols_module_key *key);
enum symbols_state symbols_module_state(const struct symbols_module *module);
/* Whether the file defines a function of that name that others may call. */
bool symbols_module_exports(struct symbols_module *module, const char *function);
/* The path of the key; owned by the symbols object. */
const char *symbols_module_path(const struct symbols_module *module);

/*
 * One source-level frame at an address. Strings are owned by the symbols object and live as long as it.
 * `file` is absolute where the debug information says so; NULL/0 where unknown, never made up.
 */
struct symbols_frame {
    const char *function; /* as in the source, demangled for C++ and Rust; NULL: unknown */
    const char *file;
    int line;     /* line being executed in this frame: for an inlining function, of the inlined call */
    int column;   /* in that line, from 1; 0 unknown */
    size_t scope; /* which of the functions in the physical one it is: each copy of what was inlined
                     is one of its own */
    int declaration_line;     /* where the function starts; 0 unknown */
    bool inlined;             /* this frame was inlined into the next */
    uint64_t function_offset; /* of the address from the start of the (outermost, physical) function, or of
                                 the part of it that was moved elsewhere; 0 where no function is known */
    /* The loop around this frame's line, by the control-flow graph. */
    bool in_loop;
    size_t loop_depth; /* how many loops of this frame hold it, 0 for none */
    int header_line;   /* first line of the innermost loop that belongs to this frame; 0 unknown or none */
};

/*
 * Expands the call whose return address lies at `offset` in the module (see struct loopline_frame),
 * innermost inlined frame first. Writes up to `capacity` frames and returns how many there are (at least 1
 * unless capacity is 0). A loop counts for the inlined frame whose code makes it up: with f inlined into g,
 * a loop in g around the call of f belongs to g's frame, a loop inside f to f's.
 */
size_t symbols_expand(struct symbols_module *module, uint64_t offset, struct symbols_frame *frames,
                      size_t capacity);

struct symbols_loop {
    uint64_t start;  /* address of its first instruction */
    int header_line; /* 0: unknown */
};

/*
 * The loops around the call at return address `offset` that belong to `frame` of symbols_expand(offset),
 * outermost first. Writes up to `capacity` and returns how many there are.
 */
size_t symbols_loops(struct symbols_module *module, uint64_t offset, size_t frame, struct symbols_loop *loops,
                     size_t capacity);

/*
 * First line of the innermost loop that holds the call at `offset` but not the call at `other`, both return
 * addresses in one physical function; `frame` is the frame of symbols_expand(offset) that is meant. Where
 * several loops qualify (nested, `other` outside them all), the outermost one is taken. Returns false where
 * no loop separates them.
 */
bool symbols_separating_loop(struct symbols_module *module, uint64_t offset, size_t frame, uint64_t other,
                             int *header_line);

/* ---- for machines that do not have the file --------------------------------------------------------------
 */

#define SYMBOLS_NO_FRAME SIZE_MAX

struct symbols_place_loop {
    uint32_t number; /* of the loop in its function */
    size_t frame;    /* to which of the place's frames it belongs; SYMBOLS_NO_FRAME: none */
    uint64_t start;
    int header_line;
};

/* All that the functions above know of one return address. */
struct symbols_place {
    uint64_t offset;
    uint64_t function;            /* start of the physical function; 0: none is known */
    struct symbols_frame *frames; /* innermost first */
    size_t frame_count;
    struct symbols_place_loop *loops; /* all around the call, innermost first */
    size_t loop_count;
};

/* What is known of a return address, worked out at first use. NULL out of memory. */
const struct symbols_place *symbols_place_at(struct symbols_module *module, uint64_t offset);

/* The modules, and the places of one that were asked for; NULL stands before the first and behind the last.
 */
struct symbols_module *symbols_next_module(const struct symbols *symbols,
                                           const struct symbols_module *module);
const struct symbols_module_key *symbols_key_of_module(const struct symbols_module *module);
void symbols_each_place(const struct symbols_module *module,
                        void (*visit)(void *context, const struct symbols_place *place), void *context);
/* The functions for which symbols_module_exports said yes. */
size_t symbols_module_export_count(const struct symbols_module *module);
const char *symbols_module_export(const struct symbols_module *module, size_t number);

/*
 * Adds what another machine found out, where the file was: the module, its exports, its places. What is not
 * among the places is looked up in the file, if that is here too. All arguments are copied. What was looked
 * up before stays. NULL or false out of memory.
 */
struct symbols_module *symbols_know_module(struct symbols *symbols, const struct symbols_module_key *key,
                                           enum symbols_state state);
bool symbols_know_export(struct symbols_module *module, const char *function);
bool symbols_know_place(struct symbols_module *module, const struct symbols_place *place);

#endif
