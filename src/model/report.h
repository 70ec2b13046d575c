/*
 * A finished report: everything that any format prints, as plain data. It is computed once; renderers print
 * it and decide nothing.
 *
 * All its texts are escaped (report/escape/text.h): valid UTF-8 without control characters. Each format
 * escapes the characters that mean something in it (<, |, "). NULL, 0 and NAN stand for unknown values.
 */
#ifndef LOOPLINE_MODEL_REPORT_H
#define LOOPLINE_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* A place in code: a line if it is known, otherwise a module and a position in it. */
struct report_frame {
    size_t number;    /* index in struct report's frames */
    const char *file; /* absolute if known; NULL: unknown */
    /* The file's path from the root of its repository, or else from the working directory; NULL: in neither.
     */
    const char *repository_path;
    int line;                /* 0: unknown */
    const char *function;    /* NULL: unknown */
    const char *short_name;  /* the function without template arguments; NULL: unknown */
    const char *language;    /* "c", "python", ...; NULL: unknown */
    const char *module;      /* path of the file that holds the code; NULL: none */
    uint64_t position;       /* in the module */
    const char *place;       /* "/abs/app.c:21", or module and position; never NULL */
    const char *short_place; /* the same without folders */
    const char *name;        /* place and function: "/abs/app.c:21 in view"; never NULL */
    bool in_loop;
    bool application;
};

struct report_stack {
    const struct report_frame **frames; /* innermost first */
    size_t count;
    bool truncated; /* the outermost frames are missing */
};

/* A stack for human readers: adjacent frames of libraries are folded into one line. */
struct report_stack_line {
    const struct report_frame *frame; /* the frame, or the first of the folded ones */
    size_t folded;         /* how many frames of libraries are folded here; 0: none, it is a frame */
    bool several;          /* the folded frames belong to several files or modules */
    const char *folded_in; /* library of the first folded frame */
    bool is_reported;      /* the line that the loop is reported at */
    bool is_loop;          /* the loop is in this frame: that line, or the library's that it goes through */
};

struct report_folded_stack {
    struct report_stack_line *lines; /* innermost first */
    size_t count;
    bool truncated;
};

struct report_source_line {
    int number;
    const char *text; /* with spaces for tabs, without the indentation that all lines share */
    bool is_marked;   /* the reported line */
};

/*
 * Lines of a source file around the reported one. None if the file is missing or has changed since the run.
 */
struct report_source {
    const struct report_source_line *lines;
    size_t count;
};

struct report_statement {
    size_t number;     /* index in struct report's statements_seen */
    const char *text;  /* normal form; NULL: unknown */
    const char *shown; /* the same, or a remark instead; never NULL */
    uint64_t fingerprint;
    const char *driver;          /* "sqlite", "postgresql" */
    const char *statement_class; /* "read", "insert", ... */
};

struct report_value_match {
    uint32_t parameter; /* from 1 */
    const char *column; /* "": it has no name */
    uint64_t matched;
    uint64_t of;
};

/* The statement whose rows are looped over. */
struct report_parent {
    const struct report_statement *statement;
    uint64_t calls;
    uint64_t rows;
    const struct report_frame *site; /* its call site; NULL: unknown */
    /* the line beside the loop through which the parent runs; NULL: unknown */
    const struct report_frame *parting;
    const struct report_value_match *value_matches; /* the proof */
    size_t value_match_count;
};

/* The number of children per episode, n. */
struct report_episodes {
    uint64_t count;
    uint64_t children; /* sum of n */
    uint64_t minimum;
    uint64_t median;
    uint64_t maximum;
};

struct report_loop;
struct report_finding;

/* Whether a reader learns from the call site: it is another line than the loop's, and not a driver's or
 * framework's. */
bool report_has_own_call_site(const struct report_finding *finding);

struct report_finding {
    const char *id;         /* 16 hex digits */
    size_t number;          /* from 1, the costliest first */
    const char *kind;       /* "n+1", "duplicate", "write-loop" */
    const char *kind_text;  /* the same in words */
    const char *confidence; /* "confirmed", "likely" */
    const struct report_statement *statement;
    const struct report_loop *loop;
    const struct report_frame *where;   /* the statement's line in the loop, often the loop's `where` */
    int header_line;                    /* 0: unknown */
    const struct report_frame *through; /* like the loop's `through` and `body` */
    const struct report_frame *body;
    const struct report_frame *call_site; /* NULL: unknown */
    uint64_t calls;
    uint64_t distinct_parameters;
    struct report_episodes episodes;
    double seconds; /* in the database */
    double saving_seconds;
    const struct report_parent *parent;     /* NULL: none was found */
    const char *no_parent;                  /* why there is none; NULL if there is one */
    const struct report_finding *nested_in; /* the finding whose statement is this one's parent; NULL: none */
    const char *advice;                     /* what to do; never NULL */
    const char *advice_sql; /* the statement to run instead; NULL: none that is certainly right */
    const struct report_stack *stack;
    struct report_folded_stack folded;
};

/* What a loop ran under. */
struct report_entry {
    const char *kind; /* "request", "test", "job", "command", "thread" */
    /* Name of the view, test, job …, or the route that comments of the statements tell; NULL: unknown. */
    const char *name;
    size_t others;                    /* further routes or jobs that run the same code */
    const struct report_frame *frame; /* NULL: unknown */
    const char *trace_id;             /* a trace in which it ran, in hexadecimal; NULL: unknown */
    const char *span_id;              /* NULL where trace_id is */
    uint64_t executions;              /* requests, tests, … in which the loop repeated a statement */
    uint64_t of;                      /* all requests, tests, … */
    uint64_t most_statements;         /* of a call site's: the most that one request ran; 0: unknown */
};

/* What is reported: a loop line and all that the loop repeats. */
struct report_loop {
    const char *id;
    size_t number;                    /* from 1, the costliest first */
    const struct report_frame *where; /* the loop line */
    int header_line;                  /* 0: unknown */
    struct report_source source;
    bool has_ignore_comment;             /* the comment `loopline: ignore` is at its line */
    const struct report_frame *through;  /* the loop in a library; NULL: the loop is at `where` */
    const struct report_frame *body;     /* the application's line that the library calls back; NULL: none */
    const struct report_entry *entry;    /* NULL: unknown */
    const struct report_loop *nested_in; /* NULL: none */
    const struct report_finding **findings;
    size_t finding_count;
    uint64_t statements;
    size_t processes;           /* in which it repeated a statement */
    size_t of_processes;        /* all that were recorded */
    double seconds;             /* in the database, for the statements of its findings */
    double transaction_seconds; /* for the transactions that its rounds began and ended */
    double saving_seconds;
};

/* A site's first and last execution in a thread, as numbers among that thread's statements. */
struct report_span {
    size_t process; /* index in struct report's processes */
    uint32_t thread;
    uint64_t first;
    uint64_t last;
};

/* A call site. */
struct report_site {
    const struct report_statement *statement;
    uint64_t calls;
    uint64_t failed;
    uint64_t rows;
    double seconds;
    const struct report_frame *call_site; /* NULL: unknown */
    const struct report_frame *telling; /* the innermost frame that only this statement has; NULL: unknown */
    const struct report_stack *stack;
    const struct report_span *spans;
    size_t span_count;
    const struct report_finding *finding; /* the finding it is part of; NULL: none */
    const char *reason;                   /* why it is not part of one; NULL: unknown, or it is */
    /* What it ran under: its loop's entry, or that of its own stack; NULL: unknown. */
    const struct report_entry *entry;
};

struct report_dismissal {
    const char *reason;
    uint64_t statements;
    size_t sites;
};

struct report_process {
    uint32_t pid;
    const char *executable;
    const char *const *arguments;
    size_t argument_count;
    const char *command_line; /* the arguments joined, or the executable */
    uint64_t start_ns;        /* since the epoch; 0: unknown */
    double seconds;           /* how long it ran */
    uint64_t memory_bytes;    /* the most that Loopline had mapped in it; 0: unknown */
    bool sealed;
};

/* What else tells services apart in a store of many machines. */
struct report_attribute {
    const char *name;
    const char *value;
};

struct report_library {
    const char *name;
    const char *path;
    const char *driver;
    const char *version; /* NULL: unknown */
};

struct report {
    struct pool pool;      /* owns this struct and everything below */
    bool is_readable;      /* false: no capture could be read, and only `problems` is filled in */
    bool found_files;      /* false: what was named holds no capture, readable or not */
    const char **problems; /* a message for each capture that could not be read */
    size_t problem_count;
    size_t problem_capacity;

    uint64_t statements; /* executions counted at sites */
    uint64_t dropped;    /* executions counted at no site */
    size_t fingerprints;
    uint64_t threads;
    double seconds; /* in the database */

    struct report_process *processes;
    size_t process_count;
    /* Of OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, else the name of the first process's program. */
    const char *service;
    struct report_attribute *attributes; /* the others of OTEL_RESOURCE_ATTRIBUTES */
    size_t attribute_count;
    struct report_library *libraries;
    size_t library_count;
    struct report_loop **loops; /* the costliest first */
    size_t loop_count;
    struct report_finding **findings; /* the costliest first */
    size_t finding_count;
    struct report_dismissal *dismissed;
    size_t dismissed_count;
    const struct report_statement **statements_seen; /* each once */
    size_t statement_count;
    size_t statement_capacity;
    struct report_site **sites; /* most executions first */
    size_t site_count;
    struct report_frame **frames; /* each once */
    size_t frame_count;
    const char **notes; /* what limits how far the report can be trusted */
    size_t note_count;
    size_t note_capacity;
};

/* Returns why a report has no statements, and what to do about it. */
const char *report_no_statements_text(void);

/* Returns the part of a path after its last slash. */
const char *report_basename(const char *path);

#endif
