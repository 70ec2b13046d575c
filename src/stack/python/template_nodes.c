#include "template_nodes.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "frames.h"
#include "host/memory.h"
#include "host/scratch.h"
#include "loopline/capture.h"
#include "stack/host_memory.h"

/*
 * Nodes that are rendered around a statement are some hundred in a large application. Of more, those that
 * were seen last are known. Places are a few thousand: what is beyond stays the engine's.
 */
enum { SETS = 512, WAYS = 2, MOST_PLACES = 1 << 13, PLACE_SLOTS = 2 * MOST_PLACES, PLACES_BYTES = 2 << 20 };

enum { LINE_LIMIT = 10000000, MOST_FILE_BYTES = 768 };

/* A line of a template; never changes. */
struct place {
    uint64_t hash;
    struct loopline_code_line line;
    uint32_t file_bytes;
    char file[];
};

/* Who writes makes the version odd first. */
struct known_node {
    uint32_t version;
    uint32_t word_count;
    const void *node;
    const struct place *place; /* NULL: it does not tell */
    struct python_trail_word words[PYTHON_TRAIL_WORDS];
};

struct tables {
    struct known_node nodes[SETS][WAYS];
    const struct place *places[PLACE_SLOTS];
    uint32_t place_count;
    uint32_t place_bytes;
    _Alignas(16) char place_memory[PLACES_BYTES];
};

/* The module's state: the function that renders nodes, the latest that was seen, and what it has rendered. */
static struct {
    const void *code;
    uint32_t check;
    struct tables *tables;
} rendering;

#define LOAD(from) __atomic_load_n(&(from), __ATOMIC_ACQUIRE)
#define STORE(to, value) __atomic_store_n(&(to), (value), __ATOMIC_RELEASE)

/* ---- the function ----
 */

/*
 * Node.render_annotated, by which Django renders each node but texts (django/template/base.py, 1.9 to 5.2);
 * up to Python 3.10 a code object has no qualified name.
 */
static bool renders_nodes(const struct python_objects *objects, const void *code) {
    const struct python_layout *layout = objects->layout;
    return python_objects_text_ends_in(objects, pointer_at(code, layout->code_name), "render_annotated") &&
           python_objects_text_ends_in(objects, pointer_at(code, layout->code_file),
                                       "/django/template/base.py");
}

static bool start_tables(void) {
    struct tables *none = NULL;
    if (LOAD(rendering.tables))
        return true;
    struct tables *tables = memory_map(sizeof *tables);
    if (tables && !__atomic_compare_exchange_n(&rendering.tables, &none, tables, false, __ATOMIC_ACQ_REL,
                                               __ATOMIC_ACQUIRE))
        memory_unmap(tables, sizeof *tables);
    return LOAD(rendering.tables) != NULL;
}

static uint32_t check_of(const struct runtime_frame *frame) {
    return frame->check & ~RUNTIME_FRAME_ENTRY;
}

bool python_template_nodes_expect(const struct python_names *names, const void *thread,
                                  const struct runtime_frame *frames, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const struct runtime_frame *frame = &frames[i];
        if (python_template_nodes_own(frame) ||
            !python_frames_run(names->objects->layout, thread, frame->code) ||
            !renders_nodes(names->objects, frame->code) || !start_tables())
            continue;
        STORE(rendering.check, check_of(frame));
        STORE(rendering.code, frame->code);
        break;
    }
    return LOAD(rendering.code) != NULL;
}

/* ---- places ----
 */

static bool is_place(const struct place *place, uint64_t hash, const char *file, size_t file_bytes,
                     uint32_t line) {
    return place->hash == hash && place->line.line == line && place->file_bytes == file_bytes &&
           memcmp(place->file, file, file_bytes) == 0;
}

static struct place *new_place(struct tables *tables, size_t file_bytes) {
    const uint32_t bytes = (uint32_t)((sizeof(struct place) + file_bytes + 15) / 16 * 16);
    if (__atomic_add_fetch(&tables->place_count, 1, __ATOMIC_RELAXED) > MOST_PLACES)
        return NULL;
    const uint32_t start = __atomic_fetch_add(&tables->place_bytes, bytes, __ATOMIC_RELAXED);
    if (start > PLACES_BYTES - bytes)
        return NULL;
    return (struct place *)(void *)(tables->place_memory + start);
}

/* Two threads may make one place each of the same; whoever comes later finds the first. */
static const struct place *place_of(struct tables *tables, const char *file, size_t file_bytes,
                                    uint32_t line) {
    const uint64_t hash = XXH3_64bits_withSeed(file, file_bytes, line);
    size_t slot = hash % PLACE_SLOTS;
    for (const struct place *known; (known = LOAD(tables->places[slot])); slot = (slot + 1) % PLACE_SLOTS)
        if (is_place(known, hash, file, file_bytes, line))
            return known;
    const struct place *none = NULL;
    struct place *place = new_place(tables, file_bytes);
    if (!place)
        return NULL;
    place->hash = hash;
    place->line.line = line;
    place->file_bytes = (uint32_t)file_bytes;
    memcpy(place->file, file, file_bytes);
    (void)__atomic_compare_exchange_n(&tables->places[slot], &none, place, false, __ATOMIC_ACQ_REL,
                                      __ATOMIC_ACQUIRE);
    return place;
}

/* ---- nodes ----
 */

/* A node has the token it was made from, and where its template is from (Parser.extend_nodelist). */
/* What it takes to read a node: much for a small stack. */
struct reading {
    struct python_trail trail;
    char file[MOST_FILE_BYTES];
};
static struct scratch_pool readings = {.bytes = sizeof(struct reading)};

static const struct place *read_node(const struct python_names *names, const void *node,
                                     struct reading *reading) {
    struct python_trail *trail = &reading->trail;
    const void *token = python_names_attribute(names, node, "token", trail);
    const void *line = token ? python_names_attribute(names, token, "lineno", trail) : NULL;
    const int64_t number = line ? python_names_number(names, line, trail) : -1;
    const void *origin = number > 0 ? python_names_attribute(names, node, "origin", trail) : NULL;
    const void *name = origin ? python_names_attribute(names, origin, "name", trail) : NULL;
    const size_t file_bytes =
        name ? python_names_copy_text(names, name, reading->file, sizeof reading->file) : 0;
    if (!file_bytes || number >= LINE_LIMIT)
        return NULL;
    return place_of(rendering.tables, reading->file, file_bytes, (uint32_t)number);
}

static struct known_node *set_of(const void *node) {
    const uint64_t hash = (uint64_t)(uintptr_t)node * 0x9e3779b97f4a7c15ull;
    return rendering.tables->nodes[(hash >> 32) % SETS];
}

/* A word is read only while the version says that the words before it, which were right, lead there. */
static bool is_known(struct known_node *known, const void *node, const struct place **place) {
    const uint32_t version = LOAD(known->version);
    if (version & 1 || LOAD(known->node) != node)
        return false;
    const uint32_t count = LOAD(known->word_count);
    for (uint32_t i = 0; i < count && i < PYTHON_TRAIL_WORDS; i++) {
        const void *word = LOAD(known->words[i].place);
        const uintptr_t value = LOAD(known->words[i].value);
        if (LOAD(known->version) != version || (uintptr_t)pointer_at(word, 0) != value)
            return false;
    }
    *place = LOAD(known->place);
    return LOAD(known->version) == version;
}

static void remember(struct known_node *known, const void *node, const struct place *place,
                     const struct python_trail *trail) {
    uint32_t version = LOAD(known->version);
    if (trail->count > PYTHON_TRAIL_WORDS || version & 1 ||
        !__atomic_compare_exchange_n(&known->version, &version, version + 1, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE))
        return;
    for (uint32_t i = 0; i < trail->count; i++) {
        STORE(known->words[i].place, trail->words[i].place);
        STORE(known->words[i].value, trail->words[i].value);
    }
    STORE(known->word_count, trail->count);
    STORE(known->node, node);
    STORE(known->place, place);
    STORE(known->version, version + 2);
}

static __attribute__((noinline, cold)) const struct place *place_of_new(const struct python_names *names,
                                                                        const void *node) {
    struct reading *reading = scratch_take(&readings);
    if (!reading)
        return NULL;
    reading->trail = (struct python_trail){0};
    struct known_node *set = set_of(node);
    const struct place *place = read_node(names, node, reading);
    /* The way that has the same node, or else the one that was written less often. */
    const bool second = LOAD(set[1].node) == node ||
                        (LOAD(set[0].node) != node && LOAD(set[1].version) < LOAD(set[0].version));
    remember(&set[second], node, place, &reading->trail);
    scratch_give_back(&readings, reading);
    return place;
}

static const struct place *place_of_node(const struct python_names *names, const void *node) {
    const struct place *place = NULL;
    struct known_node *set = set_of(node);
    if (is_known(&set[0], node, &place) || is_known(&set[1], node, &place))
        return place;
    return place_of_new(names, node);
}

/* ---- frames ----
 */

static bool renders(const struct runtime_frame *frame, const void *code) {
    return frame->code == code && check_of(frame) == LOAD(rendering.check);
}

static void name_frame(const struct python_names *names, const void *own, struct runtime_frame *frame) {
    const void *node = python_names_first_local(names, own);
    const struct place *place = node ? place_of_node(names, node) : NULL;
    if (!place)
        return;
    frame->code = place;
    frame->instruction = 0;
    frame->check &= RUNTIME_FRAME_ENTRY;
}

void python_template_nodes_name(const struct python_names *names, const void *thread,
                                struct runtime_frame *frames, uint32_t count) {
    const void *code = LOAD(rendering.code);
    uint32_t next = 0;
    while (next < count && frames[next].code != code)
        next++;
    if (next == count)
        return;
    const struct python_layout *layout = names->objects->layout;
    const void *own = python_frames_get(layout, thread, next);
    for (; own && next < count; own = python_frame_outer(layout, own), next++)
        if (renders(&frames[next], code))
            name_frame(names, own, &frames[next]);
}

bool python_template_nodes_own(const struct runtime_frame *frame) {
    const struct tables *tables = LOAD(rendering.tables);
    return tables && (uintptr_t)frame->code - (uintptr_t)tables->place_memory < PLACES_BYTES;
}

void python_template_nodes_describe(const struct runtime_frame *frame, struct runtime_code *result) {
    static const char name[] = "template";
    const struct place *place = frame->code;
    memcpy(result->file, place->file, place->file_bytes);
    result->file_bytes = place->file_bytes;
    memcpy(result->name, name, sizeof name - 1);
    result->name_bytes = sizeof name - 1;
    result->first_line = place->line.line;
    result->bytecode = (struct runtime_bytes){(const char *)&place->line, sizeof place->line};
    result->flags = LOOPLINE_CODE_TEMPLATE | (place->file[0] == '/' ? 0 : LOOPLINE_CODE_UNFILED);
}
