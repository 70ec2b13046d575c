/*
 * The witness of native programs, preloaded: each statement that SQLite begins or that is given to libpq,
 * with the stack below which it began. Does nothing unless FIELD_WITNESS names a directory.
 *
 * Writes FIELD_WITNESS/PID.jsonl as the witness of Python programs does (../python/sitecustomize.py). Here an
 * activation is told by entries: a function is seen on a statement's stack for the first time, and from
 * then on a breakpoint at its entry counts its calls (entries.c). Stacks come from libgcc's unwinder.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "entries.h"

enum { MAX_FRAMES = 256, MAX_SITES = 1 << 16, TRACE_STATEMENT = 1 };

struct frame {
    uintptr_t address; /* of the instruction after the call */
    uintptr_t function;
    uintptr_t frame_end; /* the canonical frame address */
};

static const char *directory;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int log_file = -1;
static pid_t log_owner;
static uintptr_t sites[MAX_SITES]; /* an open table of addresses; a site's number is its slot */

static __attribute__((constructor)) void begin(void) {
    directory = getenv("FIELD_WITNESS");
}

/* ---- The log ---- */

static FILE *line;
static char *line_text;
static size_t line_size;

static void begin_line(void) {
    if (log_owner != getpid()) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%d.jsonl", directory, (int)getpid());
        log_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        log_owner = getpid();
        memset(sites, 0, sizeof sites);
    }
    line = open_memstream(&line_text, &line_size);
}

static void end_line(void) {
    fputc('\n', line);
    fclose(line);
    if (write(log_file, line_text, line_size) < 0) {
        directory = NULL;
    }
    free(line_text);
}

static void put_text(const char *text) {
    fputc('"', line);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at < ' ' || *at == '"' || *at == '\\' || *at >= 0x7f) {
            fprintf(line, "\\u%04x", *at);
        } else {
            fputc(*at, line);
        }
    }
    fputc('"', line);
}

static int current_request(void) {
    char path[4096];
    char number[32] = "";
    snprintf(path, sizeof path, "%s/request", directory);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return 0;
    }
    ssize_t length = read(file, number, sizeof number - 1);
    close(file);
    return length > 0 ? atoi(number) : 0;
}

/* The number of the instruction's site; tells the log about a new one. */
static unsigned site_of(const struct frame *frame) {
    unsigned slot = (unsigned)(frame->address * 0x9e3779b97f4a7c15u >> 48);
    while (sites[slot] && sites[slot] != frame->address) {
        slot = (slot + 1) % MAX_SITES;
    }
    if (sites[slot]) {
        return slot;
    }
    sites[slot] = frame->address;
    Dl_info module = {0};
    Dl_info function = {0};
    dladdr((void *)frame->address, &module);
    int named = frame->function && dladdr((void *)frame->function, &function) && function.dli_sname &&
                (uintptr_t)function.dli_saddr == frame->function;
    begin_line();
    fprintf(line, "{\"site\": %u, \"file\": ", slot);
    put_text(module.dli_fname ? module.dli_fname : "");
    fprintf(line, ", \"line\": 0, \"instruction\": %lu, \"start\": %lu, \"function\": ",
            frame->address - (uintptr_t)module.dli_fbase, frame->function - (uintptr_t)module.dli_fbase);
    put_text(named ? function.dli_sname : "");
    fputs(", \"module\": ", line);
    put_text(module.dli_fname ? module.dli_fname : "");
    fputs("}", line);
    end_line();
    return slot;
}

/* ---- Stacks ---- */

struct walk {
    struct frame frames[MAX_FRAMES];
    int count;
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *data) {
    struct walk *walk = data;
    /* The context's address is the end of the frame before it. */
    if (walk->count > 0) {
        walk->frames[walk->count - 1].frame_end = _Unwind_GetCFA(context);
    }
    if (walk->count == MAX_FRAMES) {
        return _URC_END_OF_STACK;
    }
    int before_instruction = 0;
    uintptr_t address = _Unwind_GetIPInfo(context, &before_instruction);
    if (!address) {
        return _URC_END_OF_STACK;
    }
    void *function = _Unwind_FindEnclosingFunction((void *)(address - 1));
    walk->frames[walk->count++] = (struct frame){address, (uintptr_t)function, 0};
    return _URC_NO_REASON;
}

static int is_database_library(const char *path) {
    return strstr(path, "libsqlite3.so") || strstr(path, "libpq.so") || strstr(path, "witness-native");
}

static int is_system_library(const char *path) {
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    return !strncmp(name, "libc.so", 7) || !strncmp(name, "ld-linux", 8) ||
           !strncmp(name, "libpthread", 10) || !strncmp(name, "libstdc++", 9) ||
           !strncmp(name, "linux-vdso", 10);
}

/* One statement began, or was sent. Everything the program's own stack has, outermost first. */
static void note_statement(const char *text, const void *connection, const char *driver) {
    if (!directory || !text || !strncmp(text, "-- ", 3)) {
        return;
    }
    struct walk walk = {.count = 0};
    _Unwind_Backtrace(note_frame, &walk);

    pthread_mutex_lock(&lock);
    struct {
        uint64_t activation;
        unsigned site;
    } entries[MAX_FRAMES];
    int count = 0;
    for (int at = walk.count - 1; at >= 0; at--) {
        const struct frame *frame = &walk.frames[at];
        Dl_info module = {0};
        if (!dladdr((void *)frame->address, &module) || is_database_library(module.dli_fname)) {
            continue;
        }
        if (frame->function && !is_system_library(module.dli_fname)) {
            entries_watch(frame->function);
        }
        entries[count].activation = entries_activation(frame->function, frame->frame_end);
        entries[count++].site = site_of(frame);
    }
    begin_line();
    fputs("{\"statement\": ", line);
    put_text(text);
    fprintf(line, ", \"request\": %d, \"thread\": %lu, \"connection\": %lu, \"driver\": \"%s\", \"stack\": [",
            current_request(), (unsigned long)pthread_self(), (unsigned long)(uintptr_t)connection, driver);
    for (int at = 0; at < count; at++) {
        fprintf(line, "%s[%lu, %u]", at ? ", " : "", (unsigned long)entries[at].activation, entries[at].site);
    }
    fputs("]}", line);
    end_line();
    pthread_mutex_unlock(&lock);
}

/* ---- SQLite ---- */

/* The function of the copy of SQLite that the caller uses. */
static void *next_function(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found) {
        return found;
    }
    void *library = dlopen("libsqlite3.so.0", RTLD_NOLOAD | RTLD_LAZY);
    return library ? dlsym(library, name) : NULL;
}

static int statement_began(unsigned reason, void *connection, void *statement, void *text) {
    (void)reason;
    static char *(*expanded)(void *);
    static void (*release)(void *);
    if (!expanded) {
        expanded = (char *(*)(void *))next_function("sqlite3_expanded_sql");
        release = (void (*)(void *))next_function("sqlite3_free");
    }
    if (text && !strncmp(text, "--", 2)) {
        return 0; /* a trigger's */
    }
    char *whole = expanded(statement);
    note_statement(whole ? whole : text, connection, "sqlite");
    release(whole);
    return 0;
}

static void watch_connection(void *connection) {
    if (!directory || !connection) {
        return;
    }
    int (*trace)(void *, unsigned, int (*)(unsigned, void *, void *, void *), void *) =
        (int (*)(void *, unsigned, int (*)(unsigned, void *, void *, void *), void *))next_function(
            "sqlite3_trace_v2");
    if (trace) {
        trace(connection, TRACE_STATEMENT, statement_began, connection);
    }
}

int sqlite3_open(const char *file, void **connection) {
    int (*real)(const char *, void **) = (int (*)(const char *, void **))next_function("sqlite3_open");
    int result = real(file, connection);
    watch_connection(result ? NULL : *connection);
    return result;
}

int sqlite3_open_v2(const char *file, void **connection, int flags, const char *system) {
    int (*real)(const char *, void **, int, const char *) =
        (int (*)(const char *, void **, int, const char *))next_function("sqlite3_open_v2");
    int result = real(file, connection, flags, system);
    watch_connection(result ? NULL : *connection);
    return result;
}

/* ---- libpq: the statement's text, or its name where it was prepared ---- */

#define NAMES 4096
static struct {
    const void *connection;
    char name[64];
    char *text;
} prepared[NAMES];
static int prepared_count;

static void note_prepared(const void *connection, const char *name, const char *text) {
    pthread_mutex_lock(&lock);
    if (directory && name && text && prepared_count < NAMES) {
        prepared[prepared_count].connection = connection;
        snprintf(prepared[prepared_count].name, sizeof prepared[0].name, "%s", name);
        prepared[prepared_count++].text = strdup(text);
    }
    pthread_mutex_unlock(&lock);
}

static const char *prepared_text(const void *connection, const char *name) {
    for (int at = prepared_count - 1; name && at >= 0; at--) {
        if (prepared[at].connection == connection && !strcmp(prepared[at].name, name)) {
            return prepared[at].text;
        }
    }
    return NULL;
}

void *PQexec(void *connection, const char *text) {
    void *(*real)(void *, const char *) = (void *(*)(void *, const char *))dlsym(RTLD_NEXT, "PQexec");
    note_statement(text, connection, "postgresql");
    return real(connection, text);
}

void *PQexecParams(void *connection, const char *text, int count, const void *types, const void *values,
                   const void *lengths, const void *formats, int format) {
    void *(*real)(void *, const char *, int, const void *, const void *, const void *, const void *, int) =
        (void *(*)(void *, const char *, int, const void *, const void *, const void *, const void *,
                   int))dlsym(RTLD_NEXT, "PQexecParams");
    note_statement(text, connection, "postgresql");
    return real(connection, text, count, types, values, lengths, formats, format);
}

void *PQprepare(void *connection, const char *name, const char *text, int count, const void *types) {
    void *(*real)(void *, const char *, const char *, int, const void *) =
        (void *(*)(void *, const char *, const char *, int, const void *))dlsym(RTLD_NEXT, "PQprepare");
    note_prepared(connection, name, text);
    return real(connection, name, text, count, types);
}

void *PQexecPrepared(void *connection, const char *name, int count, const void *values, const void *lengths,
                     const void *formats, int format) {
    void *(*real)(void *, const char *, int, const void *, const void *, const void *, int) =
        (void *(*)(void *, const char *, int, const void *, const void *, const void *, int))dlsym(
            RTLD_NEXT, "PQexecPrepared");
    note_statement(prepared_text(connection, name), connection, "postgresql");
    return real(connection, name, count, values, lengths, formats, format);
}

int PQsendQuery(void *connection, const char *text) {
    int (*real)(void *, const char *) = (int (*)(void *, const char *))dlsym(RTLD_NEXT, "PQsendQuery");
    note_statement(text, connection, "postgresql");
    return real(connection, text);
}

int PQsendQueryParams(void *connection, const char *text, int count, const void *types, const void *values,
                      const void *lengths, const void *formats, int format) {
    int (*real)(void *, const char *, int, const void *, const void *, const void *, const void *, int) =
        (int (*)(void *, const char *, int, const void *, const void *, const void *, const void *,
                 int))dlsym(RTLD_NEXT, "PQsendQueryParams");
    note_statement(text, connection, "postgresql");
    return real(connection, text, count, types, values, lengths, formats, format);
}
