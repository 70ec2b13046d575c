/*
 * Notices code that goes away: everything keyed by addresses has to know.
 */
#include <errno.h>
#include <link.h>

#include "libc/loader.h"
#include "libc/objects.h"
#include "shim/loader/libraries.h"
#include "shim/process/hook.h"
#include "shim/recorder/recorder.h"
#include "stack/native.h"

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

static void note_unloads_since(uint64_t before) {
    const int saved = errno;
    if (unloads_so_far() != before) {
        native_stack_unloaded();
        libraries_forget_callers();
        recorder_note_unload();
    }
    errno = saved;
}

HOOK int dlclose(void *handle) {
    const uint64_t before = unloads_so_far();
    const int result = real_dlclose(handle);
    note_unloads_since(before);
    return result;
}
