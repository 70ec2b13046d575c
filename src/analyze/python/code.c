#include "code.h"

#include <stdlib.h>

#include "instructions.h"
#include "lines.h"
#include "loops.h"
#include "origins.h"

/* Far above what a compiler makes; positions stay within 32 bits, and lines within 64. */
enum { MOST_BYTES = 1 << 26 };

struct python_code {
    struct python_lines lines;
    struct python_instructions instructions;
    struct python_loops loops;
    struct python_origins origins;
};

struct python_code *python_code_read(const struct python_code_bytes *bytes) {
    if (bytes->bytecode_bytes > MOST_BYTES || bytes->line_table_bytes > MOST_BYTES)
        return NULL;
    struct python_code *code = calloc(1, sizeof *code);
    if (!code)
        return NULL;
    code->origins = python_origins_read(bytes);
    if (python_lines_read(&code->lines, bytes) &&
        python_instructions_read(&code->instructions, bytes, &code->lines) &&
        python_loops_find(&code->loops, &code->instructions, &code->lines))
        return code;
    python_code_free(code);
    return NULL;
}

void python_code_free(struct python_code *code) {
    if (!code)
        return;
    python_loops_free(&code->loops);
    python_instructions_free(&code->instructions);
    python_lines_free(&code->lines);
    free(code);
}

int python_code_line(const struct python_code *code, uint32_t offset) {
    const uint32_t index = python_instructions_find(&code->instructions, offset);
    if (index == PYTHON_NO_INSTRUCTION)
        return 0;
    const struct python_line_run *run =
        python_lines_find(&code->lines, code->instructions.list[index].offset);
    return run ? python_origins_line(&code->origins, run->line) : 0;
}

static uint32_t innermost_loop(const struct python_code *code, uint32_t offset) {
    const uint32_t index = python_instructions_find(&code->instructions, offset);
    return index == PYTHON_NO_INSTRUCTION ? PYTHON_NO_LOOP : code->loops.innermost[index];
}

static size_t depth_of(const struct python_code *code, uint32_t loop) {
    size_t depth = 0;
    for (; loop != PYTHON_NO_LOOP; loop = code->loops.list[loop].parent)
        depth++;
    return depth;
}

static int generated_line(const struct python_code *code, uint32_t index) {
    const struct python_line_run *run =
        python_lines_find(&code->lines, code->instructions.list[index].offset);
    return run ? run->line : 0;
}

/* The loop begins on this line and goes on on others: there it only fetches its next item. */
static bool only_begins_on(const struct python_code *code, uint32_t loop, int line) {
    const struct python_loop_node *node = &code->loops.list[loop];
    if (node->header_line != line)
        return false;
    for (uint32_t i = node->start; i <= node->end; i++)
        if (generated_line(code, i) != line)
            return true;
    return false;
}

/* Of a line that many loops lie on, the first ones are looked at. */
enum { MOST_LOOPS_OF_A_LINE = 64 };

uint32_t python_code_instruction_at_line(const struct python_code *code, int line) {
    uint32_t found = PYTHON_NO_INSTRUCTION;
    uint32_t loop = PYTHON_NO_LOOP;
    size_t deepest = 0;
    bool is_outside = false;
    for (uint32_t i = 0, loops = 0; i < code->instructions.count && loops < MOST_LOOPS_OF_A_LINE; i++) {
        const struct python_instruction *instruction = &code->instructions.list[i];
        if (instruction->role == PYTHON_ROLE_ITERATION || instruction->role == PYTHON_ROLE_ASYNC_ITERATION ||
            generated_line(code, i) != line)
            continue;
        if (loop != code->loops.innermost[i]) {
            loop = code->loops.innermost[i];
            is_outside = loop != PYTHON_NO_LOOP && only_begins_on(code, loop, line);
            loops++;
        }
        const size_t depth = depth_of(code, loop);
        if (is_outside || (found != PYTHON_NO_INSTRUCTION && depth <= deepest))
            continue;
        found = instruction->offset;
        deepest = depth;
    }
    return found;
}

static struct code_loop describe(const struct python_code *code, uint32_t loop) {
    const struct python_loop_node *node = &code->loops.list[loop];
    const struct python_instruction *list = code->instructions.list;
    return (struct code_loop){list[node->start].offset, list[node->end].end,
                              python_origins_line(&code->origins, node->header_line), !node->is_iteration,
                              node->is_iteration};
}

size_t python_code_loops(const struct python_code *code, uint32_t offset, struct code_loop *loops,
                         size_t capacity) {
    uint32_t loop = innermost_loop(code, offset);
    const size_t count = depth_of(code, loop);
    for (size_t place = count; place-- > 0; loop = code->loops.list[loop].parent)
        if (place < capacity)
            loops[place] = describe(code, loop);
    return count;
}

/* `async for` sends into what GET_ANEXT gave: GET_ANEXT, LOAD_CONST and SEND, maybe with prefixes. */
enum { MOST_TO_SEND = 4 };

bool python_code_fetches_item(const struct python_code *code, uint32_t offset) {
    const uint32_t index = python_instructions_find(&code->instructions, offset);
    if (index == PYTHON_NO_INSTRUCTION)
        return false;
    const struct python_instruction *list = code->instructions.list;
    if (list[index].role == PYTHON_ROLE_ITERATION || list[index].role == PYTHON_ROLE_ASYNC_ITERATION)
        return true;
    for (uint32_t back = 1; list[index].role == PYTHON_ROLE_AWAIT && back <= MOST_TO_SEND && back <= index;
         back++)
        if (list[index - back].role == PYTHON_ROLE_ASYNC_ITERATION)
            return true;
    return false;
}

/*
 * Where `other` fetches the next item of a loop that `offset` is in the body of, it is the iterator that
 * runs: what is looped over, and not what is repeated (a lazy query asks the database at the first fetch).
 */
static uint32_t loop_around_other(const struct python_code *code, uint32_t offset, uint32_t other) {
    const uint32_t loop = innermost_loop(code, other);
    if (loop == PYTHON_NO_LOOP || !python_code_fetches_item(code, other))
        return loop;
    const bool is_same_fetch = innermost_loop(code, offset) == loop && python_code_fetches_item(code, offset);
    return is_same_fetch ? loop : code->loops.list[loop].parent;
}

/* The loops that hold both are the outermost of each: below the last of them, the ways part. */
bool python_code_separating_loop(const struct python_code *code, uint32_t offset, uint32_t other,
                                 struct code_loop *loop) {
    const struct python_loop_node *list = code->loops.list;
    uint32_t here = innermost_loop(code, offset);
    uint32_t there = loop_around_other(code, offset, other);
    size_t depth = depth_of(code, here);
    size_t other_depth = depth_of(code, there);
    uint32_t separating = PYTHON_NO_LOOP;
    for (; other_depth > depth; other_depth--)
        there = list[there].parent;
    for (; here != PYTHON_NO_LOOP && here != there; depth--) {
        separating = here;
        if (depth == other_depth) {
            there = list[there].parent;
            other_depth--;
        }
        here = list[here].parent;
    }
    if (separating == PYTHON_NO_LOOP)
        return false;
    *loop = describe(code, separating);
    return true;
}
