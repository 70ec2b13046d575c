/*
 * The capture file: the one contract between the shim, which writes it inside the user's process, and the
 * command, which reads it later and elsewhere.
 *
 * Each process writes one capture. The shim maps the file shared and writes in place, so the file is complete
 * after every statement: a process that dies by SIGKILL loses nothing, and the capture of a running process
 * can be read. The file holds no data value: statements are in normal form, and parameters leave only counts,
 * and hashes under a key that is not in the file.
 *
 * Shape
 *   The file is a sequence of chunks of LOOPLINE_CHUNK_BYTES. Chunk 0 is the header. Every other chunk starts
 *   with a struct loopline_chunk; a chunk may span several chunk sizes, to hold one record that is larger
 *   than a chunk. Records follow one another inside a chunk; each is aligned to 8 bytes and starts with a
 *   struct loopline_record. `used` is stored (release) after a record is complete, so a reader that loads it
 *   (acquire) sees complete records only. Nothing is moved or freed; records hold ids, never pointers. A
 *   record never changes once it is visible, except struct loopline_sequence, loopline_parameters, `state` of
 *   loopline_runtime, the counters of struct loopline_site, loopline_parent_candidate, loopline_value_match
 *   and loopline_thread_record, struct loopline_site_tags, and the header.
 *
 * Byte order and sizes are those of the machine that wrote the file; `architecture` names it. A reader
 * refuses another architecture, later versions, and those before LOOPLINE_CAPTURE_OLDEST_VERSION.
 */
#ifndef LOOPLINE_CAPTURE_H
#define LOOPLINE_CAPTURE_H

#include <stdint.h>

#define LOOPLINE_CAPTURE_MAGIC "LOOPLINE"
#define LOOPLINE_CAPTURE_VERSION 8u
#define LOOPLINE_CAPTURE_OLDEST_VERSION \
    6u /* that readers take: since then records and marks were only added */
#define LOOPLINE_CHUNK_BYTES 16384u
#define LOOPLINE_CHUNK_MAGIC 0x4b4e4843u /* "CHNK" */
#define LOOPLINE_DEFAULT_CAPACITY (64ull << 20)

enum loopline_architecture { LOOPLINE_X86_64 = 62, LOOPLINE_AARCH64 = 183 }; /* ELF e_machine */

/*
 * Why recording stopped before the process ended. Records that existed by then may still have been counted
 * in.
 */
enum loopline_stop {
    LOOPLINE_STOP_NOT = 0,
    LOOPLINE_STOP_CAPACITY = 1,   /* the file reached its size limit */
    LOOPLINE_STOP_DISK_FULL = 2,  /* posix_fallocate failed; `stop_errno` says how */
    LOOPLINE_STOP_FILE_LIMIT = 3, /* RLIMIT_FSIZE */
    LOOPLINE_STOP_FILE_GONE = 4,  /* the file could not be opened again to grow it */
    LOOPLINE_STOP_MEMORY = 5,     /* a limit of the process, or Loopline's own bound on memory, was reached */
};

/* The process's tick counter and the clocks, read together. */
struct loopline_clock_sample {
    uint64_t ticks;
    uint64_t monotonic_ns; /* CLOCK_MONOTONIC */
    uint64_t realtime_ns;  /* CLOCK_REALTIME, nanoseconds since the epoch */
};

/*
 * Stands at offset 0. All durations elsewhere in the file are in ticks. The two clock samples convert ticks
 * to seconds; the second sample is renewed while the process runs.
 */
struct loopline_header {
    char magic[8];
    uint32_t version;
    uint32_t architecture; /* enum loopline_architecture */
    uint32_t header_bytes; /* sizeof(struct loopline_header) */
    uint32_t chunk_bytes;
    uint64_t capacity; /* limit on the file's size, bytes */
    uint32_t chunks;   /* chunk sizes claimed so far, including the header's */
    uint32_t pid;
    uint32_t parent_pid;
    uint32_t sealed; /* 1 once the process has ended in an orderly way */
    uint32_t reserved;
    uint32_t stop; /* enum loopline_stop */
    uint32_t stop_errno;
    uint32_t argument_count; /* number of NUL-terminated strings in `arguments`; values are masked as "?" */
    uint64_t run_id;         /* the same in all captures of one `loopline run`; 0: none */
    uint64_t dropped;        /* statements that ran while no thread record was available */
    struct loopline_clock_sample first; /* at the library's start */
    struct loopline_clock_sample last;  /* renewed now and then, and when sealed */
    uint32_t threads;                   /* threads that ran a statement */
    uint32_t confined;        /* 1: the process ended confined (seccomp); little was added once it was */
    uint32_t stacks_mistaken; /* recognised stacks that a check proved wrong; after the first, every stack is
                                 walked */
    uint32_t paused; /* `loopline pause` writes 1: nothing is recorded until `loopline resume` writes 0 */
    char executable[1024]; /* absolute path of the running program, NUL-terminated */
    char arguments[2048];
    uint64_t pauses;         /* how often `loopline pause` paused the process */
    char directory[1008];    /* working directory at the first statement; empty: unknown */
    uint64_t memory_bytes;   /* the most that Loopline had mapped in the process, the capture included */
    uint64_t memory_refused; /* how often Loopline went without memory that it would have taken */
    /* identifies the key of the hashes in struct loopline_parameters; is not the key */
    uint64_t parameter_key;
};

struct loopline_chunk {
    uint32_t magic;
    uint32_t span;          /* chunk sizes this chunk covers, at least 1 */
    uint32_t thread_record; /* id of the thread record that owns it; 0: all threads share it */
    uint32_t reserved;
    uint64_t used; /* bytes that hold complete records, including this struct */
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
    LOOPLINE_RECORD_TAGS = 14,
    LOOPLINE_RECORD_SITE_TAGS = 15,
    /* A reader skips types it does not know. */
};

struct loopline_record {
    uint32_t type;
    uint32_t bytes; /* including this struct; a multiple of 8 */
};

enum loopline_driver { LOOPLINE_DRIVER_SQLITE = 1, LOOPLINE_DRIVER_POSTGRESQL = 2 };

/* A file whose code appeared on a stack. Ids count up from 1; id 0 stands for code outside any file. */
struct loopline_module {
    struct loopline_record record;
    uint32_t id;
    uint32_t build_id_bytes; /* 0: the file has none */
    uint8_t build_id[32];
    uint64_t file_bytes; /* size and modification time when the file was seen; 0: could not be read */
    uint64_t file_mtime_ns;
    uint32_t is_program; /* 1: the main program */
    uint32_t path_bytes; /* length of the path that follows, without a NUL */
    char path[];
};

/* A database library that was called. */
struct loopline_library {
    struct loopline_record record;
    uint32_t id;      /* from 1 */
    uint32_t driver;  /* enum loopline_driver */
    char version[24]; /* as the library reports it, "3.40.1" or "15.18"; empty: unknown */
    uint32_t path_bytes;
    uint32_t reserved;
    char path[];
};

enum loopline_statement_flags {
    LOOPLINE_STATEMENT_TRUNCATED = 1, /* the normal form was too long and was cut */
    LOOPLINE_STATEMENT_UNSEEN = 2,    /* prepared before recording began; text unknown */
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

/* An interpreter in the process, and whether its frames could be read. */
enum loopline_runtime_kind {
    LOOPLINE_RUNTIME_CPYTHON = 1,
    LOOPLINE_RUNTIME_RUBY = 2,
    LOOPLINE_RUNTIME_PHP = 3,
    LOOPLINE_RUNTIME_PERL = 4,
};

enum loopline_runtime_state {
    LOOPLINE_RUNTIME_READ = 0,            /* stacks include its frames */
    LOOPLINE_RUNTIME_UNKNOWN_VERSION = 1, /* native frames only: the layout of this version is unknown */
    LOOPLINE_RUNTIME_FREE_THREADED = 2,   /* native frames only */
    LOOPLINE_RUNTIME_UNREADABLE = 3,      /* native frames only: the layout failed its check */
};

struct loopline_runtime {
    struct loopline_record record;
    uint32_t id;    /* from 1 */
    uint32_t kind;  /* enum loopline_runtime_kind */
    uint32_t state; /* enum loopline_runtime_state; may change once, to LOOPLINE_RUNTIME_UNREADABLE */
    /*
     * Where the interpreter runs its code: module id, start (like a frame's position) and size. CPython: the
     * evaluator function. Others: the code of the object that holds the interpreter.
     */
    uint32_t evaluator_module;
    uint64_t evaluator_position;
    uint64_t evaluator_bytes; /* 0: not known */
    char version[32];         /* "3.11.2" */
};

enum loopline_code_flags {
    LOOPLINE_CODE_NATIVE = 1,   /* a function of the interpreter written in C: it has a name and no lines */
    LOOPLINE_CODE_UNFILED = 2,  /* `file` is the name of a template that is in no file */
    LOOPLINE_CODE_TEMPLATE = 4, /* CPython: a line of a template that is not compiled; normal form */
};

/*
 * A code object of an interpreter, as it was when first seen on a stack. For CPython its two blocks of bytes
 * are the bytecode and the line table. For every other runtime they are in one normal form: an array of
 * struct loopline_code_line and an array of struct loopline_code_loop. If the code was compiled from a
 * template with other lines, a third block is an array of struct loopline_code_origin.
 */
struct loopline_code {
    struct loopline_record record;
    uint32_t id;      /* from 1 */
    uint32_t runtime; /* runtime id */
    uint32_t first_line;
    uint32_t file_bytes; /* lengths of what follows in `data`, in this order, without NULs */
    uint32_t name_bytes; /* the qualified name, if this version has one */
    uint32_t bytecode_bytes;
    uint32_t line_table_bytes;
    uint32_t flags; /* enum loopline_code_flags */
    uint32_t origins_bytes;
    uint32_t reserved;
    char data[];
};

/* Lines of the generated code from `generated` up to the next entry's come from this line of the template. */
struct loopline_code_origin {
    uint32_t generated;
    uint32_t line;
};

/* The code is on this line from this instruction up to the next entry's. Ascending by instruction. */
struct loopline_code_line {
    uint32_t instruction;
    uint32_t line;
};

/*
 * A loop: its first and last instruction, both included, and the line it starts at. Of loops with the same
 * instructions, the outermost comes first. Instructions are numbered like the positions of frames. A loop
 * over the items of something (`foreach`) is marked in its line.
 */
#define LOOPLINE_CODE_LOOP_ITEMS 0x80000000u
struct loopline_code_loop {
    uint32_t first;
    uint32_t last;
    uint32_t line;
};

/*
 * A stack holds its native frames first, then the interpreter's frames; both innermost first. The reader
 * merges the two. CPython: each native frame of the evaluator runs the interpreter's frames up to and
 * including one that is marked LOOPLINE_FRAME_ENTRY. Others: only the native frames up to the first one in
 * the interpreter's object are kept, and all of them are further in than the interpreter's frames.
 */
enum loopline_frame_kind {
    LOOPLINE_FRAME_NATIVE = 0, /* owner: module id; position: offset of the return address in the file's
                                  address space (runtime address minus load bias) */
    LOOPLINE_FRAME_CODE = 1,   /* owner: code id; position: the instruction (for CPython a byte offset in the
                                  bytecode); LOOPLINE_FRAME_NOT_STARTED: before the first one */
};

#define LOOPLINE_FRAME_ENTRY (1ull << 32)
/* What lies further in is a task of its own, one of those that this frame has started or waits for. */
#define LOOPLINE_FRAME_TASKS (1ull << 33)
/*
 * What lies further in is a greenlet that this frame has spawned. It and the frames further out are those of
 * the spawning greenlet at the time: none of them is among the native frames.
 */
#define LOOPLINE_FRAME_SPAWNS (1ull << 34)
#define LOOPLINE_FRAME_LINE (1ull << 35)  /* the position is a line of the source, not an instruction */
#define LOOPLINE_FRAME_TAKES (1ull << 36) /* its outermost loop calls something for each item (a queue) */
#define LOOPLINE_FRAME_NOT_STARTED 0xffffffffull

struct loopline_frame {
    uint32_t kind; /* enum loopline_frame_kind */
    uint32_t owner;
    uint64_t position;
};

enum loopline_stack_flags {
    LOOPLINE_STACK_TRUNCATED = 1, /* too deep to walk completely: the outermost frames are missing */
    LOOPLINE_STACK_UNKNOWN = 2,   /* the stack of these statements was not kept (the capture was full) */
    LOOPLINE_STACK_ANSWERED = 4,  /* the thread woke others after it took the work: see below */
    LOOPLINE_STACK_SUSPENDED = 8, /* of coroutines that wait for another thread: see below */
    LOOPLINE_STACK_WAITS = 16,    /* a thread waited here, between two statements: see below */
    LOOPLINE_STACK_UNASKED = 32,  /* for what may have come unasked, as a message does */
};

/*
 * Frames, innermost first, without the shim's own. Unique by content.
 *
 * When a thread does work for another thread, its stack continues, further out, with the stack that the other
 * thread had when it handed the work over: `handed_over_by`, which may itself have been handed over.
 * `taken_at` is the stack this thread had when it waited for the work: the frames outside of it belong to the
 * worker's own routine. Both are ids of earlier stacks, or 0. A thread that has answered may have continued
 * with other work since, which it found without a wait (LOOPLINE_STACK_ANSWERED).
 *
 * The suspended coroutines that wait for what a thread does (LOOPLINE_STACK_SUSPENDED) hand it over as well.
 * Their frames are an interpreter's alone; what they go on in, further out, is what the latest stack known of
 * their thread, `handed_over_by`, has outside of the function of the outermost of them.
 *
 * A thread that has run statements and does no work for another leaves the stacks at which it waits for
 * anything but a client or the answer to a statement (LOOPLINE_STACK_WAITS): each once, and none of its
 * process's later waits once there have been many.
 */
struct loopline_stack {
    struct loopline_record record;
    uint32_t id; /* from 1 */
    uint32_t flags;
    uint32_t frame_count;
    uint32_t handed_over_by; /* 0: no hand-over is known */
    uint32_t taken_at;       /* 0: the thread was started for this work */
    uint32_t reserved;
    struct loopline_frame frames[];
};

/*
 * Another stack of a call site: the same frames of the interpreter, with different native frames of its
 * engine. Which native frames show a loop of the engine can change from one execution to the next.
 */
struct loopline_variant {
    struct loopline_record record;
    uint32_t site;  /* site id, of the same thread record */
    uint32_t stack; /* stack id */
};

/* A thread record: what one thread counts in, and after that thread's end the next one. */
struct loopline_thread_record {
    struct loopline_record record;
    uint32_t id;             /* from 1 */
    uint32_t threads;        /* how many threads have used it, one after the other */
    uint64_t statements;     /* all that ran, including those that no site counts */
    uint64_t dropped;        /* those of them that no site counts */
    uint64_t own_ticks;      /* the thread's time that Loopline took, estimated from a sample */
    uint64_t paused_ticks;   /* how long recording was paused to stay within the budget */
    uint32_t without_values; /* 1: values were no longer kept, to stay within the budget */
    uint32_t reserved;
};

/*
 * The order in which the call sites of a thread record ran: one word per execution. A thread record's
 * sequence records follow one another in the order of the file. Repetitions are folded. The words of a record
 * end at the first that is 0, or with the record. They are appended one at a time, each with one store, and
 * rewritten when the record is full and can be folded: where a process was killed during that, the reader
 * finds LOOPLINE_SEQUENCE_FOLDING and cannot use the record.
 */
#define LOOPLINE_SEQUENCE_SITE 0x03ffffffu /* a site id; 0: a statement that no site counts */
#define LOOPLINE_SEQUENCE_TAKEN \
    0x04000000u                           /* the thread took work from another thread since the word before */
#define LOOPLINE_SEQUENCE_RAN 0x08000000u /* set in every word of an execution, so that none is 0 */
#define LOOPLINE_SEQUENCE_BEGINS 0x10000000u /* the first statement of a thread that took over the record */
#define LOOPLINE_SEQUENCE_CLIENT 0x20000000u /* the thread waited for a client since the word before */
#define LOOPLINE_SEQUENCE_OTHER 0x40000000u  /* or for anything else but a database */
/*
 * Marks a block instead of an execution. The other bits say how many words the block has (at most
 * LOOPLINE_SEQUENCE_BLOCK), the next word how often it runs, and the block's words follow. A block within a
 * block lies wholly inside it.
 */
#define LOOPLINE_SEQUENCE_REPEAT 0x80000000u
#define LOOPLINE_SEQUENCE_BLOCK 64u

enum loopline_sequence_flags {
    LOOPLINE_SEQUENCE_FOLDING = 1, /* being rewritten */
    LOOPLINE_SEQUENCE_ENDED = 2,   /* the limit was reached: later executions are in no record */
};

struct loopline_sequence {
    struct loopline_record record;
    uint32_t thread_record;
    uint32_t flags; /* enum loopline_sequence_flags */
    uint32_t words[];
};

/*
 * Episodes are counted in buckets: one bucket each for n = 1 to 16, then four buckets for each doubling of n.
 */
#define LOOPLINE_HISTOGRAM_BUCKETS 64u

struct loopline_histogram {
    struct loopline_record record;
    uint32_t buckets[LOOPLINE_HISTOGRAM_BUCKETS];
};

/* The bucket of an episode with `n` children, n at least 1. The last bucket has no upper limit. */
static inline uint32_t loopline_histogram_bucket(uint64_t n) {
    if (n <= 16)
        return n ? (uint32_t)n - 1 : 0;
    const uint32_t doubling = 63u - (uint32_t)__builtin_clzll(n); /* 4 and up */
    const uint32_t quarter = (uint32_t)(n >> (doubling - 2)) & 3u;
    const uint32_t bucket = 16u + (doubling - 4u) * 4u + quarter;
    return bucket < LOOPLINE_HISTOGRAM_BUCKETS ? bucket : LOOPLINE_HISTOGRAM_BUCKETS - 1u;
}

/* The smallest n that belongs in a bucket. */
static inline uint64_t loopline_histogram_floor(uint32_t bucket) {
    if (bucket < 16)
        return bucket + 1u;
    const uint32_t doubling = (bucket - 16u) / 4u + 4u;
    return (4ull + (bucket - 16u) % 4u) << (doubling - 2u);
}

/*
 * The episodes of a pair of sites: how often the child site ran between one execution of the parent site and
 * the next. With parent 0: how often the child ran with no other site of the thread in between. The last
 * episode is open: its n is site.calls - start_calls. Once the thread has waited for a client, later
 * executions belong to another request: the episode is then closed, and start_calls is
 * LOOPLINE_EPISODE_CLOSED.
 */
#define LOOPLINE_EPISODE_CLOSED UINT64_MAX

struct loopline_parent_candidate {
    uint32_t parent;      /* site id in the same thread record; 0: none */
    uint32_t adjacent;    /* episodes whose first child directly followed the parent */
    uint64_t start_calls; /* the child's `calls` when the open episode began */
    uint64_t episodes;    /* closed ones */
    uint64_t children;    /* sum of n over the closed ones */
    uint64_t minimum;     /* smallest and largest n of the closed ones; 0: none */
    uint64_t maximum;
    uint64_t histogram; /* file offset of a struct loopline_histogram; 0: all closed n are equal, or none was
                           kept */
    /* The parent's `rows` before the execution that began the first episode. parent.rows minus this is the
       number of rows the parent returned over all episodes. */
    uint64_t parent_rows_before;
    /* Executions of the child within episodes before which the thread waited, since the previous execution,
       for anything but the database or a client. In `uninterrupted`: all executions but the first before
       which it waited for anything but the database. */
    uint64_t waits;
};

#define LOOPLINE_PARENT_CANDIDATES 8u

/*
 * A call site: one statement run from one stack, in one thread record. Only the thread record's thread writes
 * the counters, each with one aligned store.
 */
struct loopline_site {
    struct loopline_record record;
    uint32_t id; /* from 1, unique in the file */
    uint32_t thread_record;
    uint32_t statement;    /* statement id */
    uint32_t stack;        /* stack id */
    uint32_t library;      /* library id */
    uint32_t longest_list; /* elements of the longest IN list, ARRAY or array parameter; 0: none seen */
    uint64_t calls;        /* executions that have returned to the caller at least once */
    uint64_t failed;       /* executions that ended in an error */
    uint64_t rows;         /* rows returned */
    uint64_t changed_rows; /* rows inserted, updated or deleted, as far as the library reports it */
    uint64_t ticks; /* time spent in the library. SQLite: the first 32 steps of each result are timed, then
                       one in sixteen; each other step counts as the shorter of the last two timed */
    uint64_t pipelined;           /* executions that shared a round trip which an earlier statement began */
    uint64_t in_transaction;      /* executions of writes inside an explicit transaction */
    uint64_t without_parameters;  /* executions with neither parameters nor literals */
    uint64_t distinct_parameters; /* different tuples of parameters and literals; no longer raised once struct
                                     loopline_parameters cannot hold them all */
    /* Of a sample of executions whose parameters had been seen before: those with the same answer (first row,
       number of rows) as the previous one with these parameters, and those with a different answer. */
    uint64_t same_answers;
    uint64_t changed_answers;
    uint64_t first_sequence;                        /* positions of the first and the latest execution */
    uint64_t last_sequence;                         /* among the thread record's statements */
    struct loopline_parent_candidate uninterrupted; /* parent 0 */
    /* unused ones have parent 0 */
    struct loopline_parent_candidate parent_candidates[LOOPLINE_PARENT_CANDIDATES];
};

/*
 * The different tuples of parameters and literals that a site ran with, so that those of several sites can be
 * counted together. A site may have several records, a small one followed by larger ones; the union of them
 * counts. `words` is either a table of hashes (0: an empty slot), or LOOPLINE_PARAMETER_REGISTERS bytes of a
 * HyperLogLog: the lowest bits of a hash choose the register, which holds the largest number of trailing zero
 * bits seen in the remaining bits, plus one.
 */
#define LOOPLINE_PARAMETER_REGISTERS 1024u
#define LOOPLINE_PARAMETER_REGISTER_BITS 10u

enum loopline_parameters_state {
    LOOPLINE_PARAMETERS_HASHES = 0,
    LOOPLINE_PARAMETERS_FOLDING =
        1, /* hashes are being turned into registers; a reader that finds this cannot use the record */
    LOOPLINE_PARAMETERS_REGISTERS = 2,
};

struct loopline_parameters {
    struct loopline_record record;
    uint32_t site;  /* site id, of the same thread record */
    uint32_t state; /* enum loopline_parameters_state */
    uint32_t words[];
};

/* The register that a hash belongs to, and the rank that the register is raised to. */
static inline uint32_t loopline_parameter_register(uint32_t hash) {
    return hash % LOOPLINE_PARAMETER_REGISTERS;
}

static inline uint8_t loopline_parameter_rank(uint32_t hash) {
    const uint32_t rest = hash >> LOOPLINE_PARAMETER_REGISTER_BITS;
    return rest ? (uint8_t)(__builtin_ctz(rest) + 1) : (uint8_t)(32u - LOOPLINE_PARAMETER_REGISTER_BITS + 1u);
}

/*
 * The values of a site's parameter were found in a column of another site's rows. Written only after the
 * values were found a few times. The file does not hold the values.
 */
struct loopline_value_match_counts {
    uint64_t checked;  /* executions whose value was searched for */
    uint64_t matched;  /* of them, those whose value was in the column */
    uint64_t in_order; /* of those, found in the row of the previous match or one of the next few */
    uint64_t wide;     /* of those that matched, values of a kind that rarely match by chance */
    uint64_t moved;    /* of those that matched, in a different row from the previous match */
};

struct loopline_value_match {
    struct loopline_record record;
    uint32_t site; /* the site whose parameter it is */
    /* site id, of any thread record; the same site where rows lead to further rows */
    uint32_t parent;
    /* from 1: a bound parameter, or a literal in a statement that has no bound parameters */
    uint32_t parameter;
    uint32_t column_bytes; /* 0: the column has no name or an unknown one */
    struct loopline_value_match_counts counts;
    char column[]; /* name of the column, not NUL-terminated */
};

/*
 * What a comment of a statement says that the program works on (src/sql/tags.h). Nothing else of a comment is
 * kept. Unique by content.
 */
struct loopline_tags {
    struct loopline_record record;
    uint32_t id;          /* from 1 */
    uint32_t route_bytes; /* lengths of what follows in `data`, in this order, without NULs; 0: unknown */
    uint32_t controller_bytes;
    uint32_t action_bytes;
    uint32_t job_bytes;
    uint32_t reserved;
    char data[];
};

/* A span and its trace, by their ids of W3C Trace Context. All zero: none. */
struct loopline_span {
    uint8_t trace_id[16];
    uint8_t span_id[8];
};

/*
 * How often a site ran with these tags; a site has such a record for each of the first few tags it ran with.
 * `latest` is an example. Its writer raises `writes` before and `written` after it: where the two differ, a
 * reader cannot use it. Both are 0: there is none.
 */
struct loopline_site_tags {
    struct loopline_record record;
    uint32_t site; /* site id, of the same thread record */
    uint32_t tags; /* tags id */
    uint64_t calls;
    uint64_t written;
    struct loopline_span latest;
    uint64_t writes;
};

#endif
