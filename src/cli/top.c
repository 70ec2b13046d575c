/* loopline top PID|DIRECTORY|CAPTURE: loops as they form, in a terminal. Reads only. */
#include <curses.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/live.h"
#include "cli/options.h"
#include "model/compare.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline top [OPTION...] PID|CAPTURE|DIRECTORY...\n"
    "\n"
    "Shows the loops of running processes as they form: statements a second, time in the database, and for\n"
    "each loop its cost, its line and its entry. It reads captures and writes nothing.\n"
    "\n"
    "  -d, --delay SECONDS  time between two updates (default 2)\n"
    "  -t, --threshold N    least executions in one loop that make a finding (default 5)\n"
    "  -h, --help           this text\n"
    "\n"
    "Keys: c, n, t sort by cost, N or time; up and down choose a loop; q ends.\n"
    "\n"
    "Exit status: 0 ended by q, 2 wrong usage, 4 the terminal cannot be drawn on.\n";

enum { SHORTEST_DELAY_MS = 100, MOST_SUBJECTS = 64 };

enum order { BY_SAVING, BY_N, BY_SECONDS };

struct top {
    struct report_options options;
    double delay;
    const char *subjects[MOST_SUBJECTS];
    size_t subject_count;
    enum order order;
    size_t chosen;
    uint64_t statements; /* at the look before */
    double when;         /* of that, in seconds; 0: there was none */
    double rate;
};

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- What is looked at ---- */

static bool take_capture(const char *path, void *context) {
    struct top *top = context;
    char *kept = strdup(path);
    if (!kept)
        return false;
    top->subjects[top->subject_count++] = kept;
    return true;
}

/* False where a process records nothing, which is said. What is kept lasts as long as the command. */
static bool add_subject(struct top *top, const char *name) {
    pid_t pid;
    if (top->subject_count == MOST_SUBJECTS) {
        fprintf(stderr, "loopline top: name at most %d processes, captures and directories\n", MOST_SUBJECTS);
        return false;
    }
    if (!live_parse_pid(name, &pid)) {
        top->subjects[top->subject_count++] = name;
        return true;
    }
    if (live_visit_captures(pid, take_capture, top))
        return true;
    fprintf(stderr, "loopline top: process %d: it records no statement that this user may see\n", (int)pid);
    return false;
}

static double seconds_of(const struct report_loop *loop) {
    return loop->seconds + loop->transaction_seconds;
}

static int by_n(const void *left, const void *right) {
    const uint64_t a = report_loop_largest_n(*(struct report_loop *const *)left);
    const uint64_t b = report_loop_largest_n(*(struct report_loop *const *)right);
    return (a < b) - (a > b);
}

static int by_seconds(const void *left, const void *right) {
    const double a = seconds_of(*(struct report_loop *const *)left);
    const double b = seconds_of(*(struct report_loop *const *)right);
    return (a < b) - (a > b);
}

/* As they come, loops stand in the order of what can be saved. */
static void sort_loops(const struct top *top, struct report *report) {
    if (top->order != BY_SAVING && report->loop_count > 1)
        qsort(report->loops, report->loop_count, sizeof(*report->loops),
              top->order == BY_N ? by_n : by_seconds);
}

static void measure(struct top *top, const struct report *report) {
    const double now = now_seconds();
    if (top->when > 0 && now > top->when && report->statements >= top->statements)
        top->rate = (double)(report->statements - top->statements) / (now - top->when);
    top->statements = report->statements;
    top->when = now;
}

/* ---- Drawing ---- */

/* One line, cut at the terminal's edge. */
__attribute__((format(printf, 2, 3))) static void draw_line(int row, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (row < LINES)
        mvaddnstr(row, 0, text, COLS);
}

static void draw_loop(const struct top *top, const struct report_loop *loop, size_t number, int row) {
    if (number == top->chosen)
        attron(A_REVERSE);
    draw_line(row, "%10.3f %8" PRIu64 " %8.3f  %-40s %s", loop->saving_seconds, report_loop_largest_n(loop),
              seconds_of(loop),
              loop->where->name +
                  (loop->where->file ? strlen(loop->where->place) - strlen(loop->where->short_place) : 0),
              loop->entry && loop->entry->name ? loop->entry->name : "");
    if (number == top->chosen)
        attroff(A_REVERSE);
}

/* The chosen loop's statements, in the lowest lines. */
static void draw_chosen(const struct report_loop *loop, int row) {
    draw_line(row, "%s, %" PRIu64 " statements", loop->where->place, loop->statements);
    for (size_t i = 0; i < loop->finding_count && row + 1 + (int)i < LINES; i++) {
        const struct report_finding *finding = loop->findings[i];
        draw_line(row + 1 + (int)i, "  %-10s %8" PRIu64 "  %s", finding->kind, finding->calls,
                  finding->statement->shown);
    }
}

static void draw(struct top *top, const struct report *report) {
    static const char *const orders[] = {[BY_SAVING] = "cost", [BY_N] = "N", [BY_SECONDS] = "time"};
    const int detail_rows = LINES / 3;
    const int last_row = LINES - detail_rows - 1;
    erase();
    draw_line(0, "loopline top  %zu process%s  %" PRIu64 " statements, %.0f a second, %.3f s in the database",
              report->process_count, report->process_count == 1 ? "" : "es", report->statements, top->rate,
              report->seconds);
    draw_line(1, "%zu loop%s, by %s; keys: c n t, up down, q", report->loop_count,
              report->loop_count == 1 ? "" : "s", orders[top->order]);
    attron(A_BOLD);
    draw_line(3, "%10s %8s %8s  %-40s %s", "can save s", "largest N", "time s", "loop line", "entry");
    attroff(A_BOLD);
    if (top->chosen >= report->loop_count)
        top->chosen = report->loop_count ? report->loop_count - 1 : 0;
    for (size_t i = 0; i < report->loop_count && 4 + (int)i < last_row; i++)
        draw_loop(top, report->loops[i], i, 4 + (int)i);
    if (report->loop_count)
        draw_chosen(report->loops[top->chosen], last_row + 1);
    else
        draw_line(4, "%s",
                  report->statements ? "No loop repeats statements so far." : "No statement so far.");
    refresh();
}

/* ---- Keys ---- */

/* False: the user wants to go. */
static bool take_key(struct top *top, int key) {
    switch (key) {
    case 'q':
        return false;
    case 'c':
        top->order = BY_SAVING;
        break;
    case 'n':
        top->order = BY_N;
        break;
    case 't':
        top->order = BY_SECONDS;
        break;
    case KEY_DOWN:
        top->chosen++;
        break;
    case KEY_UP:
        top->chosen -= top->chosen > 0;
        break;
    default:
        break;
    }
    return true;
}

static bool look(struct top *top) {
    struct report *report = report_new(top->subjects, top->subject_count, &top->options);
    measure(top, report);
    sort_loops(top, report);
    draw(top, report);
    report_free(report);
    return take_key(top, getch());
}

/* What is drawn goes to the terminal itself, so that output may be redirected. */
static int show(struct top *top) {
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        fputs("loopline top: this terminal cannot be drawn on; set TERM, or use `loopline report`\n", stderr);
        return EXIT_FAULT;
    }
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
    const double milliseconds = top->delay * 1000;
    timeout(milliseconds < SHORTEST_DELAY_MS ? SHORTEST_DELAY_MS : (int)milliseconds);
    while (look(top))
        continue;
    endwin();
    delscreen(screen);
    return EXIT_DONE;
}

int command_top(int argc, char **argv) {
    struct top top = {.options = report_options_from_environment(), .delay = 2};
    const struct option_row rows[] = {
        {"delay", 'd', OPTION_SECONDS, &top.delay},
        {"threshold", 't', OPTION_THRESHOLD, &top.options.threshold},
        {0},
    };
    const struct command_line line = {"loopline top", help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (first == argc) {
        fputs("loopline top: no process given; name the number of a process, a capture or a directory\n",
              stderr);
        return EXIT_USAGE;
    }
    for (; first < argc; first++) {
        if (!add_subject(&top, argv[first]))
            return EXIT_USAGE;
    }
    if (!isatty(STDOUT_FILENO)) {
        fputs("loopline top: standard output is not a terminal; use `loopline report`\n", stderr);
        return EXIT_FAULT;
    }
    setlocale(LC_ALL, "");
    return show(&top);
}
