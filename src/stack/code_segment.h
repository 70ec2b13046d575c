/* The executable segments of loaded objects, as dl_iterate_phdr reports them. */
#ifndef LOOPLINE_STACK_CODE_SEGMENT_H
#define LOOPLINE_STACK_CODE_SEGMENT_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

struct code_segment {
    uintptr_t start;
    uintptr_t end;
};

/*
 * Returns true, and sets `segment`, if program header `number` of the object is a code segment. Any thread.
 */
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
 * Finds the code segment that holds an address. Returns false, leaving `segment` alone, if no object holds it
 * or it is NULL. Calls the loader: never call it in the child of a fork.
 */
bool code_segment_find(const void *address, struct code_segment *segment);

#endif
