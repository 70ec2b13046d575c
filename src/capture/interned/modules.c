#include "modules.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/text.h"
#include "libc/objects.h"
#include "libc/status.h"

/* Most programs have few objects; where a snapshot was too small, one eight times as large is taken. */
enum { FEW_OBJECTS = 128, OBJECT_LIMIT = 8192, BYTES_OF_A_PATH = 256, BUILD_ID_LIMIT = 32 };

struct loaded_object {
    uintptr_t bias;
    uintptr_t start; /* smallest and largest address of executable segments */
    uintptr_t end;
    const char *path; /* in the snapshot's own memory */
    uint8_t build_id[BUILD_ID_LIMIT];
    uint32_t build_id_bytes;
    bool is_program;
    bool is_shim;
};

struct module_snapshot {
    uint32_t count;
    uint32_t capacity; /* of objects; of paths it is BYTES_OF_A_PATH times that */
    bool full;         /* there are more, or longer paths */
    const char *program;
    char *paths;
    size_t paths_used;
    char directory[CAPTURE_PATH_BYTES];
    struct loaded_object objects[]; /* the paths are behind them */
};

struct known_module {
    struct known_module *next;
    uint32_t id;
    uint32_t build_id_bytes;
    uint8_t build_id[BUILD_ID_LIMIT];
    char path[];
};

/* A path like ./plugin.so means nothing to another process: it is kept with the working directory. */
static const char *keep_path(struct module_snapshot *snapshot, const char *path) {
    char *directory = snapshot->directory;
    const size_t room = (size_t)snapshot->capacity * BYTES_OF_A_PATH - snapshot->paths_used;
    struct text text = text_start(snapshot->paths + snapshot->paths_used, room);
    if (path[0] != '/' && strchr(path, '/') && getcwd(directory, sizeof snapshot->directory)) {
        text_add_string(&text, directory);
        text_add_string(&text, "/");
    }
    text_add_string(&text, path);
    if (text.cut)
        return NULL;
    snapshot->paths_used += text.length + 1;
    return text.buffer;
}

/* Note layout: gABI "Note Section"; name and descriptor are padded to four bytes in build-id notes. */
static void read_build_id(struct loaded_object *object, const uint8_t *note, size_t bytes) {
    while (bytes >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *head = (const ElfW(Nhdr) *)note;
        const size_t name = (head->n_namesz + 3u) & ~3u;
        const size_t total = sizeof *head + name + ((head->n_descsz + 3u) & ~3u);
        if (total > bytes)
            return;
        if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4 &&
            memcmp(note + sizeof *head, "GNU", 4) == 0) {
            object->build_id_bytes = head->n_descsz < BUILD_ID_LIMIT ? head->n_descsz : BUILD_ID_LIMIT;
            memcpy(object->build_id, note + sizeof *head + name, object->build_id_bytes);
            return;
        }
        note += total;
        bytes -= total;
    }
}

static void read_segment(struct loaded_object *object, const ElfW(Phdr) * segment) {
    const uintptr_t start = object->bias + segment->p_vaddr;
    if (segment->p_type == PT_NOTE && !object->build_id_bytes)
        read_build_id(object, (const uint8_t *)start, segment->p_memsz);
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
        return;
    if (!object->end || start < object->start)
        object->start = start;
    if (start + segment->p_memsz > object->end)
        object->end = start + segment->p_memsz;
}

static int add_object(struct dl_phdr_info *info, size_t size, void *context) {
    struct module_snapshot *snapshot = context;
    (void)size;
    if (snapshot->count == snapshot->capacity) {
        snapshot->full = true;
        return 1;
    }
    struct loaded_object *object = &snapshot->objects[snapshot->count];
    memset(object, 0, sizeof *object);
    object->bias = info->dlpi_addr;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++)
        read_segment(object, &info->dlpi_phdr[i]);
    /* glibc lists the main program first, with an empty name (dl_iterate_phdr(3)). */
    object->is_program = snapshot->count == 0;
    object->path = keep_path(snapshot, object->is_program ? snapshot->program : info->dlpi_name);
    const uintptr_t here = (uintptr_t)&add_object;
    object->is_shim = here >= object->start && here < object->end;
    if (!object->path)
        snapshot->full = true;
    else if (object->end)
        snapshot->count++;
    return 0;
}

static size_t snapshot_bytes(uint32_t capacity) {
    return sizeof(struct module_snapshot) + capacity * (sizeof(struct loaded_object) + BYTES_OF_A_PATH);
}

static struct module_snapshot *take_of(uint32_t capacity, const char *program) {
    struct module_snapshot *snapshot = memory_map(snapshot_bytes(capacity));
    if (!snapshot)
        return NULL;
    snapshot->capacity = capacity;
    snapshot->paths = (char *)(snapshot->objects + capacity);
    snapshot->program = program;
    objects_iterate(add_object, snapshot);
    return snapshot;
}

struct module_snapshot *module_snapshot_take(const char *program) {
    struct module_snapshot *snapshot = take_of(FEW_OBJECTS, program);
    for (uint32_t capacity = FEW_OBJECTS * 8; snapshot && snapshot->full && capacity <= OBJECT_LIMIT;
         capacity *= 8) {
        struct module_snapshot *larger = take_of(capacity, program);
        if (!larger)
            break;
        module_snapshot_free(snapshot);
        snapshot = larger;
    }
    return snapshot;
}

void module_snapshot_free(struct module_snapshot *snapshot) {
    if (snapshot)
        memory_unmap(snapshot, snapshot_bytes(snapshot->capacity));
}

static struct known_module *find_known(const struct module_map *map, const struct loaded_object *object) {
    for (struct known_module *known = map->known; known; known = known->next)
        if (known->build_id_bytes == object->build_id_bytes && strcmp(known->path, object->path) == 0 &&
            memcmp(known->build_id, object->build_id, known->build_id_bytes) == 0)
            return known;
    return NULL;
}

static bool write_record(const struct loaded_object *object, uint32_t id, struct record_space *space,
                         struct capture_file *file) {
    const size_t length = strlen(object->path);
    struct stat status;
    struct loopline_module *record =
        records_allocate(space, file, LOOPLINE_RECORD_MODULE, sizeof *record + length);
    if (!record)
        return false;
    record->id = id;
    record->build_id_bytes = object->build_id_bytes;
    memcpy(record->build_id, object->build_id, object->build_id_bytes);
    if (path_status(object->path, &status) == 0) {
        record->file_bytes = (uint64_t)status.st_size;
        record->file_mtime_ns =
            (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    }
    record->is_program = object->is_program;
    record->path_bytes = (uint32_t)length;
    memcpy(record->path, object->path, length);
    records_publish(space, record);
    return true;
}

static uint32_t module_id(struct module_map *map, const struct loaded_object *object,
                          struct record_space *space, struct capture_file *file) {
    if (object->is_shim)
        return MODULE_SHIM;
    const struct known_module *known = find_known(map, object);
    if (known)
        return known->id;
    const size_t path_bytes = strlen(object->path) + 1;
    struct known_module *added = arena_allocate(&map->arena, sizeof *added + path_bytes);
    if (!added || !write_record(object, map->known_count + 1, space, file))
        return 0;
    added->id = ++map->known_count;
    added->build_id_bytes = object->build_id_bytes;
    memcpy(added->build_id, object->build_id, object->build_id_bytes);
    memcpy(added->path, object->path, path_bytes);
    added->next = map->known;
    map->known = added;
    return added->id;
}

static void insert_sorted(struct module_map *map, struct module_range range) {
    uint32_t place = map->range_count++;
    while (place > 0 && map->ranges[place - 1].start > range.start) {
        map->ranges[place] = map->ranges[place - 1];
        place--;
    }
    map->ranges[place] = range;
}

/* How many ranges there is room for. */
static uint32_t make_room(struct module_map *map, uint32_t count) {
    if (count <= map->range_capacity)
        return count;
    struct module_range *ranges = arena_allocate(&map->arena, (size_t)count * 2 * sizeof *ranges);
    if (!ranges)
        return map->range_capacity;
    map->ranges = ranges;
    map->range_capacity = count * 2;
    return count;
}

void module_map_adopt(struct module_map *map, const struct module_snapshot *snapshot, uint32_t generation,
                      struct record_space *space, struct capture_file *file) {
    map->range_count = 0;
    map->generation = generation;
    const uint32_t count = make_room(map, snapshot->count);
    for (uint32_t i = 0; i < count; i++) {
        const struct loaded_object *object = &snapshot->objects[i];
        const struct module_range range = {object->start, object->end, object->bias,
                                           module_id(map, object, space, file)};
        insert_sorted(map, range);
    }
}

const struct module_range *module_map_find(const struct module_map *map, uintptr_t address) {
    uint32_t low = 0;
    uint32_t high = map->range_count;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (map->ranges[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < map->range_count && address >= map->ranges[low].start)
        return &map->ranges[low];
    return NULL;
}
