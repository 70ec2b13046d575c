/*
 * Interpreters on a stack: the code objects of all captures as one set, and their frames put where they
 * belong between the native ones.
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
    const char *file; /* absolute where the capture tells the working directory */
    const char *name;
    int first_line;
    const struct code_language *language; /* NULL: one that a later writer knows */
    bool is_native; /* a function of the interpreter written in C, with a name and nothing else */
    void *decoded;  /* by language->decoder; NULL: its lines and loops are not known */
    /* Whether all it does is to call on into the program, and what tells: see launchers.h. */
    bool launches;
    bool does_more;
    int launch_line; /* 0: it was not seen where launchers stand */
};

/* All zero is an empty set. */
struct merged_codes {
    struct merged_code **codes;
    size_t count;
    size_t capacity;
    struct index index;
    struct source_files compiled; /* what template engines have written */
};

/*
 * The counterpart of a captured code object. What the result refers to lives in `pool` and in the capture;
 * merged_codes_free ends what does not.
 */
struct merged_code *merged_codes_get(struct merged_codes *codes, struct pool *pool,
                                     const struct capture *capture, const struct capture_code *code);
void merged_codes_free(struct merged_codes *codes);

/*
 * The order in which the frames of a stack call one another, innermost first: writes the numbers of frames
 * (stack->frame_count at most) and returns how many. CPython's frames come in place of the native frames of
 * its evaluator, which are left out; another interpreter's in place of all native frames from its innermost.
 */
size_t interpreter_interleave(const struct capture *capture, const struct capture_stack *stack,
                              size_t *order);

/* True where the module holds the interpreter itself, whose native frames are nothing of the program's. */
bool interpreter_is_module(const struct capture *capture, const struct capture_module *module);

#endif
