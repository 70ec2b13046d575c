#include "loop_fixtures.h"

#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool fixture_path(const char *name, char path[FIXTURE_PATH_BYTES]) {
    const char *directory = getenv("LOOPLINE_FIXTURES");
    if (!directory)
        return false;
    const int length = snprintf(path, FIXTURE_PATH_BYTES, "%s/loops/%s", directory, name);
    return length > 0 && length < FIXTURE_PATH_BYTES;
}

/* Copies the word behind `label` in a line of source. */
static void read_comment(const char *text, const char *label, char name[FIXTURE_NAME_BYTES]) {
    const char *found = strstr(text, label);
    if (!found || sscanf(found + strlen(label), " %31[a-z-]", name) != 1)
        name[0] = '\0';
}

bool fixture_read_source(const char *name, struct fixture_source *source) {
    char path[FIXTURE_PATH_BYTES];
    *source = (struct fixture_source){0};
    FILE *file = fixture_path(name, path) ? fopen(path, "re") : NULL;
    if (!file)
        return false;
    char text[1024];
    while (source->line_count + 1 < FIXTURE_MAXIMUM_LINES && fgets(text, sizeof text, file)) {
        source->line_count++;
        read_comment(text, "expect:", source->expected[source->line_count]);
        read_comment(text, "loop:", source->loop[source->line_count]);
    }
    fclose(file);
    return true;
}

static void add_offset(struct fixture_frames *frames, uint64_t offset) {
    for (size_t i = 0; i < frames->count; i++)
        if (frames->offsets[i] == offset)
            return;
    if (frames->count < FIXTURE_MAXIMUM_FRAMES)
        frames->offsets[frames->count++] = offset;
}

bool fixture_run(const char *name, const char *library, struct fixture_frames *frames) {
    char program[FIXTURE_PATH_BYTES];
    frames->count = 0;
    if (!fixture_path(name, program) || !fixture_path(library ? library : name, frames->path) ||
        access(program, X_OK) != 0)
        return false;
    FILE *output = popen(program, "re");
    if (!output)
        return false;
    char text[FIXTURE_PATH_BYTES + 32];
    char module[FIXTURE_PATH_BYTES];
    uint64_t offset = 0;
    while (fgets(text, sizeof text, output)) {
        if (sscanf(text, "%4095s %" SCNx64, module, &offset) != 2)
            continue;
        const char *wanted = library ? library : "program";
        const char *file = strrchr(module, '/');
        if (strcmp(file ? file + 1 : module, wanted) == 0)
            add_offset(frames, offset);
    }
    return pclose(output) == 0 && frames->count > 0;
}

static size_t read_build_id(Elf *elf, uint8_t build_id[64]) {
    for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
        GElf_Shdr header;
        Elf_Data *data = NULL;
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE ||
            !(data = elf_getdata(section, NULL)))
            continue;
        GElf_Nhdr note;
        size_t name = 0;
        size_t description = 0;
        for (size_t at = 0; (at = gelf_getnote(data, at, &note, &name, &description)) > 0;)
            if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz <= 64) {
                memcpy(build_id, (char *)data->d_buf + description, note.n_descsz);
                return note.n_descsz;
            }
    }
    return 0;
}

bool fixture_key_of(const char *path, bool with_build_id, struct fixture_key *key) {
    struct stat status;
    *key = (struct fixture_key){.key = {.path = path}};
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool done = fstat(file, &status) == 0;
    key->key.file_bytes = (uint64_t)status.st_size;
    key->key.file_mtime_ns = (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    elf_version(EV_CURRENT);
    Elf *elf = with_build_id ? elf_begin(file, ELF_C_READ, NULL) : NULL;
    if (elf) {
        key->key.build_id_bytes = read_build_id(elf, key->build_id);
        key->key.build_id = key->build_id;
        elf_end(elf);
    }
    close(file);
    return done && (!with_build_id || key->key.build_id_bytes > 0);
}

bool fixture_copy(const char *from, const char *to) {
    char bytes[65536];
    struct stat status;
    const int source = open(from, O_RDONLY | O_CLOEXEC);
    const int copy = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    bool done = source >= 0 && copy >= 0 && fstat(source, &status) == 0;
    ssize_t count = 0;
    while (done && (count = read(source, bytes, sizeof bytes)) > 0)
        done = write(copy, bytes, (size_t)count) == count;
    if (done) {
        const struct timespec times[] = {status.st_atim, status.st_mtim};
        done = count == 0 && futimens(copy, times) == 0;
    }
    if (source >= 0)
        close(source);
    if (copy >= 0)
        close(copy);
    return done;
}
