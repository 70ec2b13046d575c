/* loopline doctor COMMAND|PID, or --root DIR: can it be intercepted, and if not, why, and what to do instead.
 */
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
#include "root.h"
#include "setup_lines.h"

static const char help[] =
    "Usage: loopline doctor COMMAND [ARGUMENT...]\n"
    "       loopline doctor PID\n"
    "       loopline doctor --root DIR\n"
    "\n"
    "Says whether Loopline can see the statements of a program, of a running process, or of the programs of "
    "an\n"
    "image or root folder. If not, it says why and what to do instead. It runs nothing.\n"
    "\n"
    "      --root DIR       examine an image's files: its C library, database libraries, interpreters; with\n"
    "                       the lines to write for systemd, Docker, Kubernetes and supervisord\n"
    "  -h, --help           this text\n"
    "\n"
    "Exit status: 0 yes, 1 no, 2 wrong usage, 4 the program or folder could not be found or examined.\n";

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
    int status = EXIT_FAULT;
    char *subject = examine(what, &diagnosis);
    if (subject) {
        doctor_print(stdout, subject, &diagnosis);
        status = doctor_verdict_of(&diagnosis) == DOCTOR_NO ? EXIT_NO : EXIT_DONE;
    }
    free(subject);
    doctor_diagnosis_free(&diagnosis);
    return status;
}

static int diagnose_root(const char *root) {
    struct doctor_diagnosis diagnosis = {0};
    int status = EXIT_FAULT;
    char *shim = doctor_examine_root(root, &diagnosis);
    char *subject = NULL;
    if (shim && asprintf(&subject, "programs in %s", root) >= 0) {
        const bool is_no = doctor_verdict_of(&diagnosis) == DOCTOR_NO;
        doctor_print(stdout, subject, &diagnosis);
        if (!is_no)
            doctor_print_setup_lines(stdout, shim);
        status = is_no ? EXIT_NO : EXIT_DONE;
    }
    free(subject);
    free(shim);
    doctor_diagnosis_free(&diagnosis);
    return status;
}

int command_doctor(int argc, char **argv) {
    const char *root = NULL;
    const struct option_row rows[] = {{"root", 0, OPTION_TEXT, &root}, {0}};
    const struct command_line line = {"loopline doctor", help, rows, true};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (root)
        return diagnose_root(root);
    if (first < argc)
        return diagnose(argv[first]);
    fputs("loopline doctor: no program given; name a command, the number of a process, or --root DIR\n",
          stderr);
    return EXIT_USAGE;
}
