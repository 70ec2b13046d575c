/*
 * The capture: the one contract between the shim, which writes it inside the user's process, and the
 * command, which reads it elsewhere and later.
 *
 * A capture is one file per process. The shim maps it shared and writes in place, so the file is whole
 * after every statement: a process that dies by SIGKILL loses nothing, and a running process can be read.
 * It holds no data value: statements are in normal form, and parameters leave counts, and hashes by a key
 * that is not in the file.
 *
 * Shape
 *   The file is a row of chunks of LOOPLINE_CHUNK_BYTES. Chunk 0 is the header. Every other chunk starts
 *   with a struct loopline_chunk; a chunk may span several chunk sizes, to hold one record that is larger
 *   than a chunk. Records follow one another inside a chunk, each aligned to 8 bytes, each starting with a
 *   struct loopline_record. `used` is stored (release) after a record is complete, so a reader that loads
 *   it (acquire) sees whole records only. Nothing is moved or freed; no record holds a pointer, only ids.
 *   Apart from struct loopline_sequence, loopline_parameters and the counters of struct loopline_site,
 * loopline_parent_candidate, loopline_value_match, loopline_thread_record and the header, a record never
 * changes once it is visible.
 *
 * Byte order and sizes are those of the machine that wrote it; `architecture` says which. A reader refuses
 * another version or architecture.
 */
#ifndef LOOPLINE_CAPTURE_H
#define LOOPLINE_CAPTURE_H

#include <stdint.h>

#define LOOPLINE_CAPTURE_MAGIC "LOOPLINE"
#define LOOPLINE_CAPTURE_VERSION 6u
#define LOOPLINE_CHUNK_BYTES 16384u
#define LOOPLINE_CHUNK_MAGIC 0x4b4e4843u /* "CHNK" */
#define LOOPLINE_DEFAULT_CAPACITY (64ull << 20)

enum loopline_architecture { LOOPLINE_X86_64 = 62, LOOPLINE_AARCH64 = 183 }; /* ELF e_machine */

/* Why recording ended before the process did; counting in what was there may have gone on. */
enum loopline_stop {
    LOOPLINE_STOP_NOT = 0,
    LOOPLINE_STOP_CAPACITY = 1,   /* the bound on the file was reached */
    LOOPLINE_STOP_DISK_FULL = 2,  /* posix_fallocate failed; `stop_errno` says how */
    LOOPLINE_STOP_FILE_LIMIT = 3, /* RLIMIT_FSIZE */
    LOOPLINE_STOP_FILE_GONE = 4,  /* the file could not be opened again to grow it */
};

/* One reading of the process's tick counter and of the clock, taken together. */
struct loopline_clock_sample {
    uint64_t ticks;
    uint64_t monotonic_ns; /* CLOCK_MONOTONIC */
    uint64_t realtime_ns;  /* CLOCK_REALTIME, nanoseconds since the epoch */
};

/*
 * At offset 0. All durations elsewhere in the file are in ticks; ticks become seconds by the two clock
 * samples, the second of which is renewed while the process runs.
 */
struct loopline_header {
    char magic[8];
    uint32_t version;
    uint32_t architecture; /* enum loopline_architecture */
    uint32_t header_bytes; /* sizeof(struct loopline_header) */
    uint32_t chunk_bytes;
    uint64_t capacity; /* bound on the file, bytes */
    uint32_t chunks;   /* chunk sizes claimed so far, the header's included */
    uint32_t pid;
    uint32_t parent_pid;
    uint32_t sealed; /* 1 once the process ended in an orderly way */
    uint32_t reserved;
    uint32_t stop; /* enum loopline_stop */
    uint32_t stop_errno;
    uint32_t argument_count;            /* NUL-terminated strings in `arguments`; values are masked as "?" */
    uint64_t run_id;                    /* the same in all captures of one `loopline run`; 0 without */
    uint64_t dropped;                   /* statements that ran while no thread record could be had */
    struct loopline_clock_sample first; /* at the library's start */
    struct loopline_clock_sample last;  /* renewed now and then, and when sealed */
    uint32_t threads;                   /* threads that ran a statement */
    uint32_t confined; /* 1 where the process ended confined (seccomp): from there on little was added */
    uint32_t stacks_mistaken; /* recognised stacks that a check found to be others: from then on none was
                                 recognised any more */
    uint32_t paused; /* 1: `loopline pause` wrote it; nothing is recorded until `loopline resume` writes 0 */
    char executable[1024]; /* absolute path of the running program, NUL-terminated */
    char arguments[2048];
    uint64_t pauses;      /* how often it was paused in that way */
    char directory[1024]; /* working directory at the first statement; empty where unknown */
    uint64_t
        parameter_key; /* which key the hashes of struct loopline_parameters are by: not the key itself */
};

struct loopline_chunk {
    uint32_t magic;
    uint32_t span;          /* chunk sizes this chunk covers, at least 1 */
    uint32_t thread_record; /* whose: a thread record's id, or 0 for what all threads share */
    uint32_t reserved;
    uint64_t used; /* bytes that hold complete records, this struct included */
};

enum loopline_record_type {
    LOOPLINE_RECORD_MODULE = 1,
    LOOPLINE_RECORD_LIBRARY = 2,
    LOOPLINE_RECORD_STATEMENT = 3,
    LOOPLINE_RECORD_STACK = 4,
    LOOPLINE_RECORD_THREAD_RECORD = 5,
    LOOPLINE_RECORD_SITE = 6,
    LOOPLINE_RECORD_HISTOGRAM = 7,
    LOOPLINE_RECORD_RUNTIME = 8,
    LOOPLINE_RECORD_CODE = 9,
    LOOPLINE_RECORD_VARIANT = 10,
    LOOPLINE_RECORD_VALUE_MATCH = 11,
    LOOPLINE_RECORD_SEQUENCE = 12,
    LOOPLINE_RECORD_PARAMETERS = 13,
    /* A reader passes over types it does not know. */
};

struct loopline_record {
    uint32_t type;
    uint32_t bytes; /* this struct included; a multiple of 8 */
};

enum loopline_driver { LOOPLINE_DRIVER_SQLITE = 1, LOOPLINE_DRIVER_POSTGRESQL = 2 };

/* A file whose code stood on a stack. Ids are given in order from 1; 0 means code that no file holds. */
struct loopline_module {
    struct loopline_record record;
    uint32_t id;
    uint32_t build_id_bytes; /* 0: the file has none */
    uint8_t build_id[32];
    uint64_t file_bytes; /* size and time of the file when it was seen; 0 where it could not be read */
    uint64_t file_mtime_ns;
    uint32_t is_program; /* 1: the main program */
    uint32_t path_bytes; /* length of the path that follows, no NUL */
    char path[];
};

/* A database library that was called. */
struct loopline_library {
    struct loopline_record record;
    uint32_t id;      /* from 1 */
    uint32_t driver;  /* enum loopline_driver */
    char version[24]; /* as the library tells it, "3.40.1" or "15.18"; empty where it does not */
    uint32_t path_bytes;
    uint32_t reserved;
    char path[];
};

enum loopline_statement_flags {
    LOOPLINE_STATEMENT_TRUNCATED = 1, /* the normal form was longer than what is kept */
    LOOPLINE_STATEMENT_UNSEEN = 2,    /* a prepared statement whose text never passed by; no text */
};

/* A statement in normal form. Unique by driver and fingerprint. */
struct loopline_statement {
    struct loopline_record record;
    uint32_t id;     /* from 1 */
    uint32_t driver; /* enum loopline_driver */
    uint64_t fingerprint;
    uint32_t statement_class; /* enum sql_class, src/sql/normalize.h */
    uint32_t flags;           /* enum loopline_statement_flags */
    uint32_t text_bytes;
    uint32_t reserved;
    char text[];
};

/* An interpreter in the process, and how far its frames can be read. */
enum loopline_runtime_kind {
    LOOPLINE_RUNTIME_CPYTHON = 1,
    LOOPLINE_RUNTIME_RUBY = 2,
    LOOPLINE_RUNTIME_PHP = 3,
    LOOPLINE_RUNTIME_PERL = 4,
};

enum loopline_runtime_state {
    LOOPLINE_RUNTIME_READ = 0,            /* its frames stand on the stacks */
    LOOPLINE_RUNTIME_UNKNOWN_VERSION = 1, /* native frames alone: the layout of this version is not known */
    LOOPLINE_RUNTIME_FREE_THREADED = 2,   /* native frames alone */
    LOOPLINE_RUNTIME_UNREADABLE = 3,      /* native frames alone: the layout did not prove right */
};

struct loopline_runtime {
    struct loopline_record record;
    uint32_t id;    /* from 1 */
    uint32_t kind;  /* enum loopline_runtime_kind */
    uint32_t state; /* enum loopline_runtime_state; may change once, to LOOPLINE_RUNTIME_UNREADABLE */
    /*
     * Where the interpreter runs its code: module id, start (as a frame's position), size. CPython: the
     * function that evaluates. The others: the code of the object that holds the interpreter.
     */
    uint32_t evaluator_module;
    uint64_t evaluator_position;
    uint64_t evaluator_bytes; /* 0: not known */
    char version[32];         /* "3.11.2" */
};

enum loopline_code_flags {
    LOOPLINE_CODE_NATIVE = 1,  /* a function of the interpreter that is written in C: a name, and no lines */
    LOOPLINE_CODE_UNFILED = 2, /* `file` is what a template is called that lies in no file */
};

/*
 * A code object of an interpreter, as it was when first seen on a stack. Its two blocks of bytes are
 * CPython's own bytecode and line table, or for any other runtime one normal form: an array of struct
 * loopline_code_line, and one of struct loopline_code_loop. Where it was compiled from a template whose lines
 * are others, `origins` is an array of struct loopline_code_origin.
 */
struct loopline_code {
    struct loopline_record record;
    uint32_t id;      /* from 1 */
    uint32_t runtime; /* runtime id */
    uint32_t first_line;
    uint32_t file_bytes; /* lengths of what follows in `data`, in this order, without NULs */
    uint32_t name_bytes; /* the qualified name where the version has one */
    uint32_t bytecode_bytes;
    uint32_t line_table_bytes;
    uint32_t flags; /* enum loopline_code_flags */
    uint32_t origins_bytes;
    uint32_t reserved;
    char data[];
};

/* From this line of the code on, up to the next entry's, the template has this line. */
struct loopline_code_origin {
    uint32_t generated;
    uint32_t line;
};

/* From this instruction on, up to the next entry's, the code is on this line. Ascending by instruction. */
struct loopline_code_line {
    uint32_t instruction;
    uint32_t line;
};

/*
 * A loop: the instructions in it, the last one included, and the line it starts at. Of loops with the same
 * instructions the outermost comes first. Instructions are counted as positions of frames are.
 */
struct loopline_code_loop {
    uint32_t first;
    uint32_t last;
    uint32_t line;
};

/*
 * A stack holds its native frames first, then the frames of the interpreter; both innermost first. Where
 * they belong between one another is for the reader to say. CPython: each native frame of the evaluator runs
 * the interpreter's frames up to and including one that is marked LOOPLINE_FRAME_ENTRY. The others: the
 * native frames up to the first one in the interpreter's object lie further in than all its frames; no others
 * are kept.
 */
enum loopline_frame_kind {
    LOOPLINE_FRAME_NATIVE = 0, /* owner: module id; position: offset of the return address in the file's
                                  address space (runtime address minus load bias) */
    LOOPLINE_FRAME_CODE = 1, /* owner: code id; position: the instruction, of CPython as a byte offset in the
                                bytecode; LOOPLINE_FRAME_NOT_STARTED: before the first one */
};

#define LOOPLINE_FRAME_ENTRY (1ull << 32)
#define LOOPLINE_FRAME_NOT_STARTED 0xffffffffull

struct loopline_frame {
    uint32_t kind; /* enum loopline_frame_kind */
    uint32_t owner;
    uint64_t position;
};

enum loopline_stack_flags {
    LOOPLINE_STACK_TRUNCATED = 1, /* deeper than what is walked: the outermost frames are missing */
    LOOPLINE_STACK_UNKNOWN = 2,   /* no stack was kept for these statements (the capture was full) */
    LOOPLINE_STACK_ANSWERED = 4,  /* the thread had woken others since it took the work: see below */
};

/*
 * Frames innermost first; the shim's own are left out. Unique by content.
 *
 * What a thread does for another one goes on, further out, where that one stood when it handed the work over:
 * `handed_over_by` is the stack of that moment, which may have been handed over itself. `taken_at` is where
 * this thread stood when it waited for the work: what lies outside of there is how the thread works in
 * general. Both are ids of earlier stacks, or 0. A thread that has answered may have gone on with other work
 * since, which it found without a wait (LOOPLINE_STACK_ANSWERED).
 */
struct loopline_stack {
    struct loopline_record record;
    uint32_t id; /* from 1 */
    uint32_t flags;
    uint32_t frame_count;
    uint32_t handed_over_by; /* 0: nobody handed the work over, as far as is known */
    uint32_t taken_at;       /* 0: the thread was started for it */
    uint32_t reserved;
    struct loopline_frame frames[];
};

/*
 * Another stack of a call site: the same frames of an interpreter, between other native frames of its engine.
 * Which of them show a loop of the engine differs from the first execution to the next.
 */
struct loopline_variant {
    struct loopline_record record;
    uint32_t site;  /* site id, of the same thread record */
    uint32_t stack; /* stack id */
};

/* One writer's thread record: a thread's, and after its end those of the next thread. */
struct loopline_thread_record {
    struct loopline_record record;
    uint32_t id;             /* from 1 */
    uint32_t threads;        /* how many threads have used it, one after the other */
    uint64_t statements;     /* all that ran, whether or not a site could be kept */
    uint64_t dropped;        /* those of them that no site counts */
    uint64_t own_ticks;      /* what Loopline took of the thread's time, estimated from a sample */
    uint64_t paused_ticks;   /* how long nothing was recorded, to stay within the budget */
    uint32_t without_values; /* 1: values were given up, to stay within the budget */
    uint32_t reserved;
};

/*
 * In which order the call sites of a thread record ran: one word an execution, in the order of the file. What
 * repeats itself is folded. The words of a record end with the first that is 0, or with the record; they are
 * appended one by one, each with one store, and rewritten where the record is full and could be folded: a
 * reader that finds LOOPLINE_SEQUENCE_FOLDING, of a process killed in the middle of that, has lost this
 * record.
 */
#define LOOPLINE_SEQUENCE_SITE 0x03ffffffu /* a site id; 0: a statement that no site counts */
#define LOOPLINE_SEQUENCE_TAKEN \
    0x04000000u                           /* the thread had taken work of another one since the word before */
#define LOOPLINE_SEQUENCE_RAN 0x08000000u /* in every word of an execution, so that none is 0 */
#define LOOPLINE_SEQUENCE_BEGINS 0x10000000u /* the first statement of a thread that took the record over */
#define LOOPLINE_SEQUENCE_CLIENT 0x20000000u /* the thread had waited for a client since the word before */
#define LOOPLINE_SEQUENCE_OTHER 0x40000000u  /* or for something else, but for a database */
/*
 * Not an execution: the next word says how often the words behind it run, one after the other, and the other
 * bits of this one how many words these are (at most LOOPLINE_SEQUENCE_BLOCK). Blocks hold whole blocks.
 */
#define LOOPLINE_SEQUENCE_REPEAT 0x80000000u
#define LOOPLINE_SEQUENCE_BLOCK 64u

enum loopline_sequence_flags {
    LOOPLINE_SEQUENCE_FOLDING = 1, /* being rewritten */
    LOOPLINE_SEQUENCE_ENDED = 2,   /* the bound was reached: what ran later is in no record */
};

struct loopline_sequence {
    struct loopline_record record;
    uint32_t thread_record;
    uint32_t flags; /* enum loopline_sequence_flags */
    uint32_t words[];
};

/* Episodes are kept in buckets: n = 1..16 one bucket each, then four a doubling. */
#define LOOPLINE_HISTOGRAM_BUCKETS 64u

struct loopline_histogram {
    struct loopline_record record;
    uint32_t buckets[LOOPLINE_HISTOGRAM_BUCKETS];
};

/*
 * Bucket of an episode of n children, and the smallest n of a bucket; the last bucket is open.
 * n is at least 1.
 */
static inline uint32_t loopline_histogram_bucket(uint64_t n) {
    if (n <= 16)
        return n ? (uint32_t)n - 1 : 0;
    const uint32_t doubling = 63u - (uint32_t)__builtin_clzll(n); /* 4 and up */
    const uint32_t quarter = (uint32_t)(n >> (doubling - 2)) & 3u;
    const uint32_t bucket = 16u + (doubling - 4u) * 4u + quarter;
    return bucket < LOOPLINE_HISTOGRAM_BUCKETS ? bucket : LOOPLINE_HISTOGRAM_BUCKETS - 1u;
}

static inline uint64_t loopline_histogram_floor(uint32_t bucket) {
    if (bucket < 16)
        return bucket + 1u;
    const uint32_t doubling = (bucket - 16u) / 4u + 4u;
    return (4ull + (bucket - 16u) % 4u) << (doubling - 2u);
}

/*
 * The episodes of one pair: how often the child site ran between one execution of the parent site and
 * the next. With parent 0: how often it ran without interruption by any other site of the thread.
 * The last episode is open: its n is site.calls - start_calls. It is closed, with start_calls at
 * LOOPLINE_EPISODE_CLOSED, once the thread has waited for a client: what runs then belongs to another
 * request.
 */
#define LOOPLINE_EPISODE_CLOSED UINT64_MAX

struct loopline_parent_candidate {
    uint32_t parent;      /* site id in the same thread record; 0: none */
    uint32_t adjacent;    /* episodes at whose start the parent was the very statement before */
    uint64_t start_calls; /* the child's `calls` when the open episode began */
    uint64_t episodes;    /* closed ones */
    uint64_t children;    /* sum of n over the closed ones */
    uint64_t minimum;     /* smallest and largest n of the closed ones; 0 while there is none */
    uint64_t maximum;
    uint64_t histogram; /* file offset of a struct loopline_histogram; 0: all closed n are equal, or lost */
    /* The parent's `rows` before its execution that began the first episode: parent.rows minus this is what
       the parent returned over all episodes. */
    uint64_t parent_rows_before;
    /* Executions of the child within episodes before which the thread had waited for something else than the
       database or a client, since the execution before. On the parent candidate of uninterrupted runs: all
       executions but the first before which it had waited for anything but the database. */
    uint64_t waits;
};

#define LOOPLINE_PARENT_CANDIDATES 8u

/*
 * A call site: one statement run from one stack, in one thread record.
 * Counters are written by the thread record's thread alone, each with one aligned store.
 */
struct loopline_site {
    struct loopline_record record;
    uint32_t id; /* from 1, unique in the file */
    uint32_t thread_record;
    uint32_t statement; /* statement id */
    uint32_t stack;     /* stack id */
    uint32_t library;   /* library id */
    uint32_t
        longest_list; /* elements of the longest IN list, ARRAY or array parameter so far; 0: none was seen */
    uint64_t calls;   /* executions begun that have returned to the caller at least once */
    uint64_t failed;  /* executions that ended in an error */
    uint64_t rows;    /* rows returned */
    uint64_t changed_rows;        /* rows inserted, updated or deleted, where the library tells */
    uint64_t ticks;               /* time spent in the library; SQLite: of each result the first 32 steps are
                                     timed, then one in sixteen, and the others are taken to last as long as
                                     the lesser of the two that were timed last */
    uint64_t pipelined;           /* executions that rode on a round trip begun by an earlier statement */
    uint64_t in_transaction;      /* executions of writes inside an explicit transaction */
    uint64_t without_parameters;  /* executions with neither parameters nor literals */
    uint64_t distinct_parameters; /* different tuples of parameters and literals, while struct
                                     loopline_parameters holds them all; then what it was at last */
    /* Of the executions that had parameters seen before, a sample: those that were answered the same as the
       one before with these parameters (first row, number of rows), and the others. */
    uint64_t same_answers;
    uint64_t changed_answers;
    uint64_t first_sequence;                        /* position of the first and of the latest execution */
    uint64_t last_sequence;                         /* among the thread record's statements */
    struct loopline_parent_candidate uninterrupted; /* parent 0 */
    struct loopline_parent_candidate
        parent_candidates[LOOPLINE_PARENT_CANDIDATES]; /* candidate parents; unused ones have parent 0 */
};

/*
 * Which different tuples of parameters and literals a site ran with, so that those of several sites can be
 * counted together. A site may have several records, a small one and then a larger one: what it ran with is
 * in any of them. `words` are either a table of hashes (0: an empty place), or LOOPLINE_PARAMETER_REGISTERS
 * bytes of a HyperLogLog: the hash's lowest bits choose the register, which holds the largest number of zero
 * bits that the bits above them were seen to end with, plus one.
 */
#define LOOPLINE_PARAMETER_REGISTERS 1024u
#define LOOPLINE_PARAMETER_REGISTER_BITS 10u

enum loopline_parameters_state {
    LOOPLINE_PARAMETERS_HASHES = 0,
    LOOPLINE_PARAMETERS_FOLDING = 1, /* the second is being made of the first: the record is lost */
    LOOPLINE_PARAMETERS_REGISTERS = 2,
};

struct loopline_parameters {
    struct loopline_record record;
    uint32_t site;  /* site id, of the same thread record */
    uint32_t state; /* enum loopline_parameters_state */
    uint32_t words[];
};

static inline uint32_t loopline_parameter_register(uint32_t hash) {
    return hash % LOOPLINE_PARAMETER_REGISTERS;
}

static inline uint8_t loopline_parameter_rank(uint32_t hash) {
    const uint32_t rest = hash >> LOOPLINE_PARAMETER_REGISTER_BITS;
    return rest ? (uint8_t)(__builtin_ctz(rest) + 1) : (uint8_t)(32u - LOOPLINE_PARAMETER_REGISTER_BITS + 1u);
}

/*
 * Where the values of a site's parameter were found: in a column of another site's rows. Only what was found
 * a few times is written. The values themselves are not in the file.
 */
struct loopline_value_match_counts {
    uint64_t checked;  /* executions whose value was looked for */
    uint64_t matched;  /* of them, those whose value was in the column */
    uint64_t in_order; /* of those, in the row of the match before or one of the next few */
    uint64_t wide;     /* of those that matched: of a kind that unrelated values hardly meet by */
    uint64_t moved;    /* of those that matched: in another row than the match before */
};

struct loopline_value_match {
    struct loopline_record record;
    uint32_t site;      /* whose parameter it is */
    uint32_t parent;    /* site id; of any thread record, and the same site where rows lead to rows */
    uint32_t parameter; /* from 1: a bound parameter, or in a statement without any a literal of the text */
    uint32_t column_bytes; /* 0: the column has no name, or it is not known */
    struct loopline_value_match_counts counts;
    char column[]; /* name of the column, not NUL-terminated */
};

#endif
