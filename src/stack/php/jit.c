#include "jit.h"

#include <fcntl.h>
#include <string.h>

#include "host/memory.h"
#include "libc/functions.h"

/* One line of /proc/self/maps without its path; of a longer one the rest is passed over. */
enum { LINE_BYTES = 160, READ_BYTES = 512 };

struct maps {
    int descriptor;
    size_t next;
    size_t filled;
    char bytes[READ_BYTES];
    char line[LINE_BYTES];
};

static int next_byte(struct maps *maps) {
    if (maps->next == maps->filled) {
        const ssize_t read = REAL(read)(maps->descriptor, maps->bytes, sizeof maps->bytes);
        maps->next = 0;
        maps->filled = read > 0 ? (size_t)read : 0;
    }
    return maps->next < maps->filled ? (unsigned char)maps->bytes[maps->next++] : -1;
}

static bool next_line(struct maps *maps) {
    char *line = maps->line;
    size_t length = 0;
    int byte = next_byte(maps);
    const bool any = byte >= 0;
    for (; byte >= 0 && byte != '\n'; byte = next_byte(maps))
        if (length < LINE_BYTES - 1)
            line[length++] = (char)byte;
    line[length] = '\0';
    return any;
}

static const char *read_hexadecimal(const char *text, uintptr_t *value) {
    static const char digits[] = "0123456789abcdef";
    *value = 0;
    for (const char *digit; *text && (digit = strchr(digits, *text)); text++)
        *value = *value << 4 | (uintptr_t)(digit - digits);
    return text;
}

/*
 * Nothing of a file: private memory, which may bear a name of its own, or the shared memory of opcache, which
 * is told as a deleted file (opcache.preferred_memory_model: mmap, shm or posix).
 */
static bool is_of_no_file(const char *path) {
    return !*path || strncmp(path, "[anon", 5) == 0 || strncmp(path, "/dev/zero", 9) == 0 ||
           strncmp(path, "/SYSV", 5) == 0 || strncmp(path, "/dev/shm/ZendAccelerator", 24) == 0;
}

/* "7f2c4000-7f2c8000 r-xs 00000000 00:01 1042    /dev/zero (deleted)" */
static bool is_code(const char *line, struct code_segment *segment) {
    line = read_hexadecimal(line, &segment->start);
    line = read_hexadecimal(line + (*line == '-'), &segment->end);
    if (strnlen(line, 5) < 5 || line[3] != 'x')
        return false;
    for (int field = 0; field < 4; field++) {
        line += strspn(line, " ");
        line += strcspn(line, " ");
    }
    return is_of_no_file(line + strspn(line, " "));
}

size_t php_jit_find(struct code_segment *segments, size_t capacity) {
    struct maps *maps = memory_map(sizeof *maps); /* much for a small stack */
    size_t count = 0;
    if (!maps)
        return 0;
    maps->descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    while (maps->descriptor >= 0 && count < capacity && next_line(maps))
        count += is_code(maps->line, &segments[count]);
    if (maps->descriptor >= 0)
        REAL(close)(maps->descriptor);
    memory_unmap(maps, sizeof *maps);
    return count;
}
