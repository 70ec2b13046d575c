/*
 * Interpreters on a stack: merges the code objects of all captures, and puts interpreters' frames in their
 * place among the native ones.
 */
#ifndef LOOPLINE_ANALYZE_STACKS_INTERPRETER_H
#define LOOPLINE_ANALYZE_STACKS_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/index.h"
#include "base/source_file.h"
#include "capture/reader/reader.h"
#include "languages.h"

/* A code object, the same in all captures of a run. */
struct merged_code {
    const char *file; /* absolute if the working directory is known */
    const char *name;
    int first_line;
    const struct code_language *language; /* NULL: one that only a newer Loopline knows */
    bool is_native;        /* a function of the interpreter written in C; only its name is known */
    bool is_template_line; /* a line of a template that is not compiled */
    bool is_compiled_template;
    const struct code_decoder *decoder;
    void *decoded; /* by `decoder`; NULL: its lines and loops are unknown */
    /* Whether it only calls into the program, and the evidence: see launchers.h. */
    bool launches;
    bool does_more;
    int launch_line; /* 0: not seen where launchers are */
};

/* Empty when all zero. */
struct merged_codes {
    struct merged_code **codes;
    size_t count;
    size_t capacity;
    struct index index;
    struct source_files compiled; /* files that template engines wrote */
};

/*
 * Returns the merged code object of a captured one. It refers to `pool` and the capture; merged_codes_free
 * frees the rest.
 */
struct merged_code *merged_codes_get(struct merged_codes *codes, struct pool *pool,
                                     const struct capture *capture, const struct capture_code *code);
void merged_codes_free(struct merged_codes *codes);

/*
 * Puts the frames of a stack in the order in which they call each other: writes their indexes, innermost
 * first (at most stack->frame_count), and returns how many. CPython's frames replace the native frames of its
 * evaluator; another interpreter's replace all native frames from its innermost one outwards.
 */
size_t interpreter_interleave(const struct capture *capture, const struct capture_stack *stack,
                              size_t *order);

/* Returns true if the module holds the interpreter itself: its native frames are not the program's. */
bool interpreter_is_module(const struct capture *capture, const struct capture_module *module);

#endif
