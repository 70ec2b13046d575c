#include "code_segment.h"

#include "libc/objects.h"

struct code_search {
    uintptr_t address;
    struct code_segment *found;
};

static int holds(struct dl_phdr_info *info, size_t size, void *context) {
    const struct code_search *search = context;
    struct code_segment segment;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum; i++) {
        if (code_segment_get(info, i, &segment) && search->address >= segment.start &&
            search->address < segment.end) {
            *search->found = segment;
            return 1;
        }
    }
    return 0;
}

bool code_segment_find(const void *address, struct code_segment *segment) {
    struct code_search search = {(uintptr_t)address, segment};
    return address && objects_iterate(holds, &search);
}
