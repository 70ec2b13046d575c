/*
 * Reads Ruby's instruction sequences in place: file, name, lines and loops. `body` is the body of a sequence,
 * as frames.h has it. The thread whose frame runs it.
 */
#ifndef LOOPLINE_STACK_RUBY_SEQUENCES_H
#define LOOPLINE_STACK_RUBY_SEQUENCES_H

#include "instructions.h"
#include "layout.h"
#include "stack/runtime.h"

enum { RUBY_MOST_LINES = 8192, RUBY_MOST_LOOPS = 512 };

/* Room for the lines and loops of one sequence. */
struct ruby_sequence_scratch {
    struct loopline_code_line lines[RUBY_MOST_LINES];
    struct loopline_code_loop loops[RUBY_MOST_LOOPS];
    struct ruby_jump jumps[RUBY_MOST_LOOPS];
};

/*
 * Like `describe` of struct runtime. The result's bytes point into `scratch`. Returns false if its file or
 * name is not a string.
 */
bool ruby_sequence_describe(const struct ruby_layout *layout, const struct ruby_instructions *instructions,
                            const char *body, struct ruby_sequence_scratch *scratch,
                            struct runtime_code *result);

/* Returns true if the path of its file begins with `start`. */
bool ruby_sequence_path_begins(const struct ruby_layout *layout, const char *body, const char *start);

struct ruby_code ruby_sequence_code(const char *body);

/* Returns the line of the instruction at a word; 0: none. */
uint32_t ruby_sequence_line(const struct ruby_layout *layout, const char *body, uint32_t word);

#endif
