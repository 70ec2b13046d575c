/*
 * The executable parts of a loaded object, as dl_iterate_phdr tells them.
 */
#ifndef LOOPLINE_STACK_CODE_SEGMENT_H
#define LOOPLINE_STACK_CODE_SEGMENT_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

struct code_segment {
    uintptr_t start;
    uintptr_t end;
};

/* True where segment `number` of the object holds code; `segment` is set then. Any thread. */
static inline bool code_segment_get(const struct dl_phdr_info *info, uint32_t number,
                                    struct code_segment *segment) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[number];
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_X))
        return false;
    segment->start = info->dlpi_addr + header->p_vaddr;
    segment->end = segment->start + header->p_memsz;
    return true;
}

/*
 * The executable part that holds an address of code. False, with `segment` as it was, where no object does,
 * and for NULL. Asks the loader: not in the child of a fork.
 */
bool code_segment_find(const void *address, struct code_segment *segment);

#endif
