/*
 * Whatever a module's file and its debug file hold, their symbols, lines and loops are read without a fault.
 * The files are there, at paths that lead to them: by build-id, and by debug link beside the module.
 *
 * Input: four bytes that choose addresses and the key, the module's length (32 bits), the module, the debug
 * file. Seeds: tests/fuzz/seeds/symbols.
 */
#include <string.h>

#include "analyze/symbols/symbols.h"
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_BYTES = 8, FRAMES = 8, LOOPS = 4 };

/* What tests/fuzz/seeds/symbols links with. */
static const uint8_t build_id[] = {0xfe, 0xed, 0x5e, 0xed, 0xfe, 0xed, 0x5e, 0xed};

static struct paths {
    char directories[256];
    char module[128];
    char linked[128];
    char by_build_id[160];
} paths;

static void make_paths(void) {
    const char *const top = fuzz_directory();
    char directory[128];
    snprintf(paths.directories, sizeof paths.directories, ".debug:%s", top);
    snprintf(paths.module, sizeof paths.module, "%s/module", top);
    snprintf(paths.linked, sizeof paths.linked, "%s/.debug/module.debug", top);
    snprintf(paths.by_build_id, sizeof paths.by_build_id, "%s/.build-id/fe/ed5eedfeed5eed.debug", top);
    static const char *const below[] = {".debug", ".build-id", ".build-id/fe"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        snprintf(directory, sizeof directory, "%s/%s", top, below[i]);
        if (mkdir(directory, 0700))
            abort();
    }
}

static void ask(struct symbols_module *module, uint64_t offset, uint64_t other) {
    struct symbols_frame frames[FRAMES];
    struct symbols_loop loops[LOOPS];
    int line;
    size_t count = symbols_expand(module, offset, frames, FRAMES);
    count = count < FRAMES ? count : FRAMES;
    for (size_t i = 0; i < count; i++) {
        symbols_loops(module, offset, i, loops, LOOPS);
        symbols_separating_loop(module, offset, i, other, &line);
    }
}

static struct symbols_module_key key_of(bool by_build_id) {
    struct symbols_module_key key = {.path = paths.module};
    struct stat status;
    if (by_build_id) {
        key.build_id = build_id;
        key.build_id_bytes = sizeof build_id;
    } else if (stat(paths.module, &status) == 0) {
        key.file_bytes = (uint64_t)status.st_size;
        key.file_mtime_ns = (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    }
    return key;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint32_t module_bytes;
    if (size < HEAD_BYTES)
        return 0;
    memcpy(&module_bytes, data + 4, sizeof module_bytes);
    const size_t left = size - HEAD_BYTES;
    module_bytes = module_bytes < left ? module_bytes : (uint32_t)left;
    if (!paths.module[0])
        make_paths();
    fuzz_write_file(paths.module, data + HEAD_BYTES, module_bytes);
    fuzz_write_file(paths.by_build_id, data + HEAD_BYTES + module_bytes, left - module_bytes);
    fuzz_write_file(paths.linked, data + HEAD_BYTES + module_bytes, left - module_bytes);
    struct symbols *const symbols = symbols_new();
    if (!symbols || !symbols_set_debug_directories(symbols, paths.directories))
        abort();
    const struct symbols_module_key key = key_of(data[0] & 1);
    struct symbols_module *const module = symbols_module(symbols, &key);
    if (!module)
        abort();
    symbols_module_exports(module, "sqlite3_step");
    for (uint64_t offset = 0x1000 + data[1]; offset < 0x1400; offset += 16 + data[2] % 64u)
        ask(module, offset, 0x1000 + 4u * data[3]);
    symbols_free(symbols);
    return 0;
}
