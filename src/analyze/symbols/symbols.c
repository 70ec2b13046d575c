#include "symbols.h"

#include "place.h"
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
    char **debug_directories;      /* of the symbols object, as libdwfl takes them */
    struct symbols_module_key key; /* path and build_id are copies */
    enum symbols_state state;
    bool is_known; /* another machine said what it is: the file is opened for what that left out */
    bool is_open;
    struct elf_file file;
    struct function_tables tables;
    const char **exports; /* functions that the file was asked for and exports; owned by the texts */
    size_t export_count;
    struct physical_function *functions; /* all that were found, in a list */
    void *parts;                         /* their parts, a tree of struct function_part */
    void *places;                        /* those asked for: a tree of struct symbols_place */
};

/* A part of a function that was found, or an address at which there is none. */
struct function_part {
    uint64_t low;
    uint64_t high;
    struct physical_function *function;
};

struct symbols *symbols_new(void) {
    return calloc(1, sizeof(struct symbols));
}

static void module_free(struct symbols_module *module) {
    tdestroy(module->places, free);
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
    free(module->exports);
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
static void read_tables(struct symbols_module *module) {
    module->tables.file = &module->file;
    if (!module->file.dwfl)
        return;
    if (module->file.dwarf)
        module->tables.dwarf = dwarf_index_new(module->file.dwarf, module->tables.texts);
    if (!unwind_table_read(&module->tables.unwind, &module->file))
        unwind_table_free(&module->tables.unwind);
    if (!function_symbols_read(&module->tables.symbols, &module->file))
        function_symbols_free(&module->tables.symbols);
    if (!elf_calls_read(&module->tables.calls, &module->file, &module->tables.symbols))
        elf_calls_free(&module->tables.calls);
}

static struct symbols_module *find_module(const struct symbols *symbols,
                                          const struct symbols_module_key *key) {
    for (struct symbols_module *module = symbols->modules; module; module = module->next)
        if (is_same_key(&module->key, key))
            return module;
    return NULL;
}

static struct symbols_module *add_module(struct symbols *symbols, const struct symbols_module_key *key) {
    struct symbols_module *module = calloc(1, sizeof *module);
    if (!module)
        return NULL;
    if (!copy_key(module, key)) {
        module_free(module);
        return NULL;
    }
    module->tables.texts = &symbols->texts;
    module->debug_directories = symbols->debug_directories ? &symbols->debug_directories : NULL;
    module->next = symbols->modules;
    symbols->modules = module;
    return module;
}

static void open_file(struct symbols_module *module) {
    if (module->is_open)
        return;
    module->is_open = true;
    elf_file_open(&module->file, &module->key, module->debug_directories);
    read_tables(module);
    if (!module->is_known)
        module->state = module->file.state;
}

struct symbols_module *symbols_module(struct symbols *symbols, const struct symbols_module_key *key) {
    struct symbols_module *module = find_module(symbols, key);
    if (module)
        return module;
    module = add_module(symbols, key);
    if (module)
        open_file(module);
    return module;
}

enum symbols_state symbols_module_state(const struct symbols_module *module) {
    return module->state;
}

static bool has_found_export(const struct symbols_module *module, const char *function) {
    for (size_t i = 0; i < module->export_count; i++)
        if (strcmp(module->exports[i], function) == 0)
            return true;
    return false;
}

static bool keep_export(struct symbols_module *module, const char *function) {
    const char *kept = text_pool_add(module->tables.texts, function);
    const char **longer = realloc(module->exports, (module->export_count + 1) * sizeof *longer);
    if (longer)
        module->exports = longer;
    if (!kept || !longer)
        return false;
    module->exports[module->export_count++] = kept;
    return true;
}

bool symbols_module_exports(struct symbols_module *module, const char *function) {
    if (has_found_export(module, function))
        return true;
    return !module->is_known && function_symbols_exports(&module->tables.symbols, function) &&
           keep_export(module, function);
}

/* Among those of the section that compilers put texts into. */
static bool has_constant(const struct elf_file *file, const char *text) {
    uint64_t address;
    const Elf_Data *constants = elf_file_section(file, ".rodata", &address);
    return constants && constants->d_buf && memmem(constants->d_buf, constants->d_size, text, strlen(text));
}

bool symbols_module_holds_text(struct symbols_module *module, const char *text) {
    uint64_t address;
    if (has_found_export(module, text))
        return true;
    return !module->is_known && !elf_file_section(&module->file, ".symtab", &address) &&
           has_constant(&module->file, text) && keep_export(module, text);
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

static int compare_places(const void *left, const void *right) {
    const uint64_t a = ((const struct symbols_place *)left)->offset;
    const uint64_t b = ((const struct symbols_place *)right)->offset;
    return (a > b) - (a < b);
}

static bool keep_place(struct symbols_module *module, struct symbols_place *place) {
    struct symbols_place *const *kept = tsearch(place, &module->places, compare_places);
    if (kept && *kept == place)
        return true;
    free(place);
    return false;
}

const struct symbols_place *symbols_place_at(struct symbols_module *module, uint64_t offset) {
    const struct symbols_place key = {.offset = offset};
    struct symbols_place *const *known = tfind(&key, &module->places, compare_places);
    if (known)
        return *known;
    open_file(module);
    struct physical_function *function = offset > 0 ? function_at(module, offset - 1) : NULL;
    struct symbols_place *place = place_make(function, &module->tables, offset);
    return place && keep_place(module, place) ? place : NULL;
}

size_t symbols_expand(struct symbols_module *module, uint64_t offset, struct symbols_frame *frames,
                      size_t capacity) {
    const struct symbols_place *place = symbols_place_at(module, offset);
    if (capacity == 0)
        return place ? place->frame_count : 0;
    if (!place) {
        frames[0] = (struct symbols_frame){0};
        return 1;
    }
    const size_t written = place->frame_count < capacity ? place->frame_count : capacity;
    memcpy(frames, place->frames, written * sizeof *frames);
    return place->frame_count;
}

bool symbols_leads_to_caller(struct symbols_module *module, uint64_t offset) {
    open_file(module);
    const bool has_file =
        module->state == SYMBOLS_LINES || module->state == SYMBOLS_NAMES || module->state == SYMBOLS_NONE;
    return module->is_known || !has_file || offset == 0 ||
           address_ranges_find(&module->tables.unwind.functions, offset - 1);
}

size_t symbols_loops(struct symbols_module *module, uint64_t offset, size_t frame, struct symbols_loop *loops,
                     size_t capacity) {
    const struct symbols_place *place = symbols_place_at(module, offset);
    size_t count = 0;
    for (size_t i = place ? place->loop_count : 0; i-- > 0;) {
        if (place->loops[i].frame != frame)
            continue;
        if (count < capacity)
            loops[count] = (struct symbols_loop){place->loops[i].start, place->loops[i].header_line};
        count++;
    }
    return count;
}

static bool is_in_loop(const struct symbols_place *place, uint32_t loop) {
    for (size_t i = 0; i < place->loop_count; i++)
        if (place->loops[i].number == loop)
            return true;
    return false;
}

bool symbols_separating_loop(struct symbols_module *module, uint64_t offset, size_t frame, uint64_t other,
                             int *header_line) {
    const struct symbols_place *place = symbols_place_at(module, offset);
    const struct symbols_place *without = symbols_place_at(module, other);
    if (!place || !without || !place->function || place->function != without->function)
        return false;
    for (size_t i = place->loop_count; i-- > 0;) {
        if (place->loops[i].frame != frame || is_in_loop(without, place->loops[i].number))
            continue;
        *header_line = place->loops[i].header_line;
        return true;
    }
    return false;
}

/* ---- what another machine found out ----------------------------------------------------------------------
 */

struct symbols_module *symbols_know_module(struct symbols *symbols, const struct symbols_module_key *key,
                                           enum symbols_state state) {
    struct symbols_module *module = find_module(symbols, key);
    if (module)
        return module;
    module = add_module(symbols, key);
    if (!module)
        return NULL;
    module->is_known = true;
    module->state = state;
    return module;
}

bool symbols_know_export(struct symbols_module *module, const char *function) {
    return has_found_export(module, function) || keep_export(module, function);
}

bool symbols_know_place(struct symbols_module *module, const struct symbols_place *place) {
    struct symbols_place *copy = place_copy(place, module->tables.texts);
    if (!copy)
        return false;
    keep_place(module, copy); /* unless the place is known already */
    return true;
}

struct visit {
    void (*visit)(void *context, const struct symbols_place *place);
    void *context;
};

static void visit_node(const void *node, VISIT order, void *visit) {
    const struct visit *to = visit;
    if (order == postorder || order == leaf)
        to->visit(to->context, *(const struct symbols_place *const *)node);
}

void symbols_each_place(const struct symbols_module *module,
                        void (*visit)(void *context, const struct symbols_place *place), void *context) {
    twalk_r(module->places, visit_node, &(struct visit){visit, context});
}

const struct symbols_module_key *symbols_key_of_module(const struct symbols_module *module) {
    return &module->key;
}

size_t symbols_module_export_count(const struct symbols_module *module) {
    return module->export_count;
}

const char *symbols_module_export(const struct symbols_module *module, size_t number) {
    return module->exports[number];
}

struct symbols_module *symbols_next_module(const struct symbols *symbols,
                                           const struct symbols_module *module) {
    return module ? module->next : symbols->modules;
}
