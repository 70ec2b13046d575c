/*
 * symbols.h as a test writes it: a table from return addresses to lines and loops. To be included by one test
 * program, whose definitions here stand before the real ones in the archive that it is linked with.
 */
#ifndef LOOPLINE_UNIT_HELPERS_SCRIPTED_SYMBOLS_H
#define LOOPLINE_UNIT_HELPERS_SCRIPTED_SYMBOLS_H

#include <stdlib.h>
#include <string.h>

#include "analyze/symbols/symbols.h"

/*
 * A source frame at a return address. Several entries of one position, one after the other, are inlined into
 * one another, innermost first. `loops` names the loops around the call, outermost first, by the numbers of
 * their first lines, ended by 0.
 */
struct scripted_frame {
    uint64_t position;
    const char *function;
    int line;
    int loops[4];
    uint64_t function_start;
};

/* Set by the test; ended by a position of 0. Source files are /src/FUNCTION.c, one for each function. */
static const struct scripted_frame *scripted_frames;

struct symbols_module {
    const char *path;
};

struct symbols {
    struct symbols_module modules[16];
};

struct symbols *symbols_new(void) {
    return calloc(1, sizeof(struct symbols));
}

void symbols_free(struct symbols *symbols) {
    free(symbols);
}

struct symbols_module *symbols_module(struct symbols *symbols, const struct symbols_module_key *key) {
    for (size_t i = 0; i < 16; i++) {
        if (!symbols->modules[i].path)
            symbols->modules[i].path = key->path;
        if (strcmp(symbols->modules[i].path, key->path) == 0)
            return &symbols->modules[i];
    }
    return NULL;
}

enum symbols_state symbols_module_state(const struct symbols_module *module) {
    return strstr(module->path, "stripped") ? SYMBOLS_NONE : SYMBOLS_LINES;
}

/* A file that is called after a function exports it. */
bool symbols_module_exports(struct symbols_module *module, const char *function) {
    return strstr(module->path, function) != NULL;
}

bool symbols_module_holds_text(struct symbols_module *module, const char *text) {
    (void)module;
    (void)text;
    return false;
}

const char *symbols_module_path(const struct symbols_module *module) {
    return module->path;
}

static size_t scripted_depth(const struct scripted_frame *frame) {
    size_t depth = 0;
    while (depth < 4 && frame->loops[depth])
        depth++;
    return depth;
}

/* One file for each function, in memory that lives as long as the program. */
static const char *scripted_file(const char *function) {
    static struct {
        const char *function;
        char path[64];
    } files[64];
    size_t i = 0;
    while (files[i].function && strcmp(files[i].function, function) != 0)
        i++;
    files[i].function = function;
    strcpy(files[i].path, "/src/");
    strcat(files[i].path, function);
    strcat(files[i].path, ".c");
    return files[i].path;
}

size_t symbols_expand(struct symbols_module *module, uint64_t offset, struct symbols_frame *frames,
                      size_t capacity) {
    size_t count = 0;
    (void)module;
    for (const struct scripted_frame *from = scripted_frames; from->position; from++) {
        if (from->position != offset || count == capacity)
            continue;
        if (count)
            frames[count - 1].inlined = true;
        const size_t depth = scripted_depth(from);
        frames[count++] = (struct symbols_frame){
            .function = from->function,
            .file = from->line ? scripted_file(from->function) : NULL,
            .line = from->line,
            .declaration_line = from->line ? 1 : 0,
            .function_offset = offset - from->function_start,
            .in_loop = depth > 0,
            .loop_depth = depth,
            .header_line = depth ? from->loops[depth - 1] : 0,
        };
    }
    if (count == 0 && capacity)
        frames[count++] = (struct symbols_frame){.function_offset = 0};
    return count;
}

bool symbols_leads_to_caller(struct symbols_module *module, uint64_t offset) {
    (void)module;
    (void)offset;
    return true;
}

size_t symbols_loops(struct symbols_module *module, uint64_t offset, size_t frame, struct symbols_loop *loops,
                     size_t capacity) {
    size_t number = 0;
    (void)module;
    for (const struct scripted_frame *entry = scripted_frames; entry->position; entry++) {
        if (entry->position != offset || number++ != frame)
            continue;
        for (size_t i = 0; i < scripted_depth(entry) && i < capacity; i++)
            loops[i] = (struct symbols_loop){(uint64_t)entry->loops[i], entry->loops[i]};
        return scripted_depth(entry);
    }
    return 0;
}

bool symbols_separating_loop(struct symbols_module *module, uint64_t offset, size_t frame, uint64_t other,
                             int *header_line) {
    const struct scripted_frame *held = NULL;
    const struct scripted_frame *kept_out = NULL;
    size_t number = 0;
    (void)module;
    for (const struct scripted_frame *entry = scripted_frames; entry->position; entry++) {
        if (entry->position == offset && number++ == frame)
            held = entry;
        if (entry->position == other)
            kept_out = entry;
    }
    for (size_t i = 0; held && i < scripted_depth(held); i++) {
        bool is_shared = false;
        for (size_t j = 0; kept_out && j < scripted_depth(kept_out); j++)
            is_shared = is_shared || kept_out->loops[j] == held->loops[i];
        if (is_shared)
            continue;
        *header_line = held->loops[i];
        return true;
    }
    return false;
}

/* ---- merged files: a test that scripts its symbols has none of another machine ---- */

struct symbols_module *symbols_next_module(const struct symbols *symbols,
                                           const struct symbols_module *module) {
    (void)symbols;
    (void)module;
    return NULL;
}

const struct symbols_module_key *symbols_key_of_module(const struct symbols_module *module) {
    (void)module;
    abort();
}

void symbols_each_place(const struct symbols_module *module,
                        void (*visit)(void *context, const struct symbols_place *place), void *context) {
    (void)module;
    (void)visit;
    (void)context;
}

size_t symbols_module_export_count(const struct symbols_module *module) {
    (void)module;
    return 0;
}

const char *symbols_module_export(const struct symbols_module *module, size_t number) {
    (void)module;
    (void)number;
    abort();
}

struct symbols_module *symbols_know_module(struct symbols *symbols, const struct symbols_module_key *key,
                                           enum symbols_state state) {
    (void)symbols;
    (void)key;
    (void)state;
    abort();
}

bool symbols_know_export(struct symbols_module *module, const char *function) {
    (void)module;
    (void)function;
    abort();
}

bool symbols_know_place(struct symbols_module *module, const struct symbols_place *place) {
    (void)module;
    (void)place;
    abort();
}

#endif
