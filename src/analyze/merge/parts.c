#include "merge.h"

#include <string.h>

static bool module_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct symbols_module_key *left = &merged->modules[entry]->key;
    const struct capture_module *right = key;
    if (strcmp(left->path, right->path) != 0 || left->build_id_bytes != right->build_id_bytes)
        return false;
    if (left->build_id_bytes)
        return memcmp(left->build_id, right->build_id, left->build_id_bytes) == 0;
    return left->file_bytes == right->file_bytes && left->file_mtime_ns == right->file_mtime_ns;
}

struct merged_module *merge_module(struct merge *merge, const struct capture *capture,
                                   const struct capture_module *module) {
    struct merged_capture *merged = merge->merged;
    uint64_t hash = hash_text(0, module->path);
    hash = hash_bytes(hash, module->build_id, module->build_id_bytes);
    const size_t found = index_find(&merge->modules, hash, module_is, merged, module);
    if (found != INDEX_NOT_FOUND)
        return merged->modules[found];
    struct merged_module *added = pool_allocate(&merged->pool, 1, sizeof(*added));
    added->is_program = module->is_program;
    added->is_interpreter = interpreter_is_module(capture, module);
    added->key = (struct symbols_module_key){
        .path = module->path,
        .build_id = module->build_id,
        .build_id_bytes = module->build_id_bytes,
        .file_bytes = module->file_bytes,
        .file_mtime_ns = module->file_mtime_ns,
    };
    index_add(&merge->modules, &merged->pool, hash, merged->module_count);
    merged->modules = pool_grow(&merged->pool, merged->modules, merged->module_count, &merge->module_capacity,
                                sizeof(struct merged_module *));
    merged->modules[merged->module_count++] = added;
    return added;
}

static bool library_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct merged_library *left = &merged->libraries[entry];
    const struct capture_library *right = key;
    return left->driver == right->driver && strcmp(left->path, right->path) == 0 &&
           strcmp(left->version, right->version) == 0;
}

void merge_library(struct merge *merge, const struct capture_library *library) {
    struct merged_capture *merged = merge->merged;
    const uint64_t hash = hash_text(hash_number(0, library->driver), library->path);
    if (index_find(&merge->libraries, hash, library_is, merged, library) != INDEX_NOT_FOUND)
        return;
    index_add(&merge->libraries, &merged->pool, hash, merged->library_count);
    merged->libraries = pool_grow(&merged->pool, merged->libraries, merged->library_count,
                                  &merge->library_capacity, sizeof(*merged->libraries));
    merged->libraries[merged->library_count++] = (struct merged_library){
        .path = library->path, .driver = library->driver, .version = library->version};
}

static bool statement_is(const void *context, size_t entry, const void *key) {
    const struct merged_capture *merged = context;
    const struct merged_statement *left = merged->statements[entry];
    const struct capture_statement *right = key;
    return left->driver == right->driver && left->fingerprint == right->fingerprint;
}

struct merged_statement *merge_statement(struct merge *merge, const struct capture_statement *statement) {
    struct merged_capture *merged = merge->merged;
    const uint64_t hash = hash_number(statement->driver, statement->fingerprint);
    const size_t found = index_find(&merge->statements, hash, statement_is, merged, statement);
    if (found != INDEX_NOT_FOUND)
        return merged->statements[found];
    struct merged_statement *added = pool_allocate(&merged->pool, 1, sizeof(*added));
    *added = (struct merged_statement){
        .driver = statement->driver,
        .fingerprint = statement->fingerprint,
        .statement_class = statement->statement_class,
        .flags = statement->flags,
        .text = statement->text,
    };
    index_add(&merge->statements, &merged->pool, hash, merged->statement_count);
    merged->statements = pool_grow(&merged->pool, merged->statements, merged->statement_count,
                                   &merge->statement_capacity, sizeof(struct merged_statement *));
    merged->statements[merged->statement_count++] = added;
    return added;
}
