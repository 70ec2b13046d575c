#include "codes.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { CODE_LIMIT = 3 << 14, FIRST_PLACES = 512, MOST_PLACES = 1 << 15 };

/*
 * A code object is found again fast by where it stands: a later one takes the slot, since a program that
 * compiles without end has no end of places. What it says finds the same function compiled anew, for good.
 */
struct code_slot {
    uint64_t key; /* 0: empty */
    uint32_t id;
};

bool code_table_start(struct code_table *table, struct arena *arena) {
    memset(table, 0, sizeof *table);
    table->arena = arena;
    table->place_count = FIRST_PLACES;
    table->places = arena_allocate(arena, FIRST_PLACES * sizeof *table->places);
    return table->places && key_table_start(&table->by_content, arena, CODE_LIMIT);
}

static struct code_slot *place_of(const struct code_table *table, uint64_t key) {
    return &table->places[(key >> 32) % table->place_count];
}

/* More places, empty ones: what they knew is found again by what it says. */
static void widen(struct code_table *table) {
    const uint32_t count = table->place_count * 4;
    struct code_slot *places =
        count <= MOST_PLACES ? arena_allocate(table->arena, count * sizeof *places) : NULL;
    if (!places)
        return;
    table->places = places;
    table->place_count = count;
}

static uint64_t key_of_place(const struct runtime_frame *frame) {
    const uint64_t place[2] = {(uintptr_t)frame->code, frame->check & ~RUNTIME_FRAME_MARKS};
    return XXH3_64bits(place, sizeof place) | 1;
}

/* Without the bytecode of CPython, which rewrites it in place as it runs. */
static uint64_t key_of_content(enum loopline_runtime_kind kind, const struct runtime_code *code) {
    uint64_t key = XXH3_64bits_withSeed(code->file, code->file_bytes, code->first_line);
    key = XXH3_64bits_withSeed(code->name, code->name_bytes, key);
    if (kind != LOOPLINE_RUNTIME_CPYTHON)
        key = XXH3_64bits_withSeed(code->bytecode.bytes, code->bytecode.length, key + code->flags);
    key = XXH3_64bits_withSeed(code->origins.bytes, code->origins.length, key);
    return XXH3_64bits_withSeed(code->line_table.bytes, code->line_table.length,
                                key + code->bytecode.length) |
           1;
}

/* All but the texts, which are long, and say how long they are. */
static void empty(struct runtime_code *code) {
    code->file_bytes = code->name_bytes = 0;
    code->first_line = code->flags = 0;
    code->bytecode = code->line_table = code->origins = (struct runtime_bytes){"", 0};
    code->left_out = false;
}

static char *append(char *to, const void *bytes, size_t length) {
    memcpy(to, bytes, length);
    return to + length;
}

static uint32_t write_record(struct code_table *table, uint32_t runtime, const struct runtime_code *code,
                             struct record_space *space, struct capture_file *file) {
    struct loopline_code *record =
        records_allocate(space, file, LOOPLINE_RECORD_CODE,
                         sizeof *record + code->file_bytes + code->name_bytes + code->bytecode.length +
                             code->line_table.length + code->origins.length);
    if (!record)
        return 0;
    record->id = ++table->code_count;
    record->runtime = runtime + 1;
    record->first_line = code->first_line;
    record->file_bytes = (uint32_t)code->file_bytes;
    record->name_bytes = (uint32_t)code->name_bytes;
    record->bytecode_bytes = (uint32_t)code->bytecode.length;
    record->line_table_bytes = (uint32_t)code->line_table.length;
    record->origins_bytes = (uint32_t)code->origins.length;
    record->flags = code->flags;
    char *data = append(record->data, code->file, code->file_bytes);
    data = append(data, code->name, code->name_bytes);
    data = append(data, code->bytecode.bytes, code->bytecode.length);
    data = append(data, code->line_table.bytes, code->line_table.length);
    append(data, code->origins.bytes, code->origins.length);
    records_publish(space, record);
    return record->id;
}

uint32_t code_table_add(struct code_table *table, uint32_t runtime, const struct runtime_frame *frame,
                        uint32_t number, struct runtime_code *scratch, struct record_space *space,
                        struct capture_file *file) {
    struct runtime_identity identity;
    const uint64_t place = key_of_place(frame);
    struct code_slot *known = place_of(table, place);
    if (known->key == place)
        return known->id;
    const struct runtime *reader = runtimes_get(runtime, &identity);
    empty(scratch);
    if (!reader->describe(frame, number, scratch)) {
        runtimes_distrust(runtime);
        return 0;
    }
    if (scratch->left_out) {
        *known = (struct code_slot){place, CODE_LEFT_OUT};
        return CODE_LEFT_OUT;
    }
    const uint64_t content = key_of_content(reader->kind, scratch);
    uint32_t id = (uint32_t)key_table_find(&table->by_content, content);
    if (!id && key_table_has_room(&table->by_content)) {
        id = write_record(table, runtime, scratch, space, file);
        if (id)
            key_table_add(&table->by_content, content, id);
    }
    if (id)
        *known = (struct code_slot){place, id};
    if (table->code_count > table->place_count / 2)
        widen(table);
    return id;
}

uint32_t code_table_instruction(uint32_t runtime, const struct runtime_frame *frame) {
    struct runtime_identity identity;
    return runtimes_get(runtime, &identity)->normalise_instruction(frame);
}

bool code_table_has_engine(const struct code_table *table, uint32_t module) {
    for (uint32_t i = 0; i < RUNTIME_LIMIT; i++)
        if (table->runtimes[i] && table->runtimes[i]->evaluator_module == module)
            return module != 0;
    return false;
}

static struct loopline_runtime *write_runtime(uint32_t runtime, const struct module_map *modules,
                                              struct record_space *space, struct capture_file *file) {
    struct runtime_identity identity;
    const struct runtime *described = runtimes_get(runtime, &identity);
    struct loopline_runtime *record = records_allocate(space, file, LOOPLINE_RECORD_RUNTIME, sizeof *record);
    if (!record)
        return NULL;
    const struct module_range *range = module_map_find(modules, identity.evaluator);
    record->id = runtime + 1;
    record->kind = described->kind;
    record->state = identity.state;
    memcpy(record->version, identity.version, sizeof record->version);
    if (range && range->id && range->id != MODULE_SHIM) {
        record->evaluator_module = range->id;
        record->evaluator_position = identity.evaluator - range->bias;
        record->evaluator_bytes = identity.evaluator_bytes;
    }
    records_publish(space, record);
    return record;
}

void code_table_note_runtime(struct code_table *table, uint32_t runtime, const struct module_map *modules,
                             struct record_space *space, struct capture_file *file) {
    struct runtime_identity identity;
    if (runtime >= RUNTIME_LIMIT)
        return;
    if (!table->runtimes[runtime])
        table->runtimes[runtime] = write_runtime(runtime, modules, space, file);
    if (!table->runtimes[runtime])
        return;
    runtimes_get(runtime, &identity);
    __atomic_store_n(&table->runtimes[runtime]->state, identity.state, __ATOMIC_RELAXED);
}
