/* One frame of a stack, in terms of the program's source. */
#ifndef LOOPLINE_ANALYZE_STACKS_SOURCE_FRAME_H
#define LOOPLINE_ANALYZE_STACKS_SOURCE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/symbols/symbols.h"
#include "interpreter.h"
#include "serving.h"
#include "unread.h"

/* A file whose code appeared on a stack, merged over all captures. */
struct merged_module {
    struct symbols_module_key key;
    bool is_program;
    bool is_interpreter;            /* its frames are the interpreter's engine, not the program */
    struct symbols_module *symbols; /* opened for its first frame; NULL until then */
    const struct unread_language
        *unread;     /* the unread interpreter it holds, set with `symbols`; NULL: none */
    bool ran_unread; /* that interpreter was not read on some stack */
};

/* A captured frame. */
struct merged_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position;              /* return address in the module, or instruction of the code */
    bool has_tasks;                 /* see LOOPLINE_FRAME_TASKS */
    bool spawns;                    /* see LOOPLINE_FRAME_SPAWNS */
    bool takes;                     /* see LOOPLINE_FRAME_TAKES */
};

/* A loop around a call. */
struct source_loop {
    /* the same for all calls in it within a function; made from its first line if that is known */
    uint64_t id;
    int header_line; /* 0: unknown */
    bool is_while;   /* see struct code_loop */
    bool has_items;  /* the same */
    bool takes_work; /* a thread's routine takes its work in it, as far as can be told */
};

struct source_frame {
    struct merged_module *module;   /* NULL: code that no file holds */
    const struct merged_code *code; /* NULL: a native frame */
    uint64_t position;              /* see struct merged_frame */
    size_t expansion;               /* index of this frame among those of the return address */
    const char *function;           /* NULL, NULL and 0 where unknown */
    const char *file;
    int line;
    int column;   /* of native code only, see struct symbols_frame; 0: unknown */
    size_t scope; /* the same */
    int declaration_line;
    uint64_t function_offset; /* offset of the return address in the physical function */
    bool inlined;             /* into the next frame outwards */
    bool in_loop;
    size_t loop_depth;
    const struct source_loop *loops; /* `loop_depth` of them, outermost first; NULL: none, or the loop is in
                                        native code that the line calls */
    int header_line;                 /* 0: unknown, or not in a loop */
    /* the call fetches the next item of an interpreter's loop; it is not the loop's body */
    bool fetches_item;
    /* the loop is in native code that an interpreter's line calls: map(), sorted(); or goes over tasks */
    bool loops_in_callee;
    bool spawns; /* see LOOPLINE_FRAME_SPAWNS */
    bool takes;  /* see LOOPLINE_FRAME_TAKES */
    bool application;
    enum serving_kind serves; /* the kind of the program's code that it calls */
    bool deeper;    /* installed, and below the library that is the application; reported under its caller */
    bool installed; /* installed code that counts as the application, because nothing on the stack is the
                       program's own */
    /* The frame belongs to an unread interpreter or, after unread_fold, stands for its code; NULL: no. */
    const struct unread_language *unread;
};

/* Returns true if the frame has a source position: function, file and line. */
bool source_frame_has_line(const struct source_frame *frame);

/* Returns true for an interpreter's code in a file of a driver. */
bool source_frame_is_of_driver_code(const struct source_frame *frame);

/*
 * Returns true if both are in the same function of the source, at any line. Functions without a name are the
 * same if they start at the same place; false if that is unknown.
 */
bool frames_share_function(const struct source_frame *left, const struct source_frame *right);

/*
 * Returns true if both are at the same line of the same function or, without lines, at the same return
 * address.
 */
bool frames_share_line(const struct source_frame *left, const struct source_frame *right);

/* What the frame's line calls loops, and calls back. */
void source_frame_credit_loop(struct source_frame *frame);

/*
 * Returns true if a thread may take its work in a loop of the frame. One that goes over items has them
 * already; of a native loop that is not known.
 */
bool source_frame_may_take_work(const struct source_frame *frame);

/* Makes the frame's call one in no loop. */
void source_frame_leave_out_loops(struct source_frame *frame);

/* Returns "c", "c++", …, by the name of the frame's file; NULL: unknown. Static. */
const char *source_frame_language(const struct source_frame *frame);

/*
 * Returns a function's name without its classes, modules or packages: "get" for "View.get" and "Blog::get".
 * Points into `qualified`.
 */
const char *source_function_name(const char *qualified);

/* Returns the part of a path after its last slash. */
const char *path_basename(const char *path);

#endif
