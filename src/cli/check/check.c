/* loopline check: for CI. Which loops are new, and are the budgets kept? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "baseline.h"
#include "budgets.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "ignore.h"
#include "model/compare.h"
#include "report/deliver.h"

static const char help[] =
    "Usage: loopline check [OPTION...] CAPTURE|DIRECTORY...\n"
    "\n"
    "Fails if loops of a program repeat statements and are neither in the baseline nor ignored.\n"
    "\n"
    "  -b, --baseline FILE      known loops, which do not fail; one whose N more than doubled does\n"
    "  -u, --update             write the baseline anew, from these captures\n"
    "  -i, --ignore FILE        rules for what is not to be reported (default: LOOPLINE_IGNORE, then\n"
    "                           .loopline-ignore where it is there)\n"
    "      --max-n [ENTRY=]N    allow loops of up to N executions in one go; with ENTRY, those under that\n"
    "                           view, job or test (a name, with * and ?), whatever else is allowed\n"
    "      --max-statements [ENTRY=]N\n"
    "                           fail where the run has more statements; with ENTRY, where one execution of\n"
    "                           it has\n"
    "      --max-seconds [ENTRY=]S\n"
    "                           the same for the time in the database; all three may be repeated\n"
    "      --min-statements N   fail where it has fewer, because nothing was recorded (default 1)\n"
    "  -f, --format FORMAT      text (the default), or any format of `loopline report`\n"
    "  -o, --output FILE        write that to FILE instead of standard output\n"
    "      --limit SITE         in markdown and jira: as many whole loops as github, gitlab or jira takes\n"
    "  -t, --threshold N        least executions in one loop that make a finding (default 5)\n"
    "      --path-map FROM=TO   source files below FROM are below TO here; may be repeated\n"
    "      --source-root DIR    show lines of any file below DIR, not only of source; may be repeated\n"
    "      --color WHEN         auto (the default), always or never\n"
    "  -h, --help               this text\n"
    "\n"
    "A comment `loopline: ignore` on the loop line, or on the line above, takes that loop out. A rule of "
    "the\n"
    "ignore file is `statement PATTERN`, `file PATTERN`, `function PATTERN`, `kind KIND` or `loop ID`. It "
    "may\n"
    "go on with `until YYYY-MM-DD` and `because REASON`.\n"
    "\n"
    "Exit status: 0 fine; 1 loops or budgets; 2 wrong usage; 3 too little was recorded; 4 a file could not "
    "be\n"
    "read or written.\n";

struct request {
    struct report_options options;
    struct report_style style;
    enum colour_choice colour;
    const struct report_format *format;
    const char *output;
    const char *baseline;
    const char *ignore;
    bool update;
    struct budget_texts budgets;
    uint64_t least_statements;
};

/* ---- rules and baseline ---- */

struct check {
    const struct request *request;
    struct pool pool;
    struct ignore_rules rules;
    struct baseline baseline;
    struct budgets budgets;
    size_t known;
    size_t ignored;
    size_t within_budget;
};

static const char *ignore_file(const struct request *request) {
    const char *variable = getenv("LOOPLINE_IGNORE");
    if (request->ignore)
        return request->ignore;
    if (variable && *variable)
        return variable;
    return access(".loopline-ignore", F_OK) == 0 ? ".loopline-ignore" : NULL;
}

static bool read_rules(struct check *check) {
    const char *path = ignore_file(check->request);
    char today[11] = "";
    const time_t now = time(NULL);
    struct tm local;
    if (!path)
        return true;
    if (localtime_r(&now, &local))
        strftime(today, sizeof(today), "%Y-%m-%d", &local);
    return ignore_read(&check->pool, path, today, &check->rules);
}

/* Loops that are neither in the baseline nor ignored stay in the report; the others are counted. */
static bool is_to_be_reported(struct check *check, const struct report_loop *loop) {
    const bool is_known = baseline_find(&check->baseline, loop) != NULL;
    if (loop->has_ignore_comment || ignore_applies(&check->rules, loop)) {
        check->ignored++;
        return false;
    }
    if (is_known) {
        check->known++;
        return false;
    }
    if (budgets_allow_n(&check->budgets, loop)) {
        check->within_budget++;
        return false;
    }
    return true;
}

static void keep_loops(struct check *check, struct report *report) {
    for (size_t i = 0; i < report->loop_count; i++) {
        if (!is_to_be_reported(check, report->loops[i]))
            report->loops[i]->number = 0;
    }
    report_drop_loops(report);
}

static void say_stale(const struct check *check) {
    for (size_t i = 0; i < check->rules.count; i++) {
        const struct ignore_rule *rule = &check->rules.rules[i];
        if (!rule->matches)
            fprintf(stderr, "loopline check: line %d of the ignore file matches nothing: %s %s\n", rule->line,
                    rule->field, rule->pattern);
        else if (rule->has_ended)
            fprintf(stderr, "loopline check: line %d of the ignore file ended on %s: %s %s\n", rule->line,
                    rule->until, rule->field, rule->pattern);
    }
    size_t gone = 0;
    for (size_t i = 0; i < check->baseline.count; i++)
        gone += !check->baseline.entries[i].is_met;
    if (gone)
        fprintf(stderr,
                "loopline check: %zu loop%s of the baseline did not run or %s gone; --update takes %s out\n",
                gone, gone == 1 ? "" : "s", gone == 1 ? "is" : "are", gone == 1 ? "it" : "them");
}

/* ---- the verdict ---- */

static int judge(struct check *check, struct report *report) {
    const struct request *request = check->request;
    struct report_style style = request->style;
    const size_t all = report->loop_count;
    const bool is_within = budgets_hold(&check->budgets, report);
    keep_loops(check, report);
    say_stale(check);
    if (!request->output)
        terminal_fill_style(stdout, request->colour, &style);
    const bool is_quiet = !report->loop_count && request->format == report_formats && !request->output;
    if (!is_quiet && !report_write(report, request->format, &style, request->output))
        return EXIT_FAULT;
    fprintf(stderr,
            "loopline check: %zu of %zu loop%s to look at (%zu in the baseline, %zu ignored, %zu within "
            "--max-n) in %" PRIu64 " statements\n",
            report->loop_count, all, all == 1 ? "" : "s", check->known, check->ignored, check->within_budget,
            report->statements);
    return report->loop_count || !is_within ? EXIT_NO : EXIT_DONE;
}

static int update(const struct request *request, const struct report *report) {
    if (!baseline_write(request->baseline, report))
        return EXIT_FAULT;
    fprintf(stderr, "loopline check: %s: %zu loop%s written\n", request->baseline, report->loop_count,
            report->loop_count == 1 ? "" : "s");
    return EXIT_DONE;
}

static int check_report(const struct request *request, const struct budgets *budgets, struct report *report) {
    struct check check = {.request = request, .budgets = *budgets};
    int status = EXIT_FAULT;
    report_say_problems(report);
    if (!report->is_readable)
        return command_status_of(report);
    if (report->problem_count)
        return EXIT_FAULT;
    if (report->statements < request->least_statements) {
        fprintf(stderr,
                "loopline check: %" PRIu64 " statements were recorded, at least %" PRIu64
                " are required; `loopline doctor` says why a program is not seen\n",
                report->statements, request->least_statements);
        return EXIT_NOTHING;
    }
    if (request->update)
        return update(request, report);
    if (read_rules(&check) &&
        (!request->baseline || baseline_read(&check.pool, request->baseline, &check.baseline)))
        status = judge(&check, report);
    pool_free(&check.pool);
    return status;
}

int command_check(int argc, char **argv) {
    struct request request = {
        .options = report_options_from_environment(),
        .format = report_formats,
        .least_statements = 1,
    };
    const struct option_row rows[] = {
        {"baseline", 'b', OPTION_TEXT, &request.baseline},
        {"update", 'u', OPTION_FLAG, &request.update},
        {"ignore", 'i', OPTION_TEXT, &request.ignore},
        {"max-n", 0, OPTION_TEXTS, &request.budgets.n},
        {"max-statements", 0, OPTION_TEXTS, &request.budgets.statements},
        {"max-seconds", 0, OPTION_TEXTS, &request.budgets.seconds},
        {"min-statements", 0, OPTION_COUNT, &request.least_statements},
        {"format", 'f', OPTION_FORMAT, &request.format},
        {"output", 'o', OPTION_TEXT, &request.output},
        {"limit", 0, OPTION_LIMIT, &request.style.limit},
        {"threshold", 't', OPTION_THRESHOLD, &request.options.threshold},
        {"path-map", 0, OPTION_PATH_MAP, &request.options},
        {"source-root", 0, OPTION_SOURCE_ROOT, &request.options},
        {"color", 0, OPTION_COLOUR, &request.colour},
        {0},
    };
    const struct command_line line = {"loopline check", help, rows, false};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (first == argc || (request.update && !request.baseline)) {
        fputs(first == argc ? "loopline check: name .capture files or directories that hold them\n"
                            : "loopline check: --update needs --baseline FILE\n",
              stderr);
        return EXIT_USAGE;
    }
    struct pool pool = {0};
    struct budgets budgets;
    status = EXIT_USAGE;
    if (budgets_read(&pool, &request.budgets, &budgets)) {
        struct report *report =
            report_new((const char *const *)argv + first, (size_t)(argc - first), &request.options);
        status = check_report(&request, &budgets, report);
        report_free(report);
    }
    pool_free(&pool);
    return status;
}
