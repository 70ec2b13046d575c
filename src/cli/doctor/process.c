#include "process.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

static const char shim_name[] = "libloopline.so";
static const char deleted_mark[] = " (deleted)";

/* What the process's memory map, environment and auxiliary vector tell. */
struct process {
    pid_t pid;
    struct doctor_objects objects; /* its program, then what else is mapped to be executed */
    bool has_shim;
    bool is_secure;    /* it was started with more privileges than its user has */
    bool is_off;       /* LOOPLINE=0 */
    bool is_preloaded; /* LD_PRELOAD names the shim */
};

static FILE *open_proc(pid_t pid, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    return fopen(path, "re");
}

/* One line of /proc/PID/maps: its file, and the address range as the name of a link in map_files. */
struct mapping {
    char range[40];
    char *path; /* points into the line */
    bool is_executable;
    bool is_deleted;
};

/* The kernel marks the path of a file that is gone; true where it did, and the mark is cut off. */
static bool cut_deleted_mark(char *path) {
    const size_t mark_length = sizeof deleted_mark - 1;
    const size_t length = strlen(path);
    if (length <= mark_length || strcmp(path + length - mark_length, deleted_mark) != 0)
        return false;
    path[length - mark_length] = '\0';
    return true;
}

static bool parse_mapping(char *line, struct mapping *mapping) {
    char permissions[5];
    int path_offset = 0;
    line[strcspn(line, "\n")] = '\0';
    char *rest;
    const unsigned long start = strtoul(line, &rest, 16);
    if (*rest != '-')
        return false;
    const unsigned long end = strtoul(rest + 1, &rest, 16);
    if (sscanf(rest, " %4s %*s %*s %*s %n", permissions, &path_offset) != 1 || !path_offset)
        return false;
    mapping->path = rest + path_offset;
    mapping->is_executable = permissions[2] == 'x';
    snprintf(mapping->range, sizeof mapping->range, "%lx-%lx", start, end);

    mapping->is_deleted = cut_deleted_mark(mapping->path);
    return mapping->path[0] == '/';
}

static bool is_known(const struct process *process, const char *path) {
    for (size_t index = 0; index < process->objects.count; index++) {
        if (strcmp(process->objects.items[index]->path, path) == 0)
            return true;
    }
    return false;
}

/* Reads the mapped file as the process sees it (it may live in a container), or where it was deleted. */
static struct doctor_object *read_mapped(pid_t pid, const struct mapping *mapping) {
    char path[PATH_MAX + 64];
    if (mapping->is_deleted)
        snprintf(path, sizeof path, "/proc/%d/map_files/%s", (int)pid, mapping->range);
    else
        snprintf(path, sizeof path, "/proc/%d/root%s", (int)pid, mapping->path);
    struct doctor_object *object;
    doctor_object_read(path, &object);
    if (!object)
        return NULL;
    char *shown = strdup(mapping->path);
    if (!shown) {
        doctor_object_free(object);
        return NULL;
    }
    free(object->path);
    object->path = shown;
    return object;
}

static void note_deleted(const struct mapping *mapping, const struct doctor_object *object,
                         struct doctor_diagnosis *diagnosis) {
    if (!object)
        doctor_add(
            diagnosis, DOCTOR_NOTE, "start the program again, or run `loopline doctor` as root.",
            "%s has been deleted or replaced since the process started, so Loopline cannot examine it.",
            mapping->path);
    else if (object->uses[DOCTOR_SQLITE].exports || object->uses[DOCTOR_LIBPQ].exports)
        doctor_add(
            diagnosis, DOCTOR_NOTE, "start the program again to use the new file.",
            "%s has been deleted or replaced since the process started; the process still runs the old file.",
            mapping->path);
}

/* Returns false out of memory. */
static bool add_mapping(struct process *process, const struct mapping *mapping,
                        struct doctor_diagnosis *diagnosis) {
    if (!mapping->is_executable || is_known(process, mapping->path))
        return true;
    if (strstr(mapping->path, shim_name)) {
        process->has_shim = true;
        return true;
    }
    struct doctor_object *object = read_mapped(process->pid, mapping);
    if (mapping->is_deleted)
        note_deleted(mapping, object, diagnosis);
    return !object || doctor_objects_add(&process->objects, object);
}

static bool read_mappings(struct process *process, struct doctor_diagnosis *diagnosis) {
    FILE *maps = open_proc(process->pid, "maps");
    if (!maps)
        return false;
    char *line = NULL;
    size_t capacity = 0;
    bool is_complete = true;
    while (is_complete && getline(&line, &capacity, maps) > 0) {
        struct mapping mapping;
        if (parse_mapping(line, &mapping))
            is_complete = add_mapping(process, &mapping, diagnosis);
    }
    is_complete = is_complete && !ferror(maps);
    free(line);
    fclose(maps);
    return is_complete;
}

static void read_environment(struct process *process) {
    FILE *file = open_proc(process->pid, "environ");
    if (!file)
        return;
    char *variable = NULL;
    size_t capacity = 0;
    while (getdelim(&variable, &capacity, '\0', file) > 0) {
        process->is_off |= strcmp(variable, "LOOPLINE=0") == 0;
        process->is_preloaded |=
            strncmp(variable, "LD_PRELOAD=", 11) == 0 && strstr(variable, shim_name) != NULL;
    }
    free(variable);
    fclose(file);
}

static void read_auxiliary_vector(struct process *process) {
    FILE *file = open_proc(process->pid, "auxv");
    if (!file)
        return;
    Elf64_auxv_t entry;
    while (fread(&entry, sizeof entry, 1, file) == 1 && entry.a_type != AT_NULL)
        process->is_secure |= entry.a_type == AT_SECURE && entry.a_un.a_val;
    fclose(file);
}

/* The path of the running program; freed by the caller. NULL with errno set. */
static char *program_path(pid_t pid) {
    char link[64];
    char path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    return length < 0 ? NULL : strndup(path, (size_t)length);
}

/* The program itself, through /proc/PID/exe, which works where its file was deleted. */
static bool read_program(struct process *process, const char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)process->pid);
    struct doctor_object *object;
    doctor_object_read(link, &object);
    if (!object)
        return false;
    char *shown = strdup(path);
    free(object->path);
    object->path = shown;
    return doctor_objects_add(&process->objects, object) && shown;
}

static void examine_shim(const struct process *process, struct doctor_diagnosis *diagnosis) {
    if (process->has_shim && process->is_off)
        doctor_add(diagnosis, DOCTOR_PREVENTS, "start it again without LOOPLINE=0.",
                   "The shim is loaded but switched off: LOOPLINE=0 is in the environment.");
    else if (process->has_shim)
        doctor_add(diagnosis, DOCTOR_NOTE, NULL, "The shim is loaded.");
    else if (process->is_secure)
        doctor_add(
            diagnosis, DOCTOR_PREVENTS,
            "run a copy of the program without set-user-ID, set-group-ID or capabilities.",
            "The process started with more privileges than its user has, so the loader ignored LD_PRELOAD.");
    else if (process->is_preloaded)
        doctor_add(diagnosis, DOCTOR_PREVENTS, "check that the path in LD_PRELOAD exists for this process.",
                   "LD_PRELOAD names the shim, but the loader did not load it.");
    else
        doctor_add(diagnosis, DOCTOR_PREVENTS, "start it again: loopline run -- COMMAND.",
                   "The shim is not loaded, and nothing can add it to a running process.");
}

bool doctor_examine_process(pid_t pid, struct doctor_diagnosis *diagnosis, char **program) {
    struct process process = {.pid = pid};
    *program = program_path(pid);
    if (!*program) {
        fprintf(stderr, "loopline doctor: cannot examine process %d: %s\n", (int)pid,
                errno == ENOENT ? "no such process" : strerror(errno));
        return false;
    }
    if (cut_deleted_mark(*program))
        doctor_add(diagnosis, DOCTOR_NOTE, "start it again before you record it.",
                   "Its program file has been deleted or replaced since it started, so a report cannot name "
                   "its lines.");
    const bool is_read = read_program(&process, *program) && read_mappings(&process, diagnosis);
    if (is_read) {
        read_environment(&process);
        read_auxiliary_vector(&process);
        if (doctor_examine_loading(process.objects.items[0], diagnosis))
            examine_shim(&process, diagnosis);
        doctor_note_runtime(*program, diagnosis);
        doctor_examine_databases(&process.objects, diagnosis);
    } else {
        fprintf(stderr, "loopline doctor: cannot examine process %d: %s\n", (int)pid, strerror(errno));
        free(*program);
        *program = NULL;
    }
    doctor_objects_free(&process.objects);
    return is_read;
}
