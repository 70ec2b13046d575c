/*
 * Finds the files, lines, functions, inlined frames and loops at an offset in a module, using libdw.
 *
 * A module is opened once and checked against the build-id in the capture, or, without one, size and time. A
 * file that was replaced since gives no lines: nothing is guessed. Separate debug files are found by build-id
 * (/usr/lib/debug/.build-id), by debug link, and by debuginfod if DEBUGINFOD_URLS is set. One thread uses a
 * symbols object.
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
    SYMBOLS_REPLACED,  /* the file at the path is a different one now */
    SYMBOLS_MISSING,   /* no file at the path, or unreadable */
};

struct symbols_module_key {
    const char *path;
    const uint8_t *build_id;
    size_t build_id_bytes;
    uint64_t file_bytes;
    uint64_t file_mtime_ns;
    bool names_only; /* do not read debug information: for libraries whose lines the user cannot change */
};

struct symbols;        /* everything that has been opened */
struct symbols_module; /* one file, owned by the symbols object */

struct symbols *symbols_new(void);          /* NULL out of memory */
void symbols_free(struct symbols *symbols); /* may be NULL */

/*
 * Sets where separate debug files are looked for when modules are opened from now on: a colon-separated list
 * as libdwfl takes it (a relative entry starts at the module's directory). The default is
 * ".debug:/usr/lib/debug". Returns false if memory runs out.
 */
bool symbols_set_debug_directories(struct symbols *symbols, const char *directories);

/* Returns the module for a key, opened at first use; NULL only if memory runs out. */
struct symbols_module *symbols_module(struct symbols *symbols, const struct symbols_module_key *key);
enum symbols_state symbols_module_state(const struct symbols_module *module);
/* Returns true if the file defines a function of that name that others may call. */
bool symbols_module_exports(struct symbols_module *module, const char *function);
/* Returns true if the file names none of its own functions (it is stripped), and this text is one of its
 * constants. */
bool symbols_module_holds_text(struct symbols_module *module, const char *text);
/* Returns the path of the key, owned by the symbols object. */
const char *symbols_module_path(const struct symbols_module *module);

/*
 * One source-level frame at an address. The symbols object owns the strings. `file` is absolute if the debug
 * information allows it. What is unknown is NULL or 0, never guessed.
 */
struct symbols_frame {
    const char *function; /* as in the source, demangled for C++ and Rust; NULL: unknown */
    const char *file;
    int line;     /* line executed in this frame; in a function that inlines, the line of the inlined call */
    int column;   /* in that line, from 1; 0 unknown */
    size_t scope; /* which function of the physical one it is; each inlined copy is its own scope */
    int declaration_line;     /* where the function starts; 0: unknown */
    bool inlined;             /* inlined into the next frame */
    uint64_t function_offset; /* offset of the address from the start of the physical function, or of its part
                                 that was moved elsewhere; 0: no function is known */
    /* The loop around this frame's line, by the control-flow graph. */
    bool in_loop;
    size_t loop_depth; /* number of this frame's loops around it */
    int header_line;   /* first line of the innermost loop of this frame; 0: unknown or none */
};

/*
 * Expands the call whose return address is at `offset` in the module (struct loopline_frame), innermost
 * inlined frame first. Writes up to `capacity` frames and returns how many there are (at least 1 unless
 * capacity is 0). A loop belongs to the frame of the function that it is written in: with f inlined into g, a
 * loop in g around the call of f belongs to g's frame, a loop inside f to f's.
 */
size_t symbols_expand(struct symbols_module *module, uint64_t offset, struct symbols_frame *frames,
                      size_t capacity);

/*
 * Returns true if the file's unwind table says how to get from the call with return address `offset` to its
 * caller, or if nothing is known of the file.
 */
bool symbols_leads_to_caller(struct symbols_module *module, uint64_t offset);

struct symbols_loop {
    uint64_t start;  /* address of its first instruction */
    int header_line; /* 0: unknown */
};

/*
 * Finds the loops around the call with return address `offset` that belong to frame number `frame` of
 * symbols_expand(offset), outermost first. Writes up to `capacity` and returns how many there are.
 */
size_t symbols_loops(struct symbols_module *module, uint64_t offset, size_t frame, struct symbols_loop *loops,
                     size_t capacity);

/*
 * Finds the outermost loop that holds the call with return address `offset` but not the one with return
 * address `other`, both in the same physical function, and sets `*header_line` to its first line. `frame` is
 * the number of the frame in symbols_expand(offset). Returns false if no loop separates them.
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
/* The functions and texts for which symbols_module_exports and symbols_module_holds_text said yes. */
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
