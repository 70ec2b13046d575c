#include "program.h"

#include <elf.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "loopline/scope.h"

static const char privileges_advice[] =
    "run a copy without these privileges (cp FILE COPY), as a user who may do what it does.";

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
                   "It is set-user-ID to another user, so the loader ignores LD_PRELOAD.");
    if ((status.st_mode & S_ISGID) && (status.st_mode & S_IXGRP) && status.st_gid != getgid())
        doctor_add(diagnosis, DOCTOR_PREVENTS, privileges_advice,
                   "It is set-group-ID to another group, so the loader ignores LD_PRELOAD.");
    if (getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0)
        doctor_add(diagnosis, DOCTOR_PREVENTS, privileges_advice,
                   "It has file capabilities, so the loader ignores LD_PRELOAD.");
}

bool doctor_examine_loading(const struct doctor_object *program, struct doctor_diagnosis *diagnosis) {
    const size_t before = diagnosis->count;
    if (!doctor_object_is_native(program))
        doctor_add(
            diagnosis, DOCTOR_PREVENTS, "install Loopline for the architecture of the program.",
            "It is built for another architecture (ELF machine %d, %s-bit) than this copy of Loopline.",
            program->machine, program->elf_class == ELFCLASS64 ? "64" : "32");
    else if (!program->interpreter || !program->is_dynamic)
        doctor_add(diagnosis, DOCTOR_PREVENTS,
                   program->is_go ? "use a driver that calls a shared libpq or SQLite through cgo (-tags "
                                    "libsqlite3); Loopline cannot see Go's own drivers."
                                  : "link it dynamically (without -static), with a shared libpq or SQLite.",
                   "It is statically linked, so no loader runs that could load the shim.");
    else if (strstr(program->interpreter, "ld-musl"))
        doctor_add(diagnosis, DOCTOR_PREVENTS,
                   "run it on a system with glibc (for a container: a Debian image in place of Alpine).",
                   "It is built for musl (%s), but the shim needs glibc.", program->interpreter);
    return diagnosis->count == before;
}

struct runtime {
    const char *prefix; /* of the program's file name */
    const char *note;
};

/* What the usual drivers of a language link against. Only the name of the interpreter is looked at. */
static const struct runtime runtimes[] = {
    {"python", "Python opens its drivers while it runs. Loopline sees sqlite3, psycopg2 and psycopg; it does "
               "not see asyncpg and pg8000, which speak PostgreSQL's protocol themselves."},
    {"pypy", "PyPy opens its drivers while it runs. Loopline sees those that load libpq or SQLite."},
    {"ruby",
     "Ruby opens its drivers while it runs. Loopline sees pg; it sees sqlite3 if the gem was built "
     "with --enable-system-libraries, not with its own copy of SQLite. It names lines of Ruby 2.7 to 3.4."},
    {"php", "PHP opens its drivers while it runs. Loopline sees pgsql, pdo_pgsql, sqlite3 and pdo_sqlite. It "
            "names lines of PHP 7.4 to 8.5."},
    {"perl", "Perl opens its drivers while it runs. Loopline sees DBD::Pg; it sees DBD::SQLite if that was "
             "built against the system's SQLite (as Debian's is), not with its own copy. It names lines of "
             "Perl 5.30 to "
             "5.42."},
    {"node", "In Node.js, Loopline sees pg-native. It does not see pg, which speaks PostgreSQL's protocol "
             "itself, nor better-sqlite3 and usually node:sqlite, which carry their own SQLite."},
    {"java", "Loopline does not see JDBC drivers: they speak PostgreSQL's protocol themselves or carry their "
             "own SQLite."},
    {"lua", "Lua opens its drivers while it runs. Loopline sees LuaSQL's."},
    {"tclsh", "Tcl opens its drivers while it runs. Loopline sees those that load libpq or SQLite."},
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
                       "examine the program that the script starts: loopline doctor PROGRAM.",
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
                   "%s carries its own copy of %s and calls it directly, so the shim does not see the calls.",
                   object->path, name);
    else if (use->resembles && !use->imports)
        doctor_add(diagnosis, DOCTOR_MISSES, embedded_advice(database),
                   "%s seems to carry its own copy of %s (it holds a text of that library; its symbols are "
                   "stripped), so the shim does not see the calls.",
                   object->path, name);
}

/* The shared runtimes of sanitizers, which mean to be the first library or the only one of their kind. */
static void examine_sanitizers(const struct doctor_object *object, struct doctor_diagnosis *diagnosis) {
    const char *name = object->soname ? object->soname : file_name(object->path);
    if (strncmp(name, "libasan.so", 10) == 0)
        doctor_add(
            diagnosis, DOCTOR_NOTE,
            "name both, in this order: LD_PRELOAD=$(gcc -print-file-name=libasan.so):libloopline.so.",
            "It is built with AddressSanitizer, whose runtime refuses to start behind another preloaded "
            "library.");
    else if (strncmp(name, "libtsan.so", 10) == 0)
        doctor_add(
            diagnosis, DOCTOR_PREVENTS, "record a build without -fsanitize=thread.",
            "It is built with ThreadSanitizer, which takes the shim's own memory for the program's; the "
            "shim stays off.");
}

void doctor_examine_databases(const struct doctor_objects *objects, struct doctor_diagnosis *diagnosis) {
    for (size_t index = 0; index < objects->count; index++) {
        examine_sanitizers(objects->items[index], diagnosis);
        for (int database = 0; database < DOCTOR_DATABASES; database++)
            examine_database(objects, objects->items[index], (enum doctor_database)database, diagnosis);
    }
    for (size_t index = 0; index < objects->missing_count; index++)
        doctor_add(diagnosis, DOCTOR_NOTE, "check LD_LIBRARY_PATH and the installed packages.",
                   "It needs %s, which the loader does not find.", objects->missing[index]);
    if (objects->items[0]->is_go)
        doctor_add(diagnosis, DOCTOR_NOTE, NULL,
                   "It is a Go program. Drivers written in Go (pgx, lib/pq, modernc.org/sqlite) call no "
                   "library, so Loopline does not see them.");
    if (doctor_verdict_of(diagnosis) == DOCTOR_PERHAPS)
        doctor_add(
            diagnosis, DOCTOR_NOTE,
            "start it under `loopline run`, then run `loopline doctor PID` once it has used the database.",
            "It links neither libpq nor SQLite; Loopline also sees a library that it opens later (dlopen).");
}

static bool say_unreadable(const char *path, enum doctor_object_status status) {
    if (status == DOCTOR_OBJECT_UNREADABLE)
        fprintf(stderr, "loopline doctor: cannot read %s: %s\n", path, strerror(errno));
    else
        fprintf(stderr,
                "loopline doctor: %s is neither an ELF program nor a script with a #! line; examine the "
                "program that runs it\n",
                path);
    return false;
}

static void note_scope(const char *path, struct doctor_diagnosis *diagnosis) {
    static const char advice[] = "record it by `loopline run`, or name it in LOOPLINE_ONLY.";
    char names[] = LOOPLINE_LEFT_OUT;
    char *rest = NULL;
    for (const char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        if (fnmatch(name, file_name(path), 0) == 0)
            doctor_add(diagnosis, DOCTOR_NOTE, advice,
                       "programs called %s are not recorded unless you ask for it", name);
    }
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
    note_scope(path, diagnosis);
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
