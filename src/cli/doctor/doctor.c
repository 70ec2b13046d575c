/* loopline doctor COMMAND|PID: can it be intercepted, and if not, why, and what to do instead. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "command_line.h"
#include "process.h"
#include "program.h"

static const char help[] =
    "Usage: loopline doctor COMMAND [ARGUMENT...]\n"
    "       loopline doctor PID\n"
    "\n"
    "Says whether Loopline can see the statements of a program or of a running process. If not, it says why\n"
    "and what to do instead. It runs nothing.\n"
    "\n"
    "Exit status: 0 yes, 1 no, 2 the program could not be found or examined.\n";

/* A number is a process, unless there is no room for it among process ids: then it may be a command. */
static bool parse_pid(const char *text, pid_t *pid) {
    if (!isdigit((unsigned char)text[0]))
        return false;
    char *end;
    const long number = strtol(text, &end, 10);
    *pid = (pid_t)number;
    return *end == '\0' && number > 0 && number <= INT_MAX;
}

/* A name for the verdict; freed by the caller. NULL where the subject could not be examined. */
static char *examine(const char *what, struct doctor_diagnosis *diagnosis) {
    pid_t pid;
    char *program;
    if (!parse_pid(what, &pid)) {
        program = doctor_resolve(what, diagnosis);
        if (program && doctor_examine_program(program, diagnosis))
            return program;
        free(program);
        return NULL;
    }
    if (!doctor_examine_process(pid, diagnosis, &program))
        return NULL;
    char *subject = NULL;
    if (asprintf(&subject, "process %d (%s)", (int)pid, program) < 0)
        subject = NULL;
    free(program);
    return subject;
}

static int diagnose(const char *what) {
    struct doctor_diagnosis diagnosis = {0};
    int status = EXIT_UNUSABLE;
    char *subject = examine(what, &diagnosis);
    if (subject) {
        doctor_print(stdout, subject, &diagnosis);
        status = doctor_verdict_of(&diagnosis) == DOCTOR_NO ? EXIT_NO : EXIT_DONE;
    }
    free(subject);
    doctor_diagnosis_free(&diagnosis);
    return status;
}

int command_doctor(int argc, char **argv) {
    static const struct option_row rows[] = {{0}};
    const struct command_line line = {"loopline doctor", help, rows, true};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (first < argc)
        return diagnose(argv[first]);
    fputs("loopline doctor: no program given; name a command or the number of a process\n", stderr);
    return EXIT_UNUSABLE;
}
