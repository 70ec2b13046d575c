#include "spawned.h"

#include <link.h>

#include "foreign.h"
#include "frames.h"
#include "libc/objects.h"
#include "libc/thread_locals.h"

/*
 * greenlet 2.0 to 3.5: a thread-local variable leads to the thread's main greenlet and, behind it, the one
 * that runs. gevent 1.3 to 26.9, compiled by Cython: a record of a frame is its code, its line and the next
 * record outwards.
 */
enum {
    STATE_MAIN = 0,
    STATE_RUNS = 8,
    LEAST_ADDRESS = 4096, /* the variable is 1 where nothing has run yet */
    MOST_VARIABLES = 16,  /* thread-local words of greenlet's library */
    TYPE_INSTANCE_BYTES = 32,
    FIRST_OWN_WORD = 5, /* of a greenlet, behind what greenlet itself keeps in it */
    MOST_WORDS = 48,
    READ_WORDS = 8,
    RECORD_CODE = 16,
    RECORD_LINE = 24,
    RECORD_OUTER = 32,
    RECORD_BYTES = 40,
    REFERENCE_TARGET = 16, /* of a weak reference */
    DEEPEST_CLASS = 8,
    MOST_LEVELS = 4,   /* greenlets that spawned one another */
    RECORDS_KEPT = 10, /* by gevent, unless it was told to keep others */
    MOST_RECORDS = 16,
    MOST_REMEMBERED = 64, /* frames: they are the thread's */
};

static const char record_type_name[] = "gevent._gevent_cgreenlet._Frame";
static const char reference_type_name[] = "weakref.ReferenceType";

/* The module's state, found once; `record_at` is written last. Byte offsets. */
static struct {
    size_t variables; /* the loader's number of greenlet's library; 0: it is not loaded */
    size_t variable_bytes;
    size_t state_at;    /* in the thread-local variables */
    uintptr_t found_in; /* the generation of those, in the thread that found it */
    const void *record_type;
    const void *class_type; /* gevent's class of greenlets: those made from it have the members below */
    uint32_t spawner_at;    /* in a greenlet: the weak reference to the one that spawned it */
    uint32_t record_at;     /* in a greenlet: the innermost record; 0: not known yet */
} gevent;

/*
 * And of each thread, who spawned the greenlet that ran its latest statement. What the greenlet itself does
 * not keep is read by system calls: it is taken to be the same while the greenlet's own records and who
 * spawned it are.
 */
struct spawning {
    const void *greenlet;
    const void *spawner;
    uint32_t record_count;
    struct runtime_frame records[MOST_RECORDS];
};
static __thread struct {
    struct spawning spawning;
    uint32_t count;
    struct runtime_frame frames[MOST_REMEMBERED];
} latest __attribute__((tls_model("initial-exec")));

/* ---- looking for it ---- */

static bool is_greenlets_library(const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash && strncmp(slash, "/_greenlet.", sizeof "/_greenlet." - 1) == 0;
}

static int look_at_object(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    (void)context;
    if (!is_greenlets_library(info->dlpi_name))
        return 0;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_TLS)
            gevent.variable_bytes = info->dlpi_phdr[i].p_memsz;
    gevent.variables = info->dlpi_tls_modid;
    return 1;
}

/* The greenlet that a state of a thread says to run; NULL: the main one, or it is no such state. */
static const void *look_at_state(const struct python_layout *layout, const void *state) {
    const void *words[2];
    if ((uintptr_t)state < LEAST_ADDRESS || !foreign_copy(words, state, sizeof words) ||
        words[0] == words[1] || !python_greenlets_is(layout, words[0]) ||
        !python_greenlets_is(layout, words[1]))
        return NULL;
    return words[1];
}

static const void *find_running(const struct python_layout *layout) {
    const char *variables = thread_locals_of(gevent.variables, 0);
    for (size_t i = 0; variables && i < MOST_VARIABLES && (i + 1) * sizeof(void *) <= gevent.variable_bytes;
         i++) {
        const void *running = look_at_state(layout, foreign_word(variables, i * sizeof(void *)));
        if (!running)
            continue;
        gevent.state_at = i * sizeof(void *);
        gevent.found_in = thread_locals_generation();
        return running;
    }
    return NULL;
}

static uint32_t instance_words(const void *type) {
    const uintptr_t bytes = (uintptr_t)foreign_word(type, TYPE_INSTANCE_BYTES);
    return bytes / sizeof(void *) < MOST_WORDS ? (uint32_t)(bytes / sizeof(void *)) : MOST_WORDS;
}

/* The first class of a greenlet's, from the base on, whose instances are long enough for this member. */
static const void *class_with(const void *type, uint32_t offset) {
    const void *found = NULL;
    for (int depth = 0; type && depth < DEEPEST_CLASS; depth++) {
        if ((uintptr_t)foreign_word(type, TYPE_INSTANCE_BYTES) < offset + sizeof(void *))
            break;
        found = type;
        type = foreign_word(type, FOREIGN_TYPE_BASE);
    }
    return found;
}

static bool find_members(const struct python_layout *layout, const void *greenlet) {
    const uint32_t count = instance_words(foreign_type(layout, greenlet));
    uint32_t spawner = 0;
    for (uint32_t i = FIRST_OWN_WORD; i < count; i++) {
        const void *member = foreign_word(greenlet, i * sizeof(void *));
        const void *type = member ? foreign_type(layout, member) : NULL;
        if (!type)
            continue;
        if (!spawner && foreign_type_is_called(type, reference_type_name, sizeof reference_type_name))
            spawner = i * (uint32_t)sizeof(void *);
        if (!foreign_type_is_called(type, record_type_name, sizeof record_type_name))
            continue;
        gevent.record_type = type;
        gevent.class_type = class_with(foreign_type(layout, greenlet), i * sizeof(void *));
        gevent.spawner_at = spawner;
        __atomic_store_n(&gevent.record_at, i * (uint32_t)sizeof(void *), __ATOMIC_RELEASE);
        return true;
    }
    return false;
}

bool python_spawned_expect(const struct python_layout *layout) {
    if (__atomic_load_n(&gevent.record_at, __ATOMIC_ACQUIRE))
        return true;
    if (!python_frames_have_locals(layout) || (!gevent.variables && !objects_iterate(look_at_object, NULL)))
        return false;
    const void *greenlet = find_running(layout);
    return greenlet && find_members(layout, greenlet);
}

/* ---- reading it ---- */

struct reading {
    const struct python_layout *layout;
    const struct python_greenlet_types *types;
    enum python_ownership whose;
    const void *main; /* the thread's main greenlet, which nobody spawned */
};

/* Sets the thread's main greenlet, and returns the one that it runs; NULL: it is the main one. */
static const void *running(struct reading *reading) {
    const void *variables = thread_locals_of(gevent.variables, gevent.found_in);
    const void *state = variables ? pointer_at(variables, gevent.state_at) : NULL;
    if ((uintptr_t)state < LEAST_ADDRESS)
        return NULL;
    reading->main = pointer_at(state, STATE_MAIN);
    const void *greenlet = pointer_at(state, STATE_RUNS);
    return greenlet == reading->main ? NULL : greenlet;
}

/* Of gevent's class, or of one that was made from it: in others anything may lie where its members do. */
static bool is_gevents(const struct reading *reading, const void *greenlet) {
    const void *type = owned_type(reading->whose, reading->layout, greenlet);
    for (int depth = 0; type && depth < DEEPEST_CLASS; depth++) {
        if (type == gevent.class_type)
            return true;
        type = owned_word(reading->whose, type, FOREIGN_TYPE_BASE);
    }
    return false;
}

/* Returns the next record outwards; `*read`: there was one here. */
static const void *read_record(const struct reading *reading, const void *record, struct runtime_frame *frame,
                               bool *read) {
    char copied[RECORD_BYTES];
    *read = false;
    if (!record || owned_type(reading->whose, reading->layout, record) != gevent.record_type ||
        !owned_copy(reading->whose, copied, record, sizeof copied))
        return NULL;
    const void *code = pointer_at(copied, RECORD_CODE);
    char code_copied[PYTHON_CODE_BYTES];
    if (!owned_copy(reading->whose, code_copied, code, sizeof code_copied) ||
        pointer_at(code_copied, reading->layout->object_type) != reading->types->code)
        return NULL;
    *read = true;
    python_frame_at_line(reading->layout, code, code_copied, number_at(copied, RECORD_LINE), frame);
    return pointer_at(copied, RECORD_OUTER);
}

static uint32_t read_records(const struct reading *reading, const void *greenlet,
                             struct runtime_frame *frames) {
    uint32_t count = 0;
    bool read = true;
    const void *record = owned_word(reading->whose, greenlet, gevent.record_at);
    while (count < MOST_RECORDS && read) {
        record = read_record(reading, record, &frames[count], &read);
        count += read;
    }
    if (count)
        frames[0].check |= RUNTIME_FRAME_SPAWNS;
    return count;
}

static struct spawning read_spawning(const struct reading *reading, const void *greenlet) {
    struct spawning spawning = {.greenlet = greenlet};
    if (!is_gevents(reading, greenlet))
        return spawning;
    spawning.record_count = read_records(reading, greenlet, spawning.records);
    const void *reference =
        gevent.spawner_at ? owned_word(reading->whose, greenlet, gevent.spawner_at) : NULL;
    spawning.spawner = owned_word(reading->whose, reference, REFERENCE_TARGET);
    return spawning;
}

static bool is_latest(const struct spawning *spawning) {
    return latest.spawning.greenlet == spawning->greenlet && latest.spawning.spawner == spawning->spawner &&
           latest.spawning.record_count == spawning->record_count &&
           memcmp(latest.spawning.records, spawning->records,
                  spawning->record_count * sizeof *spawning->records) == 0;
}

/* How many records, from the outermost one inwards, are of the code of the frames from this one inwards. */
static uint32_t count_alike(const struct spawning *spawning, const struct runtime_frame *frames,
                            uint32_t number) {
    const struct runtime_frame *outermost = &spawning->records[spawning->record_count - 1];
    uint32_t count = 0;
    while (count < spawning->record_count && count <= number &&
           frames[number - count].code == outermost[-(int)count].code)
        count++;
    return count;
}

/*
 * Where it may have stood deeper when it spawned than gevent keeps, it still stands there, or has left what
 * it did then, which says nothing any more. Adds what lies further out than the last record; false: it has
 * left. A function that calls itself stands there several times: the most of what was done then tells which.
 */
static bool go_on(const struct reading *reading, const struct spawning *spawning,
                  struct runtime_frame *frames, uint32_t *count, uint32_t capacity) {
    if (spawning->record_count != RECORDS_KEPT)
        return true;
    const uint32_t walked = python_greenlets_walk(reading->layout, reading->types, spawning->spawner,
                                                  PYTHON_OTHERS, frames + *count, capacity - *count);
    uint32_t most = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < walked && most < RECORDS_KEPT; i++) {
        const uint32_t alike = count_alike(spawning, frames + *count, i);
        last = alike > most ? i : last;
        most = alike > most ? alike : most;
    }
    if (!most)
        return false;
    memmove(frames + *count, frames + *count + last + 1, (walked - last - 1) * sizeof *frames);
    *count += walked - last - 1;
    return true;
}

/* Of a greenlet, and of the one that spawned it, and so on. */
static uint32_t read_levels(struct reading *reading, struct spawning spawning, struct runtime_frame *frames,
                            uint32_t capacity) {
    uint32_t count = 0;
    for (int level = 0; level < MOST_LEVELS && spawning.record_count; level++) {
        uint32_t end = count + spawning.record_count;
        if (end > capacity)
            break;
        memcpy(frames + count, spawning.records, spawning.record_count * sizeof *frames);
        if (!go_on(reading, &spawning, frames, &end, capacity))
            break;
        count = end;
        if (!spawning.spawner || spawning.spawner == reading->main)
            break;
        reading->whose = PYTHON_OTHERS;
        spawning = read_spawning(reading, spawning.spawner);
    }
    return count;
}

uint32_t python_spawned_append(const struct python_layout *layout, const struct python_greenlet_types *types,
                               struct runtime_frame *frames, uint32_t count, uint32_t capacity) {
    struct reading reading = {.layout = layout, .types = types, .whose = PYTHON_OWN};
    const void *greenlet = running(&reading);
    if (!greenlet)
        return count;
    const struct spawning spawning = read_spawning(&reading, greenlet);
    if (is_latest(&spawning) && latest.count <= capacity - count) {
        memcpy(frames + count, latest.frames, latest.count * sizeof *frames);
        return count + latest.count;
    }
    const uint32_t added = read_levels(&reading, spawning, frames + count, capacity - count);
    if (added > MOST_REMEMBERED)
        return count + added;
    memcpy(latest.frames, frames + count, added * sizeof *frames);
    latest.count = added;
    latest.spawning = spawning;
    return count + added;
}
