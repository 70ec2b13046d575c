#include "keep.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/memory.h"
#include "host/text.h"
#include "libc/system_call.h"
#include "loopline/capture.h"

/* Captures of one directory that are looked at: a later process sees those that are left. */
enum { ENTRY_LIMIT = 2048, NAME_BYTES = 256, LISTING_BYTES = 32 * 1024 };

struct entry {
    uint64_t changed; /* seconds since the epoch */
    uint64_t bytes;
    char name[NAME_BYTES]; /* "": gone, or to be kept */
};

struct work {
    long directory; /* descriptor */
    uint32_t count;
    uint64_t bytes; /* of all captures but the new one */
    uint64_t run_id;
    struct entry entries[ENTRY_LIMIT];
    char listing[LISTING_BYTES];
    char path[CAPTURE_PATH_BYTES];
    struct loopline_header header; /* of the capture that is looked at */
};

/* As the kernel writes it (getdents64(2)). */
struct listed {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static const char suffix[] = ".capture";
static const char *const reports[] = {".txt", ".md", ".html", ".json", ".sarif", ".jira", ".xml", ".folded"};

/* ---- the rule ---- */

static uint64_t unit_of(const char *unit, size_t length, const char *const *names, const uint64_t *units) {
    for (size_t i = 0; names[i]; i++)
        if (strlen(names[i]) == length && strncmp(names[i], unit, length) == 0)
            return units[i];
    return 0;
}

struct keep_rule keep_rule_read(const char *text) {
    static const char *const sizes[] = {"KiB", "MiB", "GiB", NULL};
    static const uint64_t size_units[] = {1u << 10, 1u << 20, 1u << 30};
    static const char *const ages[] = {"h", "d", NULL};
    static const uint64_t age_units[] = {3600, 86400};
    struct keep_rule rule = {.bytes = 0};
    while (text && *text) {
        uint64_t number = 0;
        for (; *text >= '0' && *text <= '9' && number < UINT32_MAX; text++)
            number = 10 * number + (uint64_t)(*text - '0');
        const size_t length = strcspn(text, ",");
        const uint64_t size = unit_of(text, length, sizes, size_units);
        const uint64_t age = unit_of(text, length, ages, age_units);
        rule.bytes = size ? number * size : rule.bytes;
        rule.seconds = age ? number * age : rule.seconds;
        text += length + (text[length] == ',');
    }
    return rule;
}

/* ---- one capture ---- */

/*
 * Whether no process has it mapped to write: the kernel gives a lease for reading on no file that anyone
 * could write through. True in every namespace; where a file system has no leases, a capture counts as being
 * written.
 */
static bool is_finished(long file) {
    /* Were the lease broken in this moment, the host would get a signal: one that is ignored. */
    system_call4(SYS_fcntl, file, F_SETSIG, SIGURG, 0);
    if (system_call4(SYS_fcntl, file, F_SETLEASE, F_RDLCK, 0) < 0)
        return false;
    system_call4(SYS_fcntl, file, F_SETLEASE, F_UNLCK, 0);
    return true;
}

static bool is_finished_capture(struct work *work, const char *name) {
    struct loopline_header *const header = &work->header;
    const long file = system_call4(SYS_openat, work->directory, (long)name,
                                   O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0);
    if (file < 0)
        return false;
    const bool finished = system_call4(SYS_read, file, (long)header, sizeof *header, 0) == sizeof *header &&
                          memcmp(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof header->magic) == 0 &&
                          (work->run_id == 0 || header->run_id != work->run_id) && is_finished(file);
    system_call4(SYS_close, file, 0, 0, 0);
    return finished;
}

/* The capture, and what was reported on it under the same name. */
static void remove_capture(long directory, const char *name) {
    char report[NAME_BYTES + 8];
    system_call4(SYS_unlinkat, directory, (long)name, 0, 0);
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        struct text text = text_start(report, sizeof report);
        text_add(&text, name, strlen(name) - (sizeof suffix - 1));
        text_add_string(&text, reports[i]);
        system_call4(SYS_unlinkat, directory, (long)report, 0, 0);
    }
}

/* ---- the directory ---- */

static void add_entry(struct work *work, const char *name, const char *own) {
    const size_t length = strlen(name);
    struct stat status = {0}; /* written by a system call that no compiler sees */
    if (work->count == ENTRY_LIMIT || length >= NAME_BYTES || length <= sizeof suffix - 1 ||
        strcmp(name + length - (sizeof suffix - 1), suffix) != 0 ||
        system_call4(SYS_newfstatat, work->directory, (long)name, (long)&status, AT_SYMLINK_NOFOLLOW) < 0 ||
        !S_ISREG(status.st_mode) || status.st_uid != geteuid())
        return;
    if (strcmp(name, own) == 0)
        return; /* it has just been given more than it may need */
    const uint64_t bytes = (uint64_t)status.st_blocks * 512;
    work->bytes += bytes;
    struct entry *entry = &work->entries[work->count++];
    entry->changed = (uint64_t)status.st_mtim.tv_sec;
    entry->bytes = bytes;
    memcpy(entry->name, name, length + 1);
}

static void read_directory(struct work *work, const char *own) {
    long length;
    while ((length = system_call4(SYS_getdents64, work->directory, (long)work->listing, LISTING_BYTES, 0)) >
           0)
        for (long at = 0; at < length;) {
            const struct listed *listed = (const struct listed *)(const void *)(work->listing + at);
            add_entry(work, listed->name, own);
            at += listed->length;
        }
}

static struct entry *oldest(struct work *work) {
    struct entry *found = NULL;
    for (uint32_t i = 0; i < work->count; i++) {
        struct entry *entry = &work->entries[i];
        if (entry->name[0] && (!found || entry->changed < found->changed))
            found = entry;
    }
    return found;
}

static void remove_oldest(struct work *work, const struct keep_rule *rule, uint64_t now) {
    for (struct entry *entry; (entry = oldest(work));) {
        const bool too_old = rule->seconds && entry->changed + rule->seconds < now;
        const bool too_many = rule->bytes && work->bytes > rule->bytes;
        if (!too_old && !too_many)
            return; /* the others are newer */
        if (is_finished_capture(work, entry->name)) {
            remove_capture(work->directory, entry->name);
            work->bytes -= entry->bytes;
        }
        entry->name[0] = '\0';
    }
}

void keep_apply(const struct keep_rule *rule, const struct capture_file *own, uint64_t now) {
    const char *path = own->path;
    const char *slash = strrchr(path, '/');
    struct work *work = (rule->bytes || rule->seconds) && slash ? memory_map(sizeof *work) : NULL;
    if (!work)
        return;
    work->run_id = own->header->run_id;
    struct text text = text_start(work->path, sizeof work->path);
    text_add(&text, path, slash == path ? 1 : (size_t)(slash - path));
    work->directory = text.cut ? -1
                               : system_call4(SYS_openat, AT_FDCWD, (long)work->path,
                                              O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (work->directory >= 0) {
        read_directory(work, slash + 1);
        remove_oldest(work, rule, now);
        system_call4(SYS_close, work->directory, 0, 0, 0);
    }
    memory_unmap(work, sizeof *work);
}
