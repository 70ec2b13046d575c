#include "native.h"

#include "disassembly.h"
#include "nesting.h"
#include <stdlib.h>

enum { MAXIMUM_UNBOUNDED_ENTRIES = 4096 };

struct native_loops {
    struct native_instruction *instructions; /* in the order of addresses */
    size_t instruction_count;
    size_t *block; /* per instruction: the basic block it is in; blocks are numbered by address */
    size_t block_count;
    struct native_loop *loops;
    struct nesting nesting;
    bool incomplete;
};

/* What exists only while a function is being analysed. */
struct analysis {
    struct native_disassembly disassembly;
    struct native_loops *loops;
    struct nesting_edge *edges; /* between instructions first, between blocks in the end */
    size_t edge_count;
    size_t edge_capacity;
    size_t *roots; /* instructions, then blocks, that exceptions lead to */
    size_t root_count;
    bool failed; /* out of memory */
};

static void add_edge(struct analysis *analysis, size_t from, size_t to) {
    if (analysis->edge_count == analysis->edge_capacity) {
        const size_t capacity = analysis->edge_capacity ? analysis->edge_capacity * 2 : 256;
        struct nesting_edge *grown = realloc(analysis->edges, capacity * sizeof *grown);
        if (!grown) {
            analysis->failed = true;
            return;
        }
        analysis->edges = grown;
        analysis->edge_capacity = capacity;
    }
    analysis->edges[analysis->edge_count++] = (struct nesting_edge){from, to};
}

/* A jump out of the function ends the flow: a tail call, or a thunk. */
static void add_edge_to_address(struct analysis *analysis, size_t from, uint64_t target) {
    const size_t to = native_disassembly_at(&analysis->disassembly, target);
    if (to != SIZE_MAX)
        add_edge(analysis, from, to);
}

static bool read_entry(const struct native_code *code, const struct native_jump_table *table, size_t index,
                       uint64_t *target) {
    uint64_t entry = 0; /* little-endian, as x86-64 and aarch64 are */
    if (!code->read(code->context, table->address + index * table->entry_size, &entry, table->entry_size))
        return false;
    const unsigned unused_bits = 64 - 8 * (unsigned)table->entry_size;
    if (table->is_signed)
        entry = (uint64_t)((int64_t)(entry << unused_bits) >> unused_bits);
    *target = table->base + (entry << table->shift);
    return true;
}

/* Returns whether the jump at index `jump` could be followed. */
static bool follow_jump_table(struct analysis *analysis, size_t jump) {
    const struct native_disassembly *disassembly = &analysis->disassembly;
    struct native_jump_table table = {0};
    if (!disassembly->code->read || !disassembly->machine->find_jump_table(disassembly, jump, &table))
        return false;
    const size_t limit = table.entries ? table.entries : MAXIMUM_UNBOUNDED_ENTRIES;
    size_t followed = 0;
    for (size_t i = 0; i < limit; i++) {
        uint64_t target = 0;
        if (!read_entry(disassembly->code, &table, i, &target))
            break;
        const size_t to = native_disassembly_at(disassembly, target);
        if (to == SIZE_MAX) {
            if (table.entries == 0)
                break;
            continue;
        }
        add_edge(analysis, jump, to);
        followed++;
    }
    /* a few entries may lead to a part that is not known; with more, it is no table at all */
    return followed > 0 && followed >= table.entries / 2;
}

static void mark_last_calls(struct native_disassembly *disassembly) {
    const struct native_code *code = disassembly->code;
    if (!code->returns)
        return;
    for (size_t i = 0; i < disassembly->count; i++) {
        struct native_instruction *instruction = &disassembly->instructions[i];
        if (instruction->flow == NATIVE_FLOW_CALL && instruction->target != 0 &&
            !code->returns(code->context, instruction->target))
            instruction->flow = NATIVE_FLOW_LAST_CALL;
    }
}

static bool goes_on(const struct native_instruction *instruction) {
    return instruction->flow == NATIVE_FLOW_NEXT || instruction->flow == NATIVE_FLOW_CALL;
}

/* Whether the next instruction of the list is the next one in memory. */
static bool has_successor(const struct native_disassembly *disassembly, size_t index) {
    const struct native_instruction *instruction = &disassembly->instructions[index];
    return index + 1 < disassembly->count &&
           instruction[1].address == instruction->address + instruction->size;
}

static void add_edges_of(struct analysis *analysis, size_t index) {
    const struct native_disassembly *disassembly = &analysis->disassembly;
    const struct native_instruction *instruction = &disassembly->instructions[index];
    const enum native_flow flow = instruction->flow;
    if (flow == NATIVE_FLOW_INDIRECT && !follow_jump_table(analysis, index))
        analysis->loops->incomplete = true;
    if (flow == NATIVE_FLOW_BRANCH || flow == NATIVE_FLOW_JUMP)
        add_edge_to_address(analysis, index, instruction->target);
    if ((flow == NATIVE_FLOW_BRANCH || goes_on(instruction)) && has_successor(disassembly, index))
        add_edge(analysis, index, index + 1);
}

/* Index of the first instruction at or behind `address`. */
static size_t lower_bound(const struct native_instruction *instructions, size_t count, uint64_t address) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (instructions[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_call(const struct native_instruction *instruction) {
    return instruction->flow == NATIVE_FLOW_CALL || instruction->flow == NATIVE_FLOW_LAST_CALL;
}

static void add_handlers(struct analysis *analysis) {
    const struct native_disassembly *disassembly = &analysis->disassembly;
    const struct native_code *code = disassembly->code;
    if (code->handler_count == 0)
        return;
    analysis->roots = calloc(code->handler_count, sizeof *analysis->roots);
    if (!analysis->roots) {
        analysis->failed = true;
        return;
    }
    for (size_t i = 0; i < code->handler_count; i++) {
        const struct native_handler *handler = &code->handlers[i];
        const size_t pad = native_disassembly_at(disassembly, handler->pad);
        if (pad == SIZE_MAX)
            continue;
        analysis->roots[analysis->root_count++] = pad;
        size_t from = lower_bound(disassembly->instructions, disassembly->count, handler->start);
        for (; from < disassembly->count && disassembly->instructions[from].address < handler->end; from++)
            if (is_call(&disassembly->instructions[from]))
                add_edge(analysis, from, pad);
    }
}

/* Only control transfers and what they lead to begin a block; the edge to a plain successor does not. */
static bool starts_block(const struct native_disassembly *disassembly, const struct nesting_edge *edge) {
    return edge->to != edge->from + 1 || !goes_on(&disassembly->instructions[edge->from]);
}

/* Groups the instructions into blocks and turns edges between instructions into edges between blocks. */
static bool form_blocks(struct analysis *analysis) {
    const struct native_disassembly *disassembly = &analysis->disassembly;
    struct native_loops *loops = analysis->loops;
    bool *starts = calloc(disassembly->count + 1, sizeof *starts);
    loops->block = malloc(disassembly->count * sizeof *loops->block);
    if (!starts || !loops->block) {
        free(starts);
        return false;
    }
    for (size_t i = 0; i < analysis->edge_count; i++)
        if (starts_block(disassembly, &analysis->edges[i]))
            starts[analysis->edges[i].to] = true;
    for (size_t i = 0; i < disassembly->count; i++) {
        const struct native_instruction *instruction = &disassembly->instructions[i];
        const bool follows = i > 0 && instruction[-1].address + instruction[-1].size == instruction->address;
        const bool flows_in =
            follows && (instruction[-1].flow == NATIVE_FLOW_NEXT || instruction[-1].flow == NATIVE_FLOW_CALL);
        if (!flows_in || starts[i])
            loops->block_count++;
        loops->block[i] = loops->block_count - 1;
    }
    free(starts);

    size_t kept = 0;
    for (size_t i = 0; i < analysis->edge_count; i++) {
        const struct nesting_edge edge = analysis->edges[i];
        const bool inside = loops->block[edge.from] == loops->block[edge.to] && edge.to > edge.from;
        if (!inside)
            analysis->edges[kept++] = (struct nesting_edge){loops->block[edge.from], loops->block[edge.to]};
    }
    analysis->edge_count = kept;
    for (size_t i = 0; i < analysis->root_count; i++)
        analysis->roots[i] = loops->block[analysis->roots[i]];
    return true;
}

static bool find_loops(struct analysis *analysis) {
    struct native_loops *loops = analysis->loops;
    const size_t entry = native_disassembly_at(&analysis->disassembly, analysis->disassembly.code->address);
    const struct nesting_graph graph = {
        .node_count = loops->block_count,
        .edges = analysis->edges,
        .edge_count = analysis->edge_count,
        .entry = entry == SIZE_MAX ? 0 : loops->block[entry],
        .roots = analysis->roots,
        .root_count = analysis->root_count,
    };
    if (!nesting_find(&graph, &loops->nesting))
        return false;
    loops->loops = calloc(loops->nesting.loop_count + 1, sizeof *loops->loops);
    if (!loops->loops)
        return false;
    for (size_t i = 0; i < loops->nesting.loop_count; i++) {
        loops->loops[i].depth = loops->nesting.loops[i].depth;
        loops->loops[i].parent = loops->nesting.loops[i].parent;
    }
    size_t previous = SIZE_MAX;
    for (size_t i = 0; i < loops->instruction_count; i++) {
        if (loops->block[i] == previous)
            continue;
        previous = loops->block[i];
        for (size_t loop = loops->nesting.innermost[previous]; loop != SIZE_MAX;
             loop = loops->loops[loop].parent)
            if (loops->nesting.loops[loop].header == previous)
                loops->loops[loop].header = loops->instructions[i].address;
    }
    return true;
}

static bool analyze(struct analysis *analysis) {
    struct native_disassembly *disassembly = &analysis->disassembly;
    mark_last_calls(disassembly);
    for (size_t i = 0; i < disassembly->count && !analysis->failed; i++)
        add_edges_of(analysis, i);
    add_handlers(analysis);
    if (analysis->failed || !form_blocks(analysis))
        return false;
    analysis->loops->instructions = disassembly->instructions;
    analysis->loops->instruction_count = disassembly->count;
    const bool found = find_loops(analysis);
    if (!found)
        analysis->loops->instructions = NULL; /* still the disassembly's */
    else
        disassembly->instructions = NULL;
    return found;
}

struct native_loops *native_loops_analyze(const struct native_code *code) {
    struct analysis analysis = {.loops = calloc(1, sizeof *analysis.loops)};
    if (!analysis.loops)
        return NULL;
    bool done = native_disassembly_begin(&analysis.disassembly, code);
    if (done) {
        done = analyze(&analysis);
        native_disassembly_end(&analysis.disassembly);
    }
    free(analysis.edges);
    free(analysis.roots);
    if (done)
        return analysis.loops;
    native_loops_free(analysis.loops);
    return NULL;
}

void native_loops_free(struct native_loops *loops) {
    if (!loops)
        return;
    nesting_free(&loops->nesting);
    free(loops->instructions);
    free(loops->block);
    free(loops->loops);
    free(loops);
}

size_t native_loops_count(const struct native_loops *loops) {
    return loops->nesting.loop_count;
}

const struct native_loop *native_loops_get(const struct native_loops *loops, size_t index) {
    return &loops->loops[index];
}

const struct native_instruction *native_loops_instruction(const struct native_loops *loops,
                                                          uint64_t address) {
    const size_t next = lower_bound(loops->instructions, loops->instruction_count, address);
    const bool is_start = next < loops->instruction_count && loops->instructions[next].address == address;
    if (!is_start && next == 0)
        return NULL;
    const struct native_instruction *instruction = &loops->instructions[is_start ? next : next - 1];
    return address - instruction->address < instruction->size ? instruction : NULL;
}

size_t native_loops_find(const struct native_loops *loops, uint64_t address) {
    const struct native_instruction *instruction = native_loops_instruction(loops, address);
    return instruction ? loops->nesting.innermost[loops->block[instruction - loops->instructions]] : SIZE_MAX;
}

bool native_loops_within(const struct native_loops *loops, size_t index, size_t around) {
    while (index != SIZE_MAX && index != around)
        index = loops->loops[index].parent;
    return index != SIZE_MAX;
}

void native_loops_instructions(const struct native_loops *loops, size_t index,
                               void (*visit)(void *context, const struct native_instruction *instruction),
                               void *context) {
    for (size_t i = 0; i < loops->instruction_count; i++)
        if (index == SIZE_MAX || native_loops_within(loops, loops->nesting.innermost[loops->block[i]], index))
            visit(context, &loops->instructions[i]);
}

bool native_loops_incomplete(const struct native_loops *loops) {
    return loops->incomplete;
}
