#include "program.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char privileges_advice[] =
    "run a copy that has no such privileges (cp FILE COPY), as a user who may do what it does.";

/*
 * Programs that gain privileges when started are run in secure-execution mode: ld.so(8) then ignores
 * LD_PRELOAD paths. A mount option can take the bits' meaning away; root gains nothing from capabilities.
 */
static void examine_privileges(const char *path, struct doctor_diagnosis *diagnosis) {
    struct stat status;
    struct statvfs mount;
    if (stat(path, &status) != 0 || (statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOSUID)))
        return;
    if ((status.st_mode & S_ISUID) && status.st_uid != getuid())
        doctor_add(diagnosis, DOCTOR_PREVENTS, privileges_advice,
                   "It is set-user-ID to another user: the loader ignores LD_PRELOAD for it.");
    if ((status.st_mode & S_ISGID) && (status.st_mode & S_IXGRP) && status.st_gid != getgid())
        doctor_add(diagnosis, DOCTOR_PREVENTS, privileges_advice,
                   "It is set-group-ID to another group: the loader ignores LD_PRELOAD for it.");
    if (getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0)
        doctor_add(diagnosis, DOCTOR_PREVENTS, privileges_advice,
                   "It has file capabilities: the loader ignores LD_PRELOAD for it.");
}

bool doctor_examine_loading(const struct doctor_object *program, struct doctor_diagnosis *diagnosis) {
    const size_t before = diagnosis->count;
    if (!doctor_object_is_native(program))
        doctor_add(diagnosis, DOCTOR_PREVENTS, "install Loopline for the architecture of the program.",
                   "It is built for another architecture (ELF machine %d, %s-bit) than this Loopline.",
                   program->machine, program->elf_class == ELFCLASS64 ? "64" : "32");
    else if (!program->interpreter || !program->is_dynamic)
        doctor_add(diagnosis, DOCTOR_PREVENTS,
                   program->is_go
                       ? "Go's own database drivers are out of reach; only drivers through cgo and a "
                         "shared libpq or SQLite (-tags libsqlite3) can be seen."
                       : "link it dynamically (without -static), with a shared libpq or SQLite.",
                   "It is statically linked: no loader runs that could load the shim.");
    else if (strstr(program->interpreter, "ld-musl"))
        doctor_add(diagnosis, DOCTOR_PREVENTS,
                   "run it on a system with glibc (for a container: a Debian image in place of Alpine).",
                   "It is built for musl (%s): the shim needs glibc.", program->interpreter);
    return diagnosis->count == before;
}

struct runtime {
    const char *prefix; /* of the program's file name */
    const char *note;
};

/* What the usual drivers of a language link against. Only the name of the interpreter is looked at. */
static const struct runtime runtimes[] = {
    {"python",
     "Python opens its drivers while it runs: sqlite3, psycopg2 and psycopg are seen; asyncpg and pg8000 "
     "speak PostgreSQL's protocol by themselves and are not."},
    {"pypy", "PyPy opens its drivers while it runs: those that load libpq or SQLite are seen."},
    {"ruby", "Ruby opens its drivers while it runs: pg is seen; sqlite3 is seen where the gem was built with "
             "--enable-system-libraries, not with the SQLite that it carries."},
    {"php", "PHP opens its drivers while it runs: pgsql, pdo_pgsql, sqlite3 and pdo_sqlite are seen."},
    {"perl", "Perl opens its drivers while it runs: DBD::Pg is seen; DBD::SQLite is seen where it was built "
             "against the system's SQLite (as Debian's), not with the copy that it carries."},
    {"node",
     "Node.js: pg-native is seen; pg speaks PostgreSQL's protocol by itself, better-sqlite3 and usually "
     "node:sqlite carry their own SQLite: they are not."},
    {"java",
     "Java: JDBC drivers speak PostgreSQL's protocol by themselves or carry their own SQLite: they are not "
     "seen."},
    {"lua", "Lua opens its drivers while it runs: LuaSQL's are seen."},
    {"tclsh", "Tcl opens its drivers while it runs: those that load libpq or SQLite are seen."},
};

static const char *const shells[] = {"sh", "bash", "dash", "zsh", "ksh", "busybox"};

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void doctor_note_runtime(const char *path, struct doctor_diagnosis *diagnosis) {
    const char *name = file_name(path);
    for (size_t index = 0; index < sizeof runtimes / sizeof *runtimes; index++) {
        if (strncmp(name, runtimes[index].prefix, strlen(runtimes[index].prefix)) == 0)
            doctor_add(diagnosis, DOCTOR_NOTE, NULL, "%s", runtimes[index].note);
    }
    for (size_t index = 0; index < sizeof shells / sizeof *shells; index++) {
        if (strcmp(name, shells[index]) == 0)
            doctor_add(diagnosis, DOCTOR_NOTE,
                       "ask about the program that the script starts: loopline doctor PROGRAM.",
                       "A shell runs other programs, which inherit LD_PRELOAD.");
    }
}

static bool is_imported(const struct doctor_objects *objects, enum doctor_database database) {
    for (size_t index = 0; index < objects->count; index++) {
        if (objects->items[index]->uses[database].imports)
            return true;
    }
    return false;
}

/* SQLite's and libpq's own shared libraries, bundled copies with another name (libpq-1a2b.so.5) among them.
 */
static bool is_library_itself(const struct doctor_object *object, enum doctor_database database) {
    const char *name = object->soname ? object->soname : file_name(object->path);
    return strncmp(name, database == DOCTOR_SQLITE ? "libsqlite3" : "libpq",
                   database == DOCTOR_SQLITE ? 10 : 5) == 0;
}

static const char *embedded_advice(enum doctor_database database) {
    return database == DOCTOR_SQLITE ? "build it against the system's shared SQLite (-lsqlite3, for Go -tags "
                                       "libsqlite3, for Rust's "
                                       "rusqlite without the feature `bundled`)."
                                     : "build it against the shared libpq (-lpq).";
}

static void examine_database(const struct doctor_objects *objects, const struct doctor_object *object,
                             enum doctor_database database, struct doctor_diagnosis *diagnosis) {
    const struct doctor_use *use = &object->uses[database];
    const char *name = doctor_database_name(database);
    const bool is_main = object == objects->items[0];
    const bool is_shared = use->exports && !is_main;
    if (is_shared &&
        (is_library_itself(object, database) || use->own_calls_visible || is_imported(objects, database)))
        doctor_add(diagnosis, DOCTOR_SEES, NULL, "%s is called in a shared library: %s", name, object->path);
    else if (use->contains && !use->imports)
        doctor_add(diagnosis, DOCTOR_MISSES, embedded_advice(database),
                   "%s carries its own %s and calls it directly: the shim does not see that.", object->path,
                   name);
    else if (use->resembles && !use->imports)
        doctor_add(
            diagnosis, DOCTOR_MISSES, embedded_advice(database),
            "%s seems to carry its own %s (by a text in it; its symbols are stripped): the shim does not "
            "see that.",
            object->path, name);
}

void doctor_examine_databases(const struct doctor_objects *objects, struct doctor_diagnosis *diagnosis) {
    for (size_t index = 0; index < objects->count; index++) {
        for (int database = 0; database < DOCTOR_DATABASES; database++)
            examine_database(objects, objects->items[index], (enum doctor_database)database, diagnosis);
    }
    for (size_t index = 0; index < objects->missing_count; index++)
        doctor_add(diagnosis, DOCTOR_NOTE, "check LD_LIBRARY_PATH and what is installed.",
                   "It needs %s, which was not found.", objects->missing[index]);
    if (objects->items[0]->is_go)
        doctor_add(
            diagnosis, DOCTOR_NOTE, NULL,
            "It is a Go program: drivers written in Go (pgx, lib/pq, modernc.org/sqlite) call no library and "
            "are not seen.");
    if (doctor_verdict_of(diagnosis) == DOCTOR_PERHAPS)
        doctor_add(
            diagnosis, DOCTOR_NOTE,
            "start it under `loopline run`, and ask `loopline doctor PID` once it has used the database.",
            "Neither libpq nor SQLite is linked; a library opened later (dlopen) is seen all the same.");
}

static bool say_unreadable(const char *path, enum doctor_object_status status) {
    if (status == DOCTOR_OBJECT_UNREADABLE)
        fprintf(stderr, "loopline doctor: %s cannot be read: %s\n", path, strerror(errno));
    else
        fprintf(
            stderr,
            "loopline doctor: %s is no ELF program and has no #! line: ask about the program that runs it\n",
            path);
    return false;
}

bool doctor_examine_program(const char *path, struct doctor_diagnosis *diagnosis) {
    struct doctor_object *program;
    const enum doctor_object_status status = doctor_object_read(path, &program);
    if (!program)
        return say_unreadable(path, status);
    examine_privileges(path, diagnosis);
    if (!doctor_examine_loading(program, diagnosis)) {
        doctor_object_free(program);
        return true;
    }
    doctor_note_runtime(path, diagnosis);
    struct doctor_objects objects = {0};
    const bool is_complete = doctor_load(program, &objects);
    if (is_complete)
        doctor_examine_databases(&objects, diagnosis);
    else
        fputs("loopline doctor: out of memory\n", stderr);
    doctor_objects_free(&objects);
    return is_complete;
}
