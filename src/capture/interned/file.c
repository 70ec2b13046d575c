#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/memory.h"
#include "host/own_stack.h"
#include "host/text.h"
#include "libc/confined.h"
#include "libc/functions.h"
#include "libc/status.h"

enum {
    FIRST_ALLOCATION = 16 * LOOPLINE_CHUNK_BYTES,
    /* The file doubles up to steps of this size: more would be reserved without need, less would take many
       mappings. Of a file with a very large bound a step is one of LARGE_STEPS: parts are counted. */
    STEP = 4 << 20,
    LARGE_STEPS = CAPTURE_PARTS / 2,
    NAME_ATTEMPTS = 1000
};

/* The path is cut there for as long as it takes: a copy would be much for a small stack. */
static int make_parent_directory(char *path) {
    char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return ENOENT;
    *slash = '\0';
    const int error = mkdir(path, 0700) == 0 ? 0 : errno;
    *slash = '/';
    return error;
}

static int open_new(const char *path) {
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
}

static bool name_attempt(char *path, const char *prefix, int attempt) {
    struct text text = text_start(path, CAPTURE_PATH_BYTES);
    text_add_string(&text, prefix);
    if (attempt) {
        text_add_string(&text, "-");
        text_add_number(&text, (uint64_t)attempt);
    }
    text_add_string(&text, ".capture");
    return !text.cut;
}

/* The descriptor of a file that nobody had before, or minus an errno value. */
static int create_under_free_name(char *path, const char *prefix) {
    bool directory_made = false;
    for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
        if (!name_attempt(path, prefix, attempt))
            return -ENAMETOOLONG;
        int descriptor = open_new(path);
        if (descriptor < 0 && errno == ENOENT && !directory_made) {
            directory_made = true;
            descriptor = make_parent_directory(path) == 0 ? open_new(path) : -1;
        }
        if (descriptor >= 0)
            return descriptor;
        if (errno != EEXIST)
            return -errno;
    }
    return -EEXIST;
}

/* SIGXFSZ would kill the host: the limit is looked at before the kernel has to. */
static bool over_file_limit(uint64_t size) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return false;
    return limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur;
}

static int allocate(struct capture_file *file, int descriptor, uint64_t size) {
    if (over_file_limit(size))
        return EFBIG;
    const int error = posix_fallocate(descriptor, (off_t)file->allocated, (off_t)(size - file->allocated));
    if (error)
        return error;
    file->allocated = size;
    return 0;
}

static void describe_file(struct capture_file *file) {
    struct loopline_header *header = file->header;
    header->version = LOOPLINE_CAPTURE_VERSION;
    header->architecture = LOOPLINE_THIS_ARCHITECTURE;
    header->header_bytes = sizeof *header;
    header->chunk_bytes = LOOPLINE_CHUNK_BYTES;
    header->capacity = file->capacity;
    header->chunks = 1;
    memcpy(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof header->magic);
}

/* Maps the file from here to the end of what exists of it. */
static bool map_part(struct capture_file *file, int descriptor, uint64_t start) {
    if (file->part_count == CAPTURE_PARTS)
        return false;
    char *address = memory_map_file(descriptor, start, file->allocated - start);
    if (!address)
        return false;
    file->parts[file->part_count] = (struct capture_part){address, start, file->allocated};
    __atomic_store_n(&file->part_count, file->part_count + 1, __ATOMIC_RELEASE);
    return true;
}

uint64_t capture_file_offset(const struct capture_file *file, const void *address) {
    const char *place = address;
    for (uint32_t i = __atomic_load_n(&file->part_count, __ATOMIC_ACQUIRE); i-- > 0;) {
        const struct capture_part *part = &file->parts[i];
        if (place >= part->address && place < part->address + (part->end - part->start))
            return part->start + (uint64_t)(place - part->address);
    }
    return 0;
}

void *capture_file_address(const struct capture_file *file, uint64_t offset) {
    for (uint32_t i = __atomic_load_n(&file->part_count, __ATOMIC_ACQUIRE); i-- > 0;) {
        const struct capture_part *part = &file->parts[i];
        if (offset >= part->start && offset < part->end)
            return part->address + (offset - part->start);
    }
    return NULL;
}

static int map_new_file(struct capture_file *file, int descriptor) {
    struct stat status;
    const int error = allocate(file, descriptor, FIRST_ALLOCATION);
    if (error)
        return error;
    const int failure = descriptor_status(descriptor, &status);
    if (failure)
        return -failure;
    file->device = status.st_dev;
    file->inode = status.st_ino;
    if (!map_part(file, descriptor, 0))
        return errno;
    file->header = (struct loopline_header *)(void *)file->parts[0].address;
    describe_file(file);
    return 0;
}

int capture_file_create(struct capture_file *file, const char *prefix, uint64_t capacity) {
    const uint64_t chunks = capacity / LOOPLINE_CHUNK_BYTES;
    file->header = NULL;
    file->allocated = 0;
    file->part_count = 0;
    file->capacity = chunks * LOOPLINE_CHUNK_BYTES;
    if (file->capacity < FIRST_ALLOCATION)
        file->capacity = FIRST_ALLOCATION;
    const int descriptor = create_under_free_name(file->path, prefix);
    if (descriptor < 0)
        return -descriptor;
    const int error = map_new_file(file, descriptor);
    if (error)
        unlink(file->path);
    REAL(close)(descriptor);
    return error;
}

/* The file of this capture, opened anew, or -1 where the path leads to another file by now. */
static int open_again(const struct capture_file *file) {
    struct stat status;
    if (process_is_confined())
        return -1;
    const int descriptor = open(file->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return -1;
    if (descriptor_status(descriptor, &status) == 0 && status.st_dev == file->device &&
        status.st_ino == file->inode)
        return descriptor;
    REAL(close)(descriptor);
    return -1;
}

static enum loopline_stop stop_reason(int error) {
    return error == EFBIG ? LOOPLINE_STOP_FILE_LIMIT : LOOPLINE_STOP_DISK_FULL;
}

static uint64_t next_size(const struct capture_file *file, uint64_t needed) {
    const uint64_t step = file->capacity / LARGE_STEPS / LOOPLINE_CHUNK_BYTES * LOOPLINE_CHUNK_BYTES;
    const uint64_t most = step > STEP ? step : STEP;
    uint64_t size = file->allocated + (file->allocated < most ? file->allocated : most);
    if (size > file->capacity)
        size = file->capacity;
    return size > needed ? size : needed;
}

/* Makes the file longer: `needed` bytes at least, and mapped from `start` on. */
static enum loopline_stop lengthen(struct capture_file *file, int descriptor, uint64_t start,
                                   uint64_t needed) {
    const uint64_t before = file->allocated;
    const uint64_t size = next_size(file, needed);
    int error = allocate(file, descriptor, size);
    if (error && size > needed)
        error = allocate(file, descriptor, needed);
    file->header->stop_errno = (uint32_t)error;
    if (error)
        return stop_reason(error);
    if (map_part(file, descriptor, start))
        return LOOPLINE_STOP_NOT;
    /* What is not mapped is not to be taken for room. */
    if (ftruncate(descriptor, (off_t)before) == 0)
        file->allocated = before;
    return LOOPLINE_STOP_MEMORY;
}

/* A part of the file that is to be there. */
struct wanted_part {
    struct capture_file *file;
    uint64_t start;
    uint64_t end;
};

static void grow_apart(void *context) {
    const struct wanted_part *part = context;
    struct loopline_header *header = part->file->header;
    const int descriptor = open_again(part->file);
    if (descriptor < 0) {
        header->stop = LOOPLINE_STOP_FILE_GONE;
        return;
    }
    header->stop = lengthen(part->file, descriptor, part->start, part->end);
    REAL(close)(descriptor);
}

static bool grow(struct capture_file *file, uint64_t start, uint64_t end) {
    struct wanted_part part = {file, start, end};
    own_stack_run(grow_apart, &part);
    return file->header->stop == LOOPLINE_STOP_NOT;
}

struct loopline_chunk *capture_file_claim(struct capture_file *file, uint32_t span, uint32_t thread_record) {
    struct loopline_header *header = file->header;
    if (header->stop)
        return NULL;
    const uint64_t start = (uint64_t)header->chunks * LOOPLINE_CHUNK_BYTES;
    const uint64_t end = start + (uint64_t)span * LOOPLINE_CHUNK_BYTES;
    if (end > file->capacity) {
        header->stop = LOOPLINE_STOP_CAPACITY;
        return NULL;
    }
    if (end > file->allocated && !grow(file, start, end))
        return NULL;
    struct loopline_chunk *chunk = capture_file_address(file, start);
    if (!chunk)
        return NULL;
    chunk->span = span;
    chunk->thread_record = thread_record;
    chunk->used = sizeof *chunk;
    __atomic_store_n(&chunk->magic, LOOPLINE_CHUNK_MAGIC, __ATOMIC_RELEASE);
    __atomic_store_n(&header->chunks, header->chunks + span, __ATOMIC_RELEASE);
    return chunk;
}

void capture_file_trim(struct capture_file *file) {
    const uint64_t size = (uint64_t)file->header->chunks * LOOPLINE_CHUNK_BYTES;
    const int descriptor = open_again(file);
    if (descriptor < 0)
        return;
    if (ftruncate(descriptor, (off_t)size) == 0)
        file->allocated = size;
    REAL(close)(descriptor);
}

void capture_file_forget(struct capture_file *file) {
    if (!file->header)
        return;
    bool emptied = true;
    for (uint32_t i = 0; i < file->part_count; i++) {
        const size_t bytes = file->parts[i].end - file->parts[i].start;
        const void *empty = mmap(file->parts[i].address, bytes, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
        if (empty != MAP_FAILED)
            continue;
        memory_unmap_file(file->parts[i].address, bytes);
        emptied = false;
    }
    if (emptied)
        file->header->stop = LOOPLINE_STOP_FILE_GONE;
    else
        file->header = NULL;
}
