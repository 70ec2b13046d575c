/*
 * A finished report: all that any format says, as plain data. It is computed once, before any format;
 * renderers print it and decide nothing.
 *
 * Every text in it is escaped (report/escape/text.h): valid UTF-8 without control characters. What a format
 * gives a meaning to (<, |, ") is for that format to escape. NULL, 0 and NAN stand for what is not known.
 */
#ifndef LOOPLINE_MODEL_REPORT_H
#define LOOPLINE_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* A place in code: a line where one is known, otherwise a module and a position in it. */
struct report_frame {
    size_t number;    /* in struct report's frames */
    const char *file; /* absolute where the debug information tells */
    /* The file's path from the top of its repository, or else from the working directory; NULL: in neither.
     */
    const char *repository_path;
    int line;                /* 0: unknown */
    const char *function;    /* NULL: unknown */
    const char *short_name;  /* the function without the arguments of templates; NULL: unknown */
    const char *language;    /* "c", "python", ...; NULL: unknown */
    const char *module;      /* path of the file that holds the code; NULL: none does */
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

/* A stack as a reader wants it: frames of libraries next to one another are one line. */
struct report_stack_line {
    const struct report_frame *frame; /* the first one of those that are folded */
    size_t folded;         /* how many frames of libraries this line stands for; 0: a frame itself */
    bool several;          /* they belong to several files or modules */
    const char *folded_in; /* name of the library of the first */
    bool is_loop;          /* the frame is the loop line */
};

struct report_folded_stack {
    struct report_stack_line *lines; /* innermost first, main the last */
    size_t count;
    bool truncated;
};

struct report_source_line {
    int number;
    const char *text; /* tabs as spaces, without what all lines are indented by */
    bool is_marked;   /* the line that the report speaks of */
};

/* Lines of a source file around one. None where the file is not there or has changed since the run. */
struct report_source {
    const struct report_source_line *lines;
    size_t count;
};

struct report_statement {
    size_t number;     /* in struct report's statements_seen */
    const char *text;  /* normal form; NULL: never seen */
    const char *shown; /* the same, or a remark in its place; never NULL */
    uint64_t fingerprint;
    const char *driver;          /* "sqlite", "postgresql" */
    const char *statement_class; /* "read", "insert", ... */
};

struct report_value_match {
    uint32_t parameter; /* from 1 */
    const char *column; /* "" where it has no name */
    uint64_t matched;
    uint64_t of;
};

/* The statement whose rows are looped over. */
struct report_parent {
    const struct report_statement *statement;
    uint64_t calls;
    uint64_t rows;
    const struct report_frame *site;    /* its call site; NULL: unknown */
    const struct report_frame *parting; /* the line next to the loop that leads to it; NULL: unknown */
    const struct report_value_match *value_matches; /* the proof */
    size_t value_match_count;
};

/* How many children the episodes had. */
struct report_episodes {
    uint64_t count;
    uint64_t children; /* sum of n */
    uint64_t minimum;
    uint64_t median;
    uint64_t maximum;
};

struct report_loop;

struct report_finding {
    const char *id;         /* 16 hex digits */
    size_t number;          /* from 1, the costliest first */
    const char *kind;       /* "n+1", "duplicate", "write-loop" */
    const char *kind_text;  /* the same in words */
    const char *confidence; /* "confirmed", "likely" */
    const struct report_statement *statement;
    const struct report_loop *loop;
    const struct report_frame *where;   /* the statement's own line in the loop, often the loop's `where` */
    int header_line;                    /* 0: unknown */
    const struct report_frame *through; /* as of the loop */
    const struct report_frame *body;
    const struct report_frame *call_site; /* NULL: unknown */
    uint64_t calls;
    uint64_t distinct_parameters;
    struct report_episodes episodes;
    double seconds; /* in the database */
    double saving_seconds;
    const struct report_parent *parent;     /* NULL: none was found */
    const char *no_parent;                  /* why there is none; NULL where there is one */
    const struct report_finding *nested_in; /* whose repeated statement is this one's parent; NULL: none */
    const char *advice;                     /* what to do; never NULL */
    const char *advice_sql;                 /* the statement to run instead; NULL: none is certain */
    const struct report_stack *stack;
    struct report_folded_stack folded;
};

/* Under what a loop ran. */
struct report_entry {
    const char *kind;                 /* "request", "test", "job", "command", "thread" */
    const char *name;                 /* of the function that serves, tests, ...; NULL: unknown */
    const struct report_frame *frame; /* NULL: unknown */
    uint64_t executions;              /* in which the loop was seen to repeat a statement */
    uint64_t of;                      /* all of them */
};

/* What is reported: a loop line and all that the loop repeats. */
struct report_loop {
    const char *id;
    size_t number;                    /* from 1, the costliest first */
    const struct report_frame *where; /* the loop line */
    int header_line;                  /* 0: unknown */
    struct report_source source;
    bool has_ignore_comment; /* its author does not want it reported: `loopline: ignore` stands at its line */
    const struct report_frame *through;  /* the loop of a library that the line goes through; NULL: its own */
    const struct report_frame *body;     /* the line of the application that the library calls; NULL: none */
    const struct report_entry *entry;    /* NULL: unknown */
    const struct report_loop *nested_in; /* NULL: in none */
    const struct report_finding **findings;
    size_t finding_count;
    uint64_t statements;
    double seconds;             /* in the database, by the statements of its findings */
    double transaction_seconds; /* by the transactions that its rounds began and ended */
    double saving_seconds;
};

/* From a site's first execution to its last in one thread, by the number of the statement in that thread. */
struct report_span {
    size_t process; /* number in struct report's processes */
    uint32_t thread;
    uint64_t first;
    uint64_t last;
};

/* A statement and where it is run from. */
struct report_site {
    const struct report_statement *statement;
    uint64_t calls;
    uint64_t failed;
    uint64_t rows;
    double seconds;
    const struct report_frame *call_site; /* NULL: unknown */
    const struct report_frame
        *telling; /* the innermost frame that is this statement's alone; NULL: unknown */
    const struct report_stack *stack;
    const struct report_span *spans;
    size_t span_count;
    const struct report_finding *finding; /* that it is part of; NULL: none, */
    const char *reason;                   /* and this is why; NULL: unknown, or it is part of one */
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
    const char *command_line; /* the arguments in a row, or the executable */
    uint64_t start_ns;        /* since the epoch; 0: unknown */
    double seconds;           /* how long it ran */
    bool sealed;
};

struct report_library {
    const char *name;
    const char *path;
    const char *driver;
    const char *version; /* NULL: unknown */
};

struct report {
    struct pool pool;      /* owns this struct and all below */
    bool is_readable;      /* false: no capture could be read, and only `problems` says anything */
    bool found_files;      /* false: what was named holds no capture, readable or not */
    const char **problems; /* captures that could not be read: a message each */
    size_t problem_count;
    size_t problem_capacity;

    uint64_t statements; /* counted at sites */
    uint64_t dropped;    /* ran, and were counted at no site */
    size_t fingerprints;
    uint64_t threads;
    double seconds; /* in the database */

    struct report_process *processes;
    size_t process_count;
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
    struct report_site **sites; /* those with the most executions first */
    size_t site_count;
    struct report_frame **frames; /* each once */
    size_t frame_count;
    const char **notes; /* what to know to judge how far the report can be trusted */
    size_t note_count;
    size_t note_capacity;
};

/* Why a report has no statements, and what to do. */
const char *report_no_statements_text(void);

/* What follows the last slash of a path. */
const char *report_basename(const char *path);

#endif
