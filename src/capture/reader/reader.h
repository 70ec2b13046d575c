/*
 * A capture as the command sees it: checked, with pointers instead of ids and NUL-terminated texts.
 *
 * The input may be any bytes: damage is skipped and counted, and the rest is kept. Texts may hold any bytes
 * but NUL, so escape them before showing them. A file that a process is still writing gives what was complete
 * at the time. One thread uses a capture at a time.
 */
#ifndef LOOPLINE_CAPTURE_READER_READER_H
#define LOOPLINE_CAPTURE_READER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/pool.h"
#include "loopline/capture.h"
#include "parameters.h"
#include "sql/normalize.h"

struct capture_module {
    uint32_t id;
    bool is_program;
    uint8_t build_id[32];
    size_t build_id_bytes; /* 0: none */
    uint64_t file_bytes;   /* 0: unknown; likewise the time */
    uint64_t file_mtime_ns;
    const char *path;
};

struct capture_library {
    uint32_t id;
    enum loopline_driver driver;
    const char *version; /* "": unknown */
    const char *path;
};

struct capture_statement {
    uint32_t id;
    enum loopline_driver driver;
    uint64_t fingerprint;
    enum sql_class statement_class; /* SQL_OTHER for a class unknown to this reader */
    uint32_t flags;                 /* enum loopline_statement_flags */
    const char *text;
};

/* See struct loopline_tags; "": unknown. */
struct capture_tags {
    uint32_t id;
    const char *route;
    const char *controller;
    const char *action;
    const char *job;
};

/* An interpreter in the process. */
struct capture_runtime {
    uint32_t id;
    uint32_t kind; /* enum loopline_runtime_kind, or a kind from a newer writer */
    enum loopline_runtime_state state;
    const char *version;
    /* Where it runs its code; NULL and 0: unknown. */
    const struct capture_module *evaluator_module;
    uint64_t evaluator_position;
    uint64_t evaluator_bytes;
};

/* A code object of an interpreter. */
struct capture_code {
    uint32_t id;
    const struct capture_runtime *runtime;
    const char *file;
    const char *name;
    uint32_t first_line;
    const uint8_t *bytecode;
    size_t bytecode_bytes;
    const uint8_t *line_table;
    size_t line_table_bytes;
    const uint8_t *origins; /* array of struct loopline_code_origin; usually empty */
    size_t origins_bytes;
    uint32_t flags; /* enum loopline_code_flags */
};

/* A native frame or an interpreter's frame. */
struct capture_frame {
    const struct capture_module *module; /* NULL: code outside any file, or a lost module */
    uint64_t position;                   /* see enum loopline_frame_kind; without what is marked there */
    bool is_code;
    bool is_entry;                   /* see LOOPLINE_FRAME_ENTRY */
    bool has_tasks;                  /* see LOOPLINE_FRAME_TASKS */
    bool spawns;                     /* see LOOPLINE_FRAME_SPAWNS */
    bool is_line;                    /* see LOOPLINE_FRAME_LINE */
    bool takes;                      /* see LOOPLINE_FRAME_TAKES */
    const struct capture_code *code; /* NULL: a native frame, or lost */
};

struct capture_stack {
    uint32_t id;
    uint32_t flags; /* enum loopline_stack_flags */
    size_t frame_count;
    const struct capture_frame *frames; /* innermost first */
    /* See struct loopline_stack. Ids of earlier stacks, which may be lost; 0: none. */
    uint32_t handed_over_by;
    uint32_t taken_at;
};

/* See struct loopline_variant. */
struct capture_variant {
    const struct capture_stack *stack;
    const struct capture_variant *next; /* the next one of the same site */
};

/* See struct loopline_site_tags. */
struct capture_site_tags {
    const struct capture_tags *tags;
    uint64_t calls;
    bool has_span;
    struct loopline_span span;
    const struct capture_site_tags *next; /* the next ones of the same site */
};

struct capture_thread_record {
    uint32_t id;
    uint32_t threads;
    uint64_t statements;
    uint64_t dropped;
    /* The order in which its sites ran: words of struct loopline_sequence, with complete blocks only. */
    uint32_t *sequence;
    size_t sequence_words;
    bool sequence_whole; /* it holds all executions */
    uint64_t own_ticks;
    uint64_t paused_ticks;
    bool without_values;
};

struct capture_site;

/*
 * See struct loopline_parent_candidate. Impossible counts, of a live or damaged file, are corrected to
 * possible ones.
 */
struct capture_parent_candidate {
    const struct capture_site *parent; /* NULL in `uninterrupted` */
    uint64_t adjacent;
    uint64_t episodes;
    uint64_t children;
    uint64_t minimum;
    uint64_t maximum;
    uint64_t open;             /* n of the open episode; 0: none */
    const uint32_t *histogram; /* LOOPLINE_HISTOGRAM_BUCKETS counts; NULL: none, or lost */
    uint64_t parent_rows;      /* rows of the parent over all episodes, including the open one */
    uint64_t waits;
};

struct capture_site {
    uint32_t id;
    uint32_t thread_record;
    const struct capture_statement *statement;
    const struct capture_stack *stack;      /* NULL: not kept, or lost */
    const struct capture_library *library;  /* NULL: unknown */
    const struct capture_variant *variants; /* further stacks of the site; NULL: none */
    const struct capture_site_tags *tags;   /* NULL: its statements had none */
    uint64_t calls;
    uint64_t failed;
    uint64_t rows;
    uint64_t changed_rows;
    uint64_t ticks;
    uint64_t pipelined;
    uint64_t in_transaction;
    uint64_t without_parameters;
    uint64_t distinct_parameters;
    struct parameter_sets parameters; /* what `distinct_parameters` counts; empty if lost */
    uint32_t longest_list;
    uint64_t same_answers; /* see struct loopline_site */
    uint64_t changed_answers;
    uint64_t first_sequence;
    uint64_t last_sequence;
    struct capture_parent_candidate uninterrupted;
    size_t parent_candidate_count; /* without those whose parent is lost */
    struct capture_parent_candidate parent_candidates[LOOPLINE_PARENT_CANDIDATES];
};

/* See struct loopline_value_match. Impossible counts are corrected to possible ones. */
struct capture_value_match {
    const struct capture_site *site;
    const struct capture_site *parent;
    uint32_t parameter; /* from 1 */
    const char *column; /* "": it has no name */
    struct loopline_value_match_counts counts;
};

/* What could not be read. */
struct capture_damage {
    size_t chunks;  /* invalid chunks, or chunks whose records break off */
    size_t records; /* records that contradict themselves or refer to missing ones */
    uint64_t calls; /* executions counted in such records of sites */
};

struct capture {
    struct pool pool; /* owns everything below */
    const char *path;
    uid_t owner; /* of the file; for a capture parsed from memory, the user of this process */
    uint32_t pid;
    uint32_t parent_pid;
    uint64_t run_id;
    bool sealed;
    bool confined; /* the process confined itself (seccomp) */
    uint32_t stacks_mistaken;
    bool paused;
    uint64_t pauses;
    enum loopline_stop stop;
    int stop_errno;
    uint64_t capacity;
    uint64_t memory_bytes;
    uint64_t memory_refused;
    uint64_t dropped;
    uint32_t threads;
    uint64_t parameter_key;
    struct loopline_clock_sample first;
    struct loopline_clock_sample last;
    const char *executable;
    const char *directory; /* working directory at the first statement; "": unknown */
    const char **arguments;
    size_t argument_count;

    struct capture_module *modules; /* each array is ordered by id, without duplicates */
    size_t module_count;
    struct capture_library *libraries;
    size_t library_count;
    struct capture_statement *statements;
    size_t statement_count;
    struct capture_tags *tags;
    size_t tags_count;
    struct capture_runtime *runtimes;
    size_t runtime_count;
    struct capture_code *codes;
    size_t code_count;
    struct capture_stack *stacks;
    size_t stack_count;
    struct capture_thread_record *thread_records;
    size_t thread_record_count;
    struct capture_site *sites;
    size_t site_count;
    struct capture_value_match *value_matches; /* in the order of the file */
    size_t value_match_count;
    struct capture_damage damage;
};

enum capture_error {
    CAPTURE_READ = 0,
    CAPTURE_CANNOT_OPEN,
    CAPTURE_NOT_A_CAPTURE,
    CAPTURE_OTHER_VERSION,
    CAPTURE_OTHER_ARCHITECTURE,
    CAPTURE_TRUNCATED,      /* shorter than a header */
    CAPTURE_DAMAGED_HEADER, /* sizes in the header contradict the format */
};

/*
 * Reads the file at `path` into a new capture; free it with capture_free. On an error `*capture` is NULL, and
 * `message` names the file, the error and what to do. `message` has at least one byte; CAPTURE_MESSAGE_BYTES
 * are enough for all but the longest paths. The path in it is not escaped.
 */
#define CAPTURE_MESSAGE_BYTES 4608
enum capture_error capture_open(const char *path, struct capture **capture, char *message,
                                size_t message_bytes);

/* A file as it was when it was read; see load_capture_bytes. */
struct capture_bytes {
    void *bytes; /* freed by the caller with free */
    size_t size;
    uid_t owner;
};

/* The first half of capture_open: the file's bytes, whatever they are. */
bool capture_load(const char *path, struct capture_bytes *loaded, char *message, size_t message_bytes);

/*
 * The same for a capture in memory; `path` is only its name. `bytes` must be aligned to 8. It belongs to the
 * caller, who may free it afterwards.
 */
enum capture_error capture_parse(const char *path, const void *bytes, size_t size, struct capture **capture,
                                 char *message, size_t message_bytes);

void capture_free(struct capture *capture); /* may be NULL */

/*
 * Returns the length of a tick in seconds, by the capture's two clock samples; NAN if they do not allow it.
 */
double capture_seconds_per_tick(const struct capture *capture);

#endif
