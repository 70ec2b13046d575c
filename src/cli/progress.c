#include "progress.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* Long enough that most reports come without such a line. */
enum { EVERY_MICROSECONDS = 500000 };

static const char erase_line[] = "\r\x1b[K";

/* The module's state: what the signal handler says. */
static struct report_progress progress;
static volatile sig_atomic_t has_line;
static bool is_running;

/* Where a number's digits begin, at the end of `room` bytes. */
static const char *digits_of(size_t number, char *room, size_t bytes) {
    char *digit = room + bytes - 1;
    *digit = '\0';
    do
        *--digit = (char)('0' + number % 10);
    while ((number /= 10) && digit > room);
    return digit;
}

/* In a signal handler: a copy to a fixed place, and one write. */
static void add(char *line, size_t *used, size_t room, const char *text) {
    while (*text && *used < room)
        line[(*used)++] = *text++;
}

static void say(int signal) {
    char line[160];
    char done[24];
    char total[24];
    size_t used = 0;
    (void)signal;
    add(line, &used, sizeof line, erase_line);
    add(line, &used, sizeof line, "loopline: ");
    add(line, &used, sizeof line, progress.stage ? progress.stage : "reading captures");
    if (progress.total > 1) {
        add(line, &used, sizeof line, ", ");
        add(line, &used, sizeof line, digits_of(progress.done, done, sizeof done));
        add(line, &used, sizeof line, " of ");
        add(line, &used, sizeof line, digits_of(progress.total, total, sizeof total));
    }
    add(line, &used, sizeof line, " ...");
    has_line = 1;
    if (write(STDERR_FILENO, line, used) < 0)
        has_line = 0;
}

static void set_timer(suseconds_t microseconds) {
    const struct itimerval timer = {.it_interval.tv_usec = microseconds, .it_value.tv_usec = microseconds};
    setitimer(ITIMER_REAL, &timer, NULL);
}

void progress_begin(struct report_options *options) {
    struct sigaction action = {.sa_handler = say, .sa_flags = SA_RESTART};
    if (!isatty(STDERR_FILENO))
        return;
    progress = (struct report_progress){0};
    options->progress = &progress;
    is_running = sigaction(SIGALRM, &action, NULL) == 0;
    if (is_running)
        set_timer(EVERY_MICROSECONDS);
}

void progress_end(void) {
    if (!is_running)
        return;
    set_timer(0);
    signal(SIGALRM, SIG_DFL);
    is_running = false;
    if (has_line)
        fputs(erase_line, stderr);
    has_line = 0;
}
