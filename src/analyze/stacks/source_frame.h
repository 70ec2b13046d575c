/*
 * One frame of a stack, as the program's source has it.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_SOURCE_FRAME_H
#define LOOPLINE_ANALYZE_STACKS_SOURCE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/symbols/symbols.h"
#include "interpreter.h"
#include "serving.h"
#include "unread.h"

/* A file whose code stood on a stack, the same in all captures of a run. */
struct merged_module {
    struct symbols_module_key key;
    bool is_program;
    bool is_interpreter;                  /* its frames are the engine's, not the program's */
    struct symbols_module *symbols;       /* opened when its first frame is expanded; NULL until then */
    const struct unread_language *unread; /* the interpreter it holds, known with `symbols`; NULL: none */
    bool ran_unread;                      /* on some stack that interpreter was not read */
};

/* A frame as it was captured. */
struct merged_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position; /* return address in the module, or offset of an instruction of the code */
};

/* A loop around a call. */
struct source_loop {
    uint64_t id; /* the same for all calls in it, in one function: of its first line, where that is known */
    int header_line; /* 0: unknown */
};

struct source_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position;              /* as in struct merged_frame */
    size_t expansion;               /* number of this frame among those of the return address */
    const char *function;           /* NULL, NULL and 0 where unknown */
    const char *file;
    int line;
    int column;   /* as in struct symbols_frame, of native code alone; 0: unknown */
    size_t scope; /* the same */
    int declaration_line;
    uint64_t function_offset; /* of the return address in the physical function */
    bool inlined;             /* into the next frame outwards */
    bool in_loop;
    size_t loop_depth;
    const struct source_loop *loops; /* `loop_depth` of them, outermost first; NULL: native code that the line
                                        calls loops, if anything does */
    int header_line;                 /* 0: unknown, or not in a loop */
    bool fetches_item;    /* the call is a loop of an interpreter fetching its next item, not its body */
    bool loops_in_callee; /* the loop is native code that an interpreter's line calls: map(), sorted() */
    bool application;
    enum serving_kind serves; /* which of the program's code it calls */
    bool deeper;    /* installed, and below the library that is the application: named by what calls it */
    bool installed; /* it is the application's because nothing on the stack is the program's own */
    /* The frame is an interpreter's that is not read, or after unread_fold stands for its code; NULL: not. */
    const struct unread_language *unread;
};

/* The frame says where in the source it stands: function, file and line. */
bool source_frame_has_line(const struct source_frame *frame);

/* Code of an interpreter, in a file of what only carries statements to the database. */
bool source_frame_is_of_driver_code(const struct source_frame *frame);

/*
 * The same function in the source, whether or not at the same line. Functions without a name are the same
 * where they start at one place; false where not even that is known.
 */
bool frames_share_function(const struct source_frame *left, const struct source_frame *right);

/* The same function and the same line of it, or where there are no lines the same return address. */
bool frames_share_line(const struct source_frame *left, const struct source_frame *right);

/* "c", "c++", …, by the name of the frame's file; NULL where that does not tell. */
const char *source_frame_language(const struct source_frame *frame);

/* A function's name without those of its classes, modules or packages: "get" of "View.get", "Blog::get". */
const char *source_function_name(const char *qualified);

/* What follows the last slash of a path. */
const char *path_basename(const char *path);

#endif
