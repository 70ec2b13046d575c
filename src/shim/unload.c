/*
 * Notices code that goes away: everything keyed by addresses has to know.
 */
#include <errno.h>
#include <link.h>
#include <stdbool.h>

#include "host/memory.h"
#include "libc/loader.h"
#include "libc/objects.h"
#include "shim/loader/libraries.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"
#include "stack/code_segment.h"
#include "stack/native.h"

enum { RANGE_LIMIT = 4096 };

/* Around one call of the real dlclose. */
struct unload_watch {
    uint64_t unloads_before;             /* of the loader, dlpi_subs */
    struct loaded_ranges *ranges_before; /* NULL where nothing has been recorded yet */
};

struct loaded_ranges {
    uint32_t count;
    struct code_segment ranges[RANGE_LIMIT];
};

static int read_unloads(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    *(uint64_t *)context = info->dlpi_subs;
    return 1;
}

static uint64_t unloads_so_far(void) {
    uint64_t unloads = 0;
    objects_iterate(read_unloads, &unloads);
    return unloads;
}

static int add_range(struct dl_phdr_info *info, size_t size, void *context) {
    struct loaded_ranges *loaded = context;
    (void)size;
    for (uint32_t i = 0; i < info->dlpi_phnum && loaded->count < RANGE_LIMIT; i++)
        if (code_segment_get(info, i, &loaded->ranges[loaded->count]))
            loaded->count++;
    return 0;
}

static struct loaded_ranges *take_ranges(void) {
    struct loaded_ranges *loaded = memory_map(sizeof *loaded);
    if (loaded)
        objects_iterate(add_range, loaded);
    return loaded;
}

static bool holds(const struct loaded_ranges *loaded, uintptr_t start) {
    for (uint32_t i = 0; i < loaded->count; i++)
        if (loaded->ranges[i].start == start)
            return true;
    return false;
}

static void tell_what_went(const struct loaded_ranges *before, const struct loaded_ranges *after) {
    for (uint32_t i = 0; i < before->count; i++)
        if (!holds(after, before->ranges[i].start))
            native_stack_unloaded(before->ranges[i].start, before->ranges[i].end);
}

static void watch_start(struct unload_watch *watch) {
    const int saved = errno;
    watch->unloads_before = unloads_so_far();
    watch->ranges_before = recorder_has_started() ? take_ranges() : NULL;
    errno = saved;
}

static void watch_end(struct unload_watch *watch) {
    const int saved = errno;
    if (unloads_so_far() != watch->unloads_before) {
        struct loaded_ranges *after = watch->ranges_before ? take_ranges() : NULL;
        if (after)
            tell_what_went(watch->ranges_before, after);
        memory_unmap(after, sizeof *after);
        libraries_forget_callers();
        recorder_note_unload();
    }
    memory_unmap(watch->ranges_before, sizeof *watch->ranges_before);
    errno = saved;
}

HOOK int dlclose(void *handle) {
    struct unload_watch watch;
    watch_start(&watch);
    const int result = real_dlclose(handle);
    watch_end(&watch);
    return result;
}
