#include "process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arguments.h"
#include "capture/interned/file.h"
#include "host/clock.h"
#include "host/text.h"
#include "libc/status.h"
#include "scope.h"

enum {
    WAIT_SECONDS = 2,               /* for the report: longer, and a program's end is felt to hang */
    CAPACITY_LIMIT_MIB = 64 * 1024, /* a larger number is taken for a slip */
    BUDGET_DEFAULT = 10000,         /* 1 %, in parts of a million */
    ALL_OF_THE_TIME = 1000000,
    /* Ticks: about a second, and a tenth of one, with today's counters and with the clock in their place. */
    GOVERNOR_GRACE = 1u << 31,
    GOVERNOR_WINDOW = 1u << 28,
};

/* The module's state, written by the constructor and, in a forked child, by the fork handler. */
static struct {
    bool enabled;
    bool follow; /* record forked children too */
    bool steady_ticks;
    struct loopline_clock_sample first;
    struct process_options options;
    struct masked_arguments arguments;
    dev_t stderr_device;
    ino_t stderr_inode;
    bool stderr_open;
} process;

bool process_is_enabled(void) {
    return __atomic_load_n(&process.enabled, __ATOMIC_RELAXED);
}

const struct process_options *process_options(void) {
    return &process.options;
}

struct loopline_clock_sample process_first_sample(void) {
    return process.first;
}

bool process_has_steady_ticks(void) {
    return process.steady_ticks;
}

const char *process_arguments(uint32_t *count, uint32_t *bytes) {
    *count = process.arguments.count;
    *bytes = process.arguments.bytes;
    return process.arguments.strings;
}

bool process_owns_stderr(void) {
    struct stat status;
    return process.stderr_open && descriptor_status(STDERR_FILENO, &status) == 0 &&
           status.st_dev == process.stderr_device && status.st_ino == process.stderr_inode;
}

static void copy_variable(const char *name, const char *fallback, char *buffer, size_t capacity) {
    const char *value = secure_getenv(name);
    struct text text = text_start(buffer, capacity);
    text_add_string(&text, value && value[0] ? value : fallback);
}

static bool variable_is(const char *name, const char *expected) {
    const char *value = secure_getenv(name);
    return value && strcmp(value, expected) == 0;
}

static void note_stderr(void) {
    struct stat status;
    process.stderr_open =
        !variable_is("LOOPLINE_QUIET", "1") && descriptor_status(STDERR_FILENO, &status) == 0;
    if (!process.stderr_open)
        return;
    process.stderr_device = status.st_dev;
    process.stderr_inode = status.st_ino;
}

static uint64_t variable_number(const char *name, int base, uint64_t fallback) {
    const char *value = secure_getenv(name);
    if (!value || !value[0])
        return fallback;
    char *end = NULL;
    const uint64_t number = strtoull(value, &end, base);
    return *end ? fallback : number;
}

/* "1", "0.5" or "2%" as parts in a million; 0: no bound. */
static uint64_t read_budget(const char *value) {
    uint64_t millionths = 0;
    uint64_t unit = 10000;
    if (!value || !value[0])
        return BUDGET_DEFAULT;
    for (; *value >= '0' && *value <= '9' && millionths < ALL_OF_THE_TIME; value++)
        millionths = millionths * 10 + (uint64_t)(*value - '0') * unit;
    if (*value == '.')
        for (value++; *value >= '0' && *value <= '9'; value++)
            millionths += (uint64_t)(*value - '0') * (unit /= 10);
    return millionths < ALL_OF_THE_TIME ? millionths : 0;
}

static void read_options(void) {
    struct process_options *options = &process.options;
    copy_variable("LOOPLINE_OUT", "", options->output_prefix, sizeof options->output_prefix);
    copy_variable("LOOPLINE_FORMAT", "text", options->formats, sizeof options->formats);
    copy_variable("TMPDIR", "/tmp", options->temporary, sizeof options->temporary);
    options->capacity = variable_number("LOOPLINE_CAPACITY_MIB", 10, 0);
    if (options->capacity == 0 || options->capacity > CAPACITY_LIMIT_MIB)
        options->capacity = LOOPLINE_DEFAULT_CAPACITY >> 20;
    options->capacity <<= 20;
    copy_variable("LOOPLINE_KEEP", "", options->keep, sizeof options->keep);
    options->run_id = variable_number("LOOPLINE_RUN", 16, 0);
    options->wait_milliseconds = 1000 * variable_number("LOOPLINE_WAIT", 10, WAIT_SECONDS);
    options->report_at_exit = !variable_is("LOOPLINE_REPORT", "0");
    options->governor =
        (struct governor_rule){.budget = read_budget(secure_getenv("LOOPLINE_BUDGET")),
                               .grace = variable_is("LOOPLINE_BUDGET_GRACE", "0") ? 0 : GOVERNOR_GRACE,
                               .window = GOVERNOR_WINDOW};
    options->check_stacks = variable_is("LOOPLINE_CHECK_STACKS", "1");
    process.follow = !variable_is("LOOPLINE_FOLLOW", "0");
}

/* Takes this library out of LD_PRELOAD, so that programs started from here run without it. */
static void unfollow(char **environment) {
    for (; environment && *environment; environment++) {
        if (strncmp(*environment, "LD_PRELOAD=", 11) != 0)
            continue;
        char *to = *environment + 11;
        const char *from = to;
        while (*from) {
            const size_t length = strcspn(from, " :");
            const size_t step = length + (from[length] != '\0');
            if (!memmem(from, length, "libloopline.so", 14)) {
                memmove(to, from, step);
                to += step;
            }
            from += step;
        }
        *to = '\0';
    }
}

static bool is_in_scope(void) {
    static char executable[CAPTURE_PATH_BYTES]; /* more than a host's stack is asked for */
    const ssize_t length = readlink("/proc/self/exe", executable, sizeof executable - 1);
    return length <= 0 ||
           scope_includes(executable, secure_getenv("LOOPLINE_ONLY"), secure_getenv("LOOPLINE_EXCEPT"),
                          secure_getenv("LOOPLINE_RUN") != NULL);
}

bool process_set_up(int argc, char **argv, char **environment) {
    const bool elevated = getauxval(AT_SECURE) || getuid() != geteuid() || getgid() != getegid();
    if (elevated || variable_is("LOOPLINE", "0"))
        return false;
    if (!is_in_scope())
        return false;
    process.steady_ticks = clock_counter_is_steady();
    process.first = clock_sample(process.steady_ticks);
    read_options();
    arguments_mask(argc, argv, variable_is("LOOPLINE_ARGV", "1"), &process.arguments);
    note_stderr();
    if (!process.follow)
        unfollow(environment);
    return true;
}

void process_enable(void) {
    __atomic_store_n(&process.enabled, true, __ATOMIC_RELAXED);
}

void process_note_forked(void) {
    if (!process.follow)
        __atomic_store_n(&process.enabled, false, __ATOMIC_RELAXED);
}

static void add_mark(struct text *text, char mark, const char *executable) {
    char host[256] = "";
    const char *slash = strrchr(executable, '/');
    switch (mark) {
    case 'e':
        text_add_string(text, slash ? slash + 1 : executable);
        return;
    case 'p':
        text_add_number(text, (uint64_t)getpid());
        return;
    case 'h':
        gethostname(host, sizeof host - 1);
        text_add_string(text, host);
        return;
    case 't':
        text_add_number(text, (uint64_t)time(NULL));
        return;
    case '%':
        text_add(text, "%", 1);
        return;
    default:
        text_add(text, "%", 1);
        text_add(text, &mark, 1);
    }
}

bool process_expand_prefix(const char *pattern, const char *executable, char *buffer, uint32_t capacity) {
    struct text text = text_start(buffer, capacity);
    for (; *pattern; pattern++) {
        if (pattern[0] == '%' && pattern[1])
            add_mark(&text, *++pattern, executable);
        else
            text_add(&text, pattern, 1);
    }
    return !text.cut;
}
