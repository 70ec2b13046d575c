#include "symbols.h"

#include "functions.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct symbols {
    struct text_pool texts;
    struct symbols_module *modules; /* a list: there are a few dozen at most */
    char *debug_directories;        /* NULL: libdwfl's default */
};

struct symbols_module {
    struct symbols_module *next;
    struct symbols_module_key key; /* path and build_id are copies */
    struct elf_file file;
    struct function_tables tables;
    struct physical_function *functions; /* all that were found, in a list */
    void *parts;                         /* their parts, a tree of struct function_part */
    void *expansions;                    /* a tree of struct expansion */
};

/* A part of a function that was found, or an address at which there is none. */
struct function_part {
    uint64_t low;
    uint64_t high;
    struct physical_function *function;
};

/* What symbols_expand answered for an offset. */
struct expansion {
    uint64_t offset;
    size_t count;
    struct symbols_frame frames[];
};

struct symbols *symbols_new(void) {
    return calloc(1, sizeof(struct symbols));
}

static void module_free(struct symbols_module *module) {
    tdestroy(module->expansions, free);
    tdestroy(module->parts, free);
    while (module->functions) {
        struct physical_function *function = module->functions;
        module->functions = function->next;
        physical_function_free(function);
    }
    dwarf_index_free(module->tables.dwarf);
    unwind_table_free(&module->tables.unwind);
    elf_calls_free(&module->tables.calls);
    pool_free(&module->tables.last_functions.pool);
    function_symbols_free(&module->tables.symbols);
    elf_file_close(&module->file);
    free((char *)module->key.path);
    free((uint8_t *)module->key.build_id);
    free(module);
}

void symbols_free(struct symbols *symbols) {
    if (!symbols)
        return;
    while (symbols->modules) {
        struct symbols_module *module = symbols->modules;
        symbols->modules = module->next;
        module_free(module);
    }
    text_pool_free(&symbols->texts);
    free(symbols->debug_directories);
    free(symbols);
}

bool symbols_set_debug_directories(struct symbols *symbols, const char *directories) {
    char *copy = strdup(directories);
    if (!copy)
        return false;
    free(symbols->debug_directories);
    symbols->debug_directories = copy;
    return true;
}

static bool is_same_key(const struct symbols_module_key *one, const struct symbols_module_key *other) {
    return strcmp(one->path, other->path) == 0 && one->build_id_bytes == other->build_id_bytes &&
           one->file_bytes == other->file_bytes && one->file_mtime_ns == other->file_mtime_ns &&
           (one->build_id_bytes == 0 || memcmp(one->build_id, other->build_id, one->build_id_bytes) == 0);
}

static bool copy_key(struct symbols_module *module, const struct symbols_module_key *key) {
    module->key = *key;
    module->key.path = strdup(key->path);
    module->key.build_id = NULL;
    if (!module->key.path)
        return false;
    if (key->build_id_bytes == 0)
        return true;
    uint8_t *build_id = malloc(key->build_id_bytes);
    if (!build_id)
        return false;
    memcpy(build_id, key->build_id, key->build_id_bytes);
    module->key.build_id = build_id;
    return true;
}

/* Without its tables a file still has its state; what is missing is as unknown as in a stripped file. */
static void read_tables(struct symbols *symbols, struct symbols_module *module) {
    module->tables.file = &module->file;
    module->tables.texts = &symbols->texts;
    if (!module->file.dwfl)
        return;
    if (module->file.dwarf)
        module->tables.dwarf = dwarf_index_new(module->file.dwarf, &symbols->texts);
    if (!unwind_table_read(&module->tables.unwind, &module->file))
        unwind_table_free(&module->tables.unwind);
    if (!function_symbols_read(&module->tables.symbols, &module->file))
        function_symbols_free(&module->tables.symbols);
    if (!elf_calls_read(&module->tables.calls, &module->file, &module->tables.symbols))
        elf_calls_free(&module->tables.calls);
}

struct symbols_module *symbols_module(struct symbols *symbols, const struct symbols_module_key *key) {
    for (struct symbols_module *module = symbols->modules; module; module = module->next)
        if (is_same_key(&module->key, key))
            return module;
    struct symbols_module *module = calloc(1, sizeof *module);
    if (!module)
        return NULL;
    if (!copy_key(module, key)) {
        module_free(module);
        return NULL;
    }
    elf_file_open(&module->file, &module->key,
                  symbols->debug_directories ? &symbols->debug_directories : NULL);
    read_tables(symbols, module);
    module->next = symbols->modules;
    symbols->modules = module;
    return module;
}

enum symbols_state symbols_module_state(const struct symbols_module *module) {
    return module->file.state;
}

bool symbols_module_exports(const struct symbols_module *module, const char *function) {
    return function_symbols_exports(&module->tables.symbols, function);
}

const char *symbols_module_path(const struct symbols_module *module) {
    return module->key.path;
}

static int compare_parts(const void *left, const void *right) {
    const struct function_part *a = left;
    const struct function_part *b = right;
    if (a->high <= b->low)
        return -1;
    return a->low >= b->high ? 1 : 0;
}

static void remember_part(struct symbols_module *module, uint64_t low, uint64_t high,
                          struct physical_function *function) {
    struct function_part *part = malloc(sizeof *part);
    if (!part)
        return;
    *part = (struct function_part){.low = low, .high = high, .function = function};
    struct function_part *const *kept = tsearch(part, &module->parts, compare_parts);
    if (!kept || *kept != part)
        free(part);
}

/* The function at `address`, from what was found before or anew; NULL for none. */
static struct physical_function *function_at(struct symbols_module *module, uint64_t address) {
    const struct function_part key = {.low = address, .high = address + 1};
    struct function_part *const *known = tfind(&key, &module->parts, compare_parts);
    if (known)
        return (*known)->function;
    if (!module->file.dwfl)
        return NULL;
    struct physical_function *function = physical_function_find(&module->tables, address);
    if (!function) {
        remember_part(module, address, address + 1, NULL);
        return NULL;
    }
    function->next = module->functions;
    module->functions = function;
    for (size_t i = 0; i < function->parts.count; i++)
        remember_part(module, function->parts.items[i].low, function->parts.items[i].high, function);
    return function;
}

/* Adds what the loops around `address` mean to the frame of `scope`. */
static void fill_loops(struct symbols_frame *frame, struct symbols_module *module,
                       struct physical_function *function, size_t scope, uint64_t address) {
    if (!function->loops)
        return;
    for (size_t loop = native_loops_find(function->loops, address); loop != SIZE_MAX;
         loop = native_loops_get(function->loops, loop)->parent) {
        const struct loop_source source = physical_function_loop(function, &module->tables, loop);
        if (source.scope != scope)
            continue;
        if (!frame->in_loop)
            frame->header_line = source.header_line;
        frame->in_loop = true;
        frame->loop_depth++;
    }
}

/* The distance of a return address from the function's entry, or from the start of the cold part it is in. */
static uint64_t offset_in_function(const struct physical_function *function, uint64_t return_address) {
    for (size_t i = 0; i < function->parts.count; i++)
        if (return_address - 1 >= function->parts.items[i].low &&
            return_address - 1 < function->parts.items[i].high)
            return return_address - function->parts.items[i].low;
    return 0;
}

static struct expansion *expansion_new(uint64_t offset, size_t count) {
    struct expansion *expansion = calloc(1, sizeof *expansion + count * sizeof expansion->frames[0]);
    if (!expansion)
        return NULL;
    expansion->offset = offset;
    expansion->count = count;
    return expansion;
}

static struct expansion *expand_without_scopes(struct symbols_module *module,
                                               struct physical_function *function, uint64_t offset) {
    struct expansion *expansion = expansion_new(offset, 1);
    if (!expansion || !function)
        return expansion;
    struct symbols_frame *frame = &expansion->frames[0];
    frame->function = function->name;
    frame->function_offset = offset_in_function(function, offset);
    fill_loops(frame, module, function, 0, offset - 1);
    return expansion;
}

static struct expansion *expand_scopes(struct symbols_module *module, struct physical_function *function,
                                       uint64_t offset) {
    const uint64_t address = offset - 1 - module->file.dwarf_bias;
    const struct scopes *scopes = &function->scopes;
    const uint64_t call = physical_function_call(function, &module->tables, offset - 1);
    size_t scope = scopes_find(scopes, address);
    size_t scope_of_loops = scopes_find(scopes, call - module->file.dwarf_bias);
    size_t count = 0;
    for (size_t i = scope; i != SCOPE_NONE; i = scopes->items[i].parent)
        count++;
    struct expansion *expansion = expansion_new(offset, count);
    if (!expansion)
        return NULL;
    struct dwarf_position position = dwarf_position_at(module->tables.texts, &function->unit, address);
    for (size_t i = 0; i < count; i++) {
        struct symbols_frame *frame = &expansion->frames[i];
        frame->function = scopes->items[scope].name;
        frame->file = position.file;
        frame->line = position.line;
        frame->column = position.column;
        frame->scope = scope;
        frame->declaration_line = scopes->items[scope].definition.line;
        frame->inlined = i + 1 < count;
        frame->function_offset = offset_in_function(function, offset);
        fill_loops(frame, module, function, scope_of_loops, call);
        position = scopes->items[scope].call;
        scope = scopes->items[scope].parent;
        scope_of_loops = scopes->items[scope_of_loops].parent;
    }
    return expansion;
}

static int compare_expansions(const void *left, const void *right) {
    const uint64_t a = ((const struct expansion *)left)->offset;
    const uint64_t b = ((const struct expansion *)right)->offset;
    return (a > b) - (a < b);
}

static const struct expansion *find_expansion(struct symbols_module *module, uint64_t offset) {
    const struct expansion key = {.offset = offset};
    struct expansion *const *known = tfind(&key, &module->expansions, compare_expansions);
    if (known)
        return *known;
    struct physical_function *function = offset > 0 ? function_at(module, offset - 1) : NULL;
    struct expansion *expansion = function && function->has_scopes
                                      ? expand_scopes(module, function, offset)
                                      : expand_without_scopes(module, function, offset);
    if (expansion && !tsearch(expansion, &module->expansions, compare_expansions)) {
        free(expansion);
        return NULL;
    }
    return expansion;
}

size_t symbols_expand(struct symbols_module *module, uint64_t offset, struct symbols_frame *frames,
                      size_t capacity) {
    const struct expansion *expansion = find_expansion(module, offset);
    if (capacity == 0)
        return expansion ? expansion->count : 0;
    if (!expansion) {
        frames[0] = (struct symbols_frame){0};
        return 1;
    }
    const size_t written = expansion->count < capacity ? expansion->count : capacity;
    memcpy(frames, expansion->frames, written * sizeof *frames);
    return expansion->count;
}

/* The scope of frame number `frame` at a call. */
static size_t scope_of_frame(const struct symbols_module *module, const struct physical_function *function,
                             uint64_t call, size_t frame) {
    if (!function->has_scopes)
        return 0;
    size_t scope = scopes_find(&function->scopes, call - module->file.dwarf_bias);
    while (frame-- > 0 && scope != SCOPE_NONE)
        scope = function->scopes.items[scope].parent;
    return scope;
}

size_t symbols_loops(struct symbols_module *module, uint64_t offset, size_t frame, struct symbols_loop *loops,
                     size_t capacity) {
    struct physical_function *function = offset > 0 ? function_at(module, offset - 1) : NULL;
    if (!function || !function->loops)
        return 0;
    const uint64_t call = physical_function_call(function, &module->tables, offset - 1);
    const size_t scope = scope_of_frame(module, function, call, frame);
    size_t count = 0;
    for (size_t loop = native_loops_find(function->loops, call); loop != SIZE_MAX;
         loop = native_loops_get(function->loops, loop)->parent) {
        const struct loop_source source = physical_function_loop(function, &module->tables, loop);
        if (source.scope != scope)
            continue;
        /* Found from the inside out. */
        if (capacity)
            memmove(loops + 1, loops, (count < capacity ? count : capacity - 1) * sizeof *loops);
        if (capacity)
            loops[0] =
                (struct symbols_loop){native_loops_get(function->loops, loop)->header, source.header_line};
        count++;
    }
    return count;
}

bool symbols_separating_loop(struct symbols_module *module, uint64_t offset, size_t frame, uint64_t other,
                             int *header_line) {
    struct physical_function *function = offset > 0 ? function_at(module, offset - 1) : NULL;
    if (!function || !function->loops || other == 0 || function_at(module, other - 1) != function)
        return false;
    const uint64_t call = physical_function_call(function, &module->tables, offset - 1);
    const uint64_t other_call = physical_function_call(function, &module->tables, other - 1);
    const size_t scope = scope_of_frame(module, function, call, frame);
    bool separated = false;
    const size_t around_other = native_loops_find(function->loops, other_call);
    for (size_t loop = native_loops_find(function->loops, call); loop != SIZE_MAX;
         loop = native_loops_get(function->loops, loop)->parent) {
        const struct loop_source source = physical_function_loop(function, &module->tables, loop);
        if (source.scope != scope || native_loops_within(function->loops, around_other, loop))
            continue;
        *header_line = source.header_line;
        separated = true;
    }
    return separated;
}
